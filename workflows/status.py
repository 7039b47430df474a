"""The closed list of dossier statuses: the ten of the national portal, and their named groups.

Codes and names are those of the national synchronisation (``DongBoHoSoMC``).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class DossierStatus(IntEnum):
    """The ten national statuses; the number is the code on the wire."""

    NEW = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    FEE_DUE = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


WORDS: dict[DossierStatus, tuple[str, str]] = {
    DossierStatus.NEW: ("Mới đăng ký", "Newly filed"),
    DossierStatus.ACCEPTED: ("Được tiếp nhận", "Accepted"),
    DossierStatus.NOT_ACCEPTED: ("Không được tiếp nhận", "Not accepted"),
    DossierStatus.PROCESSING: ("Đang xử lý", "In progress"),
    DossierStatus.SUPPLEMENT: ("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
    DossierStatus.FEE_DUE: ("Yêu cầu thực hiện nghĩa vụ tài chính", "Fee due"),
    DossierStatus.WITHDRAWN: ("Công dân yêu cầu rút hồ sơ", "Withdrawn by the citizen"),
    DossierStatus.STOPPED: ("Dừng xử lý", "Stopped"),
    DossierStatus.DONE: ("Đã xử lý xong", "Completed"),
    DossierStatus.RETURNED: ("Đã trả kết quả", "Result returned"),
}
"""Vietnamese and English words of each status."""

OPEN = frozenset(
    {
        DossierStatus.NEW,
        DossierStatus.ACCEPTED,
        DossierStatus.PROCESSING,
        DossierStatus.SUPPLEMENT,
        DossierStatus.FEE_DUE,
        DossierStatus.DONE,
    }
)
"""Something is still to be done by somebody."""

CLOSED = frozenset(DossierStatus) - OPEN
"""Nothing more happens unless a superior reopens it."""

CLOCK_STOPPED = frozenset({DossierStatus.SUPPLEMENT, DossierStatus.FEE_DUE, DossierStatus.STOPPED})
"""The statuses that reports count as "Tạm dừng xử lý"."""

PRECEDENCE = (
    DossierStatus.WITHDRAWN,
    DossierStatus.STOPPED,
    DossierStatus.SUPPLEMENT,
    DossierStatus.FEE_DUE,
)
"""What outranks the status of the open tasks, in this order."""

TASK_ORDER = (
    DossierStatus.SUPPLEMENT,
    DossierStatus.FEE_DUE,
    DossierStatus.PROCESSING,
    DossierStatus.ACCEPTED,
    DossierStatus.NEW,
    DossierStatus.DONE,
    DossierStatus.RETURNED,
    DossierStatus.NOT_ACCEPTED,
    DossierStatus.STOPPED,
    DossierStatus.WITHDRAWN,
)
"""Which task speaks for the dossier when several are open: the one with most still to be done."""

BY_NAME = {status.name.lower(): status for status in DossierStatus}
"""The closed vocabulary of packs: ``new``, ``accepted``, ``not_accepted`` …"""


def derive(open_records: Iterable[DossierStatus], of_tasks: Iterable[DossierStatus]) -> DossierStatus:
    """Return the status of a dossier, a pure function of its open records and open tasks.

    ``open_records`` holds the statuses that open records stand for (an open supplement request is
    ``SUPPLEMENT``, an open fee order that must be paid now is ``FEE_DUE``); ``of_tasks`` the statuses
    of the open steps, or of the end that was reached. A dossier always stands somewhere, so it is a
    ``ValueError`` when both are empty.
    """
    records = set(open_records)
    for status in PRECEDENCE:
        if status in records:
            return status
    tasks = set(of_tasks)
    for status in TASK_ORDER:
        if status in tasks:
            return status
    message = "a dossier has an open task or an end"
    raise ValueError(message)
