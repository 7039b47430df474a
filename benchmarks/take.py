"""Moving a dossier through five tasks in memory: our machine against ``transitions`` and SpiffWorkflow.

Every contender moves one dossier from its start to its end, five tasks in a row. Ours always checks the
role, the facts and the conditions and says which effects follow; ``transitions`` is measured twice, once
with conditions that check role and facts, once without any check. SpiffWorkflow makes a new instance for
each dossier, because an instance cannot be set back; the others need none.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from transitions import Machine

from benchmarks.report import Claim, Contender, Report, measure
from workflows.machine import Move, take
from workflows.parsing import parse_workflow
from workflows.soundness import findings
from workflows.spec import WorkflowSpec

TASKS = ("tiep_nhan", "tham_dinh", "ky", "phat_hanh", "tra_ket_qua")
ROLES = ("receptionist", "case_officer", "leader", "clerk", "receptionist")
END = "da_tra"
FACTS = frozenset({"documents_checked", "fees_settled"})
OURS, CHECKED, BARE, SPIFF = (
    "workflows.machine.take",
    "transitions, with role and facts checked",
    "transitions, nothing checked",
    "SpiffWorkflow, BPMN with five user tasks",
)


def run() -> Report:
    """Measure all four and claim to be faster than each."""
    contenders = [
        Contender(OURS, _ours(), len(TASKS)),
        Contender(CHECKED, _transitions(checked=True), len(TASKS)),
        Contender(BARE, _transitions(checked=False), len(TASKS)),
        Contender(SPIFF, _spiff(), len(TASKS)),
    ]
    figures = measure(contenders)
    rate = {figure.name: figure.per_second for figure in figures}
    claims = [Claim(f"times as fast as {name}", rate[OURS] / rate[name], 1) for name in (CHECKED, BARE, SPIFF)]
    return Report("take", "moves", figures, tuple(claims))


def _spec() -> WorkflowSpec:
    steps: dict[str, Any] = {}
    for (step, following), role in zip(pairwise([*TASKS, END]), ROLES, strict=True):
        actions = {"di": {"to": following}}
        steps[step] = {"title": step, "role": role, "status": "processing", "actions": actions}
    steps["tiep_nhan"].update(check="documents")
    steps["tiep_nhan"]["actions"]["di"].update(accepts=True, needs=sorted(FACTS))
    steps["ky"]["actions"]["di"].update(sign="personal")
    steps["phat_hanh"]["actions"]["di"].update(number=True, sign="agency", paper="result")
    spec, problems = parse_workflow({"steps": steps, "ends": {END: {"status": "returned"}}}, papers=["result"])
    assert spec is not None, problems
    assert findings(spec, can_hold=()) == []
    return spec


def _ours() -> Any:
    spec = _spec()
    roles = [frozenset({role}) for role in ROLES]

    def work() -> None:
        step = spec.start
        for role in roles:
            move = take(spec, step, "di", roles=role, facts=FACTS)
            assert isinstance(move, Move)
            step = move.to or step
        assert step == END

    return work


class _Dossier:
    """The model that ``transitions`` moves."""

    state: str

    def may(self, role: str, roles: frozenset[str], facts: frozenset[str]) -> bool:
        """Say whether the role is held and every fact holds."""
        return role in roles and facts >= FACTS


def _transitions(*, checked: bool) -> Any:
    machine = Machine(model=None, states=[*TASKS, END], initial=TASKS[0], auto_transitions=False, send_event=False)
    for (step, following), role in zip(pairwise([*TASKS, END]), ROLES, strict=True):
        machine.add_transition("di", step, following, conditions=_condition(role) if checked else None)
    dossier: Any = _Dossier()
    machine.add_model(dossier)
    roles = [frozenset({role}) for role in ROLES]

    def work() -> None:
        machine.set_state(TASKS[0], dossier)
        for role in roles:
            if checked:
                dossier.di(dossier, role, FACTS)
            else:
                dossier.di()
        assert dossier.state == END

    return work


def _condition(role: str) -> Any:
    def may(dossier: _Dossier, roles: frozenset[str], facts: frozenset[str]) -> bool:
        return dossier.may(role, roles, facts)

    return may


def bpmn() -> str:
    """Return the five user tasks as BPMN."""
    nodes = ["start", *TASKS, "end"]
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{one}" targetRef="{other}"/>'
        for number, (one, other) in enumerate(pairwise(nodes))
    )
    tasks = "".join(f'<userTask id="{task}" name="{task}"/>' for task in TASKS)
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="portal">'
        f'<process id="dossier" isExecutable="true"><startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    )


def _spiff() -> Any:
    parser = BpmnParser()
    parser.add_bpmn_str(bpmn().encode())
    spec = parser.get_spec("dossier")

    def work() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for _ in TASKS:
            (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
            task.run()
            workflow.do_engine_steps()
        assert workflow.is_completed()

    return work
