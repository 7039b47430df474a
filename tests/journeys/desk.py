"""What officers do with a dossier, each in the role that its step names."""

from typing import Any

from tests.journeys.filling import fill
from tests.journeys.people import People
from tests.journeys.visitor import Visitor


def handle(people: People, story: str, code: str, officers: list[dict[str, Any]]) -> None:
    """Take one action after the other, each by its officer."""
    for one in officers:
        with people.officer(story, one["who"]) as visitor:
            open_dossier(visitor, code)
            if one.get("checks"):
                check_documents(visitor)
            take(visitor, one["takes"], one)


def open_dossier(visitor: Visitor, code: str) -> None:
    """Find the dossier by its code, as it lies on the desk."""
    visitor.go("/can-bo")
    visitor.page.get_by_role("searchbox").fill(code)
    visitor.press("Tìm")
    visitor.press_on(visitor.page.locator(".desk-table__link").first)
    assert code in visitor.words


def check_documents(visitor: Visitor) -> None:
    """Tick every document that was sent as sufficient."""
    for radio in visitor.page.locator('.check input[value="sufficient"]').all():
        radio.check()
    visitor.press("Lưu kiểm tra")


def take(visitor: Visitor, title: str, given: dict[str, Any] | None = None) -> None:
    """Press an action, give what it asks (`form`, `holder`), and confirm; what is `unasked` must not be asked."""
    given = given or {}
    # The worker may still have the result; the page says so until it is loaded again.
    visitor.until_pressable(title)
    visitor.press(title)
    for name in given.get("unasked", []):
        assert visitor.page.locator(f"[name={name}]").count() == 0, name
    fill(visitor.page, given.get("form", {}))
    if "holder" in given:
        visitor.page.locator("#assignee").select_option(label=given["holder"])
    visitor.press(f"Xác nhận: {title}")
    assert f"Đã thực hiện: {title}." in visitor.words, visitor.errors()
