"""Nobody is returned, refused or stopped without a reason of a list; what is written beside counts as another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.samples import parse, permit, sound
from workflows.reasons import STANDARD, Reason, ReasonKind, reason_words, sorted_out

LISTED = (Reason("mo", {"vi": "Ảnh mờ", "en": "Blurred"}), Reason("thieu", {"vi": "Thiếu trang"}))


def test_turning_away_and_going_back_offer_the_standard_lists() -> None:
    steps = sound().steps
    refusal, back = steps["tiep_nhan"].actions["tu_choi"], steps["ky"].actions["tra_lai"]
    assert (refusal.reason_kind, refusal.reasons) == (ReasonKind.REFUSAL, STANDARD[ReasonKind.REFUSAL])
    assert (back.reason_kind, back.reasons_required) == (ReasonKind.RETURN, True)
    onward = steps["tham_dinh"].actions["trinh"]
    assert (onward.reason_kind, onward.reasons, onward.reasons_required) == (None, (), False)


def test_a_pack_brings_its_own_list_with_codes_of_its_own() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        written = ["Ảnh mờ", {"vi": "Thiếu trang", "en": "Pages lacking"}, {"code": "gia", "text": "Giấy tờ giả"}]
        raw["steps"]["tiep_nhan"]["actions"]["tu_choi"]["reasons"] = written

    action = sound(spoil).steps["tiep_nhan"].actions["tu_choi"]
    assert [reason.code for reason in action.reasons] == ["anh_mo", "thieu_trang", "gia"]


@pytest.mark.parametrize(
    ("step", "name", "written", "message"),
    [
        ("ky", "tra_lai", {"required": False}, "never without a reason"),
        ("tiep_nhan", "tu_choi", {"required": False, "from": ["Ảnh mờ"]}, "never without a reason"),
        ("tiep_nhan", "tu_choi", ["Ảnh mờ", "Ảnh mờ"], "belongs to another reason"),
        ("tiep_nhan", "tu_choi", [{"code": "other", "text": "Khác"}], "belongs to another reason"),
        ("tiep_nhan", "tu_choi", [{"code": "Ảnh", "text": "Khác"}], "is no name"),
        ("tiep_nhan", "tu_choi", [{"code": "anh"}], "'text' is missing"),
    ],
)
def test_what_leaves_a_reason_out_or_cannot_be_counted_is_refused(
    step: str, name: str, written: object, message: str
) -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["steps"][step]["actions"][name]["reasons"] = written

    spec, problems = parse(permit(spoil))
    assert spec is None
    assert any(message in problem.message and problem.cure for problem in problems), problems


def test_what_was_chosen_is_told_from_what_was_written() -> None:
    given = sorted_out(LISTED, ["Blurred", "Thiếu trang (trang 3)", "Không hiểu", "  "])
    assert [(one.code, one.listed, one.said) for one in given] == [
        ("mo", "Ảnh mờ", "Blurred"),
        ("thieu", "Thiếu trang", "Thiếu trang (trang 3)"),
        ("other", "Lý do khác", "Không hiểu"),
    ]


@pytest.mark.parametrize(
    ("said", "vi", "en"),
    [
        ("Ảnh mờ", "Ảnh mờ", "Blurred"),
        ("Blurred (page 3)", "Ảnh mờ (page 3)", "Blurred (page 3)"),
        ("Thiếu trang (trang 3)", "Thiếu trang (trang 3)", "Thiếu trang (trang 3)"),
        ("Không hiểu", "Không hiểu", "Không hiểu"),
    ],
)
def test_a_reason_of_the_list_is_said_in_the_readers_language(said: str, vi: str, en: str) -> None:
    assert [reason_words(LISTED, said, language) for language in ("vi", "en")] == [vi, en]
