"""What follows from the written keys: titles left out, papers and reasons by law, effects in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from workflows.actions import Draft
from workflows.asking import RESULT, VERDICTS
from workflows.effects import Effect
from workflows.reasons import STANDARD, ReasonKind
from workflows.spec import Action, End, Signature, Step, Text
from workflows.status import WORDS, DossierStatus
from workflows.vocabulary import OUTCOMES

_PAPER_OF_END = {DossierStatus.NOT_ACCEPTED: "refusal", DossierStatus.STOPPED: "stop"}
"""Whoever is turned away is told so on paper, with the reason (NĐ 61/2018/NĐ-CP, Điều 17; TT 03/2025)."""

_PAPER_OF_REQUEST = {Effect.REQUEST_SUPPLEMENT: "supplement", Effect.REQUEST_CLARIFICATION: "clarification"}
_TITLE_OF_REQUEST: Mapping[Effect, Text] = {
    Effect.REQUEST_SUPPLEMENT: {"vi": "Yêu cầu bổ sung", "en": "Request a supplement"},
    Effect.REQUEST_CLARIFICATION: {"vi": "Yêu cầu giải trình, làm rõ", "en": "Request a clarification"},
}

Drafts = Mapping[str, tuple[Step, Mapping[str, Draft]]]


def end_title(status: DossierStatus) -> Text:
    """Return the words of an end that the pack leaves without a title: those of its status."""
    vietnamese, english = WORDS[status]
    return {"vi": vietnamese, "en": english}


def complete(drafts: Drafts, ends: Mapping[str, End], start: str) -> dict[str, Step]:
    """Return the steps with every action completed by what its neighbours imply."""
    steps = {}
    for name, (step, actions) in drafts.items():
        done = {key: _complete_action(draft, name, drafts, ends, start) for key, draft in actions.items()}
        steps[name] = replace(step, actions=done, role=step.role or _role_before(name, drafts, start))
    return steps


def _role_before(step: str, drafts: Drafts, start: str) -> str:
    """Return who keeps a step that asks for opinions and names nobody: whoever leads there, as the pack has it."""
    for before, actions in drafts.values():
        if before.role and any(draft.action.to == step for draft in actions.values()):
            return before.role
    return drafts[start][0].role


def _complete_action(draft: Draft, step: str, drafts: Drafts, ends: Mapping[str, End], start: str) -> Action:
    action, end = draft.action, ends.get(draft.action.to or "")
    order = list(drafts)
    back = action.outcome is None and action.to in order and order.index(action.to) < order.index(step)
    paper = action.paper or _paper(draft, end)
    # Where nobody acts, nobody gives a reason: what was counted or how the branches came out is one.
    counted = drafts[step][0].opinions is not None and action.name in VERDICTS
    kind = None if drafts[step][0].waits or counted else _reason_kind(end, paper, back=back)
    action = replace(
        action,
        accepts=draft.accepts,
        # Nobody else may number and seal what no leader signed, so without the fact there is no such action.
        when=action.when or (drafts[step][0].automatic if action.unattended and action.sign else None),
        return_to_step=back,
        paper=paper,
        reasons_required=action.reasons_required or kind is not None,
        reasons=action.reasons or (STANDARD[kind] if kind is not None else ()),
        reason_kind=kind,
    )
    drafts_result = _drafts_result(action, step, drafts, start)
    here, target = drafts[step][0], drafts.get(action.to or "")
    effects = _effects(
        action,
        end,
        asks=draft.asks,
        drafts_result=drafts_result,
        leaves_children=bool(here.opens) and action.outcome is None and action.to is not None,
        opens=bool(action.opens or (target is not None and target[0].opens)),
    )
    return replace(action, effects=effects, title=draft.title or _title(action, draft, drafts, end))


def _reason_kind(end: End | None, paper: str | None, *, back: bool) -> ReasonKind | None:
    """Return what a reason is owed for, whatever the pack says about reasons."""
    if paper == "refusal" or (end is not None and end.status is DossierStatus.NOT_ACCEPTED):
        return ReasonKind.REFUSAL
    if paper == "stop" or (end is not None and end.status is DossierStatus.STOPPED):
        return ReasonKind.STOP
    return ReasonKind.RETURN if back else None


def _paper(draft: Draft, end: End | None) -> str | None:
    if draft.accepts:
        return "receipt"
    if draft.asks is not None:
        return _PAPER_OF_REQUEST[draft.asks]
    return _PAPER_OF_END.get(end.status) if end else None


def _effects(
    action: Action, end: End | None, *, asks: Effect | None, drafts_result: bool, leaves_children: bool, opens: bool
) -> tuple[Effect, ...]:
    """Return what the move asks for, in the lawful order: that of the list of effects itself."""
    asked = {
        Effect.ACCEPT: action.accepts,
        Effect.REQUEST_SUPPLEMENT: asks is Effect.REQUEST_SUPPLEMENT,
        Effect.REQUEST_CLARIFICATION: asks is Effect.REQUEST_CLARIFICATION,
        Effect.ASSIGN: action.assign is not None,
        Effect.DRAFT_RESULT: drafts_result,
        Effect.SIGN_PERSONAL: action.sign is Signature.PERSONAL,
        Effect.NUMBER: action.number,
        Effect.SIGN_AGENCY: action.sign is Signature.AGENCY,
        Effect.ISSUE_PAPER: action.paper is not None,
        Effect.STOP_CHILDREN: leaves_children,
        Effect.OPEN_CHILDREN: opens,
        Effect.HAND_OVER: end is not None and end.status is DossierStatus.RETURNED,
        Effect.CLOSE: end is not None,
    }
    return tuple(effect for effect in Effect if asked[effect])


def _drafts_result(action: Action, step: str, drafts: Drafts, start: str) -> bool:
    """Say whether the result is rendered: on the way into the step that signs it first.

    Coming back there after a return renders it anew, since what was signed may have changed. Where
    the very first step signs, the signing action renders it itself. Whoever is asked for an opinion on it
    has it before them too.
    """
    first = _first_signature(drafts)
    if first is None:
        return False
    if step == start and action.sign is first:
        return True
    return any(_reads_result(drafts[name], first) for name in _entered(action.to, drafts))


def _reads_result(draft: tuple[Step, Mapping[str, Draft]], first: Signature) -> bool:
    """Say whether the result is needed at a step: it is signed there first, or others are asked about it."""
    asked = draft[0].opinions
    return (asked is not None and RESULT in asked.about) or any(one.action.sign is first for one in draft[1].values())


def _entered(step: str | None, drafts: Drafts) -> Iterator[str]:
    """Yield the steps that are open once one is entered: the step itself, and the first of each of its branches."""
    if step is not None and step in drafts:
        yield step
        for branch in drafts[step][0].branches.values():
            yield from _entered(branch.start, drafts)


def _first_signature(drafts: Drafts) -> Signature | None:
    used = {draft.action.sign for _, actions in drafts.values() for draft in actions.values()}
    return next((signature for signature in Signature if signature in used), None)


def _title(action: Action, draft: Draft, drafts: Drafts, end: End | None) -> Text:
    if draft.asks is not None:
        return _TITLE_OF_REQUEST[draft.asks]
    if action.accepts:
        return {"vi": "Tiếp nhận", "en": "Accept"}
    if end is not None:
        return _title_of_end(end, issues=action.paper is not None)
    if action.return_to_step:
        return {"vi": "Trả lại", "en": "Send back"}
    return _title_of_work(action) or OUTCOMES.get(action.to or "") or _title_of_target(action, drafts)


def _title_of_end(end: End, *, issues: bool) -> Text:
    if end.status is DossierStatus.RETURNED and not issues:
        return {"vi": "Trả kết quả", "en": "Hand over the result"}
    if end.status is DossierStatus.NOT_ACCEPTED:
        return {"vi": "Từ chối tiếp nhận", "en": "Refuse acceptance"}
    return end.title


def _title_of_work(action: Action) -> Text | None:
    if action.sign is Signature.PERSONAL:
        return {"vi": "Ký duyệt", "en": "Approve and sign"}
    if action.sign is Signature.AGENCY:
        return {"vi": "Cấp số, ký số cơ quan", "en": "Number and seal"}
    if action.assign is not None:
        return {"vi": "Phân công", "en": "Assign"}
    return None


def _title_of_target(action: Action, drafts: Drafts) -> Text:
    if action.to is None:
        return {"vi": "Ban hành văn bản", "en": "Issue a paper"}
    title = drafts[action.to][0].title
    return {language: f"{'Chuyển' if language == 'vi' else 'Move on'}: {said}" for language, said in title.items()}
