"""What comes next is told by the way on which nothing is sent back, refused or stopped."""

from __future__ import annotations

from typing import Any

from tests.workflows.samples import sound
from workflows.ahead import steps_ahead


def test_the_way_to_the_result_follows_the_facts() -> None:
    spec = sound()
    assert steps_ahead(spec, "tiep_nhan", ()) == ("phan_cong", "tham_dinh", "ky", "phat_hanh", "tra_ket_qua")
    assert steps_ahead(spec, "tham_dinh", {"cao_tang"}) == ("y_kien", "ky", "phat_hanh", "tra_ket_qua")
    assert steps_ahead(spec, "tra_ket_qua", ()) == ()
    assert steps_ahead(spec, "khong_co", ()) == ()


def test_a_shorter_way_without_a_result_is_not_taken() -> None:
    def shorter(raw: dict[str, Any]) -> None:
        raw["steps"]["phan_cong"]["actions"]["tat"] = {"title": "Đi tắt", "to": "tra_ket_qua"}

    from tests.workflows.samples import parse, permit

    spec, _ = parse(permit(shorter))
    assert spec is not None
    assert steps_ahead(spec, "phan_cong", ()) == ("tham_dinh", "ky", "phat_hanh", "tra_ket_qua")
