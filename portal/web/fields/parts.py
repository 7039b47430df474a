"""Fields of several boxes: a date in three, a range in six, an address, and groups of lines and lists."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from forms.fields.date_range import ENDS
from forms.fields.inputs import Box
from forms.spec import say
from portal.web.fields.families import Family, macro
from portal.web.fields.options import Item
from portal.web.fields.question import Question
from portal.web.language import N_


class Day(Family):
    """A date in three boxes; the order day, month, year is that of both languages."""

    LABELS = MappingProxyType({"day": N_("Ngày"), "month": N_("Tháng"), "year": N_("Năm")})

    def mould(self, field: Any) -> Hashable | None:
        """Return the boxes, and whether a browser may fill them in."""
        return tuple(field.parts), _is_own_birth(field)

    def texts(self, field: Any) -> Sequence[str]:
        """Return what stands in each box."""
        return [field.raw.get(part, "") for part in field.parts]

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the boxes in one group."""
        texts_of = dict(zip(field.parts, texts, strict=True))
        return macro("day")(question, texts_of, self.LABELS, own=_is_own_birth(field))


def _is_own_birth(field: Any) -> bool:
    return "identity.birth_date" in field.spec.sources


class Range(Family):
    """A first and a last day, each in three boxes."""

    def texts(self, field: Any) -> Sequence[str]:
        """Return what stands in each box."""
        return [field.raw.get(part, "") for part in field.parts]

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw two groups of boxes within one."""
        typed = dict(zip(field.parts, texts, strict=True))
        ends = {end: {part: typed[f"{end}-{part}"] for part in Day.LABELS if f"{end}-{part}" in typed} for end in ENDS}
        words = {end: say(text, field.language) for end, text in ENDS.items()}
        return macro("range")(question, ends, words, Day.LABELS, _wrong(field))


class Group(Family):
    """A few labelled boxes: lines to type and lists to open."""

    def shape(self, field: Any) -> Hashable:
        """Return what is chosen in each list."""
        return tuple(_chosen(field, box) for box in field.boxes if box.choices)

    def texts(self, field: Any) -> Sequence[str]:
        """Return what stands in each line."""
        return [field.raw.get(box.name, "") for box in field.boxes if not box.choices]

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the boxes in one group."""
        typed = iter(texts)
        drawn = [
            Drawn(
                name=box.name,
                words=say(box.label, field.language),
                value=_chosen(field, box) if box.choices else next(typed),
                items=[Item(code, words) for code, words in box.lines(field.language)],
                mode="numeric" if box.numeric else "",
                width=f"govuk-input--width-{box.width}" if box.width else "",
                alone=box.alone,
                suffix=say(box.suffix, field.language) if box.suffix else "",
                optional=box.optional,
            )
            for box in field.boxes
        ]
        return macro("group")(question, drawn, _wrong(field))


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box of a group as the macro reads it."""

    name: str
    words: str
    value: str
    items: list[Item]
    mode: str
    width: str
    alone: bool
    suffix: str
    optional: bool


def _chosen(field: Any, box: Box) -> str:
    """Return what is chosen in a list; anything else that was sent changes nothing."""
    typed = field.raw.get(box.name, "")
    return typed if any(code == typed for code, _ in box.choices) else ""


def _wrong(field: Any) -> str:
    """Return the name of the box that an error speaks of, none where there is no error."""
    return field.wrong_part() if field.errors else ""


class Address(Family):
    """Province, commune, and the line; a button loads the communes where no script does."""

    def state(self, field: Any) -> str:
        """Return the province: the list of communes is that of the province."""
        return str(field.raw["province"])

    def shape(self, field: Any) -> Hashable:
        """Return what is chosen in the two lists: the second depends on the first."""
        known = [{code for code, _ in listed} for listed in (field.provinces(), field.communes())]
        chosen = (field.raw["province"], field.raw["commune"])
        return tuple(code if code in codes else "" for code, codes in zip(chosen, known, strict=True))

    def texts(self, field: Any) -> Sequence[str]:
        """Return the line."""
        return (field.raw["detail"],)

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the lists, the button and the line in one group."""
        provinces = [Item(code, words) for code, words in field.provinces()]
        communes = [Item(code, words) for code, words in field.communes()]
        return macro("address")(
            question, field.raw, provinces, communes, texts[0], button=field.choose_words(), needs=_needs(field)
        )


def _needs(field: Any) -> bool:
    return bool(getattr(field.spec.options, "detail", True))
