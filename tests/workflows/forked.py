"""A sound workflow with branches, nested and conditional, as an author writes it, and small ways to spoil it."""

from __future__ import annotations

import copy
from typing import Any

from tests.workflows.samples import Spoil
from workflows.errors import Problem
from workflows.parsing import parse_workflow
from workflows.spec import WorkflowSpec

FACTS = ("cao_tang", "can_xac_minh")
PAPERS = ("result", "result_refusal")


def step(title: str, role: str = "case_officer", **actions: Any) -> dict[str, Any]:
    """Return a step with its actions."""
    return {"title": title, "role": role, "status": "processing", "actions": actions}


PERMIT: dict[str, Any] = {
    "steps": {
        "tiep_nhan": {
            **step("Tiếp nhận", "receptionist", nhan={"to": "phoi_hop", "accepts": True}, tu_choi={"to": "khong_nhan"}),
            "status": "new",
        },
        "phoi_hop": {
            "title": "Xác minh và kiểm tra cùng lúc",
            "branches": {
                "xac_minh": {
                    "title": "Xác minh",
                    "when": "can_xac_minh",
                    "steps": {
                        "hoi": step("Hỏi xã cũ", gui={"title": "Đã gửi", "to": "cho"}),
                        "cho": step(
                            "Chờ trả lời",
                            dung={"to": "passed"},
                            sai={"title": "Sai", "to": "failed", "reasons": "required"},
                        ),
                    },
                },
                "kiem_tra": {
                    "title": "Kiểm tra",
                    "start": "doan",
                    "steps": {
                        "doan": {
                            "title": "Đoàn kiểm tra",
                            "branches": {
                                "hien_truong": {
                                    "title": "Hiện trường",
                                    "steps": {"do_ve": step("Đo vẽ", xong={"to": "passed"}, sai={"to": "failed"})},
                                },
                                "pccc": {
                                    "title": "Phòng cháy",
                                    "when": "cao_tang",
                                    "steps": {"chay": step("Phòng cháy", xong={"to": "passed"}, bo={"to": "ra_soat"})},
                                },
                            },
                            "join": "any",
                            "next": {"passed": "bien_ban", "failed": "failed"},
                        },
                        "bien_ban": step("Biên bản", xong={"title": "Xong", "to": "passed"}),
                    },
                },
            },
            "next": {"passed": "ky", "failed": "ra_soat"},
        },
        "ra_soat": step("Rà soát", lai={"title": "Làm lại", "to": "phoi_hop"}, trinh={"title": "Trình", "to": "ky"}),
        "ky": step("Ký", "leader", duyet={"to": "dong_dau", "sign": "personal"}, tra={"to": "ra_soat"}),
        "dong_dau": step("Đóng dấu", "clerk", ban={"to": "tra", "number": True, "sign": "agency", "paper": "result"}),
        "tra": {**step("Trả", "receptionist", tra={"to": "da_tra"}), "status": "done"},
    },
    "ends": {"da_tra": {"status": "returned"}, "khong_nhan": {"status": "not_accepted"}},
}


def permit(spoil: Spoil | None = None) -> dict[str, Any]:
    """Return a copy of the sound workflow, spoilt if asked."""
    raw = copy.deepcopy(PERMIT)
    if spoil is not None:
        spoil(raw)
    return raw


def parse(raw: object) -> tuple[WorkflowSpec | None, list[Problem]]:
    """Parse with the names that the sample pack knows."""
    return parse_workflow(raw, facts=FACTS, papers=PAPERS)


def forked(spoil: Spoil | None = None) -> WorkflowSpec:
    """Return the specification, which parses without a problem."""
    spec, problems = parse(permit(spoil))
    assert spec is not None, problems
    return spec
