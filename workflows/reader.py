"""One mapping of a pack, read key by key: what is wrong is collected, never raised."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from workflows.duration import GRAMMAR, parse_duration
from workflows.errors import Path, Problem
from workflows.spec import Duration, Text

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGES = ("vi", "en")
_LONGEST_TEXT = 500


def closest(word: str, known: Iterable[str]) -> str:
    """Return the cure for a misspelt word: the nearest known one, or the list of all."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known: {', '.join(choices)}" if choices else "none is defined"


def is_name(word: str) -> bool:
    """Say whether a word may be an identifier of a pack."""
    return _NAME.fullmatch(word) is not None


def as_name(word: str) -> str:
    """Return the identifier nearest to a word: without diacritics, in snake_case."""
    plain = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    ascii_only = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_") or "ten"


def kind_of(value: object) -> str:
    """Return what a value of a pack is, in an author's words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "a text", int: "a number", float: "a number", Mapping: "a mapping", Sequence: "a list"}
    return next((word for kind, word in kinds.items() if isinstance(value, kind)), "something else")


class Reader:
    """Reads one mapping; each method takes one key and returns ``None`` when it is absent or wrong."""

    def __init__(self, raw: object, path: Path, problems: list[Problem]) -> None:
        """Stand before a mapping; anything else is a problem and is read as an empty one."""
        self.path = path
        self.problems = problems
        self.raw: Mapping[object, object] = {}
        if isinstance(raw, Mapping):
            self.raw = raw
        else:
            self.complain((), f"expected keys with values, found {kind_of(raw)}")

    def complain(self, where: Path, message: str, cure: str = "", *, on_key: bool = False) -> None:
        """Note a problem at a place below this mapping."""
        self.problems.append(Problem((*self.path, *where), message, cure, on_key))

    def has(self, key: str) -> bool:
        """Say whether the key is written at all."""
        return key in self.raw

    def only(self, known: Sequence[str]) -> None:
        """Complain of every key that does not belong here."""
        for key in self.raw:
            if key not in known:
                self.complain((str(key),), f"unknown key '{key}'", closest(str(key), known), on_key=True)

    def missing(self, key: str, example: str) -> None:
        """Complain that a key is not there."""
        self.complain((), f"'{key}' is missing", f"add `{key}: {example}`")

    def below(self, key: str) -> dict[str, tuple[object, Path]]:
        """Return the named mappings under a key, each with its place; names that are none are reported."""
        raw = self.raw.get(key)
        if not isinstance(raw, Mapping):
            if raw is not None:
                self.complain((key,), f"'{key}' lists names, each with its keys; found {kind_of(raw)}")
            return {}
        found: dict[str, tuple[object, Path]] = {}
        for name, value in raw.items():
            if self._good_name(name, (key, str(name))):
                found[str(name)] = (value, (*self.path, key, str(name)))
        return found

    def _good_name(self, name: object, where: Path) -> bool:
        if isinstance(name, str) and is_name(name):
            return True
        message = f"'{name}' is no name: small letters without diacritics, digits and '_'"
        self.complain(where, message, f"write '{as_name(str(name))}'", on_key=True)
        return False

    def word(self, key: str) -> str | None:
        """Return a plain word."""
        value = self.raw.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if self.has(key):
            self.complain((key,), f"'{key}' is a word; found {kind_of(value)}")
        return None

    def one_of(self, key: str, known: Iterable[str], what: str) -> str | None:
        """Return a word out of a closed list."""
        word = self.word(key)
        choices = set(known)
        if word is None or word in choices:
            return word
        self.complain((key,), f"unknown {what} '{word}'", closest(word, choices))
        return None

    def flag(self, key: str) -> bool | None:
        """Return true or false."""
        value = self.raw.get(key)
        if isinstance(value, bool):
            return value
        if self.has(key):
            self.complain((key,), f"'{key}' is true or false; found {kind_of(value)}")
        return None

    def words(self, key: str) -> tuple[str, ...]:
        """Return one word or a list of words as a tuple."""
        value = self.raw.get(key)
        if isinstance(value, str):
            return (value.strip(),)
        if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
            return tuple(str(item).strip() for item in value)
        if self.has(key):
            self.complain((key,), f"'{key}' is a word or a list of words; found {kind_of(value)}")
        return ()

    def duration(self, key: str) -> Duration | None:
        """Return a duration of the one grammar."""
        if not self.has(key):
            return None
        try:
            return parse_duration(self.raw[key])
        except ValueError as wrong:
            message, _, _ = str(wrong).partition(f"; {GRAMMAR}")
            self.complain((key,), message, GRAMMAR)
            return None

    def text(self, key: str) -> Text | None:
        """Return what a person reads, by language."""
        return self.text_at(self.raw[key], (key,)) if self.has(key) else None

    def text_at(self, value: object, where: Path) -> Text | None:
        """Read a text: a string is Vietnamese, a mapping names its languages."""
        if isinstance(value, str):
            said = self._line(value, where)
            return None if said is None else {"vi": said}
        if not isinstance(value, Mapping):
            self.complain(where, f"a text is a string or {{vi: …, en: …}}; found {kind_of(value)}")
            return None
        if "vi" not in value:
            self.complain(where, "the Vietnamese text is missing", "add `vi: …`")
            return None
        read = {str(language): self._in_language(language, said, where) for language, said in value.items()}
        if None in read.values():
            return None
        return {language: said for language, said in read.items() if said is not None}

    def _in_language(self, language: object, said: object, where: Path) -> str | None:
        place = (*where, str(language))
        if language not in _LANGUAGES:
            cure = closest(str(language), _LANGUAGES)
            self.complain(place, f"unknown language '{language}'", cure, on_key=True)
            return None
        return self._line(said, place)

    def _line(self, said: object, where: Path) -> str | None:
        if not isinstance(said, str) or not said.strip():
            self.complain(where, f"a text is expected; found {kind_of(said)}")
            return None
        clean = unicodedata.normalize("NFC", said.strip())
        if len(clean) > _LONGEST_TEXT or any(unicodedata.category(letter) == "Cc" for letter in clean):
            self.complain(where, f"a title is one line of at most {_LONGEST_TEXT} letters, no control characters")
            return None
        return clean
