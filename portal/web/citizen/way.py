"""The way through a filing: its form pages, then the documents, then the last check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from forms.spec import say
from portal.web.citizen.filing import Filing
from portal.web.language import current_language
from portal.web.language import gettext as _

CHECK = "kiem-tra"


@dataclass(frozen=True, slots=True)
class Way:
    """Where a page stands on the way: its number, and the names of all pages."""

    step: int
    names: tuple[str, ...]
    back: str
    """The page before, or where the filing was started."""


def way_of(filing: Filing, here: str) -> Way:
    """Return where the form page called ``here`` (or ``giay-to``, ``kiem-tra``) stands."""
    stops = _stops(filing, filing.visible.pages)
    names = tuple(words for _name, words, _url in stops)
    index = next(number for number, (name, _words, _url) in enumerate(stops) if name == here)
    back = stops[index - 1][2] if index else url_for("citizen.start", code=filing.procedure.code)
    return Way(index + 1, names, back)


def after(filing: Filing, here: str, pages: Iterable[str]) -> str:
    """Return the address of what comes after ``here``; ``pages`` are those that are asked now."""
    stops = _stops(filing, pages)
    index = next((number for number, (name, _words, _url) in enumerate(stops) if name == here), -1)
    return stops[min(index + 1, len(stops) - 1)][2]


def first_undone(filing: Filing) -> str:
    """Return the address at which to go on with a filing: the first page that is not done, else the last check."""
    undone = [name for name in filing.visible.pages if name not in filing.draft.done_pages]
    return page_url(filing, undone[0]) if undone else after(filing, filing.visible.pages[-1], filing.visible.pages)


def page_url(filing: Filing, page: str) -> str:
    """Return the address of a form page."""
    return url_for("citizen.form_page", draft_id=filing.draft.id, page=page)


def _stops(filing: Filing, pages: Iterable[str]) -> list[tuple[str, str, str]]:
    language, draft_id = current_language(), filing.draft.id
    stops = [(name, say(filing.spec.page(name).title, language), page_url(filing, name)) for name in pages]
    if filing.procedure.documents:
        stops.append(("giay-to", _("Giấy tờ"), url_for("citizen.documents", draft_id=draft_id)))
    return [*stops, (CHECK, _("Kiểm tra và nộp"), url_for("citizen.check", draft_id=draft_id))]
