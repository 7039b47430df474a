"""What an action would bring, told before it is taken: from the machine's own move and from the ledger alone.

So the preview cannot differ from what happens: the date that is told is the one that the ledger gives once the entry of
the action stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflows.asking_words import asked_in_words, looked_up_in_words
from workflows.calendar import WorkingCalendar
from workflows.effects import Effect
from workflows.ledger import CalendarAt, Entry, EntryKind, Ledger
from workflows.machine import Move
from workflows.position import fork_left
from workflows.spec import Clock, End, Outcome, Step, WorkflowSpec
from workflows.vocabulary import ROLES


class What(StrEnum):
    """One thing that an action brings."""

    STARTS = "starts"
    FEE = "fee"
    ASKS_SUPPLEMENT = "asks_supplement"
    ASKS_CLARIFICATION = "asks_clarification"
    PAUSES = "pauses"
    RESTARTS = "restarts"
    RUNS = "runs"
    KEEPS_DATE = "keeps_date"
    LATE = "late"
    MOVES_DATE = "moves_date"
    RECEIPT = "receipt"
    REFUSAL = "refusal"
    SIGNS = "signs"
    NUMBERS = "numbers"
    SEALS = "seals"
    HANDS_OVER = "hands_over"
    GOES_ON = "goes_on"
    OPENS = "opens"
    BRANCH_PASSED = "branch_passed"
    BRANCH_FAILED = "branch_failed"
    LEAVES = "leaves"
    ENDS = "ends"
    STAYS = "stays"


class Awaited(StrEnum):
    """What is waited for while the clock stands still."""

    SUPPLEMENT = "supplement"
    CLARIFICATION = "clarification"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Owed:
    """A fee order that would be sent: whole đồng, and what waiting for it does to the clock."""

    amount: int
    clock: Clock


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One thing that would come, with what its sentence names."""

    what: What
    step: str = ""
    day: date | None = None
    amount: int = 0
    awaited: Awaited | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a dossier stands before the action: its ledger, the calendar by instant, and the fee that would be owed."""

    ledger: Ledger
    calendar: WorkingCalendar | CalendarAt
    at: datetime
    owed: Owed | None = None


_ASKS: Mapping[str, tuple[What, Awaited]] = {
    "request_supplement": (What.ASKS_SUPPLEMENT, Awaited.SUPPLEMENT),
    "request_clarification": (What.ASKS_CLARIFICATION, Awaited.CLARIFICATION),
}
_EFFECTS: Mapping[str, What] = {
    Effect.SIGN_PERSONAL: What.SIGNS,
    Effect.NUMBER: What.NUMBERS,
    Effect.SIGN_AGENCY: What.SEALS,
    Effect.HAND_OVER: What.HANDS_OVER,
}
_OUTCOMES: Mapping[str, What] = {Outcome.PASSED: What.BRANCH_PASSED, Outcome.FAILED: What.BRANCH_FAILED}
_PAPERS: Mapping[str, What] = {"receipt": What.RECEIPT, "refusal": What.REFUSAL}


def foresee(spec: WorkflowSpec, move: Move, outlook: Outlook) -> tuple[Foreseen, ...]:
    """Return what a move would bring, in the order in which it is read: what is sent, the clock, the date, the way."""
    return (*_sent(move, outlook), *_clock(spec, move, outlook), *_done(move), *_way(spec, move))


def _sent(move: Move, outlook: Outlook) -> Iterator[Foreseen]:
    for effect in move.effects:
        if effect in _ASKS:
            yield Foreseen(_ASKS[effect][0])
    if outlook.owed is not None:
        yield Foreseen(What.FEE, amount=outlook.owed.amount)
    if move.paper is not None and move.paper in _PAPERS:
        yield Foreseen(_PAPERS[move.paper])


def _done(move: Move) -> Iterator[Foreseen]:
    for effect in move.effects:
        if effect in _EFFECTS:
            yield Foreseen(_EFFECTS[effect])


def _way(spec: WorkflowSpec, move: Move) -> Iterator[Foreseen]:
    if move.to is None:
        yield Foreseen(What.STAYS)
        return
    if fork_left(spec, move.step, move.to) is not None:
        yield Foreseen(What.LEAVES)
    if move.to in _OUTCOMES:
        yield Foreseen(_OUTCOMES[move.to])
    elif move.to in spec.ends:
        yield Foreseen(What.ENDS, step=move.to)
    elif move.to in spec.steps:
        yield Foreseen(What.OPENS if spec.steps[move.to].branches else What.GOES_ON, step=move.to)


def _clock(spec: WorkflowSpec, move: Move, outlook: Outlook) -> Iterator[Foreseen]:
    """Tell what becomes of the clock and of the promised date; of an end there is nothing to tell."""
    ledger = outlook.ledger
    if Effect.ACCEPT in move.effects:
        ledger = ledger.add(Entry(EntryKind.START, outlook.at))
        started = ledger.due(outlook.calendar)
        yield Foreseen(What.STARTS, day=started.local_date if started else None)
    if not ledger.entries or move.ended:
        return
    waits = _waits(spec, move, outlook)
    if waits is None:
        yield from _while_asking(spec, move, ledger, outlook)
        return
    clock, awaited = waits
    if clock is Clock.RUN:
        yield Foreseen(What.RUNS)
        yield from _kept(ledger, outlook)
    elif clock is Clock.RESTART:
        yield Foreseen(What.RESTARTS, awaited=awaited)
    else:
        yield Foreseen(What.PAUSES, awaited=awaited)
        yield from _after_waiting(ledger, outlook)


def _while_asking(spec: WorkflowSpec, move: Move, ledger: Ledger, outlook: Outlook) -> Iterator[Foreseen]:
    """Tell of the date where the next step asks others or a register; that it does so is told with the step."""
    step = spec.steps.get(move.to or "")
    asked = None if step is None else step.looks_up or (step.opinions.rules if step.opinions else None)
    if asked is not None and asked.clock is Clock.PAUSE:
        yield from _after_waiting(ledger, outlook)
    elif (asked is None or asked.clock is Clock.RUN) and Effect.ACCEPT not in move.effects:
        yield from _kept(ledger, outlook)


def _waits(spec: WorkflowSpec, move: Move, outlook: Outlook) -> tuple[Clock, Awaited] | None:
    """Return what would be waited for, and what waiting does to the clock."""
    action = spec.steps[move.step].actions[move.action]
    for effect in move.effects:
        if effect in _ASKS and action.clock is not None:
            return action.clock, _ASKS[effect][1]
    return (outlook.owed.clock, Awaited.FEE) if outlook.owed else None


def _kept(ledger: Ledger, outlook: Outlook) -> Iterator[Foreseen]:
    promise = ledger.due(outlook.calendar)
    if promise is not None:
        late = promise.at < outlook.at
        yield Foreseen(What.LATE if late else What.KEEPS_DATE, day=promise.local_date)


def _after_waiting(ledger: Ledger, outlook: Outlook) -> Iterator[Foreseen]:
    """Ask the ledger what a wait does to the date: what is overdue already stays as much overdue."""
    before = ledger.due(outlook.calendar)
    if before is None:
        return
    waited = ledger.add(Entry(EntryKind.PAUSE, outlook.at)).add(Entry(EntryKind.RESUME, outlook.at + _A_WHILE))
    after = waited.due(outlook.calendar)
    moves = after is not None and after.local_date > before.local_date
    yield Foreseen(What.MOVES_DATE if moves else What.KEEPS_DATE, day=before.local_date)


_A_WHILE = timedelta(days=30)

_SENTENCES: Mapping[str, Mapping[What, str]] = {
    "vi": {
        What.STARTS: "Thời hạn giải quyết bắt đầu tính, hẹn trả ngày {day}.",
        What.FEE: "Phiếu thu {amount} đ được gửi.",
        What.ASKS_SUPPLEMENT: "Người nộp nhận phiếu yêu cầu bổ sung và chỉ sửa được những mục được yêu cầu.",
        What.ASKS_CLARIFICATION: "Người nộp nhận phiếu yêu cầu giải trình và chỉ trả lời, sửa những mục được hỏi.",
        What.PAUSES: "Đồng hồ dừng đến khi {awaited}.",
        What.RESTARTS: "Thời hạn giải quyết tính lại từ đầu khi {awaited}.",
        What.RUNS: "Thời hạn giải quyết vẫn tính.",
        What.KEEPS_DATE: "Ngày hẹn trả {day} giữ nguyên.",
        What.LATE: "Hồ sơ đã quá ngày hẹn trả {day}.",
        What.MOVES_DATE: "Ngày hẹn trả {day} lùi theo thời gian chờ.",
        What.RECEIPT: "Người nộp nhận giấy tiếp nhận và hẹn trả kết quả.",
        What.REFUSAL: "Người nộp nhận phiếu từ chối có lý do.",
        What.SIGNS: "Chữ ký số của bạn được đặt lên kết quả.",
        What.NUMBERS: "Kết quả được cấp số tiếp theo trong sổ.",
        What.SEALS: "Kết quả được ký số của cơ quan và phát hành.",
        What.HANDS_OVER: "Kết quả được trả cho người nộp.",
        What.GOES_ON: "Chuyển sang bước “{step}”, {role} xử lý.",
        What.OPENS: "Chuyển sang “{step}”: các nhánh được xử lý cùng lúc.",
        What.BRANCH_PASSED: "Nhánh này xong và đạt; hồ sơ đi tiếp khi các nhánh hợp lại.",
        What.BRANCH_FAILED: "Nhánh này xong, không đạt; hồ sơ đi tiếp khi các nhánh hợp lại.",
        What.LEAVES: "Các nhánh khác đang mở được đóng.",
        What.ENDS: "Hồ sơ kết thúc: {step}.",
        What.STAYS: "Hồ sơ vẫn ở bước này.",
    },
    "en": {
        What.STARTS: "The time limit starts; the promised date is {day}.",
        What.FEE: "A fee order of {amount} VND is sent.",
        What.ASKS_SUPPLEMENT: "The applicant is asked for a supplement, and can change only what the slip names.",
        What.ASKS_CLARIFICATION: "The applicant is asked for a clarification, and answers only what the slip names.",
        What.PAUSES: "The clock stands still until {awaited}.",
        What.RESTARTS: "The time limit starts again from zero once {awaited}.",
        What.RUNS: "The time limit goes on.",
        What.KEEPS_DATE: "The promised date, {day}, stays.",
        What.LATE: "The promised date, {day}, has passed.",
        What.MOVES_DATE: "The promised date, {day}, moves by the time that is waited.",
        What.RECEIPT: "The applicant gets the receipt with the promised date.",
        What.REFUSAL: "The applicant gets the refusal slip with the reasons.",
        What.SIGNS: "Your digital signature is put on the result.",
        What.NUMBERS: "The result gets the next number of the register.",
        What.SEALS: "The result is signed by the agency and issued.",
        What.HANDS_OVER: "The result is handed to the applicant.",
        What.GOES_ON: "It goes on to the step “{step}”, with the {role}.",
        What.OPENS: "It goes on to “{step}”: its branches are processed at the same time.",
        What.BRANCH_PASSED: "This branch is through and passed; the dossier goes on where the branches join.",
        What.BRANCH_FAILED: "This branch is through and failed; the dossier goes on where the branches join.",
        What.LEAVES: "The other open branches are closed.",
        What.ENDS: "The dossier ends: {step}.",
        What.STAYS: "The dossier stays at this step.",
    },
}
_AWAITED: Mapping[str, Mapping[Awaited, str]] = {
    "vi": {
        Awaited.SUPPLEMENT: "có bổ sung",
        Awaited.CLARIFICATION: "có trả lời",
        Awaited.FEE: "người nộp đã nộp tiền",
    },
    "en": {
        Awaited.SUPPLEMENT: "the supplement is there",
        Awaited.CLARIFICATION: "the answer is there",
        Awaited.FEE: "the fee is paid",
    },
}


def in_sentence(one: Foreseen, spec: WorkflowSpec, language: str = "vi") -> str:
    """Return one thing that would come as a sentence, dates as ``dd/mm/yyyy``."""
    amount = f"{one.amount:,}"
    named = {
        "day": f"{one.day:%d/%m/%Y}" if one.day else "",
        "amount": amount if language == "en" else amount.replace(",", "."),
        "awaited": _AWAITED[language][one.awaited] if one.awaited else "",
        "step": _said(spec.steps.get(one.step) or spec.ends.get(one.step), one.step, language),
        "role": _role(spec, one.step, language),
    }
    return _SENTENCES[language][one.what].format_map(named)


def _said(place: Step | End | None, name: str, language: str) -> str:
    return (place.title.get(language) or place.title["vi"]) if place else name


def _role(spec: WorkflowSpec, name: str, language: str) -> str:
    """Return who has a step, as the middle of a sentence names them."""
    step = spec.steps.get(name)
    if step is None:
        return ""
    words = spec.own_roles.get(step.role) or ROLES.get(step.role) or {"vi": step.role}
    return (words.get(language) or words["vi"]).lower()


def in_sentences(foreseen: tuple[Foreseen, ...], spec: WorkflowSpec, language: str = "vi") -> str:
    """Return all that would come as one text."""
    return " ".join(
        said for one in foreseen for said in (in_sentence(one, spec, language), *_asked(one, spec, language))
    )


def _asked(one: Foreseen, spec: WorkflowSpec, language: str) -> tuple[str, ...]:
    """Return whom the step asks for an opinion to which the dossier goes on, or which register."""
    step = spec.steps.get(one.step) if one.what is What.GOES_ON else None
    if step is None:
        return ()
    if step.looks_up is not None:
        return (looked_up_in_words(step.looks_up, language),)
    return (asked_in_words(step.opinions, language),) if step.opinions else ()
