"""What lists of registries told: looked up here first, kept when a registry was asked, removed once it is old."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from forms.expressions.words import plain
from forms.fields.registry_lists import Found, RegistryEntry
from portal.models import KeptEntry, KeptSearch
from portal.registries.base import ListAnswer

FRESH: Final = timedelta(days=1)
"""For so long a search is answered without asking again."""
KEPT_FOR: Final = timedelta(days=30)
"""For so long an old answer stands in for a registry that is away, and a chosen code is known."""


def kept(session: Session, registry: str, typed: str, *, at: datetime, within: timedelta = FRESH) -> Found | None:
    """Return what a list told about these words not longer than ``within`` ago."""
    query = select(KeptSearch).where(
        KeptSearch.list_name == registry, KeptSearch.words_digest == _digest(typed), KeptSearch.told_at > at - within
    )
    found = session.scalar(query)
    if found is None:
        return None
    known = entries(session, [(registry, code) for code in found.codes])
    told = [known[registry, code] for code in found.codes if (registry, code) in known]
    return Found(tuple(told), found.count)


def entries(session: Session, wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], RegistryEntry]:
    """Return the known entries among these, by list and code."""
    if not wanted:
        return {}
    query = select(KeptEntry).where(tuple_(KeptEntry.list_name, KeptEntry.code).in_(list(wanted)))
    return {(one.list_name, one.code): RegistryEntry(one.code, one.text, one.as_of) for one in session.scalars(query)}


def keep(session: Session, registry: str, typed: str, answer: ListAnswer, *, at: datetime) -> Found:
    """Keep what a list told about these words, and return it."""
    told = [
        {"list_name": registry, "code": one.code, "text": dict(one.text), "as_of": one.as_of, "told_at": at}
        for one in answer.entries
    ]
    if told:
        session.execute(_put(KeptEntry, ("list_name", "code"), ("text", "as_of", "told_at")), told)
    search = {
        "list_name": registry,
        "words_digest": _digest(typed),
        "codes": [one.code for one in answer.entries],
        "count": answer.count,
        "told_at": at,
    }
    session.execute(_put(KeptSearch, ("list_name", "words_digest"), ("codes", "count", "told_at")), [search])
    return Found(answer.entries, answer.count)


def sweep(session: Session, at: datetime) -> None:
    """Remove what was told too long ago."""
    session.execute(delete(KeptSearch).where(KeptSearch.told_at <= at - KEPT_FOR))
    session.execute(delete(KeptEntry).where(KeptEntry.told_at <= at - KEPT_FOR))


def _put(table: type[KeptEntry | KeptSearch], key: tuple[str, ...], rest: tuple[str, ...]) -> Any:
    """Return the statement that adds a row, or brings the one with its key up to date."""
    added = insert(table)
    return added.on_conflict_do_update(index_elements=key, set_={name: added.excluded[name] for name in rest})


def _digest(typed: str) -> str:
    return hashlib.sha256(plain(typed).encode()).hexdigest()
