"""What a person names, to pictures in an order that is always the same."""

from __future__ import annotations

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


def test_a_folder_gives_its_pictures_in_natural_order_with_events(tmp_path: Path) -> None:
    _touch(
        tmp_path,
        *("IMG_10.jpg", "IMG_2.JPG", "b.HEIC", "A.png", "Fair 2/x.pdf", "Fair 10/y.tiff"),
        *("Fair 2/day 1/z.webp", "notes.txt", "Thumbs.db", ".hidden.jpg", "._IMG_2.JPG"),
        *(".git/a.jpg", "@eaDir/a.jpg", "a.jpg.part", "~$b.png", "card", "a.jpg.txt"),
    )
    found = [
        (str(each.path.relative_to(tmp_path)), each.event)
        for each in find_inputs([tmp_path])
        if isinstance(each, Input)
    ]
    assert found == [
        ("A.png", None),
        ("b.HEIC", None),
        ("Fair 2/day 1/z.webp", "day 1"),
        ("Fair 2/x.pdf", "Fair 2"),
        ("Fair 10/y.tiff", "Fair 10"),
        ("IMG_2.JPG", None),
        ("IMG_10.jpg", None),
    ]


def test_photos_that_a_watched_folder_put_away_keep_their_events(tmp_path: Path) -> None:
    _touch(tmp_path, "done/a.jpg", "done/Fair/b.jpg", "failed/Fair/c.jpg")
    events = [each.event for each in find_inputs([tmp_path]) if isinstance(each, Input)]
    assert events == [None, "Fair", "Fair"]


def test_a_named_file_is_taken_whatever_its_name_and_each_only_once(tmp_path: Path) -> None:
    _touch(tmp_path, "notes.txt", "a.jpg")
    paths = [tmp_path / "notes.txt", tmp_path, tmp_path / "a.jpg", tmp_path / "gone.jpg"]
    named, inside, missing = find_inputs(paths)
    assert named == Input(tmp_path / "notes.txt")
    assert inside == Input(tmp_path / "a.jpg")
    assert isinstance(missing, Failure)
    assert "does not exist" in missing.message


def test_links_that_lead_in_circles_are_followed_once(tmp_path: Path) -> None:
    _touch(tmp_path, "sub/a.jpg")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.jpg").symlink_to(tmp_path / "nothing.jpg")
    assert len(find_inputs([tmp_path])) == 1


def test_a_folder_name_that_is_no_unicode_makes_a_harmless_event(tmp_path: Path) -> None:
    _touch(tmp_path, "caf\udce9/a.jpg")
    (found,) = find_inputs([tmp_path])
    assert isinstance(found, Input)
    assert found.event == "caf?"


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
