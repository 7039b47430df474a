"""The administrative units: 34 provinces and 3,321 communes (since 1 July 2025, QĐ 19/2025/QĐ-TTg)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_KINDS = re.compile(r"^(?:Thành phố|Tỉnh|Phường|Xã|Đặc khu)\s+")
_LETTERS = str.maketrans({"đ": "dz", "ă": "az", "â": "azz", "ê": "ez", "ô": "oz", "ơ": "ozz", "ư": "uz"})
"""A letter with its own place in the alphabet sorts after its plain sister."""


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
    return dict(sorted(names.items(), key=lambda pair: _sorting(bare(pair[1]))))


def _sorting(name: str) -> tuple[str, str]:
    """Sort by letters first and tones after, as a Vietnamese dictionary does."""
    toned = unicodedata.normalize("NFD", name.lower())
    toneless = unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0303\u0309\u0323]", "", toned))
    return toneless.translate(_LETTERS), toned
