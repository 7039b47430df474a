"""For whom a filing is: what the first page of it asks, and what was chosen there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from flask import request

from forms.answers import find_error
from forms.errors import InvalidAnswer
from forms.expressions import Scope
from forms.fields import REGISTRY, Around
from forms.messages import message
from forms.parsing import parse_fields
from forms.spec import FieldSpec, say
from portal.clock import local_date
from portal.models import Person
from portal.services.representing import Right
from portal.web import work
from portal.web.access import me
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure
from procedures.vocabulary import MANDATED

SELF: Final = "self"
OTHER: Final = "other"
"""What a pack without kinds offers beside filing for oneself."""
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "child": N_("Cho con của tôi"),
        "ward": N_("Cho người tôi giám hộ"),
        "person": N_("Cho người khác ủy quyền cho tôi"),
        "organisation": N_("Cho tổ chức ủy quyền cho tôi"),
    }
)
"""The choices of a pack in the applicant's words."""
_ASKED: Final = (
    {
        "name": "person_name",
        "type": "person_name",
        "label": {"vi": "Họ và tên người ủy quyền", "en": "Full name of the person you file for"},
    },
    {
        "name": "person_number",
        "type": "citizen_id",
        "label": {"vi": "Số định danh của người ủy quyền", "en": "Their personal number"},
    },
    {"name": "organisation_name", "type": "text", "label": {"vi": "Tên tổ chức", "en": "Name of the organisation"}},
    {
        "name": "organisation_number",
        "type": "tax_code",
        "kinds": ["whole", "unit"],
        "label": {"vi": "Mã số thuế", "en": "Tax code"},
    },
)
ASKED: Final[Mapping[str, FieldSpec]] = MappingProxyType(
    {one.name: one for one in parse_fields(list(_ASKED), path=(), scope=Scope())[0]}
)
"""Name and number of whoever is represented, read as a form reads them."""


@dataclass(slots=True)
class Chosen:
    """For whom somebody files: ``represented`` as a draft keeps it, ``None`` for oneself."""

    represented: dict[str, str] | None = None
    on_behalf: bool = False
    """Whether it is for another; all that is known where the pack does not ask for whom."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by the input."""


def kinds_of(procedure: Procedure, person: Person) -> tuple[str, ...]:
    """Return for whom this person may file beside themself, as the pack says it; an organisation has no child."""
    on_behalf = procedure.on_behalf
    kinds = on_behalf.kinds if on_behalf.allowed else ()
    return tuple(kind for kind in kinds if person.kind == "citizen" or kind in MANDATED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those for whom somebody may file, as the page offers it."""

    kind: str
    words: str
    inputs: tuple[tuple[str, str, bool], ...]
    """What is asked about whoever gives a mandate: name of the input, its label, whether it is a number."""
    rights: tuple[Right, ...]
    """How the mandate may be given; empty where the law gives the right."""


def choices(procedure: Procedure, person: Person) -> list[Choice]:
    """Return for whom this person may file, as the page offers it."""
    language = current_language()
    return [
        Choice(
            kind,
            _whom_words(kind),
            tuple(
                (name, say(spec.label, language), name.endswith("number"))
                for name, spec in ASKED.items()
                if name.startswith(kind)
            ),
            rights_of(procedure) if kind in MANDATED else (),
        )
        for kind in kinds_of(procedure, person)
    ]


def _whom_words(kind: str) -> str:
    words = WORDS[kind]
    return _(words)


def rights_of(procedure: Procedure) -> tuple[Right, ...]:
    """Return how a mandate may be given."""
    by_document = (Right.DOCUMENT,) if procedure.on_behalf.mandate else ()
    return (*((Right.IDENTITY,) if procedure.on_behalf.by_identity else ()), *by_document)


def chosen(procedure: Procedure) -> Chosen:
    """Return what the first page says."""
    whom = request.form.get("for", SELF)
    if not procedure.on_behalf.allowed or whom == SELF:
        return Chosen()
    if not procedure.on_behalf.kinds and whom == OTHER:
        return Chosen(on_behalf=True)
    if whom not in kinds_of(procedure, me()):
        return Chosen(errors={"for": _("Bạn cần chọn nộp cho ai.")})
    return _mandated(procedure, whom) if whom in MANDATED else Chosen({"kind": whom, "by": Right.LAW}, on_behalf=True)


def _mandated(procedure: Procedure, whom: str) -> Chosen:
    found = Chosen()
    today = local_date(work.now())
    told = {part: _read(found, f"{whom}_{part}", today) for part in ("name", "number")}
    own = me().tax_code if whom == "organisation" else me().citizen_id
    if told["number"] and told["number"] == own and me().kind == _kind_of(whom):
        found.errors[f"{whom}_number"] = _("Đây là số của chính bạn. Bạn chọn nộp cho mình.")
    rights = rights_of(procedure)
    right = request.form.get(f"{whom}_by", "") if len(rights) > 1 else rights[0]
    if right not in rights:
        found.errors[f"{whom}_by"] = _("Bạn cần chọn cách chứng minh được ủy quyền.")
    if not found.errors:
        found.on_behalf = True
        found.represented = {"kind": whom, "by": str(right), "name": str(told["name"]), "number": str(told["number"])}
    return found


def _kind_of(whom: str) -> str:
    return "organisation" if whom == "organisation" else "citizen"


def _read(found: Chosen, name: str, today: date) -> Any:
    """Return what was typed into one input; what is wrong with it is noted."""
    spec = ASKED[name]
    try:
        value = REGISTRY[spec.type].read(spec, request.form.get(name, ""))
    except InvalidAnswer as wrong:
        found.errors[name] = message(wrong, spec.label, current_language())
        return None
    wrong_here = find_error(spec, value, Around(today), required=True)
    if wrong_here is not None:
        found.errors[name] = message(wrong_here, spec.label, current_language())
    return value
