"""Write forms/data/units.json from the data set of the PyPI package vietnamadminunits (MIT).

Run it with the package installed beside the project, when provinces or communes change:

    python tools/make_units.py path/to/vietnamadminunits/data/dataset.db

The file holds {province code: [province name, {commune code: commune name}]}, sorted by code.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).parent.parent / "forms" / "data" / "units.json"
RENAMED = {"75": "Thành phố Đồng Nai"}
"""Units renamed after the data set was made: Đồng Nai is a city since 30 April 2026 (resolution 30/2026/QH16)."""


def read(database: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the units of the data set by code."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT provinceCode, province, wardCode, ward FROM admin_units ORDER BY provinceCode, wardCode",
        ).fetchall()
    units: dict[str, tuple[str, dict[str, str]]] = {}
    for province_code, province, commune_code, commune in rows:
        name = RENAMED.get(province_code, province)
        _, communes = units.setdefault(province_code, (unicodedata.normalize("NFC", name), {}))
        communes[commune_code] = unicodedata.normalize("NFC", commune)
    return units


def main() -> None:
    """Read the data set named on the command line and write the file."""
    units = read(Path(sys.argv[1]))
    TARGET.write_text(json.dumps(units, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(units)} provinces, {sum(len(communes) for _, communes in units.values())} communes")


if __name__ == "__main__":
    main()
