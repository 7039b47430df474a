"""What a version changes against the live one: in the words of the pack where both can be read, else line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from portal.models import ProcedureVersion
from portal.services import pack_drafts, versions
from portal.web import access, work
from portal.web.formats import show_money
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.publisher.area import Look, look, publisher, render
from portal.web.publisher.change_words import SECTIONS, place_words, section_words
from portal.web.publisher.reading import is_text
from portal.web.publisher.texts import to_read
from procedures.diff import diff
from workflows.duration import in_words, parse_duration

KINDS = {
    "added": (N_("Thêm"), "green"),
    "removed": (N_("Bỏ"), "red"),
    "changed": (N_("Sửa"), "amber"),
}
AMOUNTS = frozenset({"rate"})
DURATIONS = frozenset({"within"})
"""Keys of a pack whose values a reader is told in words."""
CONTEXT = 3
MOST_LINES = 2_000


@publisher.app_template_filter("pack_value")
def pack_value(value: object) -> str:
    """Return a value of a pack as a reader of the comparison sees it: texts as texts, the rest as it is written."""
    if value is None:
        return "—"
    if isinstance(value, Mapping) and set(value) <= {"vi", "en"}:
        return str(value.get(current_language()) or value.get("vi") or "")
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {pack_value(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(pack_value(inner) for inner in value)
    return {True: _("có"), False: _("không")}[value] if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison; ``kind`` is ``added``, ``removed``, ``place`` or empty."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """One change as a reader sees it."""

    kind: str
    where: str
    before: object
    after: object


@publisher.get("/cong-bo/ban/<uuid:version_id>/so-sanh")
@access.officer("publisher", "approver")
def compare(version_id: UUID) -> str:
    """Show what a version changes against the live one."""
    seen = look(version_id)
    before = _live(seen)
    if before is None:
        return render(seen, "compare", "compare", before=None)
    sections = _sections(seen, before)
    return render(
        seen, "compare", "compare", before=before, sections=sections, kinds=KINDS, texts=_texts(seen.version, before)
    )


def _live(seen: Look) -> ProcedureVersion | None:
    code = seen.version.code or seen.checked.loaded.code or ""
    live = versions.live_of(work.db(), code)
    return None if live is None or live.id == seen.version.id else live


def _sections(seen: Look, before: ProcedureVersion) -> list[tuple[str, list[Told]]] | None:
    """Return the changes by section of the pack, ``None`` while the new one cannot be read."""
    old, new = pack_drafts.checked(before).loaded.readable, seen.procedure
    if old is None or new is None:
        return None
    grouped: dict[str, list[Told]] = {}
    for change in diff(old, new):
        # A file of the pack has a dot in its name, and is one section by itself.
        section = change.where.split(".", 1)[0]
        section = section if section in SECTIONS else change.where
        where = place_words(change.where, new, old) if section in SECTIONS else change.where
        was, after = (_worded(change.where, value) for value in (change.before, change.after))
        grouped.setdefault(section, []).append(Told(change.kind, where, was, after))
    order = [name for name in SECTIONS if name in grouped] + [name for name in grouped if name not in SECTIONS]
    return [(section_words(name), grouped[name]) for name in order]


def _worded(where: str, value: object) -> object:
    """Return a duration or an amount of money in words; anything else as the pack has it."""
    key = where.rsplit(".", 1)[-1]
    if key in AMOUNTS and isinstance(value, int):
        return show_money(value, current_language())
    if key not in DURATIONS or not isinstance(value, str):
        return value
    try:
        return in_words(parse_duration(value), current_language())
    except ValueError:
        return value


def _texts(version: ProcedureVersion, before: ProcedureVersion) -> list[tuple[str, list[Line]]]:
    """Return, for each text file that differs, the lines around each difference."""
    old, new = pack_drafts.files_of(before), pack_drafts.files_of(version)
    different = [name for name in sorted({*old, *new}) if is_text(name) and old.get(name) != new.get(name)]
    return [(name, list(_lines(to_read(old.get(name, b"")), to_read(new.get(name, b""))))) for name in different]


def _lines(old: str, new: str) -> Iterator[Line]:
    kinds = {"+": "added", "-": "removed", "@": "place"}
    compared = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=CONTEXT)
    for number, line in enumerate(compared):
        if number >= MOST_LINES:
            yield Line("place", "…")
            return
        # The first two lines name the files, which the heading does already.
        if number > 1:
            yield Line(kinds.get(line[:1], ""), line)
