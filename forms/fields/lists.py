"""The closed lists that the state keeps: countries, ethnic groups, religions, banks.

One JSON file each in ``forms/data``. It holds its ``source`` and ``names``: for each code what it is called in
Vietnamese, and where they differ in English; ``also`` are other ways of writing it, ``short`` is the daily name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from forms.alphabet import alphabetical
from forms.spec import Text, say

Entry = Mapping[str, Any]
"""``{"vi": …, "en": …}``, with ``also`` and ``short`` where the list has them."""
_JOINTS = re.compile("[\\s'\N{RIGHT SINGLE QUOTATION MARK}()-]+")


@cache
def listed(name: str) -> Mapping[str, Entry]:
    """Return the entries of the list called ``name`` by their code, in the order of the file."""
    text = files("forms").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text)["names"])


def in_order(names: Mapping[str, Text], language: str) -> list[tuple[str, str]]:
    """Return (code, name) in the order of the alphabet of ``language``."""
    key = alphabetical if language == "vi" else _without_accents
    return sorted(((code, say(text, language)) for code, text in names.items()), key=lambda pair: key(pair[1]))


def folded(name: str) -> str:
    """Return a name without what people write differently: capitals, blanks, hyphens, apostrophes."""
    return _JOINTS.sub("", unicodedata.normalize("NFC", name)).casefold()


def by_name(names: Mapping[str, Entry]) -> dict[str, str]:
    """Return the code of each name, in both languages and every known way of writing it."""
    codes: dict[str, str] = {}
    for code, entry in names.items():
        for name in (entry["vi"], entry.get("en", ""), *entry.get("also", ())):
            codes.setdefault(folded(name), code)
    codes.pop("", None)
    return codes


def _without_accents(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark)).casefold()
