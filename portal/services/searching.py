"""The words by which officers find a dossier, and finding by them: every statement reads a bounded part of its index.

A dossier is filed under each of its folded words. What is typed is looked for word by word: the rarest word says which
dossiers are looked at, the newest first, and the others are looked up for each of them. So a name that half the country
bears costs as little as one that nobody bears.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Insert, Text, Uuid, bindparam, column, exists, func, insert, literal, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from portal.db import Instant
from portal.inserting import Call, together
from portal.models import Dossier, SearchWord
from portal.prepared import Prepared
from portal.services.arrays import each
from portal.services.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

PAGE: Final = 50
LOOKED_THROUGH: Final = 1_000
"""Dossiers of the rarest word that one page looks at."""
RARE: Final = 300
"""Beyond this it does not matter any more how common a word is."""
LONGEST: Final = 8
"""Words that a search minds."""
SPELLINGS: Final = 20
"""Whole words that the beginning of one stands for."""
SEQUENCE: Final = 7
"""Digits of the number that ends a dossier code."""
_NUMBER: Final = re.compile(r"\+?[\d\s.()-]+")
_LAST: Final = "\U0010ffff"

Key = tuple[datetime, UUID]
"""When a dossier was filed, and which: where a page ends."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """The words for which one typed word stands, and how many dossiers bear them, as far as that was counted."""

    words: list[str]
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """Dossiers that were found, the newest first, and where the next page goes on."""

    dossiers: tuple[Dossier, ...]
    next_key: Key | None


def words_of(code: str, *said: str | None) -> list[str]:
    """Return the folded words of a dossier: its code, the number that ends the code, and what else is said."""
    words = [fold(code), code.rpartition("-")[2], *fold(" ".join(one for one in said if one)).split()]
    return list(dict.fromkeys(word for word in words if word))


def file_words(session: Session, dossier: Dossier, words: Sequence[str]) -> None:
    """File a new dossier under its words, for the agency that receives it and the one that decides."""
    agencies = list(dict.fromkeys([dossier.agency_id, dossier.receiving_agency_id]))
    values = {"agencies": agencies, "words": list(words), "at": dossier.submitted_at, "dossier": dossier.id}
    if not together(session, Call(_filed, values)):
        _FILE.run(session, **{f"{name}_0": value for name, value in values.items()})


def file_further(session: Session, dossier: Dossier, words: Sequence[str]) -> None:
    """File a dossier under those of its words that it does not bear yet."""
    borne = select(SearchWord.word).where(
        SearchWord.agency_id == dossier.agency_id,
        SearchWord.word.in_(words),
        SearchWord.submitted_at == dossier.submitted_at,
        SearchWord.dossier_id == dossier.id,
    )
    known = set(session.scalars(borne))
    file_words(session, dossier, [word for word in words if word not in known])


def find(session: Session, actor: Actor, typed: str, *, after: Key | None = None) -> Found:
    """Return one page of the dossiers of the actor's agencies that bear each word of ``typed``; three statements."""
    asked = _asked(typed)
    if not asked or not actor.roles:
        return Found((), None)
    agencies = list(actor.roles)
    spelt = sorted(_spelt(session, agencies, asked), key=lambda one: one.count)
    if not all(one.words for one in spelt):
        return Found((), None)
    rarest, others = spelt[0], [one.words for one in spelt[1:]]
    dossiers = session.scalars(_page(agencies, rarest.words, others, after)).all()
    if len(dossiers) > PAGE:
        last = dossiers[PAGE - 1]
        return Found(tuple(dossiers[:PAGE]), (last.submitted_at, last.id))
    if not others or rarest.count < RARE:
        return Found(tuple(dossiers), None)
    far = _looked_to(session, agencies, rarest.words, after)
    return Found(tuple(one for one in dossiers if far is None or (one.submitted_at, one.id) >= far), far)


def _asked(typed: str) -> list[list[str]]:
    """Return what was typed, word by word; what is only a number is one word, however it was set apart."""
    text = typed.strip()
    if text and _NUMBER.fullmatch(text):
        return [_numbers(text)]
    return [[word] for word in dict.fromkeys(fold(text).split())][:LONGEST]


def _numbers(text: str) -> list[str]:
    """Return the ways in which a number may have been filed: as it is, without gaps, with the 0 of this country."""
    digits = re.sub(r"\D", "", text)
    found = [*fold(text).split()[:1], digits]
    if digits.startswith("84") and text.startswith("+"):
        found.append("0" + digits[2:])
    if len(digits) < SEQUENCE:
        found.append(digits.zfill(SEQUENCE))
    return [word for word in dict.fromkeys(found) if word]


def _spelt(session: Session, agencies: list[UUID], asked: list[list[str]]) -> list[Spelt]:
    """Return how each word asked for is filed: whole, or else as the words that begin so."""
    counted = _counts(session, agencies, [word for words in asked for word in words])
    there = [[word for word in words if counted[word]] for words in asked]
    begun = [words[-1] for words, whole in zip(asked, there, strict=True) if not whole]
    longer = _beginning(session, agencies, begun) if begun else {}
    return [
        # How common the longer words are is not counted: they are looked through where nothing else is rarer.
        Spelt(whole, sum(counted[word] for word in whole)) if whole else Spelt(longer.get(words[-1], []), RARE)
        for words, whole in zip(asked, there, strict=True)
    ]


def _counts(session: Session, agencies: list[UUID], words: list[str]) -> dict[str, int]:
    """Count how many dossiers bear each word, up to ``RARE``."""
    word = each(words, Text(), "asked")
    bearing = select(SearchWord.dossier_id).where(SearchWord.agency_id.in_(agencies), SearchWord.word == word)
    count = select(func.count()).select_from(bearing.limit(RARE).correlate(word.table).subquery().lateral())
    rows = session.execute(select(word, count.scalar_subquery()))
    return {row[0]: row[1] for row in rows}


def _beginning(session: Session, agencies: list[UUID], begun: list[str]) -> dict[str, list[str]]:
    """Return the words that begin with each of some, by stepping from one to the next in the index."""
    start, agency = each(begun, Text(), "begun"), each(agencies, Uuid(), "agency")
    first = select(
        start.label("begun"),
        agency.label("agency_id"),
        _next(agency, start, SearchWord.word >= start).label("word"),
        literal(1).label("step"),
    ).select_from(start.table.join(agency.table, true()))
    steps = first.cte("steps", recursive=True)
    here = steps.c
    further = select(
        here.begun, here.agency_id, _next(here.agency_id, here.begun, SearchWord.word > here.word), here.step + 1
    )
    steps = steps.union_all(further.where(here.word.is_not(None), here.step < SPELLINGS))
    found: dict[str, list[str]] = {}
    for one, word in session.execute(select(steps.c.begun, steps.c.word).where(steps.c.word.is_not(None)).distinct()):
        found.setdefault(one, []).append(word)
    return found


def _next(agency: Any, begun: Any, further: ColumnElement[bool]) -> Any:
    """Return the next word of an agency that begins so."""
    within = SearchWord.word < func.concat(begun, _LAST).collate("C")
    query = select(SearchWord.word).where(SearchWord.agency_id == agency, further, within)
    return query.order_by(SearchWord.word).limit(1).scalar_subquery()


def _page(agencies: list[UUID], words: list[str], others: list[list[str]], after: Key | None) -> Select[Dossier]:
    """Return the dossiers of one word, the newest first, that bear the other words too."""
    looked, pairs = _looked(agencies, words, after)
    seen = looked.limit(LOOKED_THROUGH).subquery("seen")
    bear = select(seen).where(*(_bears(seen, other) for other in others)).order_by(*_newest(seen.c)).limit(PAGE + 1)
    each = bear.subquery("each_of").lateral()
    keys = select(each.c.submitted_at, each.c.dossier_id).select_from(pairs.join(each, true())).distinct()
    nearest = keys.order_by(*_newest(each.c)).limit(PAGE + 1).subquery("nearest")
    return select(Dossier).join(nearest, nearest.c.dossier_id == Dossier.id).order_by(*_newest(nearest.c))


def _looked_to(session: Session, agencies: list[UUID], words: list[str], after: Key | None) -> Key | None:
    """Return how far a page looked that did not look at everything; the words may stand further on."""
    looked, pairs = _looked(agencies, words, after)
    last = looked.offset(LOOKED_THROUGH - 1).limit(1).subquery("last").lateral()
    query = select(last.c.submitted_at, last.c.dossier_id).select_from(pairs.join(last, true()))
    row = session.execute(query.order_by(*_newest(last.c)).limit(1)).one_or_none()
    return (row.submitted_at, row.dossier_id) if row else None


def _looked(agencies: list[UUID], words: list[str], after: Key | None) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return what stands under each of some words at each of some agencies, the newest first, and those pairs."""
    agency, word = each(agencies, Uuid(), "agency"), each(words, Text(), "spelt")
    pairs = agency.table.join(word.table, true())
    query: Select[*tuple[Any, ...]] = select(
        SearchWord.agency_id, SearchWord.submitted_at, SearchWord.dossier_id
    ).where(SearchWord.agency_id == agency, SearchWord.word == word)
    if after is not None:
        query = query.where(tuple_(SearchWord.submitted_at, SearchWord.dossier_id) < after)
    return query.order_by(*_newest(SearchWord)).correlate(agency.table, word.table), pairs


def _bears(seen: Any, words: list[str]) -> ColumnElement[bool]:
    other = SearchWord.__table__.alias()
    return exists().where(
        other.c.agency_id == seen.c.agency_id,
        other.c.word.in_(words),
        other.c.submitted_at == seen.c.submitted_at,
        other.c.dossier_id == seen.c.dossier_id,
    )


def _newest(columns: Any) -> tuple[Any, Any]:
    return columns.submitted_at.desc(), columns.dossier_id.desc()


def _filed(number: int) -> Insert:
    """Return the insert of the words of one dossier, its values named by ``number``."""
    names = ("agencies", "words", "at", "dossier")
    kinds: tuple[Any, ...] = (ARRAY(Uuid()), ARRAY(Text()), Instant(), Uuid())
    given: dict[str, Any] = {
        name: bindparam(f"{name}_{number}", type_=kind) for name, kind in zip(names, kinds, strict=True)
    }
    agency = func.unnest(given["agencies"]).table_valued(column("one", Uuid())).render_derived("agency").c.one
    word = func.unnest(given["words"]).table_valued(column("one", Text())).render_derived("word").c.one
    rows = select(agency, word, given["at"], given["dossier"]).select_from(agency.table.join(word.table, true()))
    table: Any = SearchWord.__table__
    return insert(table).from_select(["agency_id", "word", "submitted_at", "dossier_id"], rows)


_FILE = Prepared(_filed(0))
