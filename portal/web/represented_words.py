"""For whom a filing is and by what right, and who confirmed it, as rows of a summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from forms.spec import say
from portal.models import Confirmation, Dossier
from portal.services.representing import Right
from portal.web.confirmation_words import party_words
from portal.web.formats import show_instant
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure

WHOM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "child": N_("Con của người nộp"),
        "ward": N_("Người được người nộp giám hộ"),
        "person": N_("Cá nhân khác"),
        "organisation": N_("Tổ chức"),
    }
)
"""Whom the applicant stands for."""
BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        Right.LAW: N_("Theo quy định của pháp luật, không cần ủy quyền"),
        Right.DOCUMENT: N_("Theo văn bản ủy quyền nộp kèm"),
        Right.IDENTITY: N_("Theo ủy quyền xác nhận bằng định danh điện tử"),
    }
)
"""By what right."""
Row = tuple[str, str, str | None]


def whom(represented: Mapping[str, Any]) -> str:
    """Return for whom a filing is: the name where it is known, else the kind."""
    kind = WHOM[represented["kind"]]
    return str(represented.get("name") or _(kind))


def rows_of(
    procedure: Procedure,
    dossier: Dossier,
    given: Iterable[Confirmation],
    changed: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Row]:
    """Return for whom it was filed, and each who confirmed it: what, who, and by what right or when.

    ``changed`` are the fields, by party, that a supplement changed after they were confirmed.
    """
    rows: list[Row] = []
    represented = dossier.represented
    if dossier.filed_on_behalf and not represented:
        # All that was asked: the documents say by what right.
        rows.append((_("Nộp thay cho"), dossier.owner_name, None))
    if represented:
        named = ", ".join(str(represented[key]) for key in ("name", "number") if represented.get(key))
        kind, right = WHOM[represented["kind"]], BY[represented["by"]]
        rows.append((_("Nộp thay cho"), named or _(kind), _(right)))
    rows += [_given(procedure, one, changed.get(one.party, ())) for one in given]
    return rows


def _given(procedure: Procedure, one: Confirmation, changed: Sequence[str]) -> Row:
    when = show_instant(one.answered_at, current_language()) if one.answered_at else ""
    said = _("Đã xác nhận bằng định danh điện tử mức độ %(level)s lúc %(when)s", level=one.assurance, when=when)
    if changed:
        labels = "; ".join(say(procedure.form.by_name[name].label, current_language()) for name in changed)
        said = f"{said}. " + _("Sau đó người nộp bổ sung và đổi, chưa được xác nhận lại: %(labels)s", labels=labels)
    return party_words(procedure, one.party), f"{one.expected_name}, {one.expected_number}", said


def behind_title(rows: Sequence[Row], dossier: Dossier) -> str:
    """Return what stands above these rows: for whom it was filed, who confirmed it, or both."""
    instead = bool(dossier.filed_on_behalf or dossier.represented)
    if not instead:
        return _("Người cùng xác nhận")
    return _("Nộp thay và cùng xác nhận") if rows[1:] else _("Nộp thay")
