"""The number plate of a road vehicle, in the forms of TT 79/2024/TT-BCA and those before it that still drive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.base import Example, Raw, both
from forms.fields.text import Line
from forms.key_kinds import OneOfKey
from forms.spec import FieldSpec

_LONGEST = 40
_NEW_LENGTH = 5
"""Digits of a plate since 2010; older ones have four."""
_JOINTS = re.compile(r"\s*([.-])\s*")
_PLACE = r"(?P<place>[1-9]\d)[ -]?"
"""The place of registration, 10 to 99; places that were joined in July 2025 keep their numbers."""
_NUMBER = r"[ .-]?(?P<number>\d{3}[ .]?\d{2}|\d{4})"
_CAR = re.compile(rf"{_PLACE}(?P<series>[A-Z]{{1,2}}|[MT]Đ){_NUMBER}", re.ASCII)
_MOTORBIKE = re.compile(rf"{_PLACE}(?P<series>[A-Z][1-9A-Z]|MĐ\d?){_NUMBER}", re.ASCII)
_FOREIGN = re.compile(rf"{_PLACE}(?P<series>NG|QT|NN|CV)[ -]?(?P<number>\d{{3}}[ .-]?\d{{2}})", re.ASCII)
_OF_A_STATE = re.compile(rf"{_PLACE}(?P<state>\d{{3}})[ -]?(?P<series>NG|QT|NN|CV)[ -]?(?P<number>\d{{2}})", re.ASCII)
"""The same with the number of the state before the series, as newer plates have it."""
_ARMY = re.compile(r"(?P<series>[A-Z]{2})[ -]?(?P<number>\d{2}[ .-]?\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PlateOptions:
    """Which vehicles: cars, motorbikes, or any."""

    vehicle: str = "any"


class VehiclePlateType(Line[PlateOptions]):
    """A number plate, kept as it is printed: 30A-123.45, 29-B1 123.45, 80-NG-123-45, TM-12-34."""

    name = "vehicle_plate"
    about = both("Biển số xe ô tô, xe máy.", "The number plate of a car or a motorbike.")
    example = Example(
        "{name: bien_so, type: vehicle_plate, label: Biển số xe, vehicle: car}",
        "30A-123.45",
        "bien_so.startsWith('30')",
    )
    attributes: ClassVar[Mapping[str, str]] = {"spellcheck": "false", "autocapitalize": "characters"}
    options_class = PlateOptions
    keys = (OneOfKey(name="vehicle", doc="car, motorbike or any.", words=("any", "car", "motorbike"), default="any"),)

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the plate as it is printed."""
        typed = _JOINTS.sub(r"\1", clean_line(raw, _LONGEST)).upper()
        if not typed:
            return None
        vehicle = self.own(spec).vehicle
        for shape, printed, vehicles in _SHAPES:
            if vehicle in vehicles and (match := shape.fullmatch(typed)):
                return printed.format(**match.groupdict(), **_digits(match["number"]))
        raise InvalidAnswer(f"plate_{vehicle}")


def _digits(number: str) -> dict[str, str]:
    """Return the number as plates print it: 123.45 or 1234; on those of embassies and the army with a stroke."""
    digits = re.sub(r"\D", "", number)
    head, tail = digits[:-2], digits[-2:]
    return {"dotted": f"{head}.{tail}" if len(digits) == _NEW_LENGTH else digits, "dashed": f"{head}-{tail}"}


_EVERY = frozenset({"any", "car", "motorbike"})
_SHAPES: tuple[tuple[re.Pattern[str], str, frozenset[str]], ...] = (
    (_FOREIGN, "{place}-{series}-{dashed}", _EVERY),
    (_OF_A_STATE, "{place}-{state}-{series}-{number}", _EVERY),
    (_ARMY, "{series}-{dashed}", _EVERY),
    (_CAR, "{place}{series}-{dotted}", frozenset({"any", "car"})),
    (_MOTORBIKE, "{place}-{series} {dotted}", frozenset({"any", "motorbike"})),
)
"""The shapes in the order of trying, and how each is printed.

Without its blanks 29B12345 may be a car's or an old motorbike's; where both may be given it is read as a car's.
"""
