"""What steps ask of registers (``looks_up``), checked against the register and the names of the pack."""

from __future__ import annotations

from collections.abc import Mapping

from forms.expressions import Expression, Kind, Scope
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from procedures.registers import ANSWER, FOUND, REGISTERS, Asked, answer_type
from workflows.looking_up import LookUp, look_ups
from workflows.reader import closest
from workflows.spec import WorkflowSpec


def read_look_ups(reader: PackReader, workflow: WorkflowSpec | None, names: Names) -> dict[str, Asked]:
    """Return, for each step that looks something up, its keys and facts, compiled."""
    found: dict[str, Asked] = {}
    for step, one in look_ups(workflow) if workflow else ():
        inner = reader.at({}, "workflow", *workflow.steps[step].place, "looks_up") if workflow else reader
        keys, facts = _keys(inner, one, names.scope), _facts(inner, one, names.scope)
        read = frozenset(name for fact in facts.values() for name in fact.parts_of(ANSWER)) - {FOUND}
        found[step] = Asked(one.register, keys, facts, read)
    return found


def _keys(reader: PackReader, one: LookUp, scope: Scope) -> Mapping[str, Expression]:
    known = REGISTERS[one.register].keys
    for key in one.keys:
        if key not in known:
            reader.complain(("keys", key), f"the register is not asked by '{key}'", closest(key, known), on_key=True)
    for key in known:
        if key not in one.keys:
            reader.complain(
                ("keys",), f"it is not said by which '{key}' the register is asked", f"add `{key}: <field>`"
            )
    compiled = {
        key: reader.expression_at(source, scope, Kind.TEXT, "keys", key)
        for key, source in one.keys.items()
        if key in known
    }
    return {key: expression for key, expression in compiled.items() if expression is not None}


def _facts(reader: PackReader, one: LookUp, scope: Scope) -> Mapping[str, Expression]:
    compiled = {}
    for name, source in one.facts.items():
        place = ("facts", name, "when") if name in one.titles else ("facts", name)
        answered = scope.plus(ANSWER, answer_type(one.register))
        expression = reader.expression_at(source, answered, Kind.TRUTH, *place)
        if expression is None:
            continue
        if not expression.parts_of(ANSWER):
            message = f"the fact '{name}' reads nothing of the answer, so no register has to be asked for it"
            cure = f"read `{ANSWER}.{FOUND}` or another part of it, or define it under `facts:` of the pack"
            reader.complain(place, message, cure)
        compiled[name] = expression
    return compiled
