"""The way through a filing: its form pages, then the documents, then the last check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from forms.spec import say
from portal.web import work
from portal.web.citizen.addresses import of_draft
from portal.web.citizen.filing import Filing
from portal.web.language import current_language
from portal.web.language import gettext as _

CHECK = "kiem-tra"
DOCUMENTS = "giay-to"


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
    index = stops.index(here)
    back = _url(filing, stops[index - 1]) if index else _start(filing)
    return Way(index + 1, tuple(_words(filing, stop) for stop in stops), back)


def after(filing: Filing, here: str, pages: Iterable[str]) -> str:
    """Return the address of what comes after ``here``; ``pages`` are those that are asked now."""
    stops = _stops(filing, pages)
    following = stops.index(here) + 1 if here in stops else 0
    return _url(filing, stops[min(following, len(stops) - 1)])


def first_undone(filing: Filing) -> str:
    """Return the address at which to go on with a filing: the first page that is not done, else the last check."""
    undone = [name for name in filing.visible.pages if name not in filing.draft.done_pages]
    return page_url(filing, undone[0]) if undone else after(filing, filing.visible.pages[-1], filing.visible.pages)


def home() -> str:
    """Return the address of the page from which filings are gone on with: one's own, or the counter's."""
    return url_for("officer.counter" if work.at_counter() else "citizen.dossiers")


def _start(filing: Filing) -> str:
    return home() if work.at_counter() else url_for("citizen.start", code=filing.procedure.code)


def page_url(filing: Filing, page: str) -> str:
    """Return the address of a form page."""
    return of_draft("citizen.form_page", filing.draft.id, page=page)


def _stops(filing: Filing, pages: Iterable[str]) -> list[str]:
    return [*pages, DOCUMENTS, CHECK] if filing.procedure.documents else [*pages, CHECK]


def _words(filing: Filing, stop: str) -> str:
    own = {DOCUMENTS: _("Giấy tờ"), CHECK: _("Kiểm tra và nộp")}
    return own[stop] if stop in own else say(filing.spec.page(stop).title, current_language())


def _url(filing: Filing, stop: str) -> str:
    own = {DOCUMENTS: "citizen.documents", CHECK: "citizen.check"}
    return of_draft(own[stop], filing.draft.id) if stop in own else page_url(filing, stop)
