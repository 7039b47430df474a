"""Branches in words, for the timeline that officers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forms.spec import say
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.reasons_told import reasons_told
from procedures.definition import Procedure
from workflows.spec import Action, Branch, Step


def told_action(payload: Mapping[str, Any], procedure: Procedure) -> str | None:
    """Return in which branch an action was taken, and the reasons that were given."""
    told = [*reasons_told(payload, procedure), *([payload["note"]] if payload.get("note") else [])]
    reasons = "; ".join(dict.fromkeys(told))
    place = payload.get("in_branch")
    if not place:
        return reasons or None
    branch = _("Nhánh “%(branch)s”", branch=_titles(procedure, place["fork"], [place["branch"]]))
    return f"{branch}: {reasons}" if reasons else branch


def told_branches(payload: Mapping[str, Any], procedure: Procedure) -> str:
    """Return which branches a fork opened, and which it left closed."""
    opened = _titles(procedure, payload["fork"], payload["branches"])
    told = _("Các nhánh được mở: %(branches)s.", branches=opened) if opened else _("Không nhánh nào cần mở.")
    left_out = _titles(procedure, payload["fork"], payload["left_out"])
    if not left_out:
        return told
    more = _("Không cần: %(branches)s.", branches=left_out)
    return f"{told} {more}"


def told_given_up(payload: Mapping[str, Any], procedure: Procedure) -> str:
    """Return which step of which branch was given up, and what went on instead."""
    branch = _titles(procedure, payload["fork"], [payload["branch"]])
    told = _("Nhánh “%(branch)s”, bước “%(step)s”.", branch=branch, step=_step(procedure, payload["step"]))
    because = payload["because"]
    if "step" not in because:
        return told
    action = procedure.workflow.steps[because["step"]].actions[because["action"]]
    went_on = _("Vì “%(action)s” ở bước “%(step)s”.", action=_said(action), step=_step(procedure, because["step"]))
    return f"{told} {went_on}"


def _titles(procedure: Procedure, fork: str, names: Iterable[str]) -> str:
    branches = procedure.workflow.steps[fork].branches
    return ", ".join(_said(branches[name]) for name in names)


def _step(procedure: Procedure, name: str) -> str:
    return _said(procedure.workflow.steps[name])


def _said(one: Step | Action | Branch) -> str:
    return say(one.title, current_language())
