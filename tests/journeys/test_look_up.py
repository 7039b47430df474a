"""Whoever knows the code sees how far a dossier is, and nothing of anybody."""

from pathlib import Path

import pytest

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "look-up"


def test_a_code_shows_the_progress_and_nothing_else(people: People, sheet: Path, free: Told) -> None:
    with people.citizen(STORY, free.person) as citizen:
        code = applicant.file_quickly(citizen, free, sheet)
    with people.nobody(STORY) as stranger:
        stranger.go("/tra-cuu")
        stranger.page.get_by_label("Mã hồ sơ").fill(code.lower())
        stranger.press("Tra cứu")
        assert code in stranger.words
        assert "Mới đăng ký" in stranger.words
        for told in ("Lan Anh", "Khánh Vỹ", free.title, "0900"):
            assert told not in stranger.page.content()
        stranger.page.get_by_label("Mã hồ sơ").fill(code + "9")
        stranger.press("Tra cứu", "khong tim thay")
        assert "Không có hồ sơ nào mang mã này" in stranger.words
