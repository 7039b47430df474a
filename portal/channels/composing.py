"""Writing a notice: the template of its kind and channel, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.channels.base import Message
from portal.config import PROJECT


def compose(
    kind: str, language: str, params: Mapping[str, Any], *, reference: str, to: str, public_url: str
) -> Message:
    """Return the e-mail of a notice; the first line of its template is the subject."""
    text = (
        _environment()
        .get_template(f"{kind}.email.txt")
        .render(language=language, public_url=public_url.rstrip("/"), **params)
    )
    subject, _, body = text.strip().partition("\n")
    return Message(reference, to, subject.strip(), body.strip() + "\n")


@cache
def _environment() -> Environment:
    # Plain text for a mail reader: nothing in it is HTML, so nothing is escaped.
    return Environment(  # noqa: S701
        loader=FileSystemLoader(PROJECT / "templates" / "messages"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
