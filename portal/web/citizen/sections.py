"""Answers in words, page by page, as summary lists show them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from forms.answers import Shown
from forms.spec import FormSpec, say
from portal.web.language import current_language
from portal.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form: its title, its rows (label, value, source), and where it is changed."""

    title: str
    rows: list[tuple[str, str, str | None]]
    change: str | None


def sections_of(
    spec: FormSpec, shown: list[Shown], *, known: Container[str] = (), change: Callable[[str], str] | None = None
) -> list[Section]:
    """Return the answers by page, in the order of asking; pages without a row are left out."""
    source = _("Lấy từ danh tính điện tử của bạn")
    sections = []
    for page in spec.pages:
        rows = [
            (one.label, _value(one), source if one.name in known else None) for one in shown if one.page == page.name
        ]
        if rows:
            title = say(page.title, current_language())
            sections.append(Section(title, rows, change(page.name) if change else None))
    return sections


def _value(one: Shown) -> str:
    if not one.lines:
        return one.value
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(words) for words in one.heads)
    body = Markup("").join(Markup("<tr>{}</tr>").format(_cells(one.heads, line)) for line in one.lines)
    return Markup('<table class="summary__table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
        head, body
    )


def _cells(heads: Iterable[str], line: Iterable[str]) -> Markup:
    cell = Markup('<td data-label="{}">{}</td>')
    return Markup("").join(cell.format(head.rstrip("?"), words or "—") for head, words in zip(heads, line, strict=True))
