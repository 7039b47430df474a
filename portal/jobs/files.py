"""Files that people sent: looked into, scanned, made into pictures, and collected when nobody needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from portal.clock import now
from portal.db import unit_of_work
from portal.jobs.looking import RefusedFile, look_into
from portal.jobs.picturing import picture_files
from portal.models import Attachment
from portal.parts import Parts
from portal.scanning.base import ScannerUnreachable
from portal.services import file_checks, file_pictures, sending, stored_files
from portal.storage.base import NotStored

GRACE = timedelta(days=1)
"""A stored file may be younger than the row that will name it, but not by so much."""
PATIENCE = timedelta(hours=1)
"""A file that was filed so long ago should have its pictures."""
SCANNED_FOR = timedelta(days=7)
"""Malware that is new when a file comes is known to the scanner by then."""
log = structlog.get_logger()


def check_attachment(parts: Parts, attachment_id: str, accept: Sequence[str]) -> None:
    """Look into one file, which is to be of a kind in ``accept``, and scan it; what is found is written down once."""
    key = UUID(attachment_id)
    with unit_of_work(parts.make_session) as session:
        arrived = file_checks.to_check(session, key)
    if arrived is not None:
        try:
            checked = look_into(parts.storage, arrived, accept)
        except RefusedFile as refused:
            with unit_of_work(parts.make_session) as session:
                _go_on(session, file_checks.refuse(session, key, refused.problem))
            return
        with unit_of_work(parts.make_session) as session:
            _go_on(session, file_checks.keep(session, key, checked, scanned=parts.scanner is not None))
    _scan(parts, key)


def scan_waiting(parts: Parts) -> None:
    """Scan what the scanner could not be asked about when it came; stop at the first sign that it is still away."""
    with unit_of_work(parts.make_session) as session:
        waiting = file_checks.to_scan(session)
    for key in waiting:
        if not _scan(parts, key):
            return


def scan_again(parts: Parts) -> None:
    """Scan the files of the last days once more, whom a scanner without yesterday's malware called clean."""
    since, last = now() - SCANNED_FOR, None
    while True:
        with unit_of_work(parts.make_session) as session:
            clean = file_checks.to_scan_again(session, since, last)
        for key in clean:
            if not _scan(parts, key):
                return
            last = key
        if not clean:
            return


def collect_files(parts: Parts) -> None:
    """Erase stored files that no row names: of drafts that lapsed, of files that were taken out or refused."""
    before = now() - GRACE
    count = 0
    for digests in stored_files.batches(parts.storage.kept_since(before)):
        with unit_of_work(parts.make_session) as session:
            unneeded = stored_files.unneeded(session, digests)
        for sha256 in unneeded:
            count += parts.storage.collect(sha256, before, lambda one: _is_needed(parts, one))
    log.info("files_collected", count=count)


def picture_forgotten(parts: Parts) -> None:
    """Draw what was filed some time ago and has no pictures yet."""
    with unit_of_work(parts.make_session) as session:
        waiting = file_pictures.forgotten(session, now() - PATIENCE)
    for dossier_id in waiting:
        picture_files(parts, str(dossier_id))


TASKS: dict[str, Callable[..., None]] = {file_checks.CHECK: check_attachment, "picture_files": picture_files}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {
    "scan_waiting": ("*/5 * * * *", scan_waiting),
    "scan_again": ("10 3 * * *", scan_again),
    "picture_forgotten": ("*/10 * * * *", picture_forgotten),
    "collect_files": ("50 2 * * *", collect_files),
}


def _go_on(session: Session, attachment: Attachment | None) -> None:
    if attachment is not None:
        sending.looked_into(session, attachment)


def _scan(parts: Parts, key: UUID) -> bool:
    """Ask the scanner about one file; ``False`` when it cannot be asked, and then the file goes on waiting."""
    if parts.scanner is None:
        return False
    with unit_of_work(parts.make_session) as session:
        sha256 = file_checks.scannable(session, key)
    if sha256 is None:
        return True
    try:
        with parts.storage.open(sha256) as stream:
            verdict = parts.scanner.scan(stream)
    except (ScannerUnreachable, NotStored) as failure:
        log.warning("file_not_scanned", attachment=str(key), reason=str(failure))
        return isinstance(failure, NotStored)
    if not verdict.clean:
        log.warning("file_infected", attachment=str(key), found=verdict.found)
    with unit_of_work(parts.make_session) as session:
        file_checks.scanned(session, key, verdict.found, at=now())
    return True


def _is_needed(parts: Parts, sha256: str) -> bool:
    with unit_of_work(parts.make_session) as session:
        return not stored_files.unneeded(session, [sha256])
