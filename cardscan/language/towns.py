"""The town that a place on the map is in or near, told from a list and without any network."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Town", "find_town"]

_MOST_KM = 40.0
"""Farther away nobody says 'near'."""

_KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Town:
    """A town by its English name and its country (ISO 3166); ``reach_km`` is how far it extends."""

    name: str
    country: str
    latitude: float
    longitude: float
    reach_km: float

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


def find_town(latitude: float, longitude: float) -> Town | None:
    """The largest town that reaches as far as a place, else the nearest one; None far from any."""
    near = [
        (distance, town)
        for town in _towns_around(latitude)
        if (distance := _distance_km(town, latitude, longitude)) <= _MOST_KM + town.reach_km
    ]
    around = [town for distance, town in near if distance <= town.reach_km]
    if around:
        return max(around, key=lambda town: town.reach_km)
    return min(near, key=lambda each: each[0] - each[1].reach_km, default=(0.0, None))[1]


def _distance_km(town: Town, latitude: float, longitude: float) -> float:
    """On a flat map, which is enough for what is near."""
    east = abs(town.longitude - longitude) % 360
    east = min(east, 360 - east) * math.cos(math.radians(latitude))
    return math.hypot(town.latitude - latitude, east) * _KM_A_DEGREE


def _towns_around(latitude: float) -> Iterator[Town]:
    """The towns of the degrees of latitude that one may be near to."""
    for degree in range(math.floor(latitude) - 1, math.floor(latitude) + 2):
        yield from _towns().get(degree, ())


@cache
def _towns() -> dict[int, list[Town]]:
    found: dict[int, list[Town]] = {}
    text = (resources.files(__package__) / "towns.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        country, _, entries = line.partition(": ")
        for entry in entries.split(";") if not line.startswith("#") else ():
            name, *numbers = entry.split(",")
            town = Town(name, country, *map(float, numbers))
            found.setdefault(math.floor(town.latitude), []).append(town)
    return found
