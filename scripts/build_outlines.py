"""Build corpus/facts/outlines.json.gz: the countries' outlines that maps are drawn on.

    npm pack world-atlas@2.0.2
    python scripts/build_outlines.py world-atlas-2.0.2.tgz

Source: Natural Earth 1:50 million, public domain (naturalearthdata.com), as TopoJSON in the npm package
world-atlas 2.0.2 (ISC licence). The result holds rings of longitude and latitude in hundredths of a degree,
each as a first point and then steps, and is the same to the byte on every machine with the same zlib.
"""

import gzip
import itertools
import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "world-atlas 2.0.2 (npm, ISC); data: Natural Earth 1:50m, public domain, naturalearthdata.com"
TARGET = Path(__file__).resolve().parent.parent / "corpus" / "facts" / "outlines.json.gz"
HUNDREDTHS = 100
LEFT_OUT = {"Antarctica"}
SHORTEST = 10  # numbers; islands of fewer than five points are left out


def rings(topology: dict[str, Any]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Country name and one closed ring after the other."""
    arcs = [_arc(steps, topology["transform"]) for steps in topology["arcs"]]
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = {"Polygon": lambda s: [s["arcs"]], "MultiPolygon": lambda s: s["arcs"]}[shape["type"]](
            shape
        )
        for polygon in polygons:
            for ids in polygon:
                yield shape["properties"]["name"], _ring(ids, arcs)


def _arc(steps: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in steps:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + left, y * scale_y + bottom))
    return points


def _ring(ids: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for arc_id in ids:
        arc = arcs[arc_id] if arc_id >= 0 else arcs[~arc_id][::-1]
        points += arc[1:] if points else arc
    return points


def steps(points: list[tuple[float, float]]) -> list[int]:
    """A ring as whole hundredths of a degree: the first point, then the steps from point to point."""
    whole = [(round(x * HUNDREDTHS), round(y * HUNDREDTHS)) for x, y in points]
    flat = list(whole[0])
    for (x, y), (next_x, next_y) in itertools.pairwise(whole):
        if (x, y) != (next_x, next_y):
            flat += [next_x - x, next_y - y]
    return flat


def main(archive: str) -> None:
    """Read the npm archive and write the outlines."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/countries-50m.json")
        if member is None:
            sys.exit(f"{archive} holds no countries-50m.json.")
        topology = json.load(member)
    found = [[name, steps(points)] for name, points in rings(topology) if name not in LEFT_OUT]
    found = [[name, flat] for name, flat in found if len(flat) >= SHORTEST]
    text = json.dumps({"origin": PACKAGE, "rings": found}, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{TARGET.name}: {len(found)} rings, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the npm archive is: python scripts/build_outlines.py world-atlas-2.0.2.tgz")
    main(sys.argv[1])
