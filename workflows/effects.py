"""The closed list of what a move may ask for.

``portal.services.effects`` has one handler for each; a test demands it. Their order in a Move is the
order of this list, so that (for example) a result is signed by the leader before it is numbered.
"""

from __future__ import annotations

from enum import StrEnum


class Effect(StrEnum):
    """One thing that happens beside the move from step to step."""

    ACCEPT = "accept"
    """The dossier is accepted: the legal clock starts and the promised date is fixed."""
    REQUEST_SUPPLEMENT = "request_supplement"
    """The applicant is asked to complete what was filed."""
    REQUEST_CLARIFICATION = "request_clarification"
    """The applicant is asked to explain what was filed, while it is appraised."""
    ASSIGN = "assign"
    DRAFT_RESULT = "draft_result"
    """The result is rendered, so that it can be read before it is signed."""
    SIGN_PERSONAL = "sign_personal"
    NUMBER = "number"
    SIGN_AGENCY = "sign_agency"
    ISSUE_PAPER = "issue_paper"
    STOP_CHILDREN = "stop_children"
    """What the step that is left has opened elsewhere is not waited for any more."""
    OPEN_CHILDREN = "open_children"
    """Dossiers of other procedures are opened at other agencies."""
    HAND_OVER = "hand_over"
    CLOSE = "close"
    """The dossier reaches an end."""


ASKING = frozenset({Effect.REQUEST_SUPPLEMENT, Effect.REQUEST_CLARIFICATION})
"""The effects by which something is asked of the applicant, for a time."""
