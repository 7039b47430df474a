"""What can be taken back, and how a pack says for how long."""

from __future__ import annotations

import pytest

from workflows.effects import Effect
from workflows.parsing import parse_workflow
from workflows.undoing import USUAL, Undoing, undoing

STEPS = {
    "ky": {"title": "Ký", "role": "leader", "status": "processing", "actions": {"xong": {"title": "Xong", "to": "het"}}}
}


@pytest.mark.parametrize(
    ("effects", "paper", "usual", "said"),
    [
        ((), None, Undoing(USUAL, keeps_back=False), Undoing(10, keeps_back=False)),
        ((Effect.ASSIGN, Effect.DRAFT_RESULT), None, Undoing(USUAL, keeps_back=False), Undoing(10, keeps_back=False)),
        ((Effect.ACCEPT, Effect.ISSUE_PAPER), "receipt", None, Undoing(10, keeps_back=True)),
        ((Effect.REQUEST_SUPPLEMENT,), "supplement", None, Undoing(10, keeps_back=True)),
        ((Effect.ISSUE_PAPER, Effect.CLOSE), "refusal", None, None),
        ((Effect.ISSUE_PAPER,), "result", None, None),
        *(((effect,), None, None, None) for effect in (Effect.SIGN_PERSONAL, Effect.NUMBER, Effect.SIGN_AGENCY)),
        *(((effect,), None, None, None) for effect in (Effect.HAND_OVER, Effect.CLOSE)),
    ],
)
def test_what_can_be_taken_back(
    effects: tuple[Effect, ...], paper: str | None, usual: Undoing | None, said: Undoing | None
) -> None:
    assert undoing(None, effects, paper) == usual
    assert undoing(10, effects, paper) == said
    assert undoing(0, effects, paper) is None


@pytest.mark.parametrize(
    ("written", "minutes"), [("5 minutes", 5), ("1 minute", 1), ("60 minutes", 60), ("none", 0), (None, None)]
)
def test_a_pack_says_for_how_long(written: str | None, minutes: int | None) -> None:
    raw = {"steps": STEPS, "ends": {"het": {"status": "returned"}}}
    spec, problems = parse_workflow(raw | ({"undo": written} if written else {}))
    assert problems == []
    assert spec is not None
    assert spec.undo == minutes


@pytest.mark.parametrize("written", ["0 minutes", "61 minutes", "5", 5, "5 phút", "1 working hour", True, None])
def test_anything_else_is_told_with_its_cure(written: object) -> None:
    spec, problems = parse_workflow({"undo": written, "steps": STEPS, "ends": {"het": {"status": "returned"}}})
    assert spec is None
    ((path, cure),) = [(one.path, one.cure) for one in problems]
    assert path == ("workflow", "undo")
    assert "5 minutes" in cure
