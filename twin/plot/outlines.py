"""Outlines of coasts and countries, and the projection that maps are drawn in."""

import gzip
import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from twin.errors import RunError
from twin.paths import corpus_root

HUNDREDTHS = 100
NORTHERNMOST = 84.0
LARGEST_FILE = 4_000_000
_COARSER_OUTSIDE = 10


class Outline(NamedTuple):
    """One closed ring of a country, in degrees east and north."""

    country: str
    lon: tuple[float, ...]
    lat: tuple[float, ...]


class Frame(NamedTuple):
    """What a map shows, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def touches(self, outline: Outline) -> bool:
        """Whether a ring's box overlaps the frame."""
        return (
            min(outline.lon) <= self.east
            and max(outline.lon) >= self.west
            and min(outline.lat) <= self.north
            and max(outline.lat) >= self.south
        )


@lru_cache(maxsize=1)
def load_outlines() -> tuple[Outline, ...]:
    """Every ring of corpus/facts/outlines.json.gz (Natural Earth 1:50m, public domain)."""
    path = corpus_root() / "facts" / "outlines.json.gz"
    try:
        with gzip.open(path) as packed:
            rings = json.loads(packed.read(LARGEST_FILE))["rings"]
        return tuple(_outline(name, steps) for name, steps in rings)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"The outlines for maps ({path.name}) cannot be read: {error}. Install the kit again."
        ) from None


def _outline(name: str, steps: Sequence[int]) -> Outline:
    x, y = steps[0], steps[1]
    lon, lat = [x / HUNDREDTHS], [y / HUNDREDTHS]
    for step_x, step_y in zip(steps[2::2], steps[3::2], strict=True):
        x, y = x + step_x, y + step_y
        lon.append(x / HUNDREDTHS)
        lat.append(y / HUNDREDTHS)
    return Outline(name, tuple(lon), tuple(lat))


def thinned(outline: Outline, finest: float, frame: Frame) -> Outline | None:
    """The ring in steps of at least `finest` degrees, coarser outside the frame; None if nothing is left."""
    kept = [(outline.lon[0], outline.lat[0])]
    for lon, lat in zip(outline.lon, outline.lat, strict=True):
        inside = frame.west <= lon <= frame.east and frame.south <= lat <= frame.north
        step = max(abs(lon - kept[-1][0]), abs(lat - kept[-1][1]))
        if step >= (finest if inside else finest * _COARSER_OUTSIDE):
            kept.append((lon, lat))
    if len(kept) < 3:
        return None
    return Outline(
        outline.country, tuple(lon for lon, _ in (*kept, kept[0])), tuple(lat for _, lat in (*kept, kept[0]))
    )


def mercator(lat: float) -> float:
    """Mercator's ordinate in degrees of longitude at the equator, for degrees north within 84.

    >>> round(mercator(45.0), 3)
    50.499
    """
    bounded = max(-NORTHERNMOST, min(NORTHERNMOST, lat))
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(bounded) / 2)))


def frame_around(points: Iterable[tuple[float, float]], margin: float = 0.12, least: float = 4.0) -> Frame:
    """The frame around (lon, lat) points: margin as a share of its width, at least `least` degrees wide."""
    lons, lats = zip(*points, strict=True)
    width = max(max(lons) - min(lons), least)
    height = max(max(lats) - min(lats), least)
    middle_lon, middle_lat = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
    half_width, half_height = width * (0.5 + margin), height * (0.5 + margin)
    return Frame(
        max(-180.0, middle_lon - half_width),
        max(-NORTHERNMOST, middle_lat - half_height),
        min(180.0, middle_lon + half_width),
        min(NORTHERNMOST, middle_lat + half_height),
    )
