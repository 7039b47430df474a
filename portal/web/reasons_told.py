"""The reasons that were given for an action, in the reader's language where the pack says them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.web.language import current_language
from procedures.definition import Procedure
from workflows.reasons import reason_words


def reasons_told(payload: Mapping[str, Any], procedure: Procedure) -> list[str]:
    """Return the reasons of an action from what its event keeps; what somebody wrote stays as it is."""
    step = procedure.workflow.steps.get(payload.get("step", ""))
    action = step.actions.get(payload.get("action", "")) if step else None
    listed = action.reasons if action else ()
    return [reason_words(listed, said, current_language()) for said in payload.get("reasons", [])]
