"""What a citizen does: find the procedure, tell, send documents, check, file, pay."""

from pathlib import Path

from tests.journeys.filling import fill
from tests.journeys.spelling import plain
from tests.journeys.stories import Told
from tests.journeys.visitor import Visitor

UNDECLARED = frozenset({"9.000001"})
"""Procedures without a declaration of their own: for these the portal asks its general one."""


def find(visitor: Visitor, told: Told) -> None:
    """Search for the procedure from the home page, without diacritics, and open its page."""
    visitor.go("/")
    visitor.page.get_by_role("searchbox").fill(plain(told.title))
    visitor.press("Tìm")
    visitor.follow(told.title)
    assert told.code in visitor.words


def begin(visitor: Visitor, told: Told, *, asks: bool = False) -> None:
    """Start a filing with the agency, from the page of the procedure; the register is asked only if ``asks``."""
    if not visitor.path.endswith(told.code):
        visitor.go(f"/thu-tuc/{told.code}")
    visitor.press("Nộp trực tuyến")
    visitor.page.get_by_label(told.agency).check()
    register = visitor.page.locator("#ask_register")
    if register.count():
        register.set_checked(asks)
    visitor.press("Bắt đầu kê khai")


def tell(visitor: Visitor, told: Told, *, until: str | None = None, script: bool = True) -> None:
    """Answer page after page, up to the page called `until`."""
    for name, answers in told.pages.items():
        if name == until:
            return
        assert visitor.path.endswith(f"/{name}"), (visitor.path, visitor.errors())
        fill(visitor.page, answers, script=script)
        visitor.press("Tiếp tục", f"sau {name}")


def send(visitor: Visitor, told: Told, sheet: Path, *, script: bool = True) -> None:
    """Upload what is asked, each in its place: with scripts it is sent when it is chosen."""
    assert visitor.path.endswith("/giay-to"), (visitor.path, visitor.errors())
    for document in told.documents:
        visitor.page.locator(f"#tep-{document}").set_input_files(sheet)
        if not script:
            visitor.press_on(visitor.page.locator(f'button[name=_send][value="{document}"]'), f"tai len {document}")
        arrived(visitor, document, sheet.name)
    visitor.press("Tiếp tục")


def arrived(visitor: Visitor, document: str, name: str) -> None:
    """Wait until a file stands in its place."""
    listed = visitor.page.locator(f'[data-files="tep-{document}"] [data-there] a', has_text=name)
    listed.first.wait_for()


def checked(visitor: Visitor, document: str, name: str) -> None:
    """Wait until a worker has looked into a file: the page shows it by itself."""
    arrived(visitor, document, name)
    visitor.page.locator(f'[data-files="tep-{document}"]:not([data-checking])').wait_for()


def submit(visitor: Visitor, told: Told) -> str:
    """Check, declare and file; give the dossier's code."""
    assert visitor.path.endswith("/kiem-tra"), (visitor.path, visitor.errors())
    assert money(told.total) in visitor.words
    visitor.until_pressable("Nộp hồ sơ")
    general = visitor.page.locator("#declared")
    assert general.count() == int(told.code in UNDECLARED), "what a procedure has declared is asked once"
    if general.count():
        general.check()
    visitor.press("Nộp hồ sơ")
    return visitor.page.locator(".done-panel__code").inner_text()


def pay(visitor: Visitor, code: str) -> None:
    """Pay at the sandbox of the payments and come back when the notice has arrived."""
    visitor.go(f"/ho-so/{code}/nop-phi")
    visitor.press("Trả tiền trực tuyến")
    visitor.press_on(visitor.page.locator('button[value="pay"]'), "da tra tien")
    visitor.page.get_by_role("heading", name="Đã nộp phí, lệ phí").wait_for()


def file_quickly(visitor: Visitor, told: Told, sheet: Path, *, paid: bool = True) -> str:
    """File without looking at the pages, for a story that begins later; give the dossier's code."""
    with visitor.passing_by():
        begin(visitor, told)
        tell(visitor, told)
        send(visitor, told, sheet)
        code = submit(visitor, told)
        if told.total and paid:
            pay(visitor, code)
    return code


def file_all(visitor: Visitor, told: Told, sheet: Path, *, script: bool = True) -> str:
    """The whole way from the home page to a paid dossier; give its code."""
    find(visitor, told)
    begin(visitor, told)
    tell(visitor, told, script=script)
    send(visitor, told, sheet, script=script)
    code = submit(visitor, told)
    if told.total:
        pay(visitor, code)
    return code


def money(amount: int) -> str:
    """Return an amount as the pages write it."""
    return f"{amount:,}".replace(",", ".") + " đồng"
