"""What a person names, to pictures in an order that is always the same."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.folder import Input, find_inputs, natural_key
from cardscan.folder.names import is_passing_name
from cardscan.model import Failure


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name is no event's."""
    return tmp_path / "photos"


def test_a_folder_gives_its_pictures_in_natural_order_with_events(folder: Path) -> None:
    _touch(
        folder,
        *("IMG_10.jpg", "IMG_2.JPG", "b.HEIC", "A.png", "Fair 2/x.pdf", "Fair 10/y.tiff"),
        *("Fair 2/day 1/z.webp", "notes.txt", "Thumbs.db", ".hidden.jpg", "._IMG_2.JPG"),
        *(".git/a.jpg", "@eaDir/a.jpg", "a.jpg.part", "~$b.png", "card", "a.jpg.txt"),
    )
    found = [
        (str(each.path.relative_to(folder)), each.event)
        for each in find_inputs([folder])
        if isinstance(each, Input)
    ]
    assert found == [
        ("A.png", None),
        ("b.HEIC", None),
        ("Fair 2/day 1/z.webp", "Fair 2 / day 1"),
        ("Fair 2/x.pdf", "Fair 2"),
        ("Fair 10/y.tiff", "Fair 10"),
        ("IMG_2.JPG", None),
        ("IMG_10.jpg", None),
    ]


def test_photos_that_a_watched_folder_put_away_keep_their_events(folder: Path) -> None:
    _touch(folder, "done/a.jpg", "done/Fair/b.jpg", "failed/Fair/c.jpg")
    events = [each.event for each in find_inputs([folder]) if isinstance(each, Input)]
    assert events == [None, "Fair", "Fair"]


def test_a_named_file_is_taken_whatever_its_name_and_each_only_once(folder: Path) -> None:
    _touch(folder, "notes.txt", "a.jpg")
    paths = [folder / "notes.txt", folder, folder / "a.jpg", folder / "gone.jpg"]
    named, inside, missing = find_inputs(paths)
    assert named == Input(folder / "notes.txt")
    assert inside == Input(folder / "a.jpg", by_folder=True)
    assert isinstance(missing, Failure)
    assert "does not exist" in missing.message


def test_links_that_lead_in_circles_are_followed_once(folder: Path) -> None:
    _touch(folder, "sub/a.jpg")
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    assert len(find_inputs([folder])) == 1


def test_one_bad_entry_costs_itself_alone_and_is_named(folder: Path) -> None:
    _touch(folder, "a.jpg", "sub/b.jpg", "sub/.IMG_7.heic.icloud", ".notes.txt.icloud")
    (folder / "loop").symlink_to("loop")
    (folder / "sub" / "round.jpg").symlink_to("round.jpg")
    (folder / "dead.jpg").symlink_to("nothing.jpg")
    (folder / "old fair").symlink_to("/nowhere/at/all")
    (folder / "dead.txt").symlink_to("nothing.txt")
    found = find_inputs([folder])
    assert [each.path.name for each in found if isinstance(each, Input)] == ["a.jpg", "b.jpg"]
    told = {Path(each.source).name: each.message for each in found if isinstance(each, Failure)}
    assert told == {
        "loop": f"{folder / 'loop'} is a link that leads to itself.",
        "round.jpg": f"{folder / 'sub' / 'round.jpg'} is a link that leads to itself.",
        "dead.jpg": f"{folder / 'dead.jpg'} is a link to a file that does not exist.",
        "old fair": f"{folder / 'old fair'} is a link to a file that does not exist.",
        ".IMG_7.heic.icloud": f"{folder / 'sub' / 'IMG_7.heic'} is still in iCloud. "
        "Download it first.",
    }


def test_folders_may_lie_in_each_other_a_thousand_deep(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    monkeypatch.chdir(folder)
    for _ in range(1200):
        os.mkdir("a")  # noqa: PTH102 # by steps, a path cannot be made that long
        os.chdir("a")
    Path("x.jpg").write_bytes(b"x")
    monkeypatch.undo()
    try:
        (found,) = find_inputs([folder])
    finally:
        subprocess.run(["rm", "-r", str(folder)], check=True)  # pytest's own way ends in recursion
    assert isinstance(found, Input)
    assert len(found.path.parts) > 1200


def test_an_event_has_no_character_that_commands(folder: Path) -> None:
    _touch(folder, "Fair\x1b[31m\u202e\x9b 20\n26/a.jpg", "\u202e/b.jpg")
    events = [each.event for each in find_inputs([folder]) if isinstance(each, Input)]
    assert events == ["Fair[31m 20 26", None]


def test_a_folder_name_that_is_no_unicode_makes_a_harmless_event(folder: Path) -> None:
    _touch(folder, "caf\udce9/a.jpg")
    (found,) = find_inputs([folder])
    assert isinstance(found, Input)
    assert found.event == "caf?"


@pytest.mark.parametrize(
    ("named", "photo", "event"),
    [
        ("Hannover", "a.jpg", "Hannover"),
        ("Hannover/", "a.jpg", "Hannover"),
        ("Hannover", "DCIM/100APPLE/a.jpg", "Hannover"),
        ("Hannover", "Stand 4/a.jpg", "Stand 4"),
        ("Business Cards", "Fair/Camera/a.jpg", "Fair"),
        ("2026-05-04 Graz", "a.jpg", "2026-05-04 Graz"),
        *((name, "a.jpg", None) for name in ("photos", "Downloads")),
        *((f"photos/{name}", "a.jpg", None) for name in ("DCIM", "Camera Roll", "100CANON")),
        *((f"Graz/{name}", "a.jpg", "Graz") for name in ("DCIM", "Camera", "DCIM/100CANON")),
        ("Graz/photos", "a.jpg", None),
        *(
            (name, "a.jpg", None)
            for name in ("scans", "inbox", "temp", "sample_cards", "2026-05-04")
        ),
        *((name, "a.jpg", None) for name in ("New Folder (2)", "Visitenkarten", "Téléchargements")),
    ],
)
def test_a_named_folder_is_the_event_unless_its_name_says_nothing(
    tmp_path: Path, named: str, photo: str, event: str | None
) -> None:
    _touch(tmp_path / named, photo)
    (found,) = find_inputs([tmp_path / named])
    assert isinstance(found, Input)
    assert found.event == event


def test_the_folder_one_is_in_is_no_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path / "Hannover", "a.jpg")
    monkeypatch.chdir(tmp_path / "Hannover")
    assert find_inputs([Path()]) == (Input(Path("a.jpg"), None, by_folder=True),)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aB1٣² .-_0", max_size=8), max_size=8))
def test_natural_order_is_total_and_does_not_depend_on_the_start(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(names, key=natural_key) == sorted(backwards, key=natural_key)


@pytest.mark.parametrize(
    ("name", "passing"),
    [
        ("IMG_1.jpg.part", True),
        ("IMG_1.jpg.crdownload", True),
        ("IMG_1.jpg.ocTransferId123.part", True),
        ("IMG_1.jpg.ocTransferId123", True),
        (".syncthing.IMG_1.jpg.tmp", True),
        ("~syncthing~IMG_1.jpg.tmp", True),
        (".pending-1700000000-IMG_1.jpg", True),
        ("._IMG_1.jpg", True),
        ("~$cards.pdf", True),
        ("IMG_1.jpg~", True),
        (".IMG_1.heic.icloud", True),
        ("IMG_1.jpg.sb-1a2b3c4d-Xy", True),
        ("__MACOSX", True),
        ("IMG_1.jpg", False),
        ("Part 1.jpg", False),
        ("download.png", False),
        ("Ünal & Söhne.heic", False),
        ("temp.jpg", False),
    ],
)
def test_names_of_files_that_are_not_there_yet(name: str, passing: bool) -> None:
    assert is_passing_name(name) is passing
