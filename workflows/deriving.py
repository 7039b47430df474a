"""What follows from the written keys: titles left out, papers and reasons by law, effects in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workflows.actions import Draft
from workflows.asking import RESULT
from workflows.effects import Effect
from workflows.spec import Action, End, Signature, Step, Text
from workflows.status import WORDS, DossierStatus

_PAPER_OF_END = {DossierStatus.NOT_ACCEPTED: "refusal", DossierStatus.STOPPED: "stop"}
"""Whoever is turned away is told so on paper, with the reason (NĐ 61/2018/NĐ-CP, Điều 17; TT 03/2025)."""

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
    back = action.to in order and order.index(action.to) < order.index(step)
    action = replace(
        action,
        accepts=draft.accepts,
        return_to_step=back,
        paper=action.paper or _paper(draft, end),
        reasons_required=action.reasons_required or (not draft.reasons_said and _turns_away(end)),
    )
    drafts_result = _drafts_result(action, step, drafts, start)
    effects = _effects(action, end, supplement=draft.supplement, drafts_result=drafts_result)
    return replace(action, effects=effects, title=draft.title or _title(action, draft, drafts, end))


def _turns_away(end: End | None) -> bool:
    return end is not None and end.status in _PAPER_OF_END


def _paper(draft: Draft, end: End | None) -> str | None:
    if draft.accepts:
        return "receipt"
    if draft.supplement:
        return "supplement"
    return _PAPER_OF_END.get(end.status) if end else None


def _effects(action: Action, end: End | None, *, supplement: bool, drafts_result: bool) -> tuple[Effect, ...]:
    """Return what the move asks for, in the lawful order: that of the list of effects itself."""
    asked = {
        Effect.ACCEPT: action.accepts,
        Effect.REQUEST_SUPPLEMENT: supplement,
        Effect.ASSIGN: action.assign is not None,
        Effect.DRAFT_RESULT: drafts_result,
        Effect.SIGN_PERSONAL: action.sign is Signature.PERSONAL,
        Effect.NUMBER: action.number,
        Effect.SIGN_AGENCY: action.sign is Signature.AGENCY,
        Effect.ISSUE_PAPER: action.paper is not None,
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
    target = drafts.get(action.to or "")
    if target is None:
        return False
    asked = target[0].opinions
    if asked is not None and RESULT in asked.about:
        return True
    return any(draft.action.sign is first for draft in target[1].values())


def _first_signature(drafts: Drafts) -> Signature | None:
    used = {draft.action.sign for _, actions in drafts.values() for draft in actions.values()}
    return next((signature for signature in Signature if signature in used), None)


def _title(action: Action, draft: Draft, drafts: Drafts, end: End | None) -> Text:
    if draft.supplement:
        return {"vi": "Yêu cầu bổ sung", "en": "Request a supplement"}
    if action.accepts:
        return {"vi": "Tiếp nhận", "en": "Accept"}
    if end is not None:
        return _title_of_end(end, issues=action.paper is not None)
    if action.return_to_step:
        return {"vi": "Trả lại", "en": "Send back"}
    return _title_of_work(action) or _title_of_target(action, drafts)


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
