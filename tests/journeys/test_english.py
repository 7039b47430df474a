"""The same pages for somebody who reads English."""

import re

import pytest

from tests.journeys.people import People
from tests.journeys.stories import Told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "english"
VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def test_home_procedure_and_form_in_english(people: People, free: Told) -> None:
    with people.citizen(STORY, "minh") as reader:
        reader.go("/en/")
        _is_english(reader)
        assert vietnamese(reader) == []
        reader.go("/en/thu-tuc")
        _is_english(reader)
        assert vietnamese(reader) == []
        reader.go(f"/en/thu-tuc/{free.code}")
        _is_english(reader)
        assert "Birth registration" in reader.words
        reader.press("File online")
        _is_english(reader)
        reader.page.locator("[name=offer]").first.check()
        reader.press_on(reader.page.locator("main form button[type=submit]").last, "start")
        _is_english(reader)
        # The register may be asked meanwhile; the form comes as soon as it has answered, or no longer waited for.
        reader.page.get_by_text("Who registers the birth").first.wait_for(timeout=30_000)
        _is_english(reader)
        assert vietnamese(reader, but=r"Trần Văn Minh|Số 12.*|Phường.*") == []
        reader.press("Continue", "errors")
        assert reader.errors() != []
        assert [words for words in reader.errors() if VIETNAMESE.search(words)] == []


def _is_english(reader: Visitor) -> None:
    assert reader.page.locator("html").get_attribute("lang") == "en"
    assert reader.path.startswith("/en/")


def vietnamese(reader: Visitor, but: str = "^$") -> list[str]:
    """Return the lines of the page that are Vietnamese, but for names and for what one may search by."""
    lines = reader.page.locator("main").inner_text().splitlines()
    return [line for line in lines if VIETNAMESE.search(re.sub(rf"For example: .*|{but}", "", line))]
