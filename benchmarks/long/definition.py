"""The long form itself: 200 fields a page, of five types in turn, some of them in one chain of conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.parsing import parse_form
from forms.spec import FormSpec
from procedures.situation import SITUATION, Situation

OF_A_PAGE = 200
KINDS = ("text", "integer", "choice", "decimal", "email")
OPTIONS = (("co", "Có"), ("khong", "Không"), ("khac", "Khác"))
VALUES = Situation("online", date(2026, 11, 26), 600, filed_on_behalf=False).values()


@dataclass(frozen=True, slots=True)
class Question:
    """One field; ``hangs_on`` is the choice that must be ``co`` for it to be asked."""

    name: str
    kind: str
    page: int
    hangs_on: str | None

    @property
    def label(self) -> str:
        """Return what a person reads."""
        return f"Câu hỏi {self.name}"


def questions(fields: int, share: float) -> list[Question]:
    """Return so many fields, of which this share hang one on another: each on the link before it."""
    every = round(1 / share) if share else 0
    found: list[Question] = []
    link: str | None = None
    for number in range(fields):
        linked = bool(every) and number % every == every - 1
        kind = "choice" if linked else KINDS[number % len(KINDS)]
        found.append(Question(f"f{number}", kind, number // OF_A_PAGE, link if linked else None))
        link = f"f{number}" if linked else link
    return found


def as_form(asked: list[Question]) -> FormSpec:
    """Return the form as the portal reads it from a pack."""
    last = max(one.page for one in asked)
    pages = [
        {"page": f"p{page}", "title": f"Trang {page}", "fields": [_field(one) for one in asked if one.page == page]}
        for page in range(last + 1)
    ]
    spec, problems = parse_form(pages, situation=SITUATION)
    assert spec is not None, problems
    return spec


def _field(one: Question) -> dict[str, Any]:
    field: dict[str, Any] = {"name": one.name, "type": one.kind, "label": one.label}
    if one.kind == "choice":
        field["options"] = [{"code": code, "text": text} for code, text in OPTIONS]
    elif one.kind == "integer":
        field |= {"min": 0, "max": 1000}
    elif one.kind == "text":
        field["max_length"] = 100
    return field | ({"when": f"{one.hangs_on} == 'co'"} if one.hangs_on else {})


def stored(asked: list[Question]) -> dict[str, Any]:
    """Return the answers as a draft keeps them: every link of the chain is yes, so that every condition is weighed."""
    return {one.name: _ANSWERS[one.kind] for one in asked}


def typed(asked: list[Question], page: int) -> Iterator[tuple[str, str]]:
    """Yield what a browser posts for one page."""
    for one in asked:
        if one.page == page:
            yield one.name, _TYPED[one.kind]


_ANSWERS = {"text": "Nguyễn Thị Đo", "integer": 12, "choice": "co", "decimal": "12.5", "email": "do@vidu.vn"}
_TYPED = {"text": "Nguyễn Thị Đo", "integer": "12", "choice": "co", "decimal": "12,5", "email": "do@vidu.vn"}
