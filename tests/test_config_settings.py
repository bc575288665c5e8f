"""Settings: what wins, where it came from, and every mistake at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.config import (
    Doubtful,
    OriginKind,
    ReaderChoice,
    Settings,
    WatchFolder,
    load_settings,
)
from cardscan.errors import ConfigError, UsageError
from cardscan.model import Account, Place

FULL = """\
# how we scan
region = "at"
languages = [
    "Latin",
    "deu",
]

reader = "both"
jobs = 3
doubtful = "include"
address_book = "book.vcf"
library = "/data/library.sqlite"
photo_timeout_s = 30
photo_memory_mb = 900
settle_s = 2.5

[[watch]]
folder = "inbox"
event = "Fair"

[[watch]]
folder = "/other"
into = "other.vcf"
"""


def load(tmp_path: Path, text: str, **options: object) -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, {}, options)


def test_a_full_file_is_read(tmp_path: Path) -> None:
    settings = load(tmp_path, FULL)
    assert settings == Settings(
        region="AT",
        languages=("Latin", "deu"),
        reader=ReaderChoice.BOTH,
        jobs=3,
        doubtful=Doubtful.INCLUDE,
        address_book=Place(tmp_path / "book.vcf"),
        library=Path("/data/library.sqlite"),
        photo_timeout_s=30,
        photo_memory_mb=900,
        settle_s=2.5,
        watch=(
            WatchFolder(folder=tmp_path / "inbox", event="Fair"),
            WatchFolder(folder=Path("/other"), into=Place(tmp_path / "other.vcf")),
        ),
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [("region", 2), ("languages", 3), ("reader", 8), ("settle_s", 15), ("watch", 17)],
)
def test_the_line_of_each_value_is_known(tmp_path: Path, name: str, line: int) -> None:
    assert load(tmp_path, FULL).origins[name].place == f"{tmp_path / 'config.toml'}:{line}"


def test_option_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('library = "file.sqlite"\njobs = 2\nregion = "DE"\n')
    env = {"CARDSCAN_CONFIG": str(path), "CARDSCAN_LIBRARY": "/env.sqlite"}
    settings = load_settings(None, env, {"jobs": 5, "reader": None})
    assert (settings.library, settings.jobs, settings.region) == (Path("/env.sqlite"), 5, "DE")
    kinds = {name: origin.kind for name, _, origin in settings.rows()}
    assert kinds["library"] is OriginKind.ENVIRONMENT
    assert kinds["jobs"] is OriginKind.OPTION
    assert kinds["region"] is OriginKind.FILE
    assert kinds["reader"] is OriginKind.DEFAULT


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    text = """\
region = "Austria"
jbos = 4
reader = "abbyy"
jobs = true
settle_s = -1

[[watch]]
event = "no folder"

[[watch]]
folder = ""
colour = "red"
"""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert str(caught.value).splitlines()[1:] == [
        "  line 1: region = 'Austria' is not allowed: it takes a country of two letters, such as AT.",  # noqa: E501
        "  line 2: jbos is no setting: did you mean jobs?",
        "  line 3: reader = 'abbyy' is not allowed: it takes one of auto, tesseract, rapidocr, both.",  # noqa: E501
        "  line 4: jobs = True is not allowed: it takes a whole number from 1 to 256.",
        "  line 5: settle_s = -1 is not allowed: it takes a number from 0 to 3600.",
        "  line 7: watch needs folder: a path in quotes.",
        "  line 11: folder = '' is not allowed: it takes a path in quotes.",
        "  line 12: colour is no setting: there are folder, into, event.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"jobs = ?\n", "line 1"),
        (b"jobs = 1\njobs = 2\n", "line 2"),
        (b"region = '\xff'", "UTF-8"),
        (b"watch = 3", r"\[\[watch\]\]"),
    ],
)
def test_a_file_that_cannot_be_understood_says_where(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=sentence):
        load_settings(path, {})


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "none.toml", {})


@pytest.mark.parametrize("options", [{"region": "XX"}, {"jobs": 0}, {"nothing": 1}])
def test_a_wrong_option_is_a_mistake_of_the_user(options: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(None, {"CARDSCAN_CONFIG": "/dev/null"}, options)
    assert not isinstance(caught.value, ConfigError)


def test_windows_newlines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf# c\r\njobs = 2\r\n")
    settings = load_settings(path, {})
    assert settings.jobs == 2
    assert settings.origins["jobs"].place.endswith(":2")


def test_an_account_is_read_and_never_holds_a_password(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        'address_book = "https://cloud.example.org"\n[[account]]\nurl = "https://cloud.example.org"\n'
        'user = "anna"\nkeyring = "cloud"\n'
    )
    settings = load_settings(path, env={})
    assert settings.address_book == Place(url="https://cloud.example.org")
    assert settings.account == (
        Account(url="https://cloud.example.org", user="anna", keyring="cloud"),
    )
    path.write_text(
        '[[account]]\nurl = "https://anna:geheim@cloud.example.org"\n[[account]]\npassword = "x"\n'
    )
    with pytest.raises(ConfigError) as caught:
        load_settings(path, env={})
    assert "line 2: url" in str(caught.value)
    assert "password is no setting" in str(caught.value)
    assert "line 3: account needs url" in str(caught.value)
    assert "geheim" not in str(caught.value)
