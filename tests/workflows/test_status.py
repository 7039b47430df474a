"""The status of a dossier follows a written order of precedence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.status import BY_NAME, CLOSED, OPEN, PRECEDENCE, TASK_ORDER, WORDS, DossierStatus, derive

S = DossierStatus
any_status = st.sampled_from(list(S))


@pytest.mark.parametrize(
    ("records", "tasks", "status"),
    [
        ([], [S.NEW], S.NEW),
        ([], [S.PROCESSING, S.ACCEPTED], S.PROCESSING),
        ([], [S.PROCESSING, S.DONE], S.PROCESSING),
        ([], [S.RETURNED], S.RETURNED),
        ([S.FEE_DUE], [S.PROCESSING], S.FEE_DUE),
        ([S.FEE_DUE, S.SUPPLEMENT], [S.NEW], S.SUPPLEMENT),
        ([S.SUPPLEMENT, S.STOPPED], [S.PROCESSING], S.STOPPED),
        ([S.STOPPED, S.WITHDRAWN], [S.PROCESSING], S.WITHDRAWN),
    ],
)
def test_precedence(records: list[S], tasks: list[S], status: S) -> None:
    assert derive(records, tasks) is status


@given(st.lists(any_status, max_size=5), st.lists(any_status, min_size=1, max_size=5))
def test_the_order_of_records_and_tasks_does_not_matter(records: list[S], tasks: list[S]) -> None:
    assert derive(records, tasks) is derive(reversed(records), reversed(tasks))
    assert derive(records, tasks) in {*records, *tasks}


def test_a_dossier_stands_somewhere() -> None:
    with pytest.raises(ValueError, match="open task"):
        derive([], [])


def test_the_ten_statuses_of_the_national_portal() -> None:
    assert [status.value for status in S] == list(range(1, 11))
    assert set(WORDS) == set(S) == set(BY_NAME.values()) == set(TASK_ORDER)
    assert set(PRECEDENCE) < set(S)
    assert not OPEN & CLOSED
