"""A sound workflow as an author writes it, and small ways to spoil it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from workflows.errors import Problem
from workflows.parsing import parse_workflow
from workflows.spec import WorkflowSpec

FACTS = ("cao_tang",)
PAPERS = ("result", "result_refusal")
FIELDS = ("so_tang",)

PERMIT: dict[str, Any] = {
    "start": "tiep_nhan",
    "steps": {
        "tiep_nhan": {
            "title": {"vi": "Tiếp nhận hồ sơ", "en": "Reception"},
            "role": "receptionist",
            "status": "new",
            "within": "8 working hours",
            "check": "documents",
            "actions": {
                "nhan": {"to": "phan_cong", "needs": ["documents_checked", "fees_settled"], "accepts": True},
                "bo_sung": {"effect": "request_supplement", "clock": "pause", "once": True, "within": "3 working days"},
                "tu_choi": {"to": "khong_nhan"},
            },
        },
        "phan_cong": {
            "title": "Phân công thụ lý",
            "role": "department_head",
            "status": "processing",
            "actions": {"giao": {"to": "tham_dinh", "assign": "case_officer"}},
        },
        "tham_dinh": {
            "title": "Thẩm định",
            "role": "case_officer",
            "status": "processing",
            "within": "5 working days",
            "actions": {
                "lay_y_kien": {"title": "Lấy ý kiến", "to": "y_kien", "when": "cao_tang"},
                "trinh": {"title": "Trình ký", "to": "ky", "unless": "cao_tang"},
            },
        },
        "y_kien": {
            "title": "Lấy ý kiến phối hợp",
            "role": "case_officer",
            "status": "processing",
            "actions": {"xong": {"title": "Trình ký", "to": "ky"}},
        },
        "ky": {
            "title": "Phê duyệt",
            "role": "leader",
            "status": "processing",
            "actions": {
                "duyet": {"to": "phat_hanh", "sign": "personal"},
                "tra_lai": {"to": "tham_dinh", "reasons": "required"},
                "bac": {"to": "bi_bac", "reasons": ["Không phù hợp quy hoạch"], "paper": "result_refusal"},
            },
        },
        "phat_hanh": {
            "title": "Vào sổ, đóng dấu",
            "role": "clerk",
            "status": "processing",
            "actions": {"phat_hanh": {"to": "tra_ket_qua", "number": True, "sign": "agency", "paper": "result"}},
        },
        "tra_ket_qua": {
            "title": "Trả kết quả",
            "role": "receptionist",
            "status": "done",
            "actions": {"tra": {"to": "da_tra"}},
        },
    },
    "ends": {
        "da_tra": {"status": "returned"},
        "khong_nhan": {"status": "not_accepted"},
        "bi_bac": {"status": "returned", "title": "Không cấp phép"},
    },
}

Spoil = Callable[[dict[str, Any]], object]


def permit(spoil: Spoil | None = None) -> dict[str, Any]:
    """Return a copy of the sound workflow, spoilt if asked."""
    raw = copy.deepcopy(PERMIT)
    if spoil is not None:
        spoil(raw)
    return raw


def parse(raw: object) -> tuple[WorkflowSpec | None, list[Problem]]:
    """Parse with the names that the sample pack knows."""
    return parse_workflow(raw, facts=FACTS, papers=PAPERS, fields=FIELDS)


def sound(spoil: Spoil | None = None) -> WorkflowSpec:
    """Return the specification, which parses without a problem."""
    spec, problems = parse(permit(spoil))
    assert spec is not None, problems
    return spec
