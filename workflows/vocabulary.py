"""The words that packs and the portal share: standing facts, standard roles, slips, pack keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.spec import Outcome, Text

FEES_SETTLED = "fees_settled"
"""Nothing that is due now is unpaid."""
DOCUMENTS_CHECKED = "documents_checked"
"""The desk has ticked every document that is required."""
OPINIONS_ASKED = "opinions_asked"
"""Somebody was asked for an opinion at the step where the dossier is, since it came there."""
STANDING_FACTS = frozenset(
    {
        FEES_SETTLED,
        DOCUMENTS_CHECKED,
        "supplement_answered",
        "result_signed_personal",
        "result_numbered",
        "result_signed_agency",
        "result_issued",
        "identity_assured",
        OPINIONS_ASKED,
        "opinions_settled",
        "children_settled",
    }
)
"""Facts that the portal establishes itself; they change while the dossier is processed."""

RESULT = "result"
"""The kind of paper that is the result of the procedure."""
SLIPS = frozenset({"receipt", "supplement", "clarification", "refusal", "stop"})
"""The slips that an action may issue: 01-03 and 05 of TT 03/2025/TT-VPCP, Phụ lục I, and the request to explain."""
APOLOGY = "apology"
"""Slip 04: it comes with the extension of a promised date, which every dossier has and no action declares."""
PASSING_SLIPS = frozenset({"receipt", "supplement", "clarification"})
"""Slips that do not answer the dossier; a dossier cannot end with one of these."""

SYSTEM = "system"
"""The role under which the portal itself takes an automatic action."""

ROLES: Mapping[str, Text] = MappingProxyType(
    {
        "receptionist": {"vi": "Cán bộ tiếp nhận", "en": "Receptionist"},
        "department_head": {"vi": "Lãnh đạo phòng", "en": "Head of department"},
        "case_officer": {"vi": "Công chức thụ lý", "en": "Case officer"},
        "leader": {"vi": "Lãnh đạo cơ quan", "en": "Head of agency"},
        "clerk": {"vi": "Văn thư", "en": "Clerk"},
    }
)
"""The standard roles of the one-stop mechanism; a pack may declare more under ``workflow.roles``."""

ROLE_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "signer": "leader",
        "head": "department_head",
        "officer": "case_officer",
        "specialist": "case_officer",
        "reception": "receptionist",
        "desk": "receptionist",
        "archivist": "clerk",
    }
)
"""What authors tend to write, and the word of the glossary for it."""

WORKFLOW_KEYS = ("start", "roles", "agencies", "undo", "steps", "ends")
STEP_KEYS = (
    "title",
    "role",
    "assigned_by",
    "agency",
    "status",
    "within",
    "check",
    "form",
    "opinions",
    "asks_opinions",
    "opens",
    "looks_up",
    "next",
    "actions",
    "automatic",
)
FORK_KEYS = ("title", "branches", "join", "next")
BRANCH_KEYS = ("title", "when", "unless", "start", "steps")
END_KEYS = ("title", "status")
ACTION_KEYS = (
    "title",
    "to",
    "effect",
    "accepts",
    "needs",
    "when",
    "unless",
    "reasons",
    "paper",
    "sign",
    "number",
    "assign",
    "opens",
    "clock",
    "law",
    "within",
    "lapses",
    "once",
    "unattended",
)

OUTCOMES: Mapping[str, Text] = MappingProxyType(
    {
        Outcome.PASSED: {"vi": "Đạt", "en": "Passed"},
        Outcome.FAILED: {"vi": "Không đạt", "en": "Failed"},
    }
)
"""How a branch comes out, in words; no step and no end bears such a name."""

BRANCH_CLOSED = "branch:closed"
"""What a task says that was closed because the dossier went on without its branch; no action of a pack has a colon."""

PACK_EFFECTS = ("request_supplement", "request_clarification")
"""The effects that an author writes out; every other effect follows from another key."""


def taken(step: str, action: str) -> str:
    """Return the fact that says an action was taken before: how the machine knows of ``once``.

    The colon keeps it apart from every fact that a pack can define.
    """
    return f"taken:{step}.{action}"
