"""One of a list that is too long to open: a person types, presses a button, and chooses among what is found.

The words are posted as ``name-typed``, the choice as ``name-code``; the button ``name-find`` shows the page again with
what was found. Words that mean one entry without a doubt are an answer by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import ValueType, one_of
from forms.fields import widgets
from forms.fields.base import FieldType, Json, Raw, both
from forms.fields.entries import LISTS, Entries, state_list
from forms.fields.inputs import PartsField, unbound
from forms.fields.options import OptionsKey, plain_option_keys
from forms.key_kinds import OneOfKey
from forms.keys import Place
from forms.spec import FieldSpec

PARTS = ("typed", "code")
MOST_ENTRIES = 5_000
MOST_FOUND = 20
_LONGEST = 200
_NO_ENTRIES = Entries({})


@dataclass(frozen=True, slots=True)
class LargeChoiceOptions:
    """What is chosen from."""

    entries: Entries = field(default=_NO_ENTRIES)


class LargeChoiceWidget:
    """The words, the button, and what was found."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the input, the button and a radio button for each entry that may be meant."""
        del kwargs
        words = "Tìm" if field.language == "vi" else "Search"
        line = Markup('<input id="{}" name="{}-typed" value="{}"> <button name="{}-find" value="1">{}</button>').format(
            field.part_id("typed"), field.name, field.raw["typed"], field.name, words
        )
        return line + Markup("").join(
            widgets.choice_button(f"{field.id}-{code}", f"{field.name}-code", code, text, chosen=code == field.chosen())
            for code, text in field.found()
        )


class LargeChoiceField(PartsField):
    """Words to search by, and the choice among what they find."""

    widget: Any = LargeChoiceWidget()

    def collect(self, formdata: Any) -> Raw:
        """Return what was typed and chosen."""
        self.pressed = f"{self.name}-find" in formdata
        return super().collect(formdata)

    def _read(self) -> None:
        if not self.pressed:
            super()._read()

    @property
    def entries(self) -> Entries:
        """Return what is chosen from."""
        entries: Entries = self.field_type.own(self.spec).entries
        return entries

    def chosen(self) -> str:
        """Return the code that is chosen, empty when none or when it is not among what was found."""
        code: str = self.raw["code"]
        return code if code in self.entries.names and (not self._codes() or code in self._codes()) else ""

    def found(self) -> list[tuple[str, str]]:
        """Return (code, words) of what may be chosen now: what was found, or else what is chosen."""
        codes = self._codes()[:MOST_FOUND] or [code for code in (self.chosen(),) if code]
        return [(code, self.entries.words(code, self.language)) for code in codes]

    def count(self) -> int | None:
        """Return how many entries were found; ``None`` when nothing was searched for."""
        return len(self._codes()) if self.raw["typed"].strip() else None

    def _codes(self) -> list[str]:
        return self.entries.find(self.raw["typed"][:_LONGEST])


class LargeChoiceType(FieldType[LargeChoiceOptions]):
    """One of a list of up to 5,000 entries, or of a list of the state."""

    name = "large_choice"
    about = both("Chọn một trong danh sách dài, tìm bằng chữ.", "One of a long list, found by typing.")
    options_class = LargeChoiceOptions
    keys = (
        OptionsKey(
            name="options",
            doc="The entries: a list of {code, text}.",
            default=(),
            most=MOST_ENTRIES,
            option_keys=plain_option_keys(),
        ),
        OneOfKey(name="list", doc="A list of the state instead.", words=tuple(LISTS)),
    )
    required_message = "required_choice"

    def options(self, values: dict[str, Any], place: Place) -> LargeChoiceOptions | None:
        """Take the entries of the pack or a list of the state."""
        if bool(values["options"]) is bool(values["list"]):
            place.wrong("a large choice has either options or a list", "write options: or list:")
            return LargeChoiceOptions()
        if values["list"]:
            return LargeChoiceOptions(state_list(values["list"]))
        return LargeChoiceOptions(Entries({option.code: option.text for option in values["options"]}))

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see one of the codes."""
        return one_of(*self.own(spec).entries.names)

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Words and a choice."""
        return unbound(LargeChoiceField, spec, self, language, {"parts": PARTS})

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the code that was chosen, or that the words mean without a doubt."""
        entries = self.own(spec).entries
        code, typed = raw.get("code", ""), clean_line(raw.get("typed", ""), _LONGEST)
        if code and code not in entries.names:
            raise InvalidAnswer("no_such_option", part="typed")
        if not typed:
            return code or None
        found = entries.find(typed)
        if code and code in found:
            return str(code)
        meant = entries.only(typed)
        if meant is None:
            raise InvalidAnswer("choose_found" if found else "nothing_found", part="typed")
        return meant

    def typed(self, spec: FieldSpec, value: str) -> Raw:
        """The code is what is posted."""
        del spec
        return {"typed": "", "code": value}

    def load(self, spec: FieldSpec, data: Json) -> str | None:
        """Take a code only."""
        if not isinstance(data, str):
            raise InvalidAnswer("wrong_kind")
        return self.read(spec, {"code": data})

    def show(self, spec: FieldSpec, value: str, language: str) -> str:
        """Return the words of the entry."""
        return self.own(spec).entries.words(value, language)
