"""Previews of a pack's papers: asked for on the web, rendered by the worker with limits, kept beside the draft.

The papers are the result, the form as filed, which is seen in the layout of the pack and in the common one, and slips.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.orm import Session, undefer

from forms.answers import to_json
from forms.spec import say
from portal.db import new_key
from portal.models import Agency, CatalogueEntry, Offer, ProcedureVersion, ResultPreview
from portal.papers import values
from portal.papers.base import AGENCY, DATE, LEADER, NUMBER, OFFICER
from portal.papers.filed_forms import COMMON_LAYOUT
from portal.papers.slips import template_of
from portal.queue import defer
from portal.services import filed_forms
from portal.services.filed_form_samples import Sample, filed_form_sample
from portal.services.officers import leader_of
from portal.services.pack_drafts import checked, files_of
from portal.services.paper_values import agency_values, sample_number, signatory
from portal.services.refusals import NotFoundError
from portal.services.slip_samples import MADE, slip_sample
from portal.services.versions import UNDER_WAY
from procedures.cases.spec import Case
from procedures.definition import Competence, Procedure
from procedures.specimens import LENGTHS, filled_in

RESULT: Final = "result"
FILED_FORM: Final = "filed_form"
COMMON_FORM: Final = "common_form"
OPEN: Final = (LEADER, NUMBER, DATE, AGENCY)
"""What is left open on a real result as well, until it is numbered and signed."""
SIGNED: Final = (OFFICER, AGENCY)
"""What is left open on a real slip until it is signed."""
KEPT_FOR = timedelta(days=1)
PATIENCE = timedelta(minutes=2)
"""A preview that is still waiting after so long may be asked for once more."""
TIERS: dict[Competence, tuple[str, ...]] = {
    Competence.COMMUNE: ("commune",),
    Competence.PROVINCE: ("province", "department"),
    Competence.MINISTRY: ("ministry",),
}
"""The tiers of agencies that may handle a procedure, by who decides."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What the worker needs to render a preview, read in one short transaction."""

    template: str
    context: dict[str, Any]
    pack: dict[str, bytes]
    fields: tuple[str, ...] = ()
    """What is left open."""


def cases_of(version: ProcedureVersion) -> Sequence[Case]:
    """Return the golden cases of a pack that can be read; none while it has errors."""
    return checked(version).golden


def ask(
    session: Session, version: ProcedureVersion, case_file: str, *, at: datetime, paper: str = RESULT
) -> ResultPreview:
    """Return the preview of a pack as it is now, and have the worker render it where that was not done yet.

    One that failed, or that waits for too long, is rendered once more.
    """
    found = session.scalar(_one(version, paper, case_file).with_for_update())
    if found is not None and (found.state == "ready" or (at - found.asked_at < PATIENCE and found.state == "waiting")):
        return found
    preview = found or ResultPreview(
        id=new_key(), version_id=version.id, digest=version.digest, paper=paper, case_file=case_file
    )
    preview.state, preview.problem, preview.asked_at, preview.done_at = "waiting", None, at, None
    session.add(preview)
    session.flush()
    defer(session, "render_preview", preview_id=str(preview.id))
    return preview


def newest(session: Session, version: ProcedureVersion, case_file: str, *, paper: str = RESULT) -> ResultPreview | None:
    """Return the preview of a pack as it is now, whatever became of it; ``None`` when nobody asked."""
    return session.scalar(_one(version, paper, case_file))


def _one(version: ProcedureVersion, paper: str, case_file: str) -> Select[ResultPreview]:
    return select(ResultPreview).where(
        ResultPreview.version_id == version.id,
        ResultPreview.digest == version.digest,
        ResultPreview.paper == paper,
        ResultPreview.case_file == case_file,
    )


def is_ready(session: Session, version: ProcedureVersion) -> bool:
    """Tell whether the result of the pack as it is now could be rendered."""
    query = select(ResultPreview.id).where(
        ResultPreview.version_id == version.id,
        ResultPreview.digest == version.digest,
        ResultPreview.paper == RESULT,
        ResultPreview.state == "ready",
    )
    return session.scalar(query.limit(1)) is not None


def pdf(session: Session, version: ProcedureVersion, preview_id: UUID) -> bytes:
    """Return the rendered PDF of a version's preview."""
    found = session.scalar(
        select(ResultPreview)
        .where(ResultPreview.id == preview_id, ResultPreview.version_id == version.id)
        .options(undefer(ResultPreview.pdf))
    )
    if found is None or found.pdf is None:
        raise NotFoundError("preview")
    return found.pdf


def rendering(session: Session, preview_id: UUID, *, at: datetime) -> Rendering | None:
    """Return what to render for a preview; ``None`` when it is done already or nobody needs it any more."""
    preview = session.get(ResultPreview, preview_id)
    version = session.get(ProcedureVersion, preview.version_id) if preview is not None else None
    if preview is None or version is None or preview.state != "waiting" or version.digest != preview.digest:
        return None
    procedure = checked(version).loaded.procedure
    if procedure is None:
        return None
    sample = _sample(session, version, procedure, preview.case_file, at)
    if preview.paper == RESULT:
        return Rendering(procedure.result.template, _result(session, sample).context(), files_of(version), OPEN)
    if preview.paper in MADE:
        slip = slip_sample(sample, preview.paper)
        files = files_of(version)
        return Rendering(template_of(slip.slip, files), slip.context(), files, SIGNED)  # type: ignore[arg-type]
    layout = COMMON_LAYOUT if preview.paper == COMMON_FORM else filed_forms.layout_of(procedure)
    return Rendering(layout, filed_form_sample(sample).context(), files_of(version))


def keep_pdf(session: Session, preview_id: UUID, content: bytes, *, at: datetime) -> None:
    """Keep what the worker rendered."""
    preview = session.get(ResultPreview, preview_id)
    if preview is not None:
        preview.state, preview.pdf, preview.done_at = "ready", content, at
        session.flush()


def keep_problem(session: Session, preview_id: UUID, problem: dict[str, Any], *, at: datetime) -> None:
    """Keep why the worker could not render it."""
    preview = session.get(ResultPreview, preview_id)
    if preview is not None:
        preview.state, preview.problem, preview.done_at = "failed", problem, at
        session.flush()


def sweep(session: Session, at: datetime) -> None:
    """Remove previews that no draft needs any more: of other digests, and of what was decided on."""
    decided = select(ProcedureVersion.id).where(ProcedureVersion.state.not_in(UNDER_WAY))
    current = select(ProcedureVersion.id).where(
        ProcedureVersion.id == ResultPreview.version_id, ProcedureVersion.digest == ResultPreview.digest
    )
    useless = or_(ResultPreview.version_id.in_(decided), ~current.exists())
    session.execute(delete(ResultPreview).where(and_(ResultPreview.asked_at <= at - KEPT_FOR, useless)))


def _sample(session: Session, version: ProcedureVersion, procedure: Procedure, case_file: str, at: datetime) -> Sample:
    golden = [to_json(procedure.form, case.answers) for case in cases_of(version)]
    case = next((one for one in cases_of(version) if one.file == case_file), None)
    answers = to_json(procedure.form, case.answers) if case is not None else {}
    if case_file in LENGTHS:
        # What no rule can make up, a golden case has perhaps.
        answers = dict(ChainMap(filled_in(procedure.form, case_file), *golden))
    agency = _sample_agency(session, version, procedure)
    return Sample(procedure, agency, agency_values(session, agency), answers, at)


def _result(session: Session, sample: Sample) -> values.PaperValues:
    """Return sample values as long as real ones: an agency of the fitting tier, its leader, the answers of the case."""
    procedure, agency = sample.procedure, sample.agency
    leader = leader_of(session, agency.id, sample.at)
    return values.PaperValues(
        agency=sample.agency_values,
        result=values.Registration(say(procedure.result.title, "vi"), number_sample=sample_number(procedure, agency)),
        dossier=sample.dossier,
        leader=signatory(leader, agency) if leader else values.Signatory("Nguyễn Văn Mẫu", "CHỨC VỤ"),
        answers=sample.shown,
        recipients=(sample.owner, "Lưu: VT, hồ sơ"),
    )


def _sample_agency(session: Session, version: ProcedureVersion, procedure: Procedure) -> Agency:
    """Return whose papers are shown: who offers the procedure, else others of its sector, else the tier's first."""
    offered = select(Offer.id).where(Offer.agency_id == Agency.id, Offer.closed_at.is_(None))
    of_sector = select(CatalogueEntry.code).where(CatalogueEntry.sector == procedure.sector)
    nearest = (
        offered.where(Offer.code == procedure.code).exists(),
        offered.where(Offer.code.in_(of_sector)).exists(),
    )
    fitting = select(Agency).where(Agency.tier.in_(TIERS[procedure.competence]))
    ranked = fitting.order_by(*(one.desc() for one in nearest), Agency.code).limit(1)
    found = session.scalar(ranked) or (session.get(Agency, version.agency_id) if version.agency_id else None)
    if found is None:
        raise NotFoundError("agency of the fitting tier")
    return found
