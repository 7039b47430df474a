"""One of a list, and several of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.errors import InvalidAnswer
from forms.expressions import Expression, Failed, Known, Unknown, ValueType, is_true, one_of, some_of
from forms.fields import widgets
from forms.fields.base import Example, FieldType, Json, Own, Raw, both
from forms.fields.inputs import AnswerField, ManyField, unbound
from forms.fields.options import MOST_OPTIONS, OPTIONS, Option
from forms.key_kinds import OneOfKey, WholeKey
from forms.keys import Place
from forms.spec import FieldSpec, say

MOST_RADIOS = 8
"""Beyond this many options a list to open is easier than radio buttons."""


@dataclass(frozen=True, slots=True)
class ChoiceOptions:
    """What may be chosen, and how it looks (radios or select)."""

    options: tuple[Option, ...] = ()
    look: str = "radios"

    def find(self, code: str) -> Option | None:
        """Return the option with this code."""
        for option in self.options:
            if option.code == code:
                return option
        return None


@dataclass(frozen=True, slots=True)
class ChoicesOptions(ChoiceOptions):
    """What may be chosen, and how many at least and at most."""

    min: int = 0
    max: int = MOST_OPTIONS


class ChoiceField(AnswerField):
    """One of several, as radio buttons."""

    widget: Any = widgets.Radios()

    def choices(self) -> list[tuple[str, str]]:
        """Return (code, words) in order, of what is offered."""
        return _offered(self)


class SelectField(ChoiceField):
    """One of many, as a list to open."""

    widget: Any = widgets.Select()


class BoxesField(ManyField):
    """Some of several."""

    def choices(self) -> list[tuple[str, str]]:
        """Return (code, words) in order, of what is offered."""
        return _offered(self)


def _offered(field: AnswerField) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = field.field_type.choices(field.spec, field.language)  # type: ignore[attr-defined]
    return found if field.offered is None else [pair for pair in found if pair[0] in field.offered]


class Conditional(FieldType[Own]):
    """What choices of one and of several have in common: an option may be offered under a condition."""

    def conditions(self, spec: FieldSpec) -> list[Expression]:
        """Return the conditions of the options."""
        return [option.when for option in self._options(spec) if option.when is not None]

    def offered(self, spec: FieldSpec, values: Mapping[str, Any]) -> frozenset[str] | Failed | None:
        """Return the codes whose condition holds, or the failure of one that cannot be computed."""
        options = self._options(spec)
        if all(option.when is None for option in options):
            return None
        codes = []
        for option in options:
            holds = Known(value=True) if option.when is None else option.when.evaluate(values)
            if isinstance(holds, Failed):
                return holds
            codes += [option.code] if is_true(holds) else []
        return frozenset(codes)

    def undecided(self, spec: FieldSpec, values: Mapping[str, Any]) -> bool:
        """Say whether more may be offered yet, because what a condition reads is not known."""
        return any(isinstance(one.evaluate(values), Unknown) for one in self.conditions(spec))

    def _options(self, spec: FieldSpec) -> tuple[Option, ...]:
        options: tuple[Option, ...] = self.own(spec).options  # type: ignore[attr-defined]
        return options


class ChoiceType(Conditional[ChoiceOptions]):
    """One of a list."""

    name = "choice"
    about = both("Chọn một trong danh sách.", "One of a list.")
    example = Example(
        "{name: loai, type: choice, label: Loại nhà, "
        "options: [{code: rieng, text: Nhà ở riêng lẻ}, {code: khac, text: Loại khác}]}",
        "rieng",
        "loai == 'rieng'",
    )
    options_class = ChoiceOptions
    keys = (OPTIONS, OneOfKey(name="look", doc="How it looks; without it, by the number.", words=("radios", "select")))
    required_message = "required_choice"

    def options(self, values: dict[str, Any], place: Place) -> ChoiceOptions | None:
        """Choose the look by the number of options where the author chose none."""
        del place
        look = values["look"] or ("radios" if len(values["options"]) <= MOST_RADIOS else "select")
        return ChoiceOptions(values["options"], look)

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see one of the codes."""
        return one_of(*(option.code for option in self.own(spec).options))

    def choices(self, spec: FieldSpec, language: str) -> list[tuple[str, str]]:
        """Return (code, words) in the author's order."""
        return [(option.code, say(option.text, language)) for option in self.own(spec).options]

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Radio buttons or a select."""
        shape = SelectField if self.own(spec).look == "select" else ChoiceField
        return unbound(shape, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the code when it is an option."""
        if not raw:
            return None
        option = self.own(spec).find(raw)
        if option is None:
            raise InvalidAnswer("no_such_option")
        return option.code

    def within(self, spec: FieldSpec, value: str, offered: frozenset[str]) -> str | None:
        """Return the code while it is offered."""
        del spec
        return value if value in offered else None

    def show(self, spec: FieldSpec, value: str, language: str) -> str:
        """Return the words of the option."""
        option = self.own(spec).find(value)
        return say(option.text, language) if option else value


class ChoicesType(Conditional[ChoicesOptions]):
    """Several of a list."""

    name = "choices"
    about = both("Chọn một hay nhiều mục.", "Some of a list.")
    example = Example(
        "{name: giay_to, type: choices, label: Giấy tờ có sẵn, "
        "options: [{code: can_cuoc, text: Căn cước}, {code: khong, text: Không có, alone: true}]}",
        "[can_cuoc]",
        "'can_cuoc' in giay_to",
    )
    options_class = ChoicesOptions
    keys = (
        OPTIONS,
        WholeKey(name="min", doc="How many at least.", most=MOST_OPTIONS, default=0),
        WholeKey(name="max", doc="How many at most.", least=1, most=MOST_OPTIONS, default=MOST_OPTIONS),
    )
    required_message = "required_choice"

    def options(self, values: dict[str, Any], place: Place) -> ChoicesOptions | None:
        """Check that the numbers can be met."""
        own = ChoicesOptions(values["options"], "boxes", values["min"], values["max"])
        if own.min > min(own.max, len(own.options)):
            place.within("min").wrong(f"min {own.min} cannot be met", f"there are {len(own.options)} options")
        return own

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a list of codes."""
        return some_of(*(option.code for option in self.own(spec).options))

    def choices(self, spec: FieldSpec, language: str) -> list[tuple[str, str]]:
        """Return (code, words) in the author's order."""
        return [(option.code, say(option.text, language)) for option in self.own(spec).options]

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Check boxes."""
        return unbound(BoxesField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> list[str] | None:
        """Return the chosen codes in the author's order."""
        own = self.own(spec)
        if any(own.find(code) is None for code in raw):
            raise InvalidAnswer("no_such_option")
        chosen = [option for option in own.options if option.code in raw]
        if not chosen:
            return None
        self._count(own, chosen)
        return [option.code for option in chosen]

    def _count(self, own: ChoicesOptions, chosen: list[Option]) -> None:
        alone = next((option for option in chosen if option.alone), None)
        if alone is not None and len(chosen) > 1:
            raise InvalidAnswer("alone", option=alone.text)
        if alone is None and len(chosen) < own.min:
            raise InvalidAnswer("too_few_chosen", least=own.min)
        if len(chosen) > own.max:
            raise InvalidAnswer("too_many_chosen", most=own.max)

    def within(self, spec: FieldSpec, value: list[str], offered: frozenset[str]) -> list[str]:
        """Return the codes that are offered."""
        del spec
        return [code for code in value if code in offered]

    def typed(self, spec: FieldSpec, value: list[str]) -> Raw:
        """The codes are what is posted."""
        del spec
        return list(value)

    def store(self, spec: FieldSpec, value: list[str]) -> Json:
        """Return the codes."""
        del spec
        return list(value)

    def load(self, spec: FieldSpec, data: Json) -> list[str] | None:
        """Take a list of codes only."""
        if not isinstance(data, list) or not all(isinstance(code, str) for code in data):
            raise InvalidAnswer("wrong_kind")
        return self.read(spec, data)

    def show(self, spec: FieldSpec, value: list[str], language: str) -> str:
        """Return the words of the options, one after another."""
        return "; ".join(words for code, words in self.choices(spec, language) if code in value)
