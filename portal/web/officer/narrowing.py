"""Which list an address asks for, the address of a list, and the choices by which a reader narrows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from portal.models import Agency, Label
from portal.services import desk_choices
from portal.services.definitions import procedure_of
from portal.services.desk_choices import Colleague, Offered
from portal.services.wanted import Due, View, Wanted
from portal.services.ways import Key
from portal.web import work
from portal.web.access import actor
from portal.web.agency_names import agency_name
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.marks import status_words
from portal.web.officer.area import step_words
from portal.web.sectors import sector_words
from workflows.status import CLOSED, DossierStatus
from workflows.vocabulary import ROLES

LONGEST: Final = 100
DUE_WORDS: Final = {Due.SOON: N_("Sắp đến hạn"), Due.OVERDUE: N_("Quá hạn"), Due.NONE: N_("Chưa có hạn")}

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the agencies of the reader have, asked for once a page."""

    offered: Sequence[Offered]
    colleagues: Sequence[Colleague]
    labels: Sequence[Label]
    agencies: Sequence[Agency]


@dataclass(frozen=True, slots=True)
class Select:
    """One choice of the list: its name in the address, its label, what may be chosen, what is."""

    name: str
    label: str
    options: Options
    chosen: str


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """Return the list that an address or a form asks for; what means nothing narrows nothing."""
    procedure = _word(given.get("thu-tuc"))
    return Wanted(
        view=_one(View, given.get("xem")) or View.ALL,
        due=_one(Due, given.get("han")),
        role=_word(given.get("vai-tro")),
        officer_id=_one(UUID, given.get("nguoi")),
        agency_id=_one(UUID, given.get("co-quan")),
        sector=_word(given.get("linh-vuc")),
        procedure=procedure,
        step=_word(given.get("buoc")) if procedure else None,
        status=_one(lambda text: int(DossierStatus(int(text))), given.get("trang-thai")),
        label_id=_one(UUID, given.get("nhan")),
    )


def address_of(wanted: Wanted) -> dict[str, Any]:
    """Return the values of an address that asks for a list."""
    values: dict[str, Any] = {
        "xem": wanted.view,
        "han": wanted.due,
        "vai-tro": wanted.role,
        "nguoi": wanted.officer_id,
        "co-quan": wanted.agency_id,
        "linh-vuc": wanted.sector,
        "thu-tuc": wanted.procedure,
        "buoc": wanted.step,
        "trang-thai": wanted.status,
        "nhan": wanted.label_id,
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def key_of(text: str | None) -> Key | None:
    """Return the key that ends the page before; anything else begins the list anew."""
    due, _between, last = (text or "").rpartition("_")
    found = _one(UUID, last)
    at = _one(datetime.fromisoformat, due)
    return None if found is None or (at is not None and at.tzinfo is None) else (at, found)


def written(key: Key) -> str:
    """Return a key as it stands in an address."""
    due_at, last = key
    return f"{due_at.isoformat() if due_at else ''}_{last}"


def choices() -> Choices:
    """Return what the reader may choose from, by four statements."""
    session, here = work.db(), actor()
    return Choices(
        desk_choices.offered(session, here, current_language()),
        desk_choices.colleagues(session, here, work.now()),
        desk_choices.labels(session, here),
        desk_choices.agencies(session, here) if len(here.roles) > 1 else (),
    )


def selects(wanted: Wanted, found: Choices) -> list[Select]:
    """Return the choices as the page offers them; what holds nothing to choose from is left out."""
    values = address_of(wanted)
    offers = [
        ("han", _("Hạn"), _due_options()),
        ("linh-vuc", _("Lĩnh vực"), _sectors(found)),
        ("thu-tuc", _("Thủ tục"), [(one.code, _title(one)) for one in found.offered]),
        ("buoc", _("Bước"), _steps(wanted, found)),
        ("vai-tro", _("Vai trò"), _roles(found)),
        ("nguoi", _("Người xử lý"), _people(found)),
        ("trang-thai", _("Trạng thái"), _statuses()),
        ("nhan", _("Nhãn"), [(str(one.id), one.name) for one in found.labels]),
        ("co-quan", _("Cơ quan"), [(str(one.id), agency_name(one)) for one in found.agencies]),
    ]
    return [
        Select(name, label, [("", _("Tất cả")), *options], values.get(name, ""))
        for name, label, options in offers
        if options
    ]


def chosen(wanted: Wanted, found: Choices) -> list[tuple[str, str]]:
    """Return in words what narrows a list, each with the name by which the address carries it."""
    told = []
    for one in selects(wanted, found):
        words = dict(one.options).get(one.chosen)
        if one.chosen and words:
            told.append((one.name, f"{one.label}: {words}"))
    return told


def _due_options() -> Options:
    return [(str(one), _(words)) for one, words in DUE_WORDS.items()]


def _statuses() -> Options:
    return [(str(int(one)), status_words(one, current_language())) for one in DossierStatus if one not in CLOSED]


def _sectors(found: Choices) -> Options:
    return [(code, sector_words(code)) for code in sorted({one.sector for one in found.offered})]


def _steps(wanted: Wanted, found: Choices) -> Options:
    version = next((one.version_id for one in found.offered if one.code == wanted.procedure), None)
    if version is None:
        return []
    procedure = procedure_of(work.db(), version)
    return [(step, step_words(procedure, step)) for step in procedure.workflow.steps]


def _roles(found: Choices) -> Options:
    own = {one.role for one in found.colleagues}
    return [(role, words[current_language()]) for role, words in ROLES.items() if role in own]


def _people(found: Choices) -> Options:
    return list({str(one.officer_id): one.full_name for one in found.colleagues}.items())


def _title(one: Offered) -> str:
    return one.title_en or one.title if current_language() == "en" else one.title


def _word(text: str | None) -> str | None:
    return (text or "")[:LONGEST] or None


def _one(kind: Callable[[str], Any], text: str | None) -> Any:
    try:
        return kind(text) if text else None
    except ValueError:
        return None
