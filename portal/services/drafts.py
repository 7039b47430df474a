"""Drafts: what an applicant has answered so far, saved page by page, never silently overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from forms.answers import from_json, prune, to_json
from portal.clock import VIETNAM, local_date
from portal.inserting import add_new, new_rows, take_back
from portal.models import Attachment, Draft, ProcedureVersion
from portal.prepared import Prepared, PreparedEntity
from portal.services import confirmations
from portal.services.definitions import procedure_of
from portal.services.earlier_answers import earlier_answers
from portal.services.known_answers import CARD, EARLIER, WHY, Knowledge, known_answers
from portal.services.refusals import NotFoundError, StaleDraftError
from portal.services.representing import owner_answers
from portal.services.situations import situation_of_draft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Offer, Person
    from procedures.definition import Procedure

KEPT_FOR = timedelta(days=60)
"""How long an untouched draft is kept, to the end of the day."""
KEPT_AT_COUNTER = timedelta(days=1)
"""How long one is kept that an officer fills in for the person present: nobody comes back to it from home."""

_QUERY = select(Draft).where(
    Draft.id == bindparam("draft_id"), Draft.person_id == bindparam("person_id"), Draft.officer_id.is_(None)
)
_OWN = PreparedEntity(Draft, _QUERY)
_OWN_LOCKED = PreparedEntity(Draft, _QUERY.with_for_update())
_THEIRS = (
    select(Draft)
    .where(Draft.person_id == bindparam("person_id"), Draft.supplement_id.is_(None), Draft.officer_id.is_(None))
    .order_by(Draft.updated_at.desc())
    .limit(50)
)
_UNFINISHED = PreparedEntity(Draft, _THEIRS)
_UNFINISHED_OF = PreparedEntity(
    Draft,
    _THEIRS.join(ProcedureVersion, ProcedureVersion.id == Draft.version_id).where(
        ProcedureVersion.code == bindparam("code")
    ),
)
_KEPT = ("answers", "done_pages", "revision", "updated_at", "expires_at")


def _keeping(*names: str) -> Prepared:
    """Return the statement that keeps these columns of a draft which nobody has saved since it was read."""
    same = (Draft.id == bindparam("draft_id"), Draft.revision == bindparam("seen"))
    return Prepared(update(Draft).where(*same).values({name: bindparam(name) for name in names}))


_KEEP = _keeping(*_KEPT)
_KEEP_REASONS = _keeping(*_KEPT, "known")


@dataclass(frozen=True, slots=True)
class Counter:
    """Who fills in a draft at the counter, and what the person present showed of who they are."""

    officer_id: UUID
    card: Mapping[str, Any]


def start(
    session: Session,
    person: Person,
    offer: Offer,
    *,
    at: datetime,
    channel: str = "online",
    filed_on_behalf: bool = False,
    represented: Mapping[str, Any] | None = None,
    counter: Counter | None = None,
) -> Draft:
    """Start a draft of the offered version for ``person``; ``represented`` says for whom, where it is for another.

    At a ``counter`` nothing is taken from earlier dossiers: an officer learns of them only what the person tells.
    """
    filed_on_behalf = filed_on_behalf or bool(represented)
    procedure = procedure_of(session, offer.version_id)
    spec = procedure.form
    earlier = {} if filed_on_behalf or counter else earlier_answers(session, spec, person)
    known: dict[str, Any] = {EARLIER: earlier} if earlier else {}
    if counter is not None:
        known[CARD] = dict(counter.card)
    told = known_answers(spec, person, local_date(at), known, filed_on_behalf=filed_on_behalf)
    with new_rows(session):
        draft = add_new(
            session,
            Draft,
            agency_id=offer.agency_id,
            person_id=person.id,
            offer_id=offer.id,
            version_id=offer.version_id,
            channel=channel,
            officer_id=counter.officer_id if counter else None,
            answers=to_json(spec, Knowledge(told).over({}) | owner_answers(procedure, represented)),
            known=known,
            done_pages=[],
            filed_on_behalf=filed_on_behalf,
            represented=dict(represented or {}),
            created_at=at,
            updated_at=at,
            expires_at=_end(at, KEPT_AT_COUNTER if counter else KEPT_FOR),
        )
    return take_back(session, draft)


def represent(
    session: Session, draft: Draft, procedure: Procedure, represented: Mapping[str, Any], *, at: datetime
) -> None:
    """Note that a draft of which nothing was answered yet is for another; what was known of its own person goes."""
    draft.represented, draft.filed_on_behalf = dict(represented), True
    draft.answers = to_json(procedure.form, owner_answers(procedure, represented))
    draft.revision += 1
    touch(draft, at=at)
    session.flush()


def drafts_of(session: Session, person_id: UUID, *, offer_code: str | None = None) -> Sequence[Draft]:
    """Return the person's own unfinished filings, the newest first; supplements are not among them."""
    if offer_code is None:
        return _UNFINISHED.all_of(session, person_id=person_id)
    return _UNFINISHED_OF.all_of(session, person_id=person_id, code=offer_code)


def own_draft(session: Session, draft_id: UUID, person_id: UUID, *, lock: bool = False) -> Draft:
    """Return a draft of this very person; anyone else's is not found."""
    query = _OWN_LOCKED if lock else _OWN
    draft = query.one_or_none(session, draft_id=draft_id, person_id=person_id)
    if draft is None:
        raise NotFoundError("draft")
    return draft


def save_page(
    session: Session,
    draft: Draft,
    page: str,
    answers: Mapping[str, Any],
    *,
    person: Person,
    at: datetime,
    seen_revision: int | None = None,
    complete: bool = True,
) -> None:
    """Keep the typed ``answers`` of one page and drop what they hide.

    ``seen_revision`` is that of the page as shown: when the draft moved on since, nothing is
    overwritten and ``StaleDraftError`` is raised. ``complete`` says that the page had no error.
    """
    if seen_revision is not None and seen_revision != draft.revision:
        raise StaleDraftError(str(draft.id), page)
    procedure = procedure_of(session, draft.version_id)
    spec = procedure.form
    of_page = {field.name for field in spec.page(page).fields}
    merged = {name: value for name, value in from_json(spec, draft.answers).items() if name not in of_page}
    merged |= answers
    situation = situation_of_draft(draft, person, at).values()
    keep(session, draft, page, to_json(spec, prune(spec, merged, situation)), at=at, complete=complete)


def keep(
    session: Session,
    draft: Draft,
    page: str,
    answers: Mapping[str, Any],
    *,
    at: datetime,
    complete: bool,
    why: Mapping[str, str] | None = None,
) -> None:
    """Keep the answers of the whole form, judged already and as JSON, after ``page`` was sent.

    ``why`` says of each known answer that the person corrects for what reason; without it the reasons stay as they
    are. One statement, which needs no lock: when the draft moved on since it was read, nothing is overwritten and
    ``StaleDraftError`` is raised.
    """
    done = [name for name in draft.done_pages if name != page]
    kept = {
        "answers": dict(answers),
        "done_pages": [*done, page] if complete else done,
        "revision": draft.revision + 1,
        "updated_at": at,
        # What answers a supplement request is kept for longer, whoever saves it.
        "expires_at": max(draft.expires_at, _end_of(draft, at)),
    }
    if why is not None:
        kept["known"] = draft.known | {WHY: dict(why)}
    statement = _KEEP if why is None else _KEEP_REASONS
    if not statement.run(session, draft_id=draft.id, seen=draft.revision, **kept):
        raise StaleDraftError(str(draft.id), page)
    # As if it had been read: nothing of it is to be written again.
    vars(draft).update(kept)


def _end_of(draft: Draft, at: datetime) -> datetime:
    return _end(at, KEPT_FOR if draft.officer_id is None else KEPT_AT_COUNTER)


def _end(at: datetime, kept_for: timedelta) -> datetime:
    """Return when a draft that is touched now lapses; the same all day, so that a save changes no index."""
    return datetime.combine(local_date(at + kept_for), time.max, VIETNAM)


def renew(session: Session, draft: Draft, offer: Offer, *, at: datetime) -> None:
    """Carry a draft over to the version that is offered now; no page of it is done.

    The answers stay as they are: a form reads of them what it knows, and the rest goes with the first save. Until then
    the person can be told what did not fit.
    """
    draft.offer_id, draft.version_id = offer.id, offer.version_id
    draft.done_pages = []
    draft.revision += 1
    touch(draft, at=at)
    session.flush()


def touch(draft: Draft, *, at: datetime) -> None:
    """Note that somebody went on with a draft that is theirs to change now: it is kept as long again."""
    draft.updated_at, draft.expires_at = at, max(draft.expires_at, _end_of(draft, at))


def discard(session: Session, draft: Draft) -> None:
    """Throw a draft away with its attachments; the stored bytes are collected later."""
    for attachment in session.scalars(select(Attachment).where(Attachment.draft_id == draft.id)):
        session.delete(attachment)
    confirmations.forget(session, [draft.id])
    session.delete(draft)
    session.flush()
