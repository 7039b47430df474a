"""Drawing the pages of filed documents: with limits, and what was drawn before a limit was reached counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from PIL import Image

from portal.clock import now
from portal.db import unit_of_work
from portal.jobs.looking import SwappedFile, put_file, run_beside, taken_out
from portal.papers.base import PaperError
from portal.papers.untrusted.pages import page_name, thumbnail_name
from portal.parts import Parts
from portal.services import file_pictures
from portal.services.file_content import PDF
from portal.services.file_pictures import MOST_PAGES, Picture, Wanted
from portal.storage.base import NotStored, Storage

SECONDS: Final = 180
log = structlog.get_logger()


def picture_files(parts: Parts, dossier_id: str) -> None:
    """Draw the pages of every file of a dossier that has none yet."""
    key = UUID(dossier_id)
    with unit_of_work(parts.make_session) as session:
        waiting = file_pictures.wanted(session, key)
    for one in waiting:
        try:
            pictures = list(_draw(parts.storage, one))
        except (NotStored, SwappedFile) as lost:
            log.error("file_not_drawn", attachment=str(one.id), reason=str(lost))  # noqa: TRY400 - the frames tell nothing
            pictures = []
        with unit_of_work(parts.make_session) as session:
            file_pictures.keep(session, one.id, pictures, at=now())


def _draw(storage: Storage, one: Wanted) -> Iterator[Picture]:
    with taken_out(storage, one.sha256) as folder:
        # What cannot be drawn to its end is shown as far as it was drawn; the file itself is there besides.
        with suppress(PaperError):
            if one.media_type == PDF:
                run_beside("pages:draw_pdf", folder, MOST_PAGES, seconds=SECONDS)
            else:
                run_beside("pages:draw_picture", folder, seconds=SECONDS)
        number = 1
        while (folder / thumbnail_name(number)).exists():
            yield _stored(storage, folder, number)
            number += 1


def _stored(storage: Storage, folder: Path, number: int) -> Picture:
    page, thumbnail = folder / page_name(number), folder / thumbnail_name(number)
    with Image.open(page, formats=["JPEG"]) as image:
        width, height = image.size
    return Picture(put_file(storage, page).sha256, put_file(storage, thumbnail).sha256, width, height)
