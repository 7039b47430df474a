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
            take(visitor, one["takes"], form=one.get("form"), holder=one.get("holder"))


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


def take(visitor: Visitor, title: str, *, form: dict[str, Any] | None = None, holder: str | None = None) -> None:
    """Press an action, give what it asks, and confirm."""
    visitor.press(title)
    if form:
        fill(visitor.page, form)
    if holder:
        visitor.page.locator("#assignee").select_option(label=holder)
    visitor.press(f"Xác nhận: {title}")
    assert f"Đã thực hiện: {title}." in visitor.words, visitor.errors()
