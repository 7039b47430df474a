"""The questions of a page that a source may answer: what a preview, which knows nobody, cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.sourced import Sourced, sourced
from forms.spec import Page, say
from portal.web.data_groups import GROUPS
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.law_words import law_words
from procedures.definition import Procedure
from procedures.population import POPULATION
from procedures.sources import DOSSIER, IDENTITY, POPULATION_REGISTER, source_of


@dataclass(frozen=True, slots=True)
class Taken:
    """One question: its label, the sources in order, and the law by which their answer may be corrected."""

    label: str
    sources: Sequence[str]
    law: str | None


def taken_from_sources(procedure: Procedure, page: Page) -> list[Taken]:
    """Return the questions of a page that a source may answer."""
    return [
        Taken(
            _label(one),
            [_words(path) for path in one.field.sources],
            law_words(procedure, one.correctable),
        )
        for one in sourced(page.fields)
    ]


def _label(one: Sourced) -> str:
    label = say(one.field.label, current_language())
    return f"{say(one.within.label, current_language())}: {label}" if one.is_box else label


def _words(path: str) -> str:
    source = source_of(path)
    if source is None or source.kind == IDENTITY:
        return _("Tài khoản định danh điện tử")
    if source.kind == POPULATION_REGISTER:
        return _("Cơ sở dữ liệu quốc gia về dân cư: %(group)s", group=_(GROUPS[POPULATION[source.name].group]))
    if source.kind == DOSSIER:
        return _("Hồ sơ trước theo thủ tục %(code)s: %(name)s", code=source.procedure or "", name=source.name)
    return _("Kết quả trước của thủ tục %(code)s: %(name)s", code=source.procedure or "", name=source.name)
