"""The options of a field: what may be chosen, what is, and both as the GOV.UK macros take them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.fields.choice import BoxesField, ChoiceField
from forms.fields.inputs import AnswerField
from portal.web.fields.question import Params, Question


@dataclass(frozen=True, slots=True)
class Item:
    """One option: its code, its words and the line below them."""

    value: str
    words: str
    hint: str = ""


def items_of(field: Any) -> list[Item]:
    """Return the options of a field."""
    if isinstance(field, ChoiceField | BoxesField):
        hints = {option.code: option.hint for option in getattr(field.spec.options, "options", ())}
        return [Item(code, words, _said(hints.get(code), field.language)) for code, words in field.choices()]
    return [Item(str(choice.value), str(choice.label)) for choice in field.iter_choices()]


def chosen_of(field: Any) -> list[str]:
    """Return the codes that are chosen; of one option that has to be chosen, that one."""
    if isinstance(field, AnswerField):
        if not field.raw:
            return _only_one(field)
        raw = field.raw
    elif hasattr(field, "iter_choices"):
        return [str(choice.value) for choice in field.iter_choices() if choice.selected]
    else:
        raw = "y" if field.data else ""
    return [raw] if isinstance(raw, str) and raw else list(raw or ())


def _only_one(field: AnswerField) -> list[str]:
    # Where other answers decide what is offered, more may come while the page is filled in: a person chooses.
    if not isinstance(field, ChoiceField) or field.spec.required is not True or field.offered is not None:
        return []
    codes = [code for code, _words in field.choices()]
    return codes if len(codes) == 1 else []


def is_inline(field: Any) -> bool:
    """Say whether the options stand side by side: only yes and no do."""
    return isinstance(field, AnswerField) and field.spec.type == "yes_no"


def option_items(question: Question, items: Sequence[Item], chosen: Sequence[str]) -> list[Params]:
    """Return radio buttons or check boxes."""
    return [
        {
            "value": item.value,
            "text": item.words,
            "checked": item.value in chosen,
            "hint": {"text": item.hint} if item.hint else None,
            "attributes": question.attributes(),
        }
        for item in items
    ]


def select_items(items: Sequence[Item], chosen: str, nothing: str) -> list[Params]:
    """Return the lines of a list to open; the first one, ``nothing``, stands for no answer."""
    lines = items if items and not items[0].value else [Item("", nothing), *items]
    return [{"value": item.value, "text": item.words, "selected": item.value == chosen} for item in lines]


def _said(text: Mapping[str, str] | None, language: str) -> str:
    return (text.get(language) or text["vi"]) if text else ""
