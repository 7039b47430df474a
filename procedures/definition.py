"""A procedure as one frozen value: what an agency published, ready to be run.

``procedures.loader`` makes it out of a pack; services, web and papers only read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forms.expressions import Expression
from forms.fields.attachment import takes_files
from forms.spec import FieldSpec, FormSpec, Text
from forms.wording import Words
from procedures.money import Rounding
from procedures.registers import Asked
from workflows.spec import Clock, Duration, WorkflowSpec


class Competence(StrEnum):
    """Which tier decides (cấp thực hiện)."""

    COMMUNE = "commune"
    PROVINCE = "province"
    MINISTRY = "ministry"


class FeeKind(StrEnum):
    """Phí covers the cost of a service, lệ phí is a fixed amount (Luật 97/2015/QH13 Điều 3)."""

    FEE = "fee"
    CHARGE = "charge"


class FeeDue(StrEnum):
    """When a fee has to be settled."""

    BEFORE_ACCEPTANCE = "before_acceptance"
    AT_STEP = "at_step"
    """Once a step of the workflow is reached."""
    BEFORE_HANDOVER = "before_handover"


class Copies(StrEnum):
    """Which kind of copy of a document is asked for (LoaiBan on the wire)."""

    ORIGINAL = "original"
    CERTIFIED = "certified"
    COPY = "copy"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One text of law that the pack rests on; other keys cite it by ``id``."""

    id: str
    text: Text
    article: str | None = None
    uncertain: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """One document of the dossier (thành phần hồ sơ)."""

    id: str
    title: Text
    hint: Text | None = None
    copies: Copies = Copies.COPY
    quantity: int = 1
    accept: tuple[str, ...] = ("pdf", "image")
    max_mb: int = 20
    min: int = 1
    max: int = 10
    required: Expression | bool = True
    when: Expression | None = None
    """The document is asked for only while this holds."""
    say: Text | None = None
    """When it is needed, in words, before anybody has answered; without them the conditions are put into words."""
    law: str | None = None
    uncertain: str | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """A lawful reduction; the highest that holds applies, they never add up."""

    when: Expression
    percent: int
    because: str | None = None
    say: Text | None = None
    proof: str | None = None
    """The document that proves the reason."""
    id: str | None = None
    """A name by which an agency's offer may set another percentage."""


@dataclass(frozen=True, slots=True)
class FeeSpec:
    """One phí or lệ phí; ``amount`` yields whole đồng and may read ``rate``, which an agency's offer may replace."""

    id: str
    kind: FeeKind
    title: Text
    amount: Expression
    reductions: tuple[Reduction, ...] = ()
    due: FeeDue = FeeDue.BEFORE_ACCEPTANCE
    step: str | None = None
    """The step at which it is due; of no other moment."""
    clock: Clock = Clock.PAUSE
    law: str | None = None
    uncertain: str | None = None
    rate: int | None = None
    """Đồng for one piece of what is counted: ``amount`` may be ``so_ban * rate``."""
    rounding: Rounding | None = None
    """How a reduction by percent becomes whole đồng."""


@dataclass(frozen=True, slots=True)
class LimitCase:
    """Another time limit that the law sets for some dossiers of the same procedure."""

    when: Expression
    within: Duration
    say: Text
    """For whom, as the page of the procedure tells it: Nhà ở riêng lẻ."""
    law: str | None = None
    uncertain: str | None = None


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """The legal time limit (thời hạn giải quyết), counted from acceptance."""

    within: Duration
    law: str | None = None
    uncertain: str | None = None
    where: tuple[LimitCase, ...] = ()
    """The first of these that holds replaces the general limit."""


@dataclass(frozen=True, slots=True)
class ResultSpec:
    """The result (kết quả): its template inside the pack, its number, how long it is valid."""

    title: Text
    template: str
    number: str
    series: str
    """Name of the number series (a counter per agency, series and year)."""
    valid_for: Duration | None = None
    archive_years: int | None = None
    """``None`` means kept for ever."""
    law: str | None = None
    uncertain: str | None = None


@dataclass(frozen=True, slots=True)
class FiledFormSpec:
    """The form as filed (tờ khai): what it is called, and its layout where the law gives it one of its own."""

    title: Text
    template: str | None = None
    """A template of the pack; ``None`` means the common layout."""
    not_printed: tuple[str, ...] = ()
    """What the layout leaves out on purpose: names of fields, and of columns and parts as ``field.part``."""
    law: str | None = None
    uncertain: str | None = None


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whether the applicant may file for another, for whom, and by what right."""

    allowed: bool = False
    mandate: str | None = None
    """The document that is the mandate; it is asked for where the mandate is not given by e-ID."""
    kinds: tuple[str, ...] = ()
    """For whom: ``child``, ``ward``, ``person``, ``organisation``; empty where the pack does not say."""
    by_identity: bool = False
    """Whether the represented may give the mandate with their own e-ID instead."""
    proof: Mapping[str, str] = field(default_factory=dict)
    """The document that proves whose child or ward it is, by that kind."""


@dataclass(frozen=True, slots=True)
class PartySpec:
    """Somebody else who has to confirm with their own e-ID before it is filed: a spouse, a co-owner, a member."""

    name: str
    title: Text
    citizen_id: str
    """The field that holds their number; ``<field>.<part>`` for a part of a person block, or a column of rows: then
    each row is one party."""
    full_name: str
    """The field that holds their name, written likewise."""
    when: Expression | None = None
    """They have to confirm only while this holds."""
    say: Text | None = None
    """That condition in words, for whoever has answered nothing yet; without them it is put into words by itself."""
    confirms: tuple[str, ...] | None = None
    """The names of the fields that they confirm; ``None`` means everything, documents included."""
    law: str | None = None
    uncertain: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What the procedure page says beyond what form, documents, fees and steps already tell."""

    how: tuple[Text, ...] = ()
    """Trình tự thực hiện, one entry a step."""
    channels: tuple[str, ...] = ("online", "counter", "post")
    conditions: Text | None = None
    keywords: tuple[str, ...] = ()
    summary: Text | None = None
    life_events: tuple[str, ...] = ()
    fee_note: Text | None = None
    authority: Text | None = None
    """Cơ quan có thẩm quyền, in the words of the law."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One thing that the author could not establish; shown to publishers."""

    where: str
    what: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of one procedure, whole."""

    code: str
    version: int
    title: Text
    sector: str
    competence: Competence
    legal_basis: tuple[LegalBasis, ...]
    applicants: tuple[str, ...]
    on_behalf: OnBehalf
    assurance: int
    effective_from: date | None
    effective_to: date | None
    online_level: str
    """``full`` (toàn trình) or ``partial`` (một phần)."""
    partial_reason: Text | None
    description: Description
    form: FormSpec
    documents: tuple[DocumentSpec, ...]
    fees: tuple[FeeSpec, ...]
    time_limit: TimeLimit
    facts: Mapping[str, Expression]
    workflow: WorkflowSpec
    result: ResultSpec
    delivery: tuple[str, ...]
    """Ways to get the result: ``online``, ``counter``, ``post``."""
    owner: Mapping[str, str]
    """Which fields name the owner of the dossier: ``name``, ``citizen_id``, ``address`` → field name."""
    uncertain: tuple[Uncertain, ...]
    files: Mapping[str, bytes]
    """Every file of the pack by its path inside it (templates, cases, the YAML itself)."""
    digest: str
    """SHA-256 (hex) over the sorted paths and contents of the pack."""
    words: Words = field(compare=False, repr=False)
    """What the names of its conditions are called, so that each can be said in words."""
    task_forms: Mapping[str, tuple[FieldSpec, ...]] = field(default_factory=dict)
    """What the officer fills in at a step, by the step's name; steps without a form are absent."""
    parties: tuple[PartySpec, ...] = ()
    """Who else has to confirm before it is filed."""
    tallies: Mapping[str, Expression] = field(default_factory=dict)
    """When the opinions that a step asks for let the dossier pass, by the step's name."""
    openings: Mapping[str, Mapping[str, Expression]] = field(default_factory=dict)
    """What fills the forms of the dossiers that are opened elsewhere, by the name of the opening."""
    look_ups: Mapping[str, Asked] = field(default_factory=dict)
    """What steps ask of registers, by the step's name."""
    filed_form: FiledFormSpec | None = None
    """What the form as filed is called and looks like, where the pack says so."""

    @property
    def source(self) -> str:
        """Return the YAML as the agency wrote it."""
        return self.files["procedure.yaml"].decode()

    @property
    def takes_files(self) -> bool:
        """Say whether an applicant may have to send any file."""
        return bool(self.documents) or any(takes_files(page.same) for page in self.form.pages)

    def law(self, basis: str) -> LegalBasis | None:
        """Return the legal basis called ``basis``."""
        return next((law for law in self.legal_basis if law.id == basis), None)

    def document(self, document_id: str) -> DocumentSpec:
        """Return the document called ``document_id``; raise ``KeyError`` when there is none."""
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)
