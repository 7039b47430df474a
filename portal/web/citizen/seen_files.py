"""The files that the last page of a filing showed, as it says them when it is sent: what was swapped since is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from forms.spec import say
from portal.models import Attachment
from portal.services.filing import Sight, sight_of
from portal.web.citizen.document_items import Item
from portal.web.citizen.filing import Filing
from portal.web.language import current_language
from portal.web.language import gettext as _

LONGEST: Final = 20_000


def shown_files(files: Iterable[Attachment], items: Iterable[Item], filing: Filing) -> list[Attachment]:
    """Return the files of a draft that would be filed now: those of documents and fields that are asked."""
    asked = {item.id for item in items} | filing.visible.fields
    return [file for file in files if file.document in asked]


def written(files: Iterable[Attachment]) -> str:
    """Return what stands on the page of the files that it shows: ``document:digest`` of each."""
    return " ".join(sorted(":".join(sight_of(file)) for file in files))


def read(text: str) -> frozenset[Sight]:
    """Return what the page showed; what no page of ours wrote matches no file."""
    pairs = (part.partition(":") for part in text[:LONGEST].split())
    return frozenset((document, digest) for document, _colon, digest in pairs)


def swapped(shown: frozenset[Sight], files: Sequence[Attachment], items: Iterable[Item], filing: Filing) -> list[str]:
    """Say of each document whose files are others than those that were shown which they are now."""
    now = {sight_of(file) for file in files}
    titles = {item.id: item.title for item in items}
    changed = dict.fromkeys(document for document, _digest in sorted(shown ^ now))
    return [_now_words(titles.get(one) or _label(filing, one), one, files) for one in changed]


def _label(filing: Filing, name: str) -> str:
    field = filing.spec.by_name.get(name)
    return say(field.label, current_language()) if field else name


def _now_words(title: str, document: str, files: Sequence[Attachment]) -> str:
    names = ", ".join(f"“{file.filename}”" for file in files if file.document == document)
    if not names:
        return _("%(title)s: nay không còn tệp nào.", title=title)
    return _("%(title)s: nay là %(files)s.", title=title, files=names)
