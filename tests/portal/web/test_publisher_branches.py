"""Publishers see branches: the step in which something is wrong is red, wherever it lies."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from portal.web.publisher.workflow_view import failing_steps
from procedures.loader import load
from tests.factories import PACKS
from tests.portal.web.publishing_house import changed


def test_a_step_of_a_branch_is_found_by_where_it_is_written() -> None:
    loaded = load(
        changed(("dung: {title: Đúng, to: passed}", "dung: {title: Đúng, number: true}"), path=PACKS / "branches")
    )
    assert loaded.readable is not None
    seen = cast("Any", SimpleNamespace(procedure=loaded.readable, findings=loaded.errors))
    assert "hoi" in failing_steps(seen)
    assert not {"do_ve", "ky", "tiep_nhan"} & failing_steps(seen).keys()
