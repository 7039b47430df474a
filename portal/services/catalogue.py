"""The catalogue as people search it: live versions and the agencies that offer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, cast, func, literal, select, tuple_

from forms.alphabet import alphabetical
from portal.models import Agency, CatalogueEntry, Offer
from portal.prepared import Prepared
from portal.records import loose
from portal.services.folding import fold
from portal.services.refusals import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

PAGE = 20
NEAREST = 5
NOWHERE = 1_000_000
"""Where words stand that are not found one after the other."""
FEW = 2
"""So few words may each stand for all; of a longer sentence two must be found."""


def search(
    session: Session,
    words: str = "",
    *,
    sector: str | None = None,
    life_event: str | None = None,
    after: str | None = None,
    language: str = "vi",
) -> Sequence[CatalogueEntry]:
    """Return live procedures whose words match, with or without diacritics; at most ``PAGE`` + 1.

    They stand in the order of their titles in a language; after a search first by how early they say the words, and
    how little else. ``after`` is the code of the last row of the page before (keyset).
    """
    order = _order(fold(words), language)
    query = _live()
    for word in fold(words).split():
        query = query.where(CatalogueEntry.search.contains(word, autoescape=True))
    if sector:
        query = query.where(CatalogueEntry.sector == sector)
    if life_event:
        query = query.where(CatalogueEntry.life_events.contains([life_event]))
    last = session.execute(select(*order).where(CatalogueEntry.code == after)).one_or_none() if after else None
    if last is not None:
        query = query.where(tuple_(*order) > tuple_(*(literal(value) for value in last)))
    return session.scalars(query.order_by(*order).limit(PAGE + 1)).all()


def by_title(language: str) -> tuple[InstrumentedAttribute[str], InstrumentedAttribute[str]]:
    """Return what gives procedures the order of their titles, as they are shown in a language."""
    title = CatalogueEntry.title_en_key if language == "en" else CatalogueEntry.title_key
    return title, CatalogueEntry.code


def _order(words: str, language: str) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    """Return what the rows are ordered by, each column as it stands in the keyset."""
    alphabet = by_title(language)
    if not words:
        return alphabet
    place = func.coalesce(func.nullif(func.strpos(CatalogueEntry.search, words), 0), NOWHERE)
    english = func.coalesce(CatalogueEntry.title_en, CatalogueEntry.title)
    return (place, func.length(english if language == "en" else CatalogueEntry.title), *alphabet)


def nearest(session: Session, words: str, language: str = "vi") -> Sequence[CatalogueEntry]:
    """Return the live procedures that hold the most words of a sentence, each as a whole word; at most ``NEAREST``.

    People write "toi muon xin giay khai sinh": words such as "tôi muốn" stand in no title and must not hide it.
    """
    each = [
        func.concat(" ", CatalogueEntry.search, " ").contains(f" {word} ", autoescape=True) for word in _words(words)
    ]
    if not each:
        return []
    held = sum((cast(one, Integer) for one in each[1:]), cast(each[0], Integer))
    least = 1 if len(each) <= FEW else 2
    query = _live().where(held >= least).order_by(held.desc(), *by_title(language)).limit(NEAREST)
    return session.scalars(query).all()


def _words(words: str) -> list[str]:
    return list(dict.fromkeys(fold(words).split()))


def _live() -> Select[CatalogueEntry]:
    return select(CatalogueEntry).where(CatalogueEntry.live_version_id.is_not(None))


def sectors(session: Session) -> Sequence[tuple[str, int]]:
    """Return each sector that has a live procedure, with how many."""
    query = (
        select(CatalogueEntry.sector, func.count())
        .where(CatalogueEntry.live_version_id.is_not(None))
        .group_by(CatalogueEntry.sector)
    )
    return session.execute(query).all()


def life_events(session: Session) -> Sequence[str]:
    """Return the life events that some live procedure belongs to, by their code."""
    each = func.jsonb_array_elements_text(CatalogueEntry.life_events)
    query = select(each.label("event")).where(CatalogueEntry.live_version_id.is_not(None)).distinct()
    return sorted(session.scalars(query))


def entry(session: Session, code: str) -> CatalogueEntry:
    """Return the live procedure called ``code``."""
    found = session.scalar(
        select(CatalogueEntry).where(CatalogueEntry.code == code, CatalogueEntry.live_version_id.is_not(None))
    )
    if found is None:
        raise NotFoundError("procedure")
    return found


OFFERED = (
    *(column.label(f"offer_{column.key}") for column in Offer.__table__.c),
    *(column.label(f"agency_{column.key}") for column in Agency.__table__.c),
)
"""What ``offered`` reads."""
_OFFERED = select(*OFFERED)
_OFFERS_OF = Prepared(
    _OFFERED.join(Agency, Agency.id == Offer.agency_id)
    .join(CatalogueEntry, CatalogueEntry.live_version_id == Offer.version_id)
    .where(CatalogueEntry.code == bindparam("code"), Offer.closed_at.is_(None))
)
_RECEIVED = Prepared(
    _OFFERED.join(Agency, Agency.id == Offer.receiving_agency_id).where(Offer.id == bindparam("offer_id"))
)
_OFFER_NAMES = [column.key for column in Offer.__table__.c]
_AGENCY_NAMES = [column.key for column in Agency.__table__.c]


def offered(row: Sequence[Any]) -> tuple[Offer, Agency]:
    """Return the offer and the agency in a row of ``OFFERED``; they belong to no session: nobody changes them here."""
    count = len(_OFFER_NAMES)
    return loose(Offer, _OFFER_NAMES, row[:count]), loose(Agency, _AGENCY_NAMES, row[count:])


def offers_of(session: Session, code: str) -> Sequence[tuple[Offer, Agency]]:
    """Return the open offers of a procedure's live version with their agencies, by name."""
    pairs = [offered(row) for row in _OFFERS_OF.all(session, code=code)]
    return sorted(pairs, key=lambda pair: (alphabetical(pair[1].name), pair[1].code))


def receiving(session: Session, offer_id: UUID) -> tuple[Offer, Agency]:
    """Return an offer, open or not, with the agency that receives its dossiers."""
    row = _RECEIVED.first(session, offer_id=offer_id)
    if row is None:
        raise NotFoundError("offer")
    return offered(row)


def offer(session: Session, offer_id: UUID) -> Offer:
    """Return an open offer."""
    found = session.scalar(select(Offer).where(Offer.id == offer_id, Offer.closed_at.is_(None)))
    if found is None:
        raise NotFoundError("offer")
    return found


def offer_in_force(session: Session, offer_id: UUID) -> Offer | None:
    """Return the offer itself while it is open, else the open one of the same agency for the same procedure."""
    then, _agency = receiving(session, offer_id)
    if then.closed_at is None:
        return then
    query = select(Offer).where(Offer.code == then.code, Offer.agency_id == then.agency_id, Offer.closed_at.is_(None))
    return session.scalar(query.order_by(Offer.opened_at.desc()).limit(1))
