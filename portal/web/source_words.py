"""Where a known answer comes from, in words: for whoever files, and for officers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from forms.fields import REGISTRY
from forms.sourced import Sourced
from forms.spec import FieldSpec, FormSpec, say
from portal.services.known_answers import CARD, Told, sourced_in
from portal.web.formats import show_date, show_instant
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.sources import DOSSIER, POPULATION_REGISTER, RESULT


def source_words(source: str, of: str | None, at: datetime | None) -> str:
    """Return which source told an answer, and when it was asked."""
    if source == POPULATION_REGISTER and at is not None:
        return _("Lấy từ Cơ sở dữ liệu quốc gia về dân cư, %(at)s", at=show_instant(at, current_language()))
    if source == DOSSIER and at is not None:
        return _("Lấy từ hồ sơ %(code)s, nộp ngày %(day)s", code=of or "", day=show_date(at))
    if source == RESULT and at is not None:
        return _("Lấy từ kết quả số %(number)s, trả ngày %(day)s", number=of or "", day=show_date(at))
    if source == CARD and at is not None:
        return _("Theo giấy tờ tùy thân xuất trình tại quầy, %(at)s", at=show_instant(at, current_language()))
    return _("Lấy từ tài khoản định danh điện tử")


def told_words(told: Told) -> str:
    """Return where a known answer comes from."""
    return source_words(told.source, told.of, told.at)


def correction_words(one: FieldSpec, said: Any, why: str) -> str:
    """Return what the source said and why the person says otherwise; ``said`` is typed."""
    words = REGISTRY[one.type].show(one, said, current_language())
    reason = why or _("chưa nêu lý do")
    return _("Người nộp sửa. Nguồn ghi: %(said)s. Lý do: %(why)s", said=words, why=reason)


def origin_notes(spec: FormSpec, origins: Mapping[str, Any]) -> dict[str, str]:
    """Return for each field of a form where its answer, or each box of it, comes from."""
    said = [(one, origin_words(one.field, origins[one.key])) for one in sourced_in(spec) if one.key in origins]
    return notes_by_field(said)


def notes_by_field(said: Iterable[tuple[Sourced, str]]) -> dict[str, str]:
    """Return what is said of answers by the field of the form; of a block, what is said of boxes alike is said once."""
    notes: dict[str, dict[str, list[str]]] = {}
    for one, words in said:
        of_box = [say(one.field.label, current_language())] if one.is_box else []
        notes.setdefault(one.within.name, {}).setdefault(words, []).extend(of_box)
    return {
        name: ". ".join(f"{'; '.join(boxes)}: {words}" if boxes else words for words, boxes in found.items())
        for name, found in notes.items()
    }


def origin_words(one: FieldSpec, origin: Mapping[str, Any]) -> str:
    """Return where a filed answer comes from and what was corrected, as the answer set keeps it."""
    at = datetime.fromisoformat(origin["at"]) if "at" in origin else None
    words = source_words(origin["source"], origin.get("of"), at)
    if "why" not in origin:
        return words
    said = REGISTRY[one.type].load(one, origin["said"])
    return f"{words}. {correction_words(one, said, origin['why'])}"
