"""A citizen takes a dossier back, and gets the notice that says so."""

from pathlib import Path

import pytest

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "withdrawal"


def test_what_is_withdrawn_stops_with_a_notice(people: People, sheet: Path, free: Told) -> None:
    with people.citizen(STORY, free.person) as citizen:
        code = applicant.file_quickly(citizen, free, sheet)
        citizen.go(f"/ho-so/{code}")
        citizen.follow("Rút hồ sơ này")
        citizen.page.get_by_label("Lý do").fill("Tôi nộp nhầm cơ quan")
        citizen.press("Rút hồ sơ")
        assert "Bạn đã rút hồ sơ" in citizen.words
        citizen.until(f"/ho-so/{code}", "hông báo dừng")
        assert citizen.page.get_by_role("link", name="Rút hồ sơ này").count() == 0
        citizen.go(f"/ho-so/{code}/rut")
        assert "không rút được nữa" in citizen.words
    with people.officer(STORY, free.officers[0]["who"]) as officer:
        officer.go(f"/can-bo/ho-so/{code}")
        assert "Bây giờ bạn không cần làm gì với hồ sơ này" in officer.words
        officer.go(f"/can-bo/ho-so/{code}?xem=qua-trinh")
        assert "Tôi nộp nhầm cơ quan" in officer.words
