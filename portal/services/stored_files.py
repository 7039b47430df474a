"""Which stored files somebody needs: every column that names one is listed here, and a test holds the list whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.models import (
    Attachment,
    AttachmentPage,
    CollectiveDecision,
    Confirmation,
    ListExport,
    Paper,
    RegisterFile,
)

AT_ONCE: Final = 500
NAMING: Final[tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ...]] = (
    Attachment.sha256,
    Attachment.safe_sha256,
    AttachmentPage.sha256,
    AttachmentPage.thumbnail_sha256,
    Paper.sha256,
    Confirmation.printed_sha256,
    RegisterFile.sha256,
    ListExport.sha256,
    CollectiveDecision.minutes_sha256,
)
"""The columns that name bytes in the storage."""


def batches(digests: Iterable[str]) -> Iterator[list[str]]:
    """Return the digests in portions that one statement can hold."""
    waiting = iter(digests)
    while portion := list(islice(waiting, AT_ONCE)):
        yield portion


def unneeded(session: Session, digests: Sequence[str]) -> list[str]:
    """Return those of ``digests`` that no row names."""
    named = set(session.scalars(union(*(select(column).where(column.in_(digests)) for column in NAMING))))
    return [one for one in digests if one not in named]
