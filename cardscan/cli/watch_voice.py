"""What a watch says as it goes on: lines with the time for a person, or an object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cardscan.cli.console import Voice, tell
from cardscan.counts import counted

if TYPE_CHECKING:
    from cardscan.addressbook import AddressBook
    from cardscan.app.merge import Merge
    from cardscan.app.watch import Handled, WatchTarget
    from cardscan.folder import Note

__all__ = ["WatchVoice"]


@dataclass(frozen=True, slots=True)
class WatchVoice:
    """Tells of notes, merges and photos."""

    voice: Voice
    as_json: bool

    def note(self, each: Note) -> None:
        self._say(f"{each.name}: {each.text}", "note", name=str(each.name), text=each.text)

    def merged(self, merge: Merge) -> None:
        from cardscan.app.merge_report import merge_facts

        if self.as_json:
            self._say("", "merge", **merge_facts(merge))
            return
        for line in merge.in_words():
            self.voice.say(_stamped(line))

    def passed(self, count: int, book: AddressBook) -> None:
        words = (
            f"{counted(count, 'contact')} came to {book} before, and nothing is new; what you "
            "changed there stays. Bring it again from the photo in done: "
            f"cardscan scan PHOTO --into {book} --again"
        )
        self._say(words, "brought before", book=str(book), contacts=count)

    def handled(self, each: Handled) -> None:
        self._say(str(each), "photo", **each.to_json())

    def begun(self, folders: Sequence[WatchTarget]) -> None:
        """Which folders are watched from now on; a program knows what it asked for."""
        for each in () if self.as_json else folders:
            words = f"watching {each.folder}, into {each.into}; Ctrl-C ends it"
            self.voice.say(_stamped(words))

    def ended(self, photos: int, failed: int) -> None:
        words = f"{counted(photos, 'photo')} taken, {failed} failed"
        self._say(words, "end", photos=photos, failed=failed)

    def _say(self, words: str, event: str, /, **facts: object) -> None:
        if self.as_json:
            now = datetime.now().astimezone().isoformat(timespec="seconds")
            tell(json.dumps({"event": event, "at": now, **facts}, ensure_ascii=False))
        else:
            self.voice.say(_stamped(words))


def _stamped(text: str) -> str:
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {text}"
