"""The JSON Schemas in the package, held against what the commands print."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from tests.command_line import ROOT

SCHEMAS = {
    path.name.partition(".")[0]: path
    for path in sorted((ROOT / "cardscan" / "formats").glob("*.schema.json"))
}


@cache
def schema_of(name: str) -> Any:
    path: Path = SCHEMAS[name]
    return json.loads(path.read_text(encoding="utf-8"))


def closed(schema: Any) -> Any:
    """The schema without room for keys that it does not speak of."""
    schema = copy.deepcopy(schema)
    _close(schema)
    return schema


def _close(part: Any) -> None:
    if isinstance(part, list):
        for each in part:
            _close(each)
    elif isinstance(part, dict):
        if "properties" in part:
            part.setdefault("additionalProperties", False)
        for each in part.values():
            _close(each)


def check(name: str, data: Any) -> Any:
    """The data, once they are found to be just what the schema speaks of."""
    jsonschema.Draft202012Validator(closed(schema_of(name))).validate(data)
    return data
