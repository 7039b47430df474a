"""A case file -> Case, with every mistake at its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from forms.errors import InvalidAnswer
from forms.fields import REGISTRY
from forms.spec import FormSpec, one_page
from procedures.cases.looking_up import read_told
from procedures.cases.opining_parsing import read_said
from procedures.cases.spec import Case, Deed, Filing, Happening
from procedures.definition import Procedure
from procedures.findings import Finding, error
from procedures.reading.pack_reader import PackReader
from procedures.reading.yaml_building import YamlFile
from procedures.reading.yaml_text import read_yaml
from procedures.situation import CHANNELS, NOBODY, SITUATION, DaysOff, Situation
from procedures.vocabulary import MANDATED, REPRESENTED, RIGHTS
from workflows.calendar import LOCAL
from workflows.errors import Problem, RefusalReason
from workflows.looking_up import look_ups
from workflows.opening import WAYS_OUT, openings
from workflows.reader import closest

FOLDER: Final = "cases/"
KEYS: Final = ("case", "about", "filed", "answers", "documents", "then", "days_off", "expect")
FILED_KEYS: Final = ("at", "channel", "delivery", "on_behalf", "represents", "mandate", "identity")
THEN_KEYS: Final = (
    "at",
    "applicant",
    "officer",
    "takes",
    "step",
    "finds_insufficient",
    "asks",
    "until",
    "opinions",
    "child",
    "ends",
    "register",
    "tells",
    "reasons",
    "answers",
    "documents",
    "fills",
    "refused",
)
EXPECT_KEYS: Final = (
    "stopped",
    "missing",
    "invalid",
    "lacking",
    "pages",
    "shown",
    "hidden",
    "documents",
    "confirms",
    "fees",
    "total",
    "facts",
    "path",
    "open",
    "statuses",
    "promised",
    "papers",
    "ordered",
)
"""What may be expected; only what is written is compared."""


def read_cases(procedure: Procedure) -> tuple[list[Case], list[Finding]]:
    """Return the golden cases of a pack, and what is wrong with their files."""
    cases: list[Case] = []
    findings: list[Finding] = []
    for name in sorted(procedure.files):
        if name.startswith(FOLDER) and name.endswith(".yaml"):
            yaml, wrong = read_yaml(procedure.files[name], name)
            findings += wrong
            if yaml is not None and not wrong:
                case, wrong = _read(yaml, procedure)
                findings += wrong
                cases += [case] if case is not None else []
    return cases, findings


def _read(yaml: YamlFile, procedure: Procedure) -> tuple[Case | None, list[Finding]]:
    problems: list[Problem] = []
    reader = PackReader(yaml.data, (), problems)
    reader.only(KEYS)
    for key in ("case", "filed", "expect"):
        if not reader.has(key):
            reader.missing(key, "…")
    days_off = tuple(day for day in map(_day, reader.words("days_off")) if day is not None)
    filing = _filing(reader, days_off)
    expect = reader.inner("expect")
    if expect is not None:
        expect.only(EXPECT_KEYS)
    answers = _answers(reader, procedure.form)
    documents = _documents(reader, procedure)
    happenings = tuple(one for index, item in enumerate(reader.items("then")) if (one := _then(item, index, procedure)))
    if problems or filing is None or expect is None:
        return None, [_finding(yaml, problem) for problem in problems]
    title = reader.word("case") or yaml.file
    case = Case(yaml.file, title, filing, answers, documents, happenings, days_off, _plain(expect.raw), yaml)
    return case, []


def _filing(reader: PackReader, days_off: tuple[date, ...]) -> Filing | None:
    inner = reader.inner("filed")
    if inner is None:
        return None
    inner.only(FILED_KEYS)
    at = _moment(inner)
    channel = inner.one_of("channel", CHANNELS, "channel") or "online"
    delivery = inner.one_of("delivery", CHANNELS, "way to get the result") or channel
    identity = inner.inner("identity")
    if identity is not None:
        identity.only(tuple(SITUATION["identity"].parts))
    if at is None:
        return None
    whom = inner.one_of("represents", REPRESENTED, "kind of represented")
    right = inner.one_of("mandate", RIGHTS, "way of giving a mandate")
    return Filing(
        at,
        Situation(
            channel=channel,
            today=at.date(),
            submitted_at_minutes=at.hour * 60 + at.minute,
            filed_on_behalf=bool(inner.flag("on_behalf")) or whom is not None,
            represents=whom or NOBODY,
            right=right or (NOBODY if whom is None else "document" if whom in MANDATED else "law"),
            identity=_identity(identity),
            delivery=delivery,
            days=DaysOff(tuple(day.isoformat() for day in days_off)),
        ),
    )


def _identity(reader: PackReader | None) -> dict[str, object]:
    if reader is None:
        return {}
    told: dict[str, object] = {str(key): value for key, value in reader.raw.items()}
    born = reader.day("birth_date")
    return told | {"birth_date": born} if born is not None else told


def _then(item: PackReader, index: int, procedure: Procedure) -> Happening | None:
    item.only(THEN_KEYS)
    at, deed = _moment(item), _deed(item)
    role = item.one_of("officer", procedure.workflow.roles(), "role")
    action = item.one_of("takes", _actions(procedure), "action")
    step = item.one_of("step", procedure.workflow.steps, "step")
    refused = item.one_of("refused", list(RefusalReason), "refusal")
    found = tuple(_known_documents(item, "finds_insufficient", procedure))
    answers = _answers(item, procedure.form) if item.has("answers") else None
    fills = _answers(item, _task_form(procedure), "fills")
    if at is None or deed is None:
        return None
    documents = found or _documents(item, procedure)
    said = read_said(item)
    reasons = item.words("reasons")
    child = item.one_of("child", {one.name for _, one in openings(procedure.workflow)}, "dossier opened elsewhere")
    register = item.one_of("register", {one.register for _, one in look_ups(procedure.workflow)}, "register")
    told = (at, deed, role, action, reasons, documents, answers, refused, fills, said, step)
    outcome, tells = item.one_of("ends", WAYS_OUT, "outcome"), read_told(item, register)
    asks, until = tuple(dict.fromkeys(item.words("asks"))), item.day("until")
    return Happening(index, *told, child, outcome, asks, until, register, tells)


def _task_form(procedure: Procedure) -> FormSpec:
    """Return what officers fill in at all steps as one form; each field has a name of its own."""
    return one_page("steps", {"vi": "steps"}, tuple(one for fields in procedure.task_forms.values() for one in fields))


def _deed(item: PackReader) -> Deed | None:
    applicant = item.one_of("applicant", (Deed.PAYS, Deed.SUPPLEMENTS), "deed of the applicant")
    if applicant is not None:
        return Deed(applicant) if applicant in (Deed.PAYS, Deed.SUPPLEMENTS) else None
    if item.has("child") and item.has(Deed.ENDS):
        return Deed.ENDS
    if item.has("register") and item.has(Deed.TELLS):
        return Deed.TELLS
    if item.has(Deed.OPINES):
        return Deed.OPINES
    for deed in (Deed.TAKES, Deed.FINDS_INSUFFICIENT, Deed.ASKS):
        if item.has(deed) and item.has("officer"):
            return deed
    item.complain((), "it is not said what happens", "write {at: …, officer: …, takes: …} or {at: …, applicant: pays}")
    return None


def _actions(procedure: Procedure) -> set[str]:
    return {name for step in procedure.workflow.steps.values() if not step.waits for name in step.actions}


def _moment(reader: PackReader) -> datetime | None:
    """Return a local instant written 2026-11-23 09:30."""
    if not reader.has("at"):
        reader.missing("at", "2026-11-23 09:30")
        return None
    try:
        return datetime.fromisoformat(str(reader.raw["at"])).replace(tzinfo=LOCAL)
    except ValueError:
        reader.complain(("at",), f"'{reader.raw['at']}' is no moment", "write the local time: 2026-11-23 09:30")
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _documents(reader: PackReader, procedure: Procedure) -> tuple[str, ...]:
    return _known_documents(reader, "documents", procedure)


def _known_documents(reader: PackReader, key: str, procedure: Procedure) -> tuple[str, ...]:
    return reader.choices(key, tuple(document.id for document in procedure.documents), "document") or ()


def _answers(reader: PackReader, form: FormSpec, mapping: str = "answers") -> dict[str, Any]:
    """Return the typed answers of a mapping in the JSON form of answers."""
    inner = reader.inner(mapping)
    answers: dict[str, Any] = {}
    for key, value in inner.raw.items() if inner is not None else ():
        name = str(key)
        field = form.by_name.get(name)
        if inner is None or field is None:
            reader.complain((mapping, name), f"no field is called '{name}'", closest(name, form.by_name), on_key=True)
            continue
        try:
            answers[name] = REGISTRY[field.type].load(field, _with_ids(value))
        except InvalidAnswer as wrong:
            reader.complain((mapping, name), f"this is no answer to a {field.type}: {wrong.message}")
    return answers


def _with_ids(value: object) -> object:
    """Give each row of a table the stable id that stored answers have."""
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return [{"_id": f"r{number}", **row} for number, row in enumerate(value)]
    return value


def _plain(raw: Mapping[object, object]) -> dict[str, Any]:
    return {str(key): value for key, value in raw.items()}


def _finding(yaml: YamlFile, problem: Problem) -> Finding:
    place = yaml.place(problem.path, on_key=problem.on_key)
    return error(yaml.file, problem.message, problem.cure, line=place.line, column=place.column)
