"""A client of SpiffWorkflow: completes user tasks in memory, and serialises the state after each, into no database."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from benchmarks.acting.client import serve
from benchmarks.take import bpmn


def main() -> None:
    """Complete tasks; the first line of the input says nothing."""
    sys.stdin.readline()
    acts = _acts()
    serve(lambda: next(acts))


def _acts() -> Iterator[str]:
    parser = BpmnParser()
    parser.add_bpmn_str(bpmn().encode())
    spec = parser.get_spec("dossier")
    serializer = BpmnWorkflowSerializer()
    while True:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        while not workflow.is_completed():
            (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
            task.run()
            workflow.do_engine_steps()
            yield serializer.serialize_json(workflow)


if __name__ == "__main__":
    main()
