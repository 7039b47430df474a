"""How a person answers the questions of a page, each kind of field in its own way."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, Page

from portal.clock import local_date, now

Answers = Mapping[str, Any]

ASKS = """one => !one.checked && document.body.classList.contains('js-enabled')
    && Boolean(one.form.dataset.refresh && one.closest('[data-asks]'))"""
RELATIVE = re.compile(r"today ([+-]) (\d+)")


def fill(page: Page, answers: Answers, *, script: bool = True) -> None:
    """Answer the named fields of the page that stands before us, in the order given."""
    for name, value in answers.items():
        answer(page, name, value, script=script)


def answer(page: Page, name: str, value: Any, *, script: bool = True) -> None:
    """Answer one field, which an answer before may only just be calling for."""
    page.locator(f'[name="{name}"], [name^="{name}-"]').first.wait_for(state="attached")
    if isinstance(value, bool):
        _truth(page, name, value=value)
    elif isinstance(value, Mapping):
        _address(page, name, value, script=script)
    elif isinstance(value, list):
        _rows(page, name, value, script=script)
    elif RELATIVE.fullmatch(str(value)) or isinstance(value, date):
        _day(page, name, value if isinstance(value, date) else relative(str(value)))
    else:
        _one(page, name, str(value))


def relative(text: str) -> date:
    """Return the day that `today - 20` means."""
    match = RELATIVE.fullmatch(text)
    assert match is not None, text
    days = int(match[2]) if match[1] == "+" else -int(match[2])
    return local_date(now()) + timedelta(days=days)


def _one(page: Page, name: str, value: str) -> None:
    option = page.locator(f'input[type=radio][name="{name}"][value="{value}"]')
    if option.count():
        _choose(page, option)
        return
    place = page.locator(f'[name="{name}"]')
    if place.evaluate("one => one.tagName") == "SELECT":
        place.select_option(value)
    else:
        place.fill(value)


def _truth(page: Page, name: str, *, value: bool) -> None:
    box = page.locator(f'input[type=checkbox][name="{name}"]')
    if box.count():
        box.set_checked(value)
        return
    _choose(page, page.locator(f'input[type=radio][name="{name}"][value="{"true" if value else "false"}"]'))


def _choose(page: Page, option: Locator) -> None:
    """Choose an option; where the page asks the server what hangs on it, let that come in."""
    if not option.evaluate(ASKS):
        option.check()
        return
    with page.expect_response(lambda answer: "phan=" in answer.url) as parts:
        option.check()
    parts.value.finished()


def _day(page: Page, name: str, value: date) -> None:
    for part, number in (("day", value.day), ("month", value.month), ("year", value.year)):
        page.locator(f'[name="{name}-{part}"]').fill(str(number))


def _address(page: Page, name: str, value: Mapping[str, str], *, script: bool) -> None:
    page.locator(f'[name="{name}-province"]').select_option(value["province"])
    commune = page.locator(f'[name="{name}-commune"]')
    if not script and not _offers(commune, value["commune"]).count():
        with page.expect_navigation():
            page.locator(f'[name="{name}-choose"]').click()
    _offers(commune, value["commune"]).wait_for(state="attached")
    commune.select_option(value["commune"])
    if "detail" in value:
        page.locator(f'[name="{name}-detail"]').fill(value["detail"])


def _offers(select: Locator, code: str) -> Locator:
    return select.locator(f'option[value="{code}"]')


def _rows(page: Page, name: str, rows: list[Answers], *, script: bool) -> None:
    for number, row in enumerate(rows):
        if number:
            _add_row(page, name, number, script=script)
        prefix = prefixes(page, name)[number]
        fill(page, {f"{prefix}-{column}": value for column, value in row.items()}, script=script)


def _add_row(page: Page, name: str, number: int, *, script: bool) -> None:
    """Press the button: a script brings the row in, without one a new page does."""
    button = page.locator(f'[name="{name}-add"]')
    if script:
        button.click()
        page.locator(f'[name="{name}-{number}-_id"]').wait_for(state="attached")
        return
    with page.expect_navigation():
        button.click()


def prefixes(page: Page, name: str) -> list[str]:
    """Return how the names of the cells of each row begin."""
    found = page.locator(f'input[type=hidden][name^="{name}-"][name$="-_id"]')
    return [str(one.get_attribute("name")).removesuffix("-_id") for one in found.all()]
