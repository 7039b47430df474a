"""What stops a filing at the last look, each thing with the page where it is mended."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from forms.answers import blocked, invalid
from forms.consistency import failure_words
from forms.sourced import field_of
from forms.spec import say
from forms.walk import Failure
from portal.models import Attachment
from portal.services.file_checks import unready
from portal.services.representing import is_allowed, other_owner
from portal.services.uncomputable import report
from portal.web.citizen.addresses import of_draft
from portal.web.citizen.document_items import Item
from portal.web.citizen.filing import Filing
from portal.web.citizen.way import CHECK, page_url
from portal.web.file_words import problem_of
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.uncomputable import uncomputable

Links = list[tuple[str, str]]
"""What is said, and where that leads."""


def lacking(filing: Filing, files: Sequence[Attachment], items: Sequence[Item]) -> Links:
    """Return what stops the filing, each with the page where it is mended."""
    values = filing.values
    block = blocked(filing.spec, filing.answers, values, filing.visible)
    links: Links = [(say(block.say, current_language()), change(filing, block.page))] if block else []
    where = {one.name: page.name for page in filing.spec.pages for one in page.fields}
    links += [
        (wrong.words(current_language()), f"{change(filing, where[wrong.field.name])}#{wrong.field.name}")
        for wrong in invalid(filing.spec, filing.answers, values, filing.visible)
    ]
    links += [
        (_("Bạn cần ghi vì sao thông tin này chưa đúng"), f"{change(filing, where[name])}#{key.replace('.', '-')}-why")
        for key in filing.known.unexplained
        if (name := field_of(key)) in filing.visible.fields
    ]
    if not is_allowed(filing.procedure, filing.draft.represented):
        start = url_for("citizen.start", code=filing.procedure.code)
        links.append((_("Thủ tục này không còn cho nộp thay theo cách bạn đã chọn; bạn cần bắt đầu lại"), start))
    other = other_owner(filing.procedure, filing.answers, filing.draft.represented)
    if other is not None:
        words = _("Số định danh của chủ hồ sơ khác với số của người bạn nộp thay")
        links.append((words, f"{change(filing, where[other])}#{other}"))
    links += _uncomputable(filing)
    at_documents = of_draft("citizen.documents", filing.draft.id)
    stops = [(item.lacking, f"{at_documents}#tep-{item.id}") for item in items]
    stops += [
        (problem_of(file), f"{change(filing, where[file.document])}#{file.document}")
        for file in unready(files)
        if file.document in filing.visible.fields
    ]
    return links + [(words, href) for words, href in stops if words]


def _uncomputable(filing: Filing) -> Links:
    """Return what the procedure's expressions cannot tell of these answers, each with the page where it is mended."""
    failures = uncomputable(filing.procedure, filing.visible, filing.situation)
    report(filing.procedure, failures)
    return [
        (failure_words(one, filing.spec, current_language()), change(filing, _page_of(filing, one))) for one in failures
    ]


def _page_of(filing: Filing, failure: Failure) -> str:
    reads = failure.expression.reads if failure.expression else frozenset()
    pages = [page.name for page in filing.spec.pages if any(one.name in reads for one in page.fields)]
    asked = [name for name in filing.visible.pages if name in pages]
    return (asked or list(filing.visible.pages))[-1]


def change(filing: Filing, page: str) -> str:
    """Return where a page is changed, with the way back to the last look."""
    return f"{page_url(filing, page)}?ve={CHECK}"
