"""A watched folder, with a clock that does not wait: what is taken, when, and where it goes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cardscan.errors import UsageError
from cardscan.folder import Bell, Claim, Note, Watcher

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xda\x00\x02" + bytes(range(200)) + b"\xff\xd9"
HALF = JPEG[:100]


class ScriptedClock:
    """Jumps ahead instead of waiting, and does on its way what is due."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._due: list[tuple[float, Callable[[], object]]] = []

    def at(self, when_s: float, action: Callable[[], object]) -> None:
        self._due.append((when_s, action))
        self._due.sort(key=lambda each: each[0])

    def monotonic_s(self) -> float:
        return self.now_s

    def time_s(self) -> float:
        return self.now_s

    def wait(self, bell: Bell, timeout_s: float) -> None:
        assert self.now_s < 10_000, "nothing ends this watch"
        self.now_s += timeout_s
        while self._due and self._due[0][0] <= self.now_s:
            self._due.pop(0)[1]()


class Scene:
    """A folder, a watcher of it and all that happened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ScriptedClock()
        self.taken: list[tuple[float, str]] = []
        self.bursts: list[list[str]] = []
        self.claims: list[Claim] = []
        self.notes: list[Note] = []

    def watcher(self, **options: object) -> Watcher:
        return Watcher(
            self.folder,
            clock=self.clock,
            on_note=self.notes.append,
            use_events=False,
            **options,  # type: ignore[arg-type]
        )

    def put(self, name: str, data: bytes = JPEG) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, ns=(0, int(self.clock.now_s * 1e9)))

    def run(self, *, until_s: float | None = None, once: bool = False) -> None:
        with self.watcher() as watcher:
            if until_s is not None:
                self.clock.at(until_s, watcher.stop)
            for burst in watcher.photos(once=once):
                self.bursts.append([str(claim.name) for claim in burst])
                for claim in burst:
                    self.claims.append(claim)
                    self.taken.append((self.clock.now_s, str(claim.name)))
                    watcher.finish(claim)

    def files(self, inner: str = ".") -> list[str]:
        top = self.folder / inner
        return sorted(str(p.relative_to(top)) for p in top.rglob("*") if p.is_file())


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_a_photo_is_taken_once_it_has_been_at_rest(scene: Scene) -> None:
    scene.put("a.jpg")
    scene.run(until_s=60)
    assert scene.taken == [(5.0, "a.jpg")]
    assert scene.files("done") == ["a.jpg"]


def test_a_growing_photo_is_not_taken_before_it_is_whole_and_at_rest(scene: Scene) -> None:
    for second in range(1, 40):
        part = JPEG[: len(JPEG) * second // 39]
        scene.clock.at(second, lambda part=part: scene.put("a.jpg", part))  # type: ignore[misc]
    scene.run(until_s=100)
    ((when_s, name),) = scene.taken
    assert name == "a.jpg"
    assert 44 <= when_s <= 50
    assert (scene.folder / "done/a.jpg").read_bytes() == JPEG


def test_a_stalled_photo_waits_until_it_goes_on(scene: Scene) -> None:
    scene.put("a.jpg", HALF)
    scene.clock.at(300, lambda: scene.put("a.jpg"))
    scene.run(until_s=400)
    ((when_s, _),) = scene.taken
    assert when_s >= 305
    assert [str(note.name) for note in scene.notes] == ["a.jpg"]
    assert "not complete" in scene.notes[0].text


def test_a_cut_off_photo_is_handed_on_in_the_end_so_that_reading_says_why(scene: Scene) -> None:
    scene.put("a.jpg", HALF)
    scene.run(until_s=700)
    assert [name for _, name in scene.taken] == ["a.jpg"]
    assert scene.taken[0][0] >= 600


def test_a_replaced_photo_counts_anew_even_with_the_same_size_and_time(scene: Scene) -> None:
    scene.put("a.jpg")

    def replace() -> None:
        other = scene.folder / ".other"
        other.write_bytes(JPEG)
        os.utime(other, ns=(0, 0))
        other.replace(scene.folder / "a.jpg")

    scene.clock.at(4, replace)
    scene.run(until_s=60)
    assert scene.taken[0][0] >= 9


def test_front_and_back_come_together_although_one_arrives_later(scene: Scene) -> None:
    scene.put("Fair/IMG_9.jpg")
    scene.put("Other/x.jpg")
    scene.clock.at(3, lambda: scene.put("Fair/IMG_10.jpg"))
    scene.run(until_s=60)
    assert scene.bursts == [["Other/x.jpg"], ["Fair/IMG_9.jpg", "Fair/IMG_10.jpg"]]


def test_a_busy_folder_does_not_hold_a_photo_for_ever(scene: Scene) -> None:
    scene.put("a.jpg")
    for second in range(400):
        part = JPEG + bytes(second)
        scene.clock.at(second, lambda part=part: scene.put("b.jpg", part))  # type: ignore[misc]
    scene.run(until_s=300)
    assert [name for _, name in scene.taken] == ["a.jpg"]
    assert 60 <= scene.taken[0][0] <= 65


def test_a_run_that_ends_gives_a_cut_off_file_up_by_its_own_age(scene: Scene) -> None:
    scene.put("half.jpg", HALF)
    for age_s, taken in ((590, []), (610, ["half.jpg"])):
        scene.clock.now_s = age_s
        scene.run(once=True)
        assert [name for _, name in scene.taken] == taken


def test_an_old_file_that_grows_while_it_is_watched_is_left_alone(scene: Scene) -> None:
    scene.put("half.jpg", HALF)
    scene.clock.now_s = 5_000

    def grow(length: int) -> None:
        path = scene.folder / "half.jpg"
        path.write_bytes(JPEG[:length])
        os.utime(path, ns=(0, 0))  # as a copy that keeps the old time

    for seconds in range(1, 100):
        scene.clock.at(5_000 + 2 * seconds, lambda n=100 + seconds: grow(n))  # type: ignore[misc]
    scene.run(until_s=5_150)
    assert scene.taken == []


def test_junk_stays_and_is_explained_once(scene: Scene) -> None:
    for name in ("notes.txt", "a.jpg.part", ".syncthing.b.jpg.tmp", "~$c.pdf", "Thumbs.db"):
        scene.put(name)
    (scene.folder / "link.jpg").symlink_to("notes.txt")
    before = scene.files()
    scene.run(until_s=60)
    assert scene.taken == []
    assert scene.files() == sorted([*before, ".cardscan/lock"])
    link = Note(
        Path("link.jpg"),
        "is a link, and only what lies here itself is taken: put a copy here instead",
    )
    assert sorted(scene.notes, key=lambda note: note.name) == [
        link,
        Note(Path("notes.txt"), "is no picture"),
    ]


def test_a_picture_that_is_still_in_the_cloud_is_named(scene: Scene) -> None:
    scene.put("Fair/.IMG_7.heic.icloud")
    scene.put("a.jpg")
    scene.run(until_s=60)
    assert [name for _, name in scene.taken] == ["a.jpg"]
    assert [str(note.name) for note in scene.notes] == ["Fair/IMG_7.heic"]
    assert "iCloud" in scene.notes[0].text


LONGEST = "ä" * 125 + "x.jpg"
"""255 bytes, the most that a name may have; a letter in it takes two."""


@pytest.mark.parametrize("name", [LONGEST, "b" * 246 + ".jpg", "c" * 251 + ".tif", "d" * 255])
def test_the_longest_names_are_put_away_with_their_notes(scene: Scene, name: str) -> None:
    name = name if name.endswith((".jpg", ".tif")) else name[:251] + ".jpg"
    for again in range(3):
        scene.put(name, JPEG + bytes(again))
        with scene.watcher() as watcher:
            ((claim,),) = watcher.photos(once=True)
            place = watcher.finish(claim) if again < 2 else watcher.fail(claim, "It is torn.")
        assert place.read_bytes() == JPEG + bytes(again)
    assert scene.files(".cardscan") == ["lock"]
    first, second = sorted(scene.files("done"), key=len, reverse=True)
    assert {first, second} >= {name}
    assert " (2)." in first + second
    assert (place.with_name(place.name + ".txt")).read_text() == "It is torn.\n"
    assert all(len(each.encode()) <= 255 for each in scene.files("done") + scene.files("failed"))
    assert place.name[:100] == name[:100]


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no second file system here")
@pytest.mark.parametrize("inner", ["", "Fair"])
def test_folders_on_another_file_system_are_as_good(
    scene: Scene, request: pytest.FixtureRequest, inner: str
) -> None:
    elsewhere = Path(tempfile.mkdtemp(dir="/dev/shm"))
    request.addfinalizer(lambda: shutil.rmtree(elsewhere))
    if scene.folder.stat().st_dev == elsewhere.stat().st_dev:
        pytest.skip("tests run on the second file system themselves")
    for shelf in ("done", "failed"):
        (elsewhere / shelf).mkdir()
        (scene.folder / shelf).symlink_to(elsewhere / shelf)
    for name in ("1.jpg", "2.jpg"):
        scene.put(str(Path(inner, name)))
        os.utime(scene.folder / inner / name, (5, 5))
    with scene.watcher() as watcher:
        ((first, second),) = watcher.photos(once=True)
        done = watcher.finish(first)
        failed = watcher.fail(second, "It is torn.")
    assert done.read_bytes() == failed.read_bytes() == JPEG
    assert done.stat().st_mtime == 5
    assert scene.files(".cardscan") == ["lock"]
    names = [str(Path(inner, name)) for name in ("2.jpg", "2.jpg.txt")]
    found = sorted(p for p in elsewhere.rglob("*") if p.is_file())
    assert [str(p.relative_to(elsewhere)) for p in found] == [
        str(Path("done", inner, "1.jpg")),
        *(str(Path("failed", name)) for name in names),
    ]


@pytest.mark.parametrize("shelf", ["done", "failed"])
def test_a_file_in_the_place_of_a_folder_is_named_at_the_start(scene: Scene, shelf: str) -> None:
    scene.put(shelf)
    scene.put("a.jpg")
    with pytest.raises(UsageError, match=f"{shelf} is no folder"):
        scene.watcher().__enter__()
    assert scene.files() == ["a.jpg", shelf]


@pytest.mark.parametrize("shelf", ["done", "failed"])
def test_a_photo_that_cannot_be_put_away_is_back_in_its_place_until_it_changes(
    scene: Scene, shelf: str
) -> None:
    scene.put("Fair/a.jpg")
    taken = []
    with scene.watcher() as watcher:
        scene.clock.at(100, lambda: scene.put("Fair/a.jpg", JPEG + b"changed"))
        scene.clock.at(200, watcher.stop)
        for (claim,) in watcher.photos():
            taken.append(scene.clock.now_s)
            if not (scene.folder / shelf).exists():
                (scene.folder / shelf).write_text("somebody's list of what is done")
            with pytest.raises(OSError, match="is no folder"):
                watcher.finish(claim) if shelf == "done" else watcher.fail(claim, "It is torn.")
            assert scene.files() == [".cardscan/lock", "Fair/a.jpg", shelf]
    assert taken == [5.0, pytest.approx(107, abs=3)]


def test_a_file_in_the_place_of_an_events_folder_is_gone_around(scene: Scene) -> None:
    scene.put("done/Fair")
    scene.put("Fair/a.jpg")
    scene.run(until_s=60)
    assert scene.files("done") == ["Fair", "Fair (2)/a.jpg"]


def test_a_temporary_name_becomes_a_photo_by_rename(scene: Scene) -> None:
    scene.put("a.jpg.part")
    whole = scene.folder / "a.jpg"
    scene.clock.at(50, lambda: (scene.folder / "a.jpg.part").rename(whole))
    scene.run(until_s=100)
    assert scene.taken[0][0] >= 55


def test_sub_folders_are_events(scene: Scene) -> None:
    scene.put("Fair 2024/a.jpg")
    scene.put("b.jpg")
    scene.run(until_s=60)
    assert {claim.event for claim in scene.claims} == {None, "Fair 2024"}
    assert scene.files("done") == ["Fair 2024/a.jpg", "b.jpg"]


def test_a_second_photo_of_the_same_name_does_not_replace_the_first(scene: Scene) -> None:
    scene.put("a.jpg", JPEG)
    scene.clock.at(20, lambda: scene.put("a.jpg", JPEG + b"second"))
    scene.run(until_s=60)
    assert scene.files("done") == ["a (2).jpg", "a.jpg"]


def test_a_failed_photo_lies_beside_a_note_that_says_why(scene: Scene) -> None:
    scene.put("Fair/a.jpg")
    with scene.watcher() as watcher:
        (burst,) = watcher.photos(once=True)
        place = watcher.fail(burst[0], "The picture is cut off.")
    assert place == scene.folder / "failed/Fair/a.jpg"
    assert (scene.folder / "failed/Fair/a.jpg.txt").read_text() == "The picture is cut off.\n"


def test_what_is_not_finished_is_put_back_at_the_end(scene: Scene) -> None:
    for number in range(3):
        scene.put(f"Fair/{number}.jpg")
    with scene.watcher() as watcher:
        for burst in watcher.photos():
            watcher.finish(burst[0])
            watcher.stop()
    assert scene.files("Fair") == ["1.jpg", "2.jpg"]
    assert scene.files("done") == ["Fair/0.jpg"]
    assert scene.files(".cardscan") == ["lock"]


def test_what_a_crash_left_in_the_work_folder_comes_first(scene: Scene) -> None:
    scene.put(".cardscan/work/Fair/a.jpg")
    scene.put("b.jpg")
    scene.run(until_s=60)
    assert scene.taken == [(0.0, "Fair/a.jpg"), (5.0, "b.jpg")]
    assert scene.claims[0].event == "Fair"
    assert scene.files("done") == ["Fair/a.jpg", "b.jpg"]


def test_once_takes_what_is_there_and_ends(scene: Scene) -> None:
    scene.put("a.jpg")
    scene.put("half.jpg", HALF)
    scene.clock.at(3, lambda: scene.put("b.jpg"))
    scene.run(once=True)
    assert [name for _, name in scene.taken] == ["a.jpg", "b.jpg"]
    assert (scene.folder / "half.jpg").exists()
    assert scene.clock.now_s < 30


def test_a_folder_has_one_watcher(scene: Scene) -> None:
    with scene.watcher(), pytest.raises(UsageError, match="already being watched"):
        scene.watcher().__enter__()
    with scene.watcher():
        pass


def test_two_watchers_that_do_not_see_each_others_lock_take_no_photo_twice(
    scene: Scene, tmp_path: Path
) -> None:
    for number in range(20):
        scene.put(f"{number}.jpg")
    with scene.watcher() as first:
        taken = next(first.photos())
        (tmp_path / ".cardscan/lock").unlink()  # as on a share that knows no locks
        second_scene = Scene(tmp_path)
        with second_scene.watcher() as second:
            # What it finds in the work folder it takes for a crash's: the others' photos are
            # handed out again at worst, but each file is moved to done by one of them only.
            for burst in second.photos(once=True):
                for claim in burst:
                    second.finish(claim)
        lost = [claim for claim in taken if not claim.path.exists()]
        assert len(lost) == 20
    assert len(scene.files("done")) == 20


def test_a_folder_that_vanishes_for_a_while_is_waited_for(scene: Scene) -> None:
    away = scene.folder.with_name("away")
    scene.put("a.jpg")
    scene.clock.at(3, lambda: scene.folder.rename(away))
    scene.clock.at(100, lambda: away.rename(scene.folder))
    scene.run(until_s=200)
    assert scene.taken[0][0] >= 100
    assert "cannot be looked at" in scene.notes[0].text


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_bytes(b"")])
def test_only_a_folder_can_be_watched(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "x")
    with pytest.raises(UsageError, match=r"not a folder|does not exist"):
        Watcher(tmp_path / "x").__enter__()
