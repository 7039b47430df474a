"""One of a closed list that the state keeps: the author names the type and writes no options."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import ValueType, one_of
from forms.expressions.scope import did_you_mean
from forms.fields.base import FieldType, Raw
from forms.fields.choice import ChoiceField, SelectField
from forms.fields.inputs import unbound
from forms.fields.lists import Entry, by_name, folded, in_order
from forms.key_kinds import FlagKey
from forms.keys import Key, Place, Schema, Wrong, said
from forms.spec import FieldSpec, say

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesKey(Key):
    """Some codes of the list."""

    codes: tuple[str, ...]
    default: tuple[str, ...] = ()

    def read(self, raw: object, place: Place) -> tuple[str, ...]:
        """Return the codes, each once."""
        if not isinstance(raw, (list, tuple)) or not raw:
            raise Wrong(f"a list of codes is needed, not {said(raw)}", f"such as [{self.codes[0]}]")
        for index, code in enumerate(raw):
            if code not in self.codes:
                place.within(index).wrong(f"'{code}' is no code of this list", did_you_mean(str(code), self.codes))
        return tuple(dict.fromkeys(raw))

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[A-Z]{2,3}$"}}


@dataclass(frozen=True, slots=True)
class ListedOptions:
    """Which entries come first, which are left out, and whether the entries beyond the usual ones are there."""

    first: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    more: bool = False


class ListedField(SelectField):
    """One of a long list, whose options are the same for everybody."""


class ListedType(FieldType[ListedOptions]):
    """One of a closed list; what is kept is the code."""

    options_class = ListedOptions
    required_message = "required_choice"
    shape: ClassVar[type[ChoiceField]] = ListedField
    by_alphabet: ClassVar[bool] = True
    beyond: ClassVar[frozenset[str]] = frozenset()
    """Codes that are there only where the author asks for more."""

    @abstractmethod
    def entries(self) -> Mapping[str, Entry]:
        """Return every entry of the list by its code."""

    def names(self, own: ListedOptions) -> Mapping[str, Entry]:
        """Return the entries that may be chosen here."""
        left_out = {*own.without, *(() if own.more else self.beyond)}
        return {code: entry for code, entry in self.entries().items() if code not in left_out}

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see one of the codes."""
        return one_of(*self.names(self.own(spec)))

    def choices(self, spec: FieldSpec, language: str) -> list[tuple[str, str]]:
        """Return (code, words), those that come first before the others in their order."""
        return _choices(self, self.own(spec), language)

    def knows(self, spec: FieldSpec, code: str) -> bool:
        """Say whether this is the code of an option."""
        return code in _codes(self, self.own(spec))

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Return a list to open, or radio buttons for a short one."""
        return unbound(self.shape, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the code; a name of the list, as a register tells it, is read as its code."""
        typed = raw if self.knows(spec, raw) else clean_line(raw, _LONGEST)
        if not typed:
            return None
        code = typed if self.knows(spec, typed) else _by_name(self).get(folded(typed), "")
        if not self.knows(spec, code):
            raise InvalidAnswer("no_such_option")
        return code

    def show(self, spec: FieldSpec, value: str, language: str) -> str:
        """Return the name."""
        del spec
        entry = self.entries().get(value)
        return say(entry, language) if entry else value


def more_key(doc: str) -> FlagKey:
    """Return the key that lets the entries beyond the usual ones in."""
    return FlagKey(name="more", doc=doc)


@lru_cache(maxsize=256)
def _choices(kind: ListedType, own: ListedOptions, language: str) -> list[tuple[str, str]]:
    names = kind.names(own)
    order = list(own.first) + [code for code in names if code not in own.first]
    if kind.by_alphabet:
        order = [*own.first, *(code for code, _ in in_order(names, language) if code not in own.first)]
    return [(code, say(names[code], language)) for code in order if code in names]


@lru_cache(maxsize=256)
def _codes(kind: ListedType, own: ListedOptions) -> frozenset[str]:
    return frozenset(kind.names(own))


@lru_cache(maxsize=32)
def _by_name(kind: ListedType) -> Mapping[str, str]:
    return by_name(kind.entries())
