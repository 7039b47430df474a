"""Each line of the last check leads to its question, and the way from there leads back to the check."""

from pathlib import Path

import pytest

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_each_line_of_the_check_is_changed_and_comes_back(
    people: People, free: Told, sheet: Path, script: bool
) -> None:
    with people.citizen("changing", "minh") as teller, teller.passing_by():
        applicant.begin(teller, free)
        applicant.tell(teller, free)
        applicant.send(teller, free, sheet)
        check = teller.path
    with people.citizen("changing", "minh", script=script) as citizen:
        citizen.go(check)
        lines = citizen.page.locator(".summary__row")
        links = lines.locator(".summary__act a")
        assert lines.count() == links.count() > len(free.pages)
        hrefs = [links.nth(at).get_attribute("href") or "" for at in range(links.count())]
        pages = {href.partition("#")[0]: at for at, href in enumerate(hrefs)}
        assert len(pages) == len(free.pages) + 1, "one of the documents, the others of the pages of the form"
        for at in pages.values():
            citizen.press_on(citizen.page.locator(".summary__act a").nth(at))
            assert citizen.page.locator(f'[id="{hrefs[at].partition("#")[2]}"]').count() == 1, hrefs[at]
            citizen.press("Tiếp tục" if hrefs[at].startswith("giay-to") else "Lưu và kiểm tra")
            assert citizen.path == check, (hrefs[at], citizen.path, citizen.errors())
        applicant.submit(citizen, free)
