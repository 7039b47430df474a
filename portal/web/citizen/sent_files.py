"""A file of the person's own, as their pages list it."""

from __future__ import annotations

from flask import url_for

from portal.models import Attachment
from portal.web.fields.uploads import Upload
from portal.web.file_words import upload_of


def sent_file(file: Attachment) -> Upload:
    """Return a file that may be taken out again until it is filed."""
    href = url_for("citizen.attachment", attachment_id=file.id)
    return upload_of(file, href, kept=file.draft_id is None)
