"""`cardscan config set`: one line of the file is another, and a wrong value never gets there."""

from __future__ import annotations

import pytest

from cardscan.app.configure import setting_names
from cardscan.config import load_settings
from tests.command_line import World

FILE = """\
# mine, do not touch
region   = "DE"   # at home
languages = [
  "Latin",
]

[[watch]]
folder = "~/cards"  # the phone's
"""


@pytest.fixture
def env(world: World) -> dict[str, str]:
    env = world.write_config(FILE)
    return {**env, "CARDSCAN_LIBRARY": ""}


def text(world: World) -> str:
    return (world.folder / "config.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("region", "at", 'region   = "at"   # at home'),
        ("jobs", "4", "jobs = 4"),
        ("settle_s", "0.5", "settle_s = 0.5"),
        ("reader", "both", 'reader = "both"'),
        ("doubtful", "include", 'doubtful = "include"'),
        ("place", "true", "place = true"),
        ("photo", "False", "photo = false"),
        ("languages", "Latin+Greek", 'languages = ["Latin", "Greek"]'),
        ("address_book", "https://cloud.example.org", 'address_book = "https://cloud.example.org"'),
        ("address_book", "~/c.vcf", 'address_book = "~/c.vcf"'),
    ],
)
def test_a_value_is_written_and_everything_else_stays(
    world: World, env: dict[str, str], key: str, value: str, line: str
) -> None:
    answer = world.call("config", "set", key, value, env=env)
    assert (answer.code, answer.out) == (0, "")
    assert f"says now: {key} = " in answer.err
    assert line in text(world).splitlines()
    for kept in ("# mine, do not touch", 'folder = "~/cards"  # the phone\'s'):
        assert kept in text(world)
    settings = load_settings(world.folder / "config.toml", env={})
    assert str(settings.watch[0].folder).endswith("cards")


def test_a_path_is_meant_from_where_one_is(world: World, env: dict[str, str]) -> None:
    (world.folder / "below").mkdir()
    world.call("config", "set", "address_book", "books/", env=env)
    assert f'address_book = "{world.folder}/books/"' in text(world)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "region", "XX"), "region = XX is not allowed: it takes a country"),
        (("set", "settle_s", "soon"), "settle_s = soon is not allowed: it takes a number"),
        (("set", "jobs", "0"), "jobs = 0 is not allowed"),
        (("set", "regoin", "AT"), "did you mean region?"),
        (("set", "account", "x"), "Write [[account]] into"),
        (("unset", "regoin"), "did you mean region?"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_refused_and_nothing_changes(
    world: World, env: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    answer = world.call("config", *arguments, env=env)
    assert answer.code == 2
    assert said in answer.err
    assert text(world) == FILE


def test_a_setting_is_taken_out_again(world: World, env: dict[str, str]) -> None:
    assert world.call("config", "unset", "region", env=env).code == 0
    assert "region" not in text(world)
    assert "# mine, do not touch" in text(world)
    assert "was not in" in world.call("config", "unset", "region", env=env).err


def test_a_file_is_made_where_there_is_none_and_line_ends_are_kept(world: World) -> None:
    path = world.folder / "new" / "config.toml"
    env = {"CARDSCAN_CONFIG": str(path)}
    assert world.call("config", "set", "region", "AT", env=env).code == 0
    assert path.read_bytes() == b'region = "AT"\n'
    path.write_bytes(b'# a\r\nregion = "AT"\r\n')
    assert world.call("config", "set", "jobs", "2", env=env).code == 0
    assert path.read_bytes() == b'# a\r\nregion = "AT"\r\njobs = 2\r\n'


def test_a_mistake_in_the_file_can_be_mended_and_one_of_toml_is_named(world: World) -> None:
    env = world.write_config('region = "XX"\n')
    assert world.call("config", "show", env=env).code == 2
    assert world.call("config", "set", "region", "AT", env=env).code == 0
    assert world.call("config", "show", env=env).code == 0
    env = world.write_config("region = \n")
    answer = world.call("config", "set", "region", "AT", env=env)
    assert (answer.code, "is not valid TOML" in answer.err) == (2, True)
    assert text(world) == "region = \n"


def test_another_value_that_holds_all_the_same_is_told(world: World, env: dict[str, str]) -> None:
    said = world.call("config", "set", "library", "x.sqlite", env={**env, "CARDSCAN_LIBRARY": "y"})
    assert "CARDSCAN_LIBRARY" in said.err


def test_every_setting_of_one_value_can_be_set() -> None:
    assert {"region", "library", "doubtful"} <= set(setting_names())
    assert not {"watch", "account", "origins"} & set(setting_names())
