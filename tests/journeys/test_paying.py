"""Paying: declined, left, paid twice; only the provider's own notice settles anything."""

import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.site import Site
from tests.journeys.stories import Told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

WAITING, SETTLED = "Đang chờ xác nhận thanh toán", "Đã nộp phí, lệ phí"


def test_only_a_notice_settles_what_is_owed(people: People, site: Site, sheet: Path, dear: Told) -> None:
    story = "paying"
    with people.citizen(story, dear.person) as citizen, people.nobody(story, wide=True) as bank:
        code = applicant.file_quickly(citizen, dear, sheet, paid=False)
        citizen.go(f"/ho-so/{code}")
        citizen.press("Nộp phí, lệ phí")
        citizen.press("Trả tiền trực tuyến")
        _choose(citizen, "decline")
        assert "Thẻ bị từ chối" in citizen.words
        _choose(citizen, "leave")
        assert citizen.path == f"/ho-so/{code}/nop-phi?chua-tra=1"
        _hold(bank, site, "Giữ thông báo")
        citizen.press("Trả tiền trực tuyến")
        _choose(citizen, "pay")
        citizen.page.wait_for_timeout(2500)
        assert WAITING in citizen.words
        _forge(bank, site)
        citizen.go(f"/ho-so/{code}/nop-phi/tro-ve")
        assert WAITING in citizen.words
        _hold(bank, site, "Cho gửi")
        citizen.page.get_by_role("heading", name=SETTLED).wait_for()
        citizen.go(f"/ho-so/{code}/nop-phi")
        assert SETTLED in citizen.words
        _trick(bank, site, "Gửi ngược thứ tự")
    made_of_them = _notices(site, code, "replayed")
    assert made_of_them["the fee is settled"] == 1
    assert made_of_them["wrong amount"] >= 1


def test_paying_twice_settles_once_and_is_told(people: People, site: Site, sheet: Path, dear: Told) -> None:
    story = "paying-twice"
    with people.citizen(story, dear.person) as citizen:
        code = applicant.file_quickly(citizen, dear, sheet, paid=False)
        citizen.go(f"/ho-so/{code}/nop-phi")
        citizen.press("Trả tiền trực tuyến")
        _choose(citizen, "pay_twice")
        citizen.page.get_by_role("heading", name=SETTLED).wait_for()
        citizen.until(f"/ho-so/{code}", "Biên lai thu phí, lệ phí")
        assert citizen.page.get_by_role("link", name="Tải về Biên lai thu phí, lệ phí").count() == 1
    made_of_them = _notices(site, code, "paid twice")
    assert made_of_them["the fee is settled"] == 1
    assert made_of_them["paid twice"] == 1


def _choose(visitor: Visitor, way: str) -> None:
    button = visitor.page.locator(f'button[name=act][value="{way}"]')
    if not button.is_visible():
        visitor.page.locator("summary").click()
    visitor.press_on(button, way)


def _hold(bank: Visitor, site: Site, words: str) -> None:
    bank.go(f"{site.payments}/")
    bank.press(words)


def _forge(bank: Visitor, site: Site) -> None:
    for words in ("Gửi với chữ ký giả", "Gửi sai số tiền", "Gửi cho khoản không có"):
        _trick(bank, site, words)


def _trick(bank: Visitor, site: Site, words: str) -> None:
    bank.go(f"{site.payments}/")
    bank.press(words)


def _notices(site: Site, code: str, last: str) -> Counter[str]:
    """Return what was made of the notices about a dossier's payments, once the one that comes last has come."""
    query = """
        SELECT split_part(notice.why, ':', 1) FROM dossiers.payment_notices notice
        JOIN dossiers.payments payment ON payment.id = notice.payment_id
        JOIN dossiers.dossiers dossier ON dossier.id = payment.dossier_id
        WHERE dossier.code = %s"""
    found: Counter[str] = Counter()
    with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as connection:
        until = time.monotonic() + 60
        while last not in found and time.monotonic() < until:
            found = Counter(why for (why,) in connection.execute(query, [code]))
            time.sleep(0.2)
    assert last in found, found
    return found
