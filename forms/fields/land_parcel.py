"""A parcel of land, as the land register names it: the map sheet, and the parcel on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import TEXT, ValueType, record
from forms.fields.base import Example, NoOptions, Raw, both
from forms.fields.inputs import Box, GroupField, unbound
from forms.fields.named_texts import NamedTexts
from forms.spec import FieldSpec, Text

PARCEL, SHEET = both("Thửa đất số", "Parcel number"), both("Tờ bản đồ số", "Map sheet number")
_PARTS = {"parcel": PARCEL, "sheet": SHEET}
_LONGEST = 40
_NUMBER = re.compile(r"(?=[^0-9]*[0-9])[0-9A-ZĐ](?:[0-9A-ZĐ ./()-]{0,18}[0-9A-ZĐ)])?")
"""Mostly a number; old maps have letters and strokes: 12a, 5-II, TĐ 03, 45/1."""


class LandParcelType(NamedTexts[NoOptions]):
    """The numbers of parcel and map sheet, which the certificate of land use (GCN) has on its first lines."""

    name = "land_parcel"
    about = both("Thửa đất: số thửa và số tờ bản đồ.", "A parcel of land: parcel and map sheet.")
    example = Example(
        "{name: thua, type: land_parcel, label: Thửa đất}", '{parcel: "125", sheet: "7"}', "thua.sheet == '7'"
    )

    parts: ClassVar[Mapping[str, Text]] = {
        "parcel": both("số thửa ở {a}", "the parcel number of {a}"),
        "sheet": both("số tờ bản đồ ở {a}", "the map sheet of {a}"),
    }

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see both as texts."""
        del spec
        return record(dict.fromkeys(_PARTS, TEXT))

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Two boxes."""
        boxes = tuple(Box(name, label, width=10) for name, label in _PARTS.items())
        return unbound(GroupField, spec, self, language, {"boxes": boxes})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, str] | None:
        """Return both numbers."""
        del spec
        value = {part: clean_line(raw.get(part, ""), _LONGEST).upper() for part in _PARTS}
        if not any(value.values()):
            return None
        for part, text in value.items():
            if not _NUMBER.fullmatch(text):
                raise InvalidAnswer("parcel_number" if text else "required", part=part, box=_PARTS[part])
        return {part: text.lstrip("0") or "0" if text.isdigit() else text for part, text in value.items()}

    def names(self, spec: FieldSpec) -> Iterable[str]:
        """Return the names of the boxes."""
        del spec
        return _PARTS

    def show(self, spec: FieldSpec, value: dict[str, str], language: str) -> str:
        """Return "thửa đất số 12, tờ bản đồ số 5"."""
        del spec
        parcel, sheet = ("thửa đất số", "tờ bản đồ số") if language == "vi" else ("parcel", "map sheet")
        return f"{parcel} {value['parcel']}, {sheet} {value['sheet']}"
