"""Write the map under questions about places: country.json and communes.json of the assets, forms/data/country.json.

The sources, fetched by hand when the map changes, are handed in (docs/decisions/0027-a-map-of-our-own.md tells which):

    python tools/make_map.py countries-10m.json ne_10m_admin_1_states_provinces_lines.shp dataset.db

``countries-10m.json`` is Natural Earth as the npm package world-atlas has it (ISC; the data are public domain), the
lines between provinces are Natural Earth's own file, and the middles of provinces and communes are those of the data
set of vietnamadminunits (MIT). Natural Earth draws the provinces as they were before 1 July 2025: lines between
two that are one province today are left out, which leaves today's 34.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
ASSETS = PROJECT / "portal" / "web" / "assets"
sys.path.insert(0, str(PROJECT))

from tools.map_lines import Sheet, breadth, clipped, encloses, path, simplified  # noqa: E402 - run as a file of its own.
from tools.map_names import GROUPS, ISLES, SEA, short  # noqa: E402
from tools.map_sources import Centre, Countries, Line, Place, centres, countries, former, province_lines  # noqa: E402

FRAME = (100.0, 5.5, 118.5, 24.5)
FINE, COARSE = Sheet(*FRAME, scale=1000), Sheet(*FRAME, scale=20)
ARCHIPELAGOS = ((110.5, 15.0, 113.5, 17.6), (111.0, 6.5, 116.5, 12.2))
"""Hoàng Sa and Trường Sa are Việt Nam's, whatever a source says."""
FOREIGN_ISLE = 0.25
ABROAD = 4
LOOKED_AT = 6
BESIDE = (0.02, 0.05, 0.1)
"""At how many places of a line it is asked what it parts, and how far from it, in degrees."""
OWN = "Vietnam"
Box = tuple[float, float, float, float]


def within(line: Line, box: Box) -> bool:
    """Say whether a line lies in a box."""
    return all(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in line)


def lands(found: Countries, sheet: Sheet, most: float, least: float) -> tuple[str, str]:
    """Return the paths of the country and of the lands around it; islands smaller than ``least`` are left out.

    Lines that are not the country's need to be less exact.
    """
    ours = {max(number, ~number) for name, ring in found.rings if name == OWN for number in ring}
    arcs = [simplified(arc, most if at in ours else most * ABROAD) for at, arc in enumerate(found.arcs)]
    own: list[Line] = []
    around: list[Line] = []
    for name, numbers in found.rings:
        whole, ring = found.ring(numbers, found.arcs), found.ring(numbers, arcs)
        if name == OWN or any(within(whole, box) for box in ARCHIPELAGOS):
            own += [ring] if breadth(whole) >= least else []
        elif breadth(whole) >= max(least, FOREIGN_ISLE):
            around.append(clipped(ring, sheet))
    return path(own, sheet, closed=True), path(filter(None, around), sheet, closed=True)


def between_provinces(
    lines: Sequence[Line], mainland: Line, old: Sequence[Centre], today: Mapping[str, str]
) -> list[Line]:
    """Return the lines between old provinces that belong to different ones of today."""
    here = [line for line in lines if within(line, (102.0, 8.0, 110.0, 23.5))]
    inside = [line for line in here if encloses(mainland, line[len(line) // 2])]
    pairs = [(line, (parted(line, old), close_by(line, old))) for line in inside]
    return [line for line, told in pairs if any(len({today[code] for code in pair}) > 1 for pair in told)]


def parted(line: Line, old: Sequence[Centre]) -> frozenset[str]:
    """Return the two old provinces that a line parts: most of its pieces have them on their two sides."""
    votes: Counter[frozenset[str]] = Counter()
    pieces = list(pairwise(line))
    for (x, y), (u, v) in pieces[:: max(1, len(pieces) // LOOKED_AT)]:
        long = math.hypot(u - x, v - y) or 1.0
        for away in BESIDE:
            right, up = (v - y) / long * away, (x - u) / long * away
            sides = [((x + u) / 2 + sign * right, (y + v) / 2 + sign * up) for sign in (1, -1)]
            pair = frozenset(nearest(side, old) for side in sides)
            votes[pair] += len(pair) - 1
    return votes.most_common(1)[0][0]


def close_by(line: Line, old: Sequence[Centre]) -> frozenset[str]:
    """Return the two old provinces that are nearest to most places on a line: communes are few in the mountains."""
    votes = Counter(nearest_two(place, old) for place in line[:: max(1, len(line) // LOOKED_AT)])
    return votes.most_common(1)[0][0]


def nearest_two(place: Place, old: Sequence[Centre]) -> frozenset[str]:
    """Return the two provinces that have the nearest communes."""
    near: dict[str, float] = {}
    for one in old:
        near[one.province] = min(apart(one.place, place), near.get(one.province, math.inf))
    return frozenset(sorted(near, key=near.__getitem__)[:2])


def nearest(place: Place, old: Sequence[Centre]) -> str:
    """Return the province of the nearest commune."""
    return min(old, key=lambda one: apart(one.place, place)).province


def apart(one: Place, other: Place) -> float:
    """Return the square of how far two places are from each other, in degrees."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def provinces_of_today(old: Sequence[Centre], communes: Sequence[Centre]) -> dict[str, str]:
    """Return to which province of today each old one belongs: that of most of its communes; each tenth is asked."""
    votes: dict[str, Counter[str]] = {}
    for at, one in enumerate(old):
        if at % 10 == 0 or one.province not in votes:
            near = min(communes, key=lambda commune, place=one.place: apart(commune.place, place))  # type: ignore[misc]
            votes.setdefault(one.province, Counter())[near.province] += 1
    return {code: counted.most_common(1)[0][0] for code, counted in votes.items()}


def mainland(found: Countries) -> Line:
    """Return the longest ring of the country."""
    return max((found.ring(ring, found.arcs) for name, ring in found.rings if name == OWN), key=len)


def labels(sheet: Sheet) -> dict[str, Any]:
    """Return the frame of a sheet, and what stands on it by law."""
    return {
        "west": FRAME[0],
        "north": FRAME[3],
        "scale": sheet.scale,
        "size": [round(side) for side in sheet.size],
        "sea": [[*names, *whole(sheet, place)] for place, names in SEA],
        "groups": [[*names, *whole(sheet, place)] for place, names in GROUPS],
        "isles": [[name, *whole(sheet, place)] for place, name in ISLES],
    }


def whole(sheet: Sheet, place: Place) -> list[int]:
    """Return where a place lies on a sheet, in whole numbers."""
    return [round(side) for side in sheet.dot(place)]


def main() -> None:
    """Read the sources named on the command line and write the three files."""
    atlas, shapes, database = map(Path, sys.argv[1:])
    found, (provinces, communes) = countries(atlas), centres(database)
    units = json.loads((PROJECT / "forms" / "data" / "units.json").read_text(encoding="utf-8"))
    old = former(database)
    today = provinces_of_today(old, communes)
    parting = between_provinces(province_lines(shapes), mainland(found), old, today)
    cities_first = sorted(provinces, key=lambda code: (not units[code][0].startswith("Thành phố"), code))
    own, around = lands(found, FINE, 0.006, 0.01)
    fine = labels(FINE) | {
        "country": own,
        "around": around,
        "provinces": path((simplified(line, 0.012) for line in parting), FINE, closed=False),
        "names": [[short(units[code][0]), *whole(FINE, provinces[code])] for code in cities_first],
    }
    write(ASSETS / "country.json", fine)
    names = [short(units[one.province][1][one.code]) for one in communes]
    places = [side for one in communes for side in whole(FINE, one.place)]
    write(ASSETS / "communes.json", {"names": "\n".join(names), "places": places})
    own, around = lands(found, COARSE, 0.05, 0.15)
    write(PROJECT / "forms" / "data" / "country.json", labels(COARSE) | {"country": own, "around": around})
    print(f"{len(today)} old provinces in {len(set(today.values()))}, {len(parting)} lines, {len(names)} communes")


def write(target: Path, data: dict[str, Any]) -> None:
    """Write one file, as short as JSON can be."""
    target.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
