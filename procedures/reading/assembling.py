"""The sections of one pack, read in the order in which they depend on each other, become a ``Procedure``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.expressions import ANY, Scope
from forms.parsing import form_scope, parse_form
from forms.spec import FieldSpec, FormSpec
from forms.wording import Words
from procedures.definition import FeeDue, FeeSpec, Procedure, TimeLimit
from procedures.facts import STANDING
from procedures.findings import Finding, error, warning
from procedures.law_words import with_laws
from procedures.owing import ordered_at
from procedures.reading.citations import check_citations
from procedures.reading.description import read_description
from procedures.reading.documents import read_documents
from procedures.reading.fact_words import fact_words
from procedures.reading.facts import can_hold, read_facts
from procedures.reading.fees import check_due_steps, read_fees, read_time_limit
from procedures.reading.head import read_head, read_legal_basis
from procedures.reading.layouts import check_layout
from procedures.reading.look_ups import read_look_ups
from procedures.reading.names import Names
from procedures.reading.openings import read_filled
from procedures.reading.opinions import read_tallies
from procedures.reading.pack_reader import PackReader
from procedures.reading.parties import read_parties
from procedures.reading.pictures import picture_addresses
from procedures.reading.result import read_delivery, read_filed_form, read_owner, read_result
from procedures.reading.slips import check_slips
from procedures.reading.sources import check_sources
from procedures.reading.task_forms import read_task_forms
from procedures.reading.templates import check_templates
from procedures.reading.uncertain import read_uncertain
from procedures.reading.yaml_building import YamlFile
from procedures.situation import SITUATION
from procedures.situation_words import SITUATION_WORDS
from procedures.vocabulary import PACK_KEYS
from workflows.errors import Problem
from workflows.lawful import Fees
from workflows.looking_up import titles_told
from workflows.parsing import parse_workflow
from workflows.soundness import findings as unsound
from workflows.spec import WorkflowSpec

Forms = Mapping[str, tuple[FieldSpec, ...]]


@dataclass(frozen=True, slots=True)
class Assembled:
    """What was made of the YAML; ``procedure`` is ``None`` when form or workflow could not be read."""

    procedure: Procedure | None
    findings: tuple[Finding, ...]
    code: str | None
    version: int | None


def assemble(yaml: YamlFile, files: Mapping[str, bytes], digest: str) -> Assembled:
    """Read every section; what one section lacks does not hide the mistakes of another."""
    problems: list[Problem] = []
    reader = PackReader(yaml.data, (), problems)
    reader.only(PACK_KEYS)
    head, laws = read_head(reader), read_legal_basis(reader)
    pictures = picture_addresses(files, head.code)
    form = _form(reader, pictures)
    names = _names(reader, form, tuple(law.id for law in laws))
    read = read_facts(reader, names.form_scope)
    facts = read.expressions
    names = replace(names, facts=tuple(facts))
    documents = read_documents(reader, names)
    names = replace(names, documents=tuple(document.id for document in documents))
    limit = read_time_limit(reader, names)
    task_forms = read_task_forms(reader, names, pictures)
    fees = read_fees(reader, names, task_forms)
    workflow = _workflow(reader, names, facts, fees, limit)
    check_citations(reader, names.bases)
    if form is not None:
        check_sources(reader, form)
    _check_mandate(reader, names)
    filed_form = read_filed_form(reader, files, names.bases)
    if form is not None:
        check_layout(reader, filed_form, form, files)
    parts: dict[str, Any] = {
        "description": read_description(reader),
        "result": read_result(reader, head.code or "?", files, names.bases),
        "filed_form": filed_form,
        "delivery": read_delivery(reader),
        "parties": read_parties(reader, form, names),
        "openings": read_filled(reader, workflow, names, task_forms),
        "tallies": read_tallies(reader, workflow, names),
        "look_ups": read_look_ups(reader, workflow, names),
        "owner": read_owner(reader, names),
        "uncertain": read_uncertain(reader, yaml),
    }
    shown = _shown(names, task_forms)
    findings = [*_findings(problems, yaml), *check_templates(files, shown), *check_slips(files)]
    if form is None or workflow is None:
        return Assembled(None, tuple(findings), head.code, head.version)
    words = Words.of(form, SITUATION_WORDS, facts)
    titles = {**read.titles, **titles_told(workflow)}
    procedure = Procedure(
        code=head.code or "?",
        version=head.version or 0,
        title=head.title,
        sector=head.sector,
        competence=head.competence,
        legal_basis=laws,
        applicants=head.applicants,
        on_behalf=head.on_behalf,
        assurance=head.assurance,
        effective_from=head.effective_from,
        effective_to=head.effective_to,
        online_level=head.online_level,
        partial_reason=head.partial_reason,
        form=with_laws(form, laws),
        documents=documents,
        fees=fees,
        time_limit=limit,
        facts=facts,
        workflow=replace(workflow, facts=fact_words(facts, titles, parts["look_ups"], words)),
        files=files,
        digest=digest,
        words=words,
        task_forms=task_forms,
        **parts,
    )
    return Assembled(procedure, tuple(findings), head.code, head.version)


def _form(reader: PackReader, pictures: Mapping[str, str]) -> FormSpec | None:
    if not reader.has("form"):
        reader.missing("form", "[{page: nguoi_yeu_cau, title: Người yêu cầu, fields: […]}]")
        return None
    form, problems = parse_form(reader.raw["form"], situation=SITUATION, files=pictures)
    reader.problems += [Problem(one.path, one.message, one.cure, one.on_key) for one in problems]
    return form


def _names(reader: PackReader, form: FormSpec | None, bases: tuple[str, ...]) -> Names:
    if form is not None:
        return Names(bases, tuple(form.by_name), form_scope(form, SITUATION))
    # The form has mistakes of its own: its names are still known, so that one mistake is told once.
    written = dict.fromkeys(_written_names(reader.raw.get("form")), ANY)
    return Names(bases, tuple(written), Scope(SITUATION, written))


def _written_names(raw: object) -> list[str]:
    pages = raw if isinstance(raw, list) else []
    listed = [page.get("fields") for page in pages if isinstance(page, Mapping)]
    fields = [field for one in listed if isinstance(one, list) for field in one]
    return [str(field["name"]) for field in fields if isinstance(field, Mapping) and "name" in field]


def _workflow(
    reader: PackReader, names: Names, facts: Mapping[str, Any], fees: tuple[FeeSpec, ...], limit: TimeLimit
) -> WorkflowSpec | None:
    if not reader.has("workflow"):
        reader.missing("workflow", "{steps: …, ends: …}")
        return None
    known = STANDING | set(names.facts)
    spec, problems = parse_workflow(reader.raw["workflow"], facts=known, papers=("result",), fields=names.fields)
    reader.problems += problems
    if spec is not None:
        check_due_steps(reader, fees, tuple(spec.steps), spec.start)
        early = any(fee.due is FeeDue.BEFORE_ACCEPTANCE for fee in fees)
        before = Fees(early, frozenset(ordered_at(fees, spec)))
        reader.problems += unsound(
            spec, can_hold=can_hold(facts), fees=before, limits=[limit.within, *(one.within for one in limit.where)]
        )
    return spec


def _check_mandate(reader: PackReader, names: Names) -> None:
    inner = reader.inner("on_behalf")
    if inner is not None and inner.has("mandate"):
        inner.one_of("mandate", names.documents, "document")
    proof = inner.inner("proof") if inner is not None else None
    for kind in proof.raw if proof is not None else ():
        if proof is not None:
            proof.one_of(str(kind), names.documents, "document")


def _shown(names: Names, task_forms: Forms) -> set[str]:
    """Return every name that a template may show as an answer."""
    return {*names.fields, *(field.name for fields in task_forms.values() for field in fields)}


def _findings(problems: list[Problem], yaml: YamlFile) -> list[Finding]:
    found = []
    for one in problems:
        place = yaml.place(one.path, on_key=one.on_key)
        of_its_kind = warning if one.warns else error
        found.append(of_its_kind(yaml.file, one.message, one.cure, line=place.line, column=place.column))
    return found
