"""Another person confirms what is filed, with their own electronic identity, before it may be filed.

A confirmation counts for what was shown and for nothing else: its digest is compared again when the dossier is filed.
Whoever changes a draft, confirms it or files it holds or waits for the draft's row, so of two at once one comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import delete, func, select, update

from forms.spec import say
from portal.models import Confirmation, Draft, Person
from portal.services import confirmation_keys, notices, people
from portal.services.confirmation_needs import APPLICANT, Content, Needed, content_of, needed_of
from portal.services.refusals import (
    AssuranceTooLowError,
    ConfirmationChangedError,
    ConfirmationMissingError,
    ConfirmationOverError,
    NotFoundError,
    OwnConfirmationError,
    WrongConfirmerError,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from portal.services.confirmation_keys import ConfirmationKeys

KEPT_FOR: Final = timedelta(days=7)
"""How long link and code open; after that whoever asked asks again."""
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands with one who has to confirm."""

    need: Needed
    state: str
    """``missing``, ``asked``, ``expired``, ``declined``, ``changed`` (after it was confirmed) or ``confirmed``."""
    row: Confirmation | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What the person who is asked sees: the request, and the draft as it stands now."""

    confirmation: Confirmation
    state: str
    """``asked``, ``confirmed``, ``declined``, ``changed``, ``expired`` or ``over`` (taken back, filed or gone)."""
    need: Needed | None = None
    content: Content | None = None
    draft: Draft | None = None

    @property
    def digest(self) -> str | None:
        """Return the digest of what is shown."""
        return self.content.digest(self.need) if self.content and self.need else None


def ask(
    session: Session, draft: Draft, need: Needed, *, by: Actor, keys: ConfirmationKeys, at: datetime, title: str
) -> Confirmation:
    """Ask one person to confirm a draft whose row the caller has locked; what was asked of them before is void.

    Raises ``OwnConfirmationError`` when that person is the one who files: nobody is two people.
    """
    person = session.get_one(Person, draft.person_id)
    if need.party != APPLICANT and need.number == _number(person, need.kind):
        raise OwnConfirmationError(need.party)
    take_back(session, draft, need.party)
    salt = _unused_salt(session, keys)
    asked = Confirmation(
        draft_id=draft.id,
        agency_id=draft.agency_id,
        party=need.party,
        expected_kind=need.kind,
        expected_number=need.number,
        expected_name=need.name,
        asked_by=by.id,
        asked_by_name=by.name,
        asked_at=at,
        expires_at=at + KEPT_FOR,
        salt=salt,
        token_hash=confirmation_keys.token_hash(keys.token(salt)),
        code_hash=keys.code_hash(keys.code(salt)),
        state="asked",
    )
    session.add(asked)
    session.flush()
    known = _known_person(session, need)
    if known is not None:
        told = {"title": title, "asker": by.name}
        notices.tell_person(session, draft.agency_id, known.id, notices.CONFIRMATION_ASKED, at=at, **told)
    return asked


def take_back(session: Session, draft: Draft, party: str) -> None:
    """Make void what was asked of a party, or confirmed by it; the caller has locked the draft."""
    counts = Confirmation.state.in_(("asked", "confirmed"))
    same = (Confirmation.draft_id == draft.id, Confirmation.party == party, counts)
    session.execute(update(Confirmation).where(*same).values(state="void"))


def forget(session: Session, draft_ids: Iterable[UUID]) -> None:
    """Remove what was asked about drafts that are thrown away."""
    session.execute(delete(Confirmation).where(Confirmation.draft_id.in_(list(draft_ids))))


def by_token(session: Session, token: str, *, person: Person, at: datetime) -> Opened:
    """Return what a link opens for whoever is signed in.

    Raises ``NotFoundError`` for a link that there is not, and ``WrongConfirmerError`` for anybody else than the person
    who is asked.
    """
    typed = confirmation_keys.typed_token(token)
    found = _by_hash(session, typed) if typed else None
    return _opened(session, found, person, at)


def by_code(session: Session, code: str, *, person: Person, keys: ConfirmationKeys, at: datetime) -> Confirmation:
    """Return what a code opens; raises as ``by_token`` does, for a code that has lapsed too."""
    typed = confirmation_keys.typed_code(code)
    query = select(Confirmation).where(Confirmation.state == "asked", Confirmation.expires_at > at)
    found = session.scalar(query.where(Confirmation.code_hash == keys.code_hash(typed))) if typed else None
    if found is None:
        raise NotFoundError("confirmation")
    _demand_expected(found, person)
    return found


def asked_of(session: Session, person: Person, at: datetime) -> Sequence[tuple[Confirmation, UUID]]:
    """Return what waits for this person, the newest first, each with the version of the procedure it is about."""
    number = _number(person, person.kind)
    query = select(Confirmation, Draft.version_id).join(Draft, Draft.id == Confirmation.draft_id)
    query = query.where(
        Confirmation.expected_number == number,
        Confirmation.expected_kind == person.kind,
        Confirmation.state == "asked",
        Confirmation.expires_at > at,
    )
    found = session.execute(query.order_by(Confirmation.asked_at.desc()).limit(50))
    return [(row, version) for row, version in found]


def confirm(session: Session, token: str, *, person: Person, actor: Actor, at: datetime, seen: str) -> Confirmation:
    """Confirm what was shown, whose digest is ``seen``; said twice, it is confirmed once.

    Raises ``ConfirmationChangedError`` when the draft is no longer what was shown, ``ConfirmationOverError`` when there
    is nothing to confirm any more, ``AssuranceTooLowError``, ``WrongConfirmerError`` or ``NotFoundError``.
    """
    opened = _locked(session, token, person, at)
    row, content = opened.confirmation, opened.content
    if opened.state == "confirmed" and row.digest == seen:
        return row
    if opened.state != "asked" or content is None or opened.draft is None:
        raise ConfirmationOverError(opened.state)
    if actor.assurance < content.procedure.assurance:
        raise AssuranceTooLowError(content.procedure.assurance)
    if opened.digest != seen:
        raise ConfirmationChangedError(row.party)
    row.state, row.digest, row.answered_at = "confirmed", seen, at
    row.person_id, row.assurance, row.expected_name = person.id, actor.assurance, person.full_name
    session.flush()
    _tell_asker(session, opened.draft, content, row, notices.CONFIRMATION_GIVEN, at)
    return row


def decline(session: Session, token: str, *, person: Person, actor: Actor, at: datetime, reason: str) -> Confirmation:
    """Refuse to confirm, or take back what was confirmed, as long as nothing was filed; raises as ``confirm`` does."""
    opened = _locked(session, token, person, at)
    row, content = opened.confirmation, opened.content
    if opened.state == "declined":
        return row
    if opened.state not in {"asked", "confirmed", "changed"} or content is None or opened.draft is None:
        raise ConfirmationOverError(opened.state)
    row.state, row.answered_at, row.person_id, row.assurance = "declined", at, person.id, actor.assurance
    row.reason = reason[:LONGEST_REASON] or None
    session.flush()
    _tell_asker(session, opened.draft, content, row, notices.CONFIRMATION_DECLINED, at)
    return row


def stands(session: Session, draft: Draft, needs: Sequence[Needed], content: Content, at: datetime) -> list[Stand]:
    """Return how it stands with each who has to confirm; asks nothing where nobody has to."""
    if not needs:
        return []
    newest = _newest(session, draft.id)
    return [_stand(newest.get(need.party), need, content, at) for need in needs]


def waiting_count(session: Session, draft: Draft) -> int:
    """Count the requests of a draft that nobody has answered yet."""
    query = select(func.count()).where(Confirmation.draft_id == draft.id, Confirmation.state == "asked")
    return session.scalar(query) or 0


def void_changed(session: Session, found: Iterable[Stand]) -> None:
    """Make void for good what was confirmed of other answers than these: changing them back does not revive it."""
    keys = [one.row.id for one in found if one.state == "changed" and one.row and one.row.state == "confirmed"]
    if keys:
        same = (Confirmation.id.in_(keys), Confirmation.state == "confirmed")
        session.execute(update(Confirmation).where(*same).values(state="void"))


def demand(session: Session, draft: Draft, content: Content, at: datetime) -> list[Confirmation]:
    """Return every confirmation that a filing needs; raise ``ConfirmationMissingError`` when one does not hold."""
    found = stands(session, draft, needed_of(draft, content), content, at)
    lacking = [one.need.party for one in found if one.state != "confirmed"]
    if lacking:
        raise ConfirmationMissingError(lacking)
    return [one.row for one in found if one.row is not None]


def _number(person: Person, kind: str) -> str | None:
    if person.kind != kind:
        return None
    return person.tax_code if kind == "organisation" else person.citizen_id


def _known_person(session: Session, need: Needed) -> Person | None:
    column = Person.tax_code if need.kind == "organisation" else Person.citizen_id
    return session.scalar(select(Person).where(Person.kind == need.kind, column == need.number))


def _unused_salt(session: Session, keys: ConfirmationKeys) -> bytes:
    """Return a salt whose code opens nothing else now: eight digits are few."""
    while True:
        salt = confirmation_keys.fresh_salt()
        same = Confirmation.code_hash == keys.code_hash(keys.code(salt))
        if session.scalar(select(Confirmation.id).where(same, Confirmation.state == "asked")) is None:
            return salt


def _by_hash(session: Session, token: str) -> Confirmation | None:
    query = select(Confirmation).where(Confirmation.token_hash == confirmation_keys.token_hash(token))
    return session.scalar(query.execution_options(populate_existing=True))


def _demand_expected(found: Confirmation, person: Person) -> None:
    if found.expected_number != _number(person, found.expected_kind):
        raise WrongConfirmerError


def _opened(session: Session, found: Confirmation | None, person: Person, at: datetime) -> Opened:
    if found is None:
        raise NotFoundError("confirmation")
    _demand_expected(found, person)
    draft = session.get(Draft, found.draft_id, populate_existing=True)
    if draft is None or found.state == "void":
        return Opened(found, "over")
    content = content_of(session, draft, people.applicant_of(session, draft), at)
    need = next((one for one in needed_of(draft, content) if one.party == found.party), None)
    if need is None or (need.kind, need.number) != (found.expected_kind, found.expected_number):
        return Opened(found, "over")
    return Opened(found, _stand(found, need, content, at).state, need, content, draft)


def _locked(session: Session, token: str, person: Person, at: datetime) -> Opened:
    """Return what a link opens with its draft locked, so that neither changes while it is answered."""
    typed = confirmation_keys.typed_token(token)
    found = _by_hash(session, typed) if typed else None
    if found is not None:
        _demand_expected(found, person)
        # What was thrown away is gone with its draft; what was filed stays, and is over.
        if session.scalar(select(Draft.id).where(Draft.id == found.draft_id).with_for_update()) is not None:
            session.refresh(found, with_for_update=True)
    return _opened(session, found, person, at)


def _newest(session: Session, draft_id: UUID) -> dict[str, Confirmation]:
    """Return the newest request to each party."""
    query = select(Confirmation).where(Confirmation.draft_id == draft_id).order_by(Confirmation.id)
    return {one.party: one for one in session.scalars(query.execution_options(populate_existing=True))}


def _stand(row: Confirmation | None, need: Needed, content: Content, at: datetime) -> Stand:
    if row is None or (row.expected_kind, row.expected_number) != (need.kind, need.number):
        return Stand(need, "missing")
    return Stand(need, _state(row, need, content, at), row)


def _state(row: Confirmation, need: Needed, content: Content, at: datetime) -> str:
    if row.state == "void":
        return "changed" if row.digest else "missing"
    if row.state == "confirmed":
        return "confirmed" if row.digest == content.digest(need) else "changed"
    return "expired" if row.state == "asked" and row.expires_at <= at else row.state


def _tell_asker(session: Session, draft: Draft, content: Content, row: Confirmation, kind: str, at: datetime) -> None:
    if draft.officer_id is not None:
        # Whoever asked stands at the counter and sees it there.
        return
    title = say(content.procedure.title, session.get_one(Person, draft.person_id).language)
    notices.tell_of_draft(session, draft, kind, at=at, title=title, name=row.expected_name)
