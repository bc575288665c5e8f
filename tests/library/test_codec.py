"""Whatever a scan holds comes back from the library as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import get_type_hints

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardscan.library import Library, Recipe
from cardscan.library.codec import from_json, to_json
from cardscan.library.decisions import value_kind
from cardscan.model import Box, Entry, Failure, Field, Name, Plan, Scan, Value

_FLOATS = st.floats(allow_nan=False)
st.register_type_strategy(float, _FLOATS)

_ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=-3, minutes=-30))])
_SCANS = st.builds(
    Scan,
    taken_at=st.none() | st.datetimes(timezones=_ZONES),
    picture=st.none(),
    back=st.none(),
    **{
        name: st.from_type(hint)
        for name, hint in get_type_hints(Scan).items()
        if name not in {"taken_at", "picture", "back"}
    },
)

_LAW = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@_LAW
@given(_SCANS)
def test_a_scan_survives_json(scan: Scan) -> None:
    text = to_json(scan)
    assert from_json(Scan, text) == scan
    assert text.isascii()


@_LAW
@given(st.from_type(Failure) | st.from_type(Entry) | st.from_type(Plan))
def test_other_models_survive_json(value: Failure | Entry | Plan) -> None:
    assert from_json(type(value), to_json(value)) == value


@pytest.mark.parametrize("field", list(Field))
def test_every_field_has_its_kind_of_value(field: Field) -> None:
    value = value_kind(field)(value="x", boxes=(Box(1, 2, 3.5, 4),))
    assert isinstance(value, Value)
    assert from_json(value_kind(field), to_json(value)) == value


@settings(_LAW, max_examples=20)
@given(_SCANS, st.binary(max_size=50))
def test_a_scan_survives_the_library(
    tmp_path_factory: pytest.TempPathFactory, scan: Scan, picture: bytes
) -> None:
    # A reader knows no event, and only a person what was said.
    scan = replace(scan, event=None, note=None, picture=picture)
    scan = replace(scan, page=scan.page % 1000, card=scan.card % 1000)
    path: Path = tmp_path_factory.getbasetemp() / "codec.sqlite"
    with Library.open(path) as library:
        recipe = Recipe("fake", "1")
        library.remember("ab" * 32, recipe, [scan], event=None)
        recalled = library.recall("ab" * 32, recipe)
        assert recalled == (scan,)
        library.purge(person=scan.source) if scan.source.strip() else None
    path.unlink()


def test_numbers_of_numpy_become_plain_ones() -> None:
    box = Box(np.float32(1.5), np.float64(2), np.int64(3), 4)  # type: ignore[arg-type]
    assert from_json(Box, to_json(box)) == Box(1.5, 2.0, 3.0, 4.0)


def test_what_a_later_model_adds_is_passed_over() -> None:
    assert from_json(Name, '{"value":"A","colour":"red"}') == Name(value="A")


@pytest.mark.parametrize("text", ["[1]", "7", "{", '{"given":"A"}', '{"value":"A","boxes":[[1]]}'])
def test_nonsense_is_an_error_that_the_library_explains(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_json(Name, text)
