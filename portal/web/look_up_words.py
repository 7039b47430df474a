"""What a step asked of a register, in the reader's language: which register and data, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from forms.spec import say
from portal.web.data_groups import GROUPS
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from workflows.fact_words import fact_in_words
from workflows.looking_up import REGISTERS
from workflows.spec import WorkflowSpec

WHY: Final[Mapping[str, str]] = {
    "unavailable": N_("không trả lời"),
    "broken": N_("trả lời không dùng được"),
    "refused": N_("từ chối trả lời"),
    "no_key": N_("hồ sơ không có số định danh để hỏi"),
}


def register_words(register: str) -> str:
    """Return the name of a register."""
    return say(REGISTERS[register], current_language()) if register in REGISTERS else register


def looked_up_words(said: Mapping[str, Any]) -> str:
    """Return which register is asked, and for which data."""
    groups = "; ".join(_(GROUPS[group]) for group in said["groups"])
    return _("%(register)s. Dữ liệu: %(groups)s", register=register_words(said["register"]), groups=groups)


def answer_words(said: Mapping[str, Any], spec: WorkflowSpec) -> str:
    """Return what follows from an answer: the facts of the procedure that hold by it."""
    register = register_words(said["register"])
    if not said["found"]:
        return _("%(register)s: không có dữ liệu", register=register)
    facts = facts_words(said["facts"], spec)
    return _("%(register)s. Điều kiện thỏa mãn: %(facts)s", register=register, facts=facts)


def facts_words(facts: Sequence[str], spec: WorkflowSpec) -> str:
    """Return what the facts are called that an answer established."""
    named = (fact_in_words(spec, fact, current_language()) for fact in facts)
    return "; ".join(named) or _("không điều kiện nào")


def silence_words(said: Mapping[str, Any]) -> str:
    """Return why there was no answer, and how often it was asked."""
    register, why = register_words(said["register"]), WHY[said["why"]]
    return _("%(register)s: %(why)s, đã hỏi %(n)s lần", register=register, why=_(why), n=said["tries"])
