"""Fields of several boxes: a date in three, an address in two lists and a line."""

from collections.abc import Hashable, Sequence
from types import MappingProxyType
from typing import Any

from portal.web.fields.families import Family, macro
from portal.web.fields.options import Item
from portal.web.fields.question import Question
from portal.web.language import N_


class Day(Family):
    """A date in three boxes; the order day, month, year is that of both languages."""

    LABELS = MappingProxyType({"day": N_("Ngày"), "month": N_("Tháng"), "year": N_("Năm")})

    def texts(self, field: Any) -> Sequence[str]:
        """Return what stands in each box."""
        return [field.raw.get(part, "") for part in field.parts]

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the boxes in one group."""
        return macro("day")(question, dict(zip(field.parts, texts, strict=True)), self.LABELS)


class Address(Family):
    """Province, commune, and the line; a button loads the communes where no script does."""

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
