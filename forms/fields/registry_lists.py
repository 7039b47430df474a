"""The lists that registries of the state keep, as far as a form knows them: their names, and what was told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from forms.spec import Text, say

REGISTRY_LISTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "business_lines": {"vi": "Hệ thống ngành kinh tế Việt Nam", "en": "Vietnam Standard Industrial Classification"},
        "health_facilities": {"vi": "Danh mục cơ sở khám bệnh, chữa bệnh", "en": "List of health facilities"},
        "schools": {"vi": "Danh mục trường học", "en": "List of schools"},
        "administrative_units": {"vi": "Danh mục đơn vị hành chính", "en": "List of administrative units"},
    }
)
"""What each list is called; a pack names one of them."""

TOLD: Final = "_registry_lists"
"""The name under which the server puts what it was told beside what was posted; a browser can only post text there."""


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """One entry of a list, as its registry told it."""

    code: str
    text: Text
    as_of: date
    """The day of the list that the registry answered from."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a registry answered to some words: the nearest entries and how many there are, or that it is away."""

    entries: tuple[RegistryEntry, ...] = ()
    count: int = 0
    away: bool = False

    def choices(self, language: str) -> list[tuple[str, str]]:
        """Return (code, words) of the entries."""
        return [(entry.code, named(entry.code, entry.text, language)) for entry in self.entries]


@dataclass(frozen=True, slots=True)
class Told:
    """What registries told about the words and codes of one page."""

    found: Mapping[str, Found] = field(default_factory=dict)
    """By the name of the field on the page."""
    entries: Mapping[tuple[str, str], RegistryEntry] = field(default_factory=dict)
    """By list and code."""


def told_in(formdata: Any) -> Told:
    """Return what the server put beside the posted values; nothing else that stands there is believed."""
    found = next(iter(formdata.getlist(TOLD)), None)
    return found if isinstance(found, Told) else Told()


def named(code: str, text: Text, language: str) -> str:
    """Return what a person chooses by: the words of an entry and its code."""
    return f"{say(text, language)} ({code})"
