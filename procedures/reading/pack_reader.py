"""Reads one mapping of a pack key by key; on top of what every mapping needs, what packs need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from forms.expressions import Expression, ExpressionProblem, Kind, Scope, compile_expression
from forms.spec import Text
from workflows.errors import Path
from workflows.reader import Reader, as_name, closest, is_name, kind_of

MOST_ITEMS: Final = 200
"""Entries of one list, and facts of a pack: each may hold expressions, and a compiled one takes memory."""
_LONGEST: Final = 5_000
_SHOWN: Final = 60
_CITATION: Final = re.compile(r"(?P<basis>[A-Za-z0-9_.-]+)(?:\s*[,:]\s*(?P<where>.+))?", re.DOTALL)


class PackReader(Reader):
    """A mapping of a pack."""

    def only(self, known: Sequence[str]) -> None:
        """Complain of every key that does not belong here; a word alone is most often the rest of a text."""
        for key, value in self.raw.items():
            if key not in known:
                cure = closest(str(key), known)
                if value is None and not is_name(str(key)):
                    cure = "a text with a comma or colon goes into quotes"
                self.complain((str(key),), f"unknown key '{key}'", cure, on_key=True)

    def at(self, value: object, *where: str | int) -> PackReader:
        """Return a reader for something below this mapping."""
        return PackReader(value, (*self.path, *where), self.problems)

    def inner(self, key: str) -> PackReader | None:
        """Return a reader for the mapping under a key, or ``None`` when the key is not written."""
        return self.at(self.raw[key], key) if self.has(key) else None

    def items(self, key: str) -> Iterator[PackReader]:
        """Yield a reader for each mapping in the list under a key."""
        value = self.raw.get(key)
        if isinstance(value, Sequence) and not isinstance(value, str):
            if len(value) > MOST_ITEMS:
                self.complain((key,), f"{len(value)} entries are too many; at most {MOST_ITEMS}", "leave some out")
            for index, item in enumerate(value[:MOST_ITEMS]):
                yield self.at(item, key, index)
        elif self.has(key):
            self.complain((key,), f"'{key}' is a list; found {kind_of(value)}", "put '- ' before each entry")

    def whole(self, key: str, low: int, high: int) -> int | None:
        """Return a whole number between two bounds."""
        value = self.raw.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            if low <= value <= high:
                return value
            self.complain((key,), f"'{key}' is between {low} and {high}, not {value}")
        elif self.has(key):
            self.complain((key,), f"'{key}' is a whole number; found {kind_of(value)}", f"write `{key}: {low}`")
        return None

    def day(self, key: str) -> date | None:
        """Return a date written 2026-07-01."""
        value = self.raw.get(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.complain((key,), f"'{value}' is no date", "write year, month and day: 2026-07-01")
            return None

    def name(self, key: str) -> str | None:
        """Return an identifier; a missing one is reported."""
        word = self.word(key)
        if word is None:
            if not self.has(key):
                self.missing(key, "ten_rieng")
            return None
        if is_name(word):
            return word
        message = f"'{word}' is no name: small letters without diacritics, digits and '_'"
        self.complain((key,), message, f"write '{as_name(word)}'")
        return None

    def choices(self, key: str, known: Sequence[str], what: str) -> tuple[str, ...] | None:
        """Return one or several words out of a closed list, without repetition."""
        if not self.has(key):
            return None
        good: list[str] = []
        alone = isinstance(self.raw[key], str)
        for index, word in enumerate(self.words(key)):
            if word not in known:
                self._unknown((key,) if alone else (key, index), word, known, what)
            elif word not in good:
                good.append(word)
        return tuple(good)

    def paragraph(self, key: str) -> Text | None:
        """Return a text that may be long and have several lines."""
        return self.paragraph_at(self.raw[key], key) if self.has(key) else None

    def paragraphs(self, key: str) -> tuple[Text, ...]:
        """Return a list of such texts."""
        value = self.raw.get(key)
        if value is None or (isinstance(value, Sequence) and not isinstance(value, str)):
            texts = [self.paragraph_at(item, key, index) for index, item in enumerate(value or ())]
            return tuple(text for text in texts if text is not None)
        self.complain((key,), f"'{key}' is a list of texts; found {kind_of(value)}", "put '- ' before each text")
        return ()

    def paragraph_at(self, value: object, *where: str | int) -> Text | None:
        """Read a long text: a string is Vietnamese, a mapping names its languages."""
        said = {"vi": value} if isinstance(value, str) else value
        if not isinstance(said, Mapping):
            self.complain(where, f"a text is a string or {{vi: …, en: …}}; found {kind_of(value)}")
            return None
        clean = {str(language): _clean(text) for language, text in said.items() if isinstance(text, str)}
        if set(said) - {"vi", "en"} or len(clean) != len(said) or not clean.get("vi"):
            self.complain(where, "a text has 'vi', and may have 'en'", "write `{vi: …, en: …}` or one Vietnamese text")
            return None
        if any(len(text) > _LONGEST for text in clean.values()):
            self.complain(where, f"a text of more than {_LONGEST} letters is not read by anybody", "make it shorter")
            return None
        return clean

    def expression(self, key: str, scope: Scope, expects: Kind) -> Expression | None:
        """Return the expression under a key, checked."""
        return self.expression_at(self.raw[key], scope, expects, key) if self.has(key) else None

    def expression_at(self, value: object, scope: Scope, expects: Kind, *where: str | int) -> Expression | None:
        """Check an expression; true, false and whole numbers may be written without quotes."""
        if isinstance(value, (bool, int)):
            value = str(value).lower()
        if not isinstance(value, str) or not value.strip():
            self.complain(where, f"an expression is expected; found {kind_of(value)}", 'write it in quotes: "a == b"')
            return None
        compiled = compile_expression(value, scope, expects=expects)
        if isinstance(compiled, ExpressionProblem):
            self.complain(where, f"in `{_short(value)}`: {compiled.message}", compiled.cure)
            return None
        return compiled

    def condition(self, key: str, scope: Scope) -> Expression | bool | None:
        """Return true, false, or a condition."""
        value = self.raw.get(key)
        return value if isinstance(value, bool) else self.expression(key, scope, Kind.TRUTH)

    def citation(self, key: str, bases: Sequence[str]) -> str | None:
        """Return ``<id>`` or ``<id>, <where in it>``; the id must stand in ``legal_basis``."""
        word = self.word(key)
        match = _CITATION.fullmatch(word) if word else None
        if word is not None and (match is None or match["basis"] not in bases):
            self._unknown((key,), word.split(",")[0], bases, "legal basis")
            return None
        return word

    def _unknown(self, where: Path, word: str, known: Sequence[str], what: str) -> None:
        self.complain(where, f"unknown {what} '{word}'", closest(word, known))


def _clean(text: str) -> str:
    """Return the text in NFC, without control characters other than the ends of lines."""
    kept = (letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _short(source: str) -> str:
    one_line = " ".join(source.split())
    return one_line if len(one_line) <= _SHOWN else one_line[: _SHOWN - 1] + "…"
