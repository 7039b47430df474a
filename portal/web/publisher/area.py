"""The blueprint of the publishers' pages, and what each of them needs of a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, render_template, url_for

from forms.spec import say
from portal.models import ProcedureVersion, PublishingAct, VersionState
from portal.services import pack_drafts, publishing_acts, readiness, versions
from portal.services.checked_packs import Checked
from portal.services.pack_drafts import APPROVER, PUBLISHER
from portal.services.readiness import Readiness
from portal.web import work
from portal.web.access import actor
from portal.web.finding_words import in_words
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure
from procedures.findings import Finding, Severity

publisher = Blueprint("publisher", __name__)
"""How a procedure becomes one that citizens may file."""

log = structlog.get_logger()

STATES = {
    VersionState.DRAFT: (N_("Bản nháp"), "grey"),
    VersionState.SUBMITTED: (N_("Chờ phê duyệt"), "amber"),
    VersionState.PUBLISHED: (N_("Đang hiệu lực"), "green"),
    VersionState.RETIRED: (N_("Đã thay thế"), "blue"),
}
"""The states of a version in words, each with its tone."""

Tab = tuple[str, str, bool, int | None]


@dataclass(frozen=True, slots=True)
class Look:
    """One version as every page of it needs it: its pack, what was found, and what the visitor may do."""

    version: ProcedureVersion
    checked: Checked
    findings: tuple[Finding, ...]
    ready: Readiness
    authors: dict[UUID, str]
    """Who had a hand in it, by name."""
    sent_back: PublishingAct | None
    """Why the second person sent it back, while that is still to be mended."""
    may_edit: bool
    may_approve: bool
    offers: int
    """At how many agencies it is offered."""

    @property
    def procedure(self) -> Procedure | None:
        """Return what could be read of the pack, for looking at."""
        return self.checked.loaded.readable

    @property
    def title(self) -> str:
        """Return what the procedure is called, in the language of the reader where the pack says it there."""
        return title_of(self.version, self.procedure)

    @property
    def sound(self) -> Procedure | None:
        """Return the procedure of a pack without errors."""
        return self.checked.loaded.procedure

    @property
    def named(self) -> bool:
        """Say whether the version has a code and number of its own."""
        return bool(self.version.code)

    @property
    def is_own(self) -> bool:
        """Say whether the visitor had a hand in it."""
        return actor().id in self.authors


def look(version_id: UUID, *, lock: bool = False) -> Look:
    """Return a version that the visitor may see; ``lock`` keeps others from changing it until the answer is sent."""
    database = work.db()
    version = pack_drafts.visible(database, actor(), version_id, lock=lock)
    roles = actor().roles_at(version.agency_id) if version.agency_id else frozenset()
    authors = versions.names(database, publishing_acts.authors(database, version))
    return Look(
        version=version,
        checked=pack_drafts.checked(version),
        findings=tuple(map(in_words, pack_drafts.findings(database, version))),
        ready=readiness.readiness(database, version),
        authors=authors,
        sent_back=publishing_acts.last_sent_back(database, version.id),
        may_edit=version.state is VersionState.DRAFT and PUBLISHER in roles,
        may_approve=version.state is VersionState.SUBMITTED and APPROVER in roles and actor().id not in authors,
        offers=versions.count_offers(database, version.id),
    )


def title_of(version: ProcedureVersion, procedure: Procedure | None) -> str:
    """Return what a version's procedure is called, in the language of the reader where its pack says it there."""
    return say(procedure.title, current_language()) if procedure is not None else version.title


def render(seen: Look, template: str, tab: str, **context: Any) -> str:
    """Render a page of a version inside its frame: head, tabs, checklist, acts."""
    return render_template(
        f"publisher/{template}.html",
        seen=seen,
        version=seen.version,
        tabs=tabs_of(seen, tab),
        tab=tab,
        checklist=checklist_of(seen),
        state=STATES[seen.version.state],
        **context,
    )


def tabs_of(seen: Look, chosen: str) -> list[Tab]:
    """Return the pages of a version."""
    key = seen.version.id
    errors = sum(finding.severity is Severity.ERROR for finding in seen.findings)
    listed = [
        ("check", _("Kiểm tra"), errors or None),
        ("source", _("Nguồn"), None),
        ("form", _("Biểu mẫu"), None),
        ("fees", _("Phí thử"), None),
        ("workflow", _("Quy trình"), None),
        ("filed_form", _("Tờ khai in"), None),
        ("result", _("Kết quả"), None),
        ("slips", _("Phiếu"), None),
        ("cases", _("Trường hợp"), seen.ready.failing or None),
        ("compare", _("So sánh"), None),
    ]
    return [
        (words, url_for(f"publisher.{name}", version_id=key), name == chosen, number) for name, words, number in listed
    ]


def checklist_of(seen: Look) -> list[tuple[str, bool, str | None]]:
    """Return publication as a short list: what has to be done, whether it is, and what is missing."""
    ready, state = seen.ready, seen.version.state
    decided = state in (VersionState.PUBLISHED, VersionState.RETIRED)
    cases = _("%(good)s/%(all)s trường hợp đúng", good=ready.cases - ready.failing, all=ready.cases)
    if not ready.cases:
        cases = _("Chạy khi gói hết lỗi") if ready.errors else _("Gói chưa có trường hợp mẫu nào")
    return [
        (
            _("Không còn lỗi"),
            not ready.errors,
            _("%(n)s lỗi phải sửa", n=ready.errors) if ready.errors else None,
        ),
        (
            _("Trường hợp mẫu ra đúng kết quả"),
            not ready.errors and not ready.failing,
            cases,
        ),
        (_("Dựng được văn bản kết quả"), ready.result or decided, None),
        (_("Đã gửi phê duyệt"), state is not VersionState.DRAFT, None),
        (_("Người thứ hai đã phê duyệt"), decided, None),
        (
            _("Có nơi áp dụng"),
            seen.offers > 0,
            _("%(n)s cơ quan", n=seen.offers) if seen.offers else None,
        ),
    ]


def told(seen: Look, act: str) -> None:
    """Write down in the log what a publisher did; no personal data, the rows say who."""
    version = seen.version
    log.info("publishing", act=act, version_id=str(version.id), code=version.code, number=version.version)
