"""The administrative units: 34 provinces and 3,321 communes (since 1 July 2025, QĐ 19/2025/QĐ-TTg)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from forms.alphabet import alphabetical

_KINDS = re.compile(r"^(?:Thành phố|Tỉnh|Phường|Xã|Đặc khu)\s+")


@cache
def provinces() -> Mapping[str, str]:
    """Return province names by code, in the order of the alphabet."""
    return _in_order({code: name for code, (name, _) in _units().items()})


def communes(province: str) -> Mapping[str, str]:
    """Return the communes of a province by code, in the order of the alphabet; empty for an unknown one."""
    # What is asked for may be anything that somebody typed, so only what is known is ever kept.
    return _communes(province) if province in _units() else {}


@cache
def _communes(province: str) -> Mapping[str, str]:
    return _in_order(_units()[province][1])


@cache
def every_commune() -> tuple[str, ...]:
    """Return the code of every commune of the country."""
    return tuple(code for _, names in _units().values() for code in names)


def bare(name: str) -> str:
    """Return a unit's name without its kind: Hà Nội for Thành phố Hà Nội."""
    return _KINDS.sub("", name)


@cache
def _units() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    text = files("forms").joinpath("data", "units.json").read_text(encoding="utf-8")
    units: Mapping[str, tuple[str, Mapping[str, str]]] = json.loads(text)
    return units


def _in_order(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda pair: alphabetical(bare(pair[1]))))
