"""One procedure with all its versions: what is live, what was, what comes; and starting the next one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.models import ProcedureVersion, VersionState
from portal.services import pack_drafts, publishing_acts, readiness, versions
from portal.services.pack_drafts import APPROVER, PUBLISHER
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import gettext as _
from portal.web.publisher.area import STATES, publisher, title_of
from portal.web.publisher.lists import side
from portal.web.publisher.uploading import agency_to_draft_for
from procedures.reading.files import YAML_NAME

VERSION_LINE = re.compile(rb"(?m)^version:[ \t]*\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """One version in the list of a procedure."""

    version: ProcedureVersion
    state: tuple[str, str]
    drafted_by: str
    published_by: str
    running: int
    """Open dossiers under this version."""


@publisher.get("/cong-bo/thu-tuc/<code>")
@access.officer("publisher", "approver")
def procedure(code: str) -> str:
    """Show the versions of a procedure, who published them, and how many dossiers each still has."""
    found = versions.of_procedure(work.db(), code, pack_drafts.agencies_of(actor()))
    names = versions.names(work.db(), [key for one in found for key in (one.drafted_by, one.published_by)])
    live = next((one for one in found if one.state is VersionState.PUBLISHED), None)
    return render_template(
        "publisher/procedure.html",
        code=code,
        title=_title(live or found[0]),
        rows=[_row(one, names) for one in found],
        live=live,
        offers=versions.count_offers(work.db(), live.id) if live else 0,
        acts=publishing_acts.acts_on(work.db(), code),
        may_draft=actor().holds(PUBLISHER),
        may_offer=live is not None and actor().holds(APPROVER),
        most=versions.MOST_COUNTED,
        views=side(None),
    )


def _title(version: ProcedureVersion) -> str:
    return title_of(version, pack_drafts.checked(version).loaded.readable)


@publisher.post("/cong-bo/thu-tuc/<code>/ban-moi")
@access.officer("publisher")
def next_version(code: str) -> Response:
    """Start a draft of the next version from the live one."""
    live = versions.live_of(work.db(), code)
    if live is None:
        flash(_("Thủ tục này chưa có phiên bản đang hiệu lực."), "error")
        return redirect(url_for("publisher.lists"))
    files = pack_drafts.files_of(live)
    number = str(versions.next_number(work.db(), code)).encode()
    files[YAML_NAME] = VERSION_LINE.sub(b"version: " + number, files[YAML_NAME], count=1)
    draft = pack_drafts.start(work.db(), files, agency_id=agency_to_draft_for(), actor=actor(), at=work.now())
    readiness.prepare(work.db(), draft, at=work.now())
    flash(_("Đã mở bản nháp từ phiên bản đang hiệu lực. Bạn sửa trong bản nháp này."), "success")
    return redirect(url_for("publisher.edit", version_id=draft.id))


def _row(version: ProcedureVersion, names: dict[UUID, str]) -> Row:
    return Row(
        version=version,
        state=STATES[version.state],
        drafted_by=names.get(version.drafted_by, "") if version.drafted_by else "",
        published_by=names.get(version.published_by, "") if version.published_by else "",
        running=versions.open_dossiers(work.db(), version.id),
    )
