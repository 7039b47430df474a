"""Finds every marked text of the portal, in templates and in Python."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal.config import PROJECT
from portal.web.language import CATALOGUES

KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}


def marked() -> Iterator[tuple[str, str]]:
    """Yield (place, Vietnamese text) of every marked text."""
    for folder, methods in (("portal", [("**.py", "python")]), ("templates", [("**.html", "jinja2")])):
        found = extract_from_dir(
            str(PROJECT / folder),
            methods,
            {"**.html": {"silent": "false", "newstyle_gettext": "true"}},
            KEYWORDS,
        )
        for path, line, message, *_rest in found:
            text = message[0] if isinstance(message, tuple) else message
            yield f"{folder}/{path}:{line}", text


def english() -> dict[str, dict[str, Any]]:
    """Return what each catalogue says in English: by file, by Vietnamese text."""
    return {path.name: _entries(path) for path in sorted((CATALOGUES / "en").glob("*.po"))}


def _entries(path: Path) -> dict[str, Any]:
    with path.open("rb") as lines:
        catalogue = read_po(lines, locale="en", charset="utf-8")
    entries = [entry for entry in catalogue if entry.id and not entry.fuzzy]
    return {str(entry.id if isinstance(entry.id, str) else entry.id[0]): entry.string for entry in entries}
