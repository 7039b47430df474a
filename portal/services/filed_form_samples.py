"""A form as filed that nobody filed: what a publisher sees of a layout, in values as long as real ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from forms.answers import from_json, to_words
from forms.spec import say
from portal.clock import local_date
from portal.models import Agency
from portal.papers import filed_forms as paper
from portal.papers import values
from portal.services.filed_forms import declarations, sections, summary_of, title_of
from portal.services.paper_values import file_titles, shown_answers
from procedures.definition import Procedure

SOMEBODY: Final = "NGUYỄN VĂN MẪU"
IDENTITY_NAME: Final = "identity.full_name"
FILES: Final = ("anh-chup.jpg", "ban-quet-co-ten-kha-dai-cua-giay-to-nop-kem-ho-so.pdf")


@dataclass(frozen=True, slots=True)
class Sample:
    """Sample answers to a procedure's form, as JSON, at an agency that could get them."""

    procedure: Procedure
    agency: Agency
    agency_values: values.Agency
    answers: Mapping[str, Any]
    at: datetime

    @property
    def shown(self) -> dict[str, Any]:
        """Return the answers in words by field name."""
        return shown_answers(self.procedure.form, self.answers)

    @property
    def owner(self) -> str:
        """Return whose matter it is."""
        return str(self.shown.get(self.procedure.owner.get("name", ""), "") or SOMEBODY)

    @property
    def applicant(self) -> str:
        """Return who files: whom the form takes from the electronic identity."""
        asked = (one.name for one in self.procedure.form.fields() if IDENTITY_NAME in one.sources)
        return next((str(self.shown[name]) for name in asked if self.shown.get(name)), SOMEBODY)

    @property
    def dossier(self) -> values.Dossier:
        """Return the dossier."""
        title = say(self.procedure.title, "vi")
        return values.Dossier(f"{self.agency.code}-20261231-0000001", title, self.owner, self.applicant)


def filed_form_sample(sample: Sample) -> values.PaperValues:
    """Return everything that the layout of a form as filed may show."""
    procedure = sample.procedure
    answers = to_words(procedure.form, from_json(procedure.form, sample.answers), "vi")
    title = say(procedure.title, "vi")
    return values.PaperValues(
        agency=sample.agency_values,
        result=values.Registration(
            title_of(procedure), date=local_date(sample.at), summary=summary_of(procedure, title)
        ),
        dossier=sample.dossier,
        answers=sample.shown,
        filed=paper.FiledForm(
            to=sample.agency.name,
            number=1,
            filed_at=sample.at,
            sections=sections(procedure.form, answers),
            declarations=declarations(answers),
            files=tuple(_files(procedure)),
            sha256=_digest(procedure.code),
            person_number="Số định danh cá nhân: 001190000001",
            assurance=procedure.assurance,
        ),
    )


def _files(procedure: Procedure) -> Iterator[paper.FiledFile]:
    for number, (name, title) in enumerate(file_titles(procedure).items()):
        yield paper.FiledFile(title, FILES[number % len(FILES)], _digest(name))


def _digest(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()
