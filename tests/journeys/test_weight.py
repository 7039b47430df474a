"""What a phone transfers for a form page, over the whole stack: the first visit, and the next page of the filing."""

import pytest

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told, files, told
from tests.journeys.weighing import Scale
from tests.portal.web.phone import FIRST_VISIT, NEXT_PAGE

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture(scope="module")
def long() -> Told:
    """The filing with the most questions."""
    return max(map(told, files()), key=lambda one: sum(map(len, one.pages.values())))


def test_a_form_page_is_light_and_the_next_one_lighter(people: People, long: Told) -> None:
    with people.citizen("weight", long.person) as citizen, citizen.passing_by():
        applicant.begin(citizen, long)
        first = citizen.path
    with people.citizen("weight", long.person) as phone, phone.passing_by():
        scale = Scale(phone.page)
        phone.go(first)
        brought = scale.read()
        assert len([address for address in brought if "/static/" in address]) > 10
        assert sum(brought.values()) < FIRST_VISIT, brought
        folder = first.rpartition("/")[0]
        phone.go(f"{folder}/{list(long.pages)[1]}")
        _is_one_light_page(scale.read())
        phone.press("Tiếp tục")
        assert phone.errors() != []
        _is_one_light_page(scale.read())


def _is_one_light_page(brought: dict[str, int]) -> None:
    """The browser has everything but the page itself."""
    assert len(brought) == 1, brought
    assert sum(brought.values()) < NEXT_PAGE, brought
