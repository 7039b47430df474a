"""A long list that is searched: by any word of an entry, with or without diacritics, or by its code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType

from forms.expressions.words import plain
from forms.fields.lists import listed
from forms.fields.units import communes, provinces
from forms.spec import Text, say


class Entries:
    """The entries by code, and what they are searched by."""

    def __init__(self, names: Mapping[str, Text], also: Mapping[str, Sequence[str]] | None = None) -> None:
        """Keep the names, and beside each its letters without diacritics, in both languages and as ``also`` says."""
        self.names = names
        self._searched = [
            (code, f" {code.casefold()} {plain(' '.join((*text.values(), *(also or {}).get(code, ()))))}")
            for code, text in names.items()
        ]

    def words(self, code: str, language: str) -> str:
        """Return the name of an entry."""
        return say(self.names[code], language)

    def find(self, typed: str) -> list[str]:
        """Return the codes of all entries that hold every word that was typed, the nearest first."""
        words = plain(typed).split()
        if not words:
            return []
        whole = " ".join(words)
        found = [(code, text) for code, text in self._searched if all(word in text for word in words)]
        return [code for code, _ in sorted(found, key=lambda pair: _distance(whole, words, *pair))]

    def only(self, typed: str) -> str | None:
        """Return the entry that is meant without a doubt: the one with this very name or code, or the only one."""
        found = self.find(typed)
        whole = plain(typed)
        exact = [
            code for code in found if whole in {code.casefold(), *(plain(one) for one in self.names[code].values())}
        ]
        return exact[0] if len(exact) == 1 else found[0] if len(found) == 1 else None


def _distance(whole: str, words: list[str], code: str, text: str) -> int:
    """Return how far an entry is from what was typed; the order of the list decides between equals."""
    if code.casefold() == whole:
        return 0
    if text.partition(" ")[2].partition(" ")[2].startswith(whole):
        return 1
    return 2 if all(f" {word}" in text for word in words) else 3


def _communes() -> Entries:
    return Entries(
        {
            code: {"vi": f"{name}, {province_name}"}
            for province, province_name in provinces().items()
            for code, name in communes(province).items()
        }
    )


def _provinces() -> Entries:
    return Entries({code: {"vi": name} for code, name in provinces().items()})


def _listed(name: str) -> Entries:
    entries = listed(name)
    names = {code: {key: one[key] for key in ("vi", "en") if key in one} for code, one in entries.items()}
    also = {code: (one.get("short", ""), *one.get("also", ())) for code, one in entries.items()}
    return Entries(names, also)


LISTS: Mapping[str, Callable[[], Entries]] = MappingProxyType(
    {
        "communes": _communes,
        "provinces": _provinces,
        **{name: partial(_listed, name) for name in ("countries", "ethnic_groups", "banks")},
    }
)
"""The lists of the state that a pack may name instead of writing one."""


@cache
def state_list(name: str) -> Entries:
    """Return one of the lists of the state."""
    return LISTS[name]()
