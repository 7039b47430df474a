"""Nothing counts that was filled in at the counter before the person has confirmed it, by telephone or on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.jobs.filed_forms import press_form_to_sign
from portal.models import AnswerSet, Confirmation, Dossier, DossierEvent, EventPayload, FeeOrder, Officer, Payment
from portal.services import lapsing, refunds
from tests.factories import MORNING, make_officer, pack_for_others
from tests.portal.services.test_filed_forms import close, words_of
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.web.counter_site import (
    CARD,
    COUNTER,
    NAME,
    NUMBER,
    OFFICER,
    ask,
    begin,
    code_on,
    confirm,
    draft_of,
    fill,
    officer,
    open_by_code,
    ready,
)
from tests.portal.web.test_citizen_filing import a_pdf


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("counter")) as opened:
        with unit_of_work(opened.database.sessions()) as session:
            make_officer(session, opened.world.agency, "receptionist", username="second")
        yield opened


def herself(site: Site) -> Visitor:
    return site.citizen(NUMBER, NAME)


def content(visitor: Visitor, url: str) -> bytes:
    """The bytes of a file that is sent."""
    answer = visitor.get(url)
    sent: bytes = answer.get_data()
    answer.close()
    assert answer.status_code == 200
    return sent


def submit(visitor: Visitor, check: str) -> str:
    """File, and return the dossier's code."""
    answer = visitor.send(check)
    assert answer.status_code == 302, answer.text
    found = re.fullmatch(rf"{COUNTER}/xong/(.+)", answer.headers["Location"])
    assert found is not None, answer.headers["Location"]
    return found[1]


def told(site: Site, code: str) -> dict[str, Any]:
    """What the first event of a dossier says, with who acted."""
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        query = select(DossierEvent, EventPayload.payload).join(EventPayload, EventPayload.event_id == DossierEvent.id)
        event, payload = session.execute(
            query.where(DossierEvent.dossier_id == dossier.id, DossierEvent.seq == 1)
        ).one()
        assert payload is not None
        said: dict[str, Any] = json.loads(payload)
        return said | {"actor": (event.actor_kind, event.actor_id), "applicant": dossier.applicant_name}


def test_the_person_reads_everything_on_their_phone_and_only_then_it_is_filed(site: Site) -> None:
    visitor, check, turned = ready(site)
    shown = visitor.get(turned)
    assert shown.headers["Cache-Control"] == "no-store"
    assert "data:image/svg+xml" in shown.text
    poll = re.search(r'data-poll="([^"]+)"', shown.text)
    assert poll is not None
    assert visitor.get(poll[1]).json == {"done": False}
    early = visitor.send(check)
    assert early.status_code == 400
    assert "xác nhận trước" in early.text
    phone = herself(site)
    listed = phone.get("/ho-so").text
    assert "1 hồ sơ chờ bạn xác nhận" in listed
    assert check.split("/")[2] not in listed
    url = open_by_code(phone, code_on(shown.text))
    read = phone.get(url).text
    for words in (NAME, "giay.pdf", "24.000 đồng", "Trực tiếp tại Bộ phận Một cửa", "đã nhập hộ bạn"):
        assert words in read, words
    file = re.search(r'href="(/tep/[^"]+)"', read)
    assert file is not None
    assert content(phone, file[1]).startswith(b"%PDF")
    confirm(site, phone, check)
    assert visitor.get(poll[1]).json == {"done": True}
    assert "Người nộp đã xác nhận" in visitor.get(turned).text
    code = submit(visitor, check)
    event = told(site, code)
    with unit_of_work(site.database.sessions()) as session:
        typed_by = session.scalars(select(Officer).where(Officer.username == OFFICER)).one()
    assert event["actor"] == ("officer", typed_by.id)
    assert event["applicant"] == NAME
    assert event["channel"] == "counter"
    assert event["counter"]["identified"] == "chip"
    (given,) = event["confirmations"]
    assert (given["party"], given["assurance"], given["name"]) == ("applicant", 2, NAME)
    assert "way" not in given
    assert re.fullmatch("[0-9a-f]{64}", given["digest"])
    assert code in phone.get("/ho-so").text
    assert visitor.get(check).headers["Location"] == f"{COUNTER}/xong/{code}"
    assert "Xong, người tiếp theo" in visitor.get(f"{COUNTER}/xong/{code}").text
    assert officer(site, "second").get(check).headers["Location"] == f"{COUNTER}/xong/{code}"


def test_another_persons_phone_and_a_guessed_code_confirm_nothing(site: Site) -> None:
    visitor, _check, turned = ready(site)
    code = code_on(visitor.get(turned).text)
    stranger = site.citizen("001190000999", "Người Khác")
    assert stranger.send("/xac-nhan", code=code).status_code == 400
    link = open_by_code(herself(site), code)
    refused = stranger.get(link)
    assert refused.status_code in {403, 404}
    assert NAME not in refused.text
    assert visitor.get(link).headers["Location"] == "/dang-nhap"
    assert herself(site).send("/xac-nhan", code="00000000").status_code == 400
    assert "Mời bạn xem và xác nhận" in visitor.get(turned).text


def test_what_is_declined_is_mended_and_asked_again(site: Site) -> None:
    visitor, check, turned = ready(site)
    first = code_on(visitor.get(turned).text)
    phone = herself(site)
    url = open_by_code(phone, first)
    page = phone.get(url).text
    assert phone.again(page, url, reason="Tôi cần 5 bản", _decline="1").status_code == 302
    assert "Tôi cần 5 bản" in visitor.get(turned).text
    assert "Tôi cần 5 bản" in visitor.get(check).text
    assert visitor.send(check).status_code == 400
    visitor.send(check.replace("kiem-tra", "nguoi_nop"), ho_ten=NAME, so_ban="5")
    again = code_on(visitor.get(ask(visitor, check)).text)
    assert again != first
    confirm(site, phone, check)
    visitor.send(check.replace("kiem-tra", "nguoi_nop"), ho_ten=NAME, so_ban="6", ly_do="Đi học")
    late = visitor.send(check)
    assert late.status_code == 400
    assert "Nội dung đã đổi sau khi người nộp xác nhận" in late.text
    ask(visitor, check)
    confirm(site, phone, check)
    assert told(site, submit(visitor, check))["confirmations"][0]["party"] == "applicant"


def test_a_delivery_or_a_fee_that_was_not_confirmed_is_not_filed(site: Site) -> None:
    visitor, check, _turned = ready(site)
    confirm(site, herself(site), check)
    assert visitor.send(check, delivery="online").status_code == 400
    assert visitor.send(check, _total="1").status_code == 400


def test_an_incomplete_filing_is_not_turned_to_the_person(site: Site) -> None:
    visitor = officer(site)
    page = begin(site, visitor)
    check = page.replace("nguoi_nop", "kiem-tra")
    answer = visitor.send(check, _ask="1")
    assert answer.status_code == 400
    assert f"{page}?ve=kiem-tra#so_ban" in answer.text


def test_nobody_but_the_officer_of_the_draft_turns_the_page(site: Site) -> None:
    visitor, check, turned = ready(site)
    for url in (turned, f"{turned}/da-doi", f"{turned}/ban-ky"):
        assert officer(site, "second").get(url).status_code == 404, url
        assert officer(site, "clerk.h26.101").get(url).status_code == 403, url
    assert visitor.get(turned.replace(turned[-4:], "0000")).status_code == 404
    confirm(site, herself(site), check)
    with site.database.engine(Role.OWNER).begin() as connection:
        one = "FROM shared.officers o WHERE o.id = officer_id AND role = 'receptionist' AND o.username"
        ended = f"UPDATE shared.appointments SET ended_at = '2026-11-23 01:59:59Z' {one} = '{OFFICER}'"
        connection.exec_driver_sql(ended)
        page = visitor.get("/can-bo").text
    assert visitor.again(page, check).status_code == 403
    with site.database.engine(Role.OWNER).begin() as connection:
        connection.exec_driver_sql(f"UPDATE shared.appointments SET ended_at = NULL {one} = '{OFFICER}'")


def test_a_form_signed_by_hand_is_the_second_way_and_the_evidence_says_so(site: Site) -> None:
    visitor, check, turned = ready(site)
    assert visitor.send(turned).status_code == 405
    assert visitor.get(f"{turned}/ban-ky").status_code == 404
    lacking = visitor.again(visitor.get(turned).text, f"{turned}/ban-ky", reason="").text
    assert lacking.index('href="#scan"') < lacking.index('href="#reason"'), "the summary follows the page"
    hand_in = {"scan": (a_pdf(), "ban-ky.pdf"), "reason": "Không có điện thoại"}
    early = visitor.again(visitor.get(turned).text, f"{turned}/ban-ky", **hand_in)
    assert early.status_code == 400
    press(site, visitor, turned)
    said = words_of(content(visitor, f"{turned}/ban-ky"))
    for words in (NAME, "Bản in để ký tại quầy, chưa nộp", "Trực tiếp tại Bộ phận Một cửa", "24.000", NUMBER):
        assert close(words) in said, words
    visitor.send(check.replace("kiem-tra", "nguoi_nop"), ho_ten=NAME, so_ban="4")
    assert "in lại" in visitor.get(turned).text
    stale = visitor.again(visitor.get(turned).text, f"{turned}/ban-ky", reason="Không có điện thoại")
    assert stale.status_code == 400
    press(site, visitor, turned)
    unsaid = visitor.again(visitor.get(turned).text, f"{turned}/ban-ky", reason="")
    assert "vì sao người nộp ký" in unsaid.text
    recorded = visitor.again(visitor.get(turned).text, f"{turned}/ban-ky", reason="Không có điện thoại")
    assert recorded.status_code == 302, recorded.text
    assert visitor.send(check).status_code == 400, "nobody has looked into the scan yet"
    visitor.check_files()
    code = submit(visitor, check)
    (given,) = told(site, code)["confirmations"]
    assert (given["way"], given["assurance"], given["reason"]) == ("paper", None, "Không có điện thoại")
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        filed = session.scalars(select(AnswerSet).where(AnswerSet.dossier_id == dossier.id)).one()
        assert {one["document"] for one in json.loads(filed.canonical)["attachments"]} == {"giay_to", "signed-form"}
    page = visitor.get(f"/can-bo/ho-so/{code}").text
    assert "ban-ky.pdf" in page
    assert "verdict-signed-form" not in page
    assert "Người nộp ký tay trên bản in; lý do: Không có điện thoại." in page


def press(site: Site, visitor: Visitor, turned: str) -> None:
    """Ask for the form to sign, and do what the worker does."""
    assert visitor.again(visitor.get(turned).text, f"{turned}/in").status_code == 302
    assert visitor.get(f"{turned}/ban-ky").status_code == 404
    with unit_of_work(site.database.sessions()) as session:
        query = select(Confirmation).where(Confirmation.draft_id == draft_of(site, turned).id)
        asked = session.scalars(query.where(Confirmation.state == "asked")).one()
        assert asked.printed_digest is not None
    with site.worker() as worker:
        press_form_to_sign(worker, str(asked.id), asked.printed_digest)


def test_cash_settles_the_fee_once_in_the_name_of_the_officer(site: Site) -> None:
    visitor, check, _turned = ready(site)
    confirm(site, herself(site), check)
    code = submit(visitor, check)
    done = f"{COUNTER}/xong/{code}"
    assert visitor.send(f"{COUNTER}/xong/{code}").status_code == 405
    page = visitor.get(done).text
    assert visitor.again(page, f"{done}/tien-mat", receipt=" ").status_code == 400
    assert officer(site, "clerk.h26.101").get(done).status_code == 403
    for _ in range(2):
        assert visitor.again(page, f"{done}/tien-mat", receipt="0000123").status_code == 302
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        assert session.scalars(select(FeeOrder.state).where(FeeOrder.dossier_id == dossier.id)).all() == ["paid"]
        query = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id, DossierEvent.kind == "fee_paid")
        assert session.scalars(query).one().actor_kind == "officer"
        payment = session.scalars(select(Payment).where(Payment.dossier_id == dossier.id)).one()
        refund = refunds.owe(session, payment, 8_000, refunds.OVERPAID, {}, at=MORNING)
        out = f"/can-bo/ho-so/{code}/hoan-phi/{refund.id}"
    # Cash goes back over the counter, against a voucher.
    clerk, fees = officer(site, "clerk.h26.101"), f"/can-bo/ho-so/{code}?xem=phi"
    page = clerk.get(fees).text
    assert "Chờ cơ quan trả lại" in page
    assert "Số phiếu chi" not in officer(site, "case_officer.h26.101").get(fees).text
    clerk.again(page, out, voucher=" ")
    assert "Bạn cần ghi số phiếu chi" in clerk.get(fees).text
    clerk.again(page, out, voucher="PC 07")
    page = clerk.get(fees).text
    assert "Đã ghi nhận việc hoàn tiền" in page
    assert "PC 07" in page


def test_nothing_of_what_was_asked_is_left_after_a_day(site: Site) -> None:
    visitor, _check, turned = ready(site)
    draft = draft_of(site, turned)
    assert turned in visitor.get(COUNTER).text or str(draft.id) in visitor.get(COUNTER).text
    with unit_of_work(site.database.sessions()) as session:
        lapsing.lapse(session, site.time[0] + timedelta(days=2))
        assert session.scalars(select(Confirmation).where(Confirmation.draft_id == draft.id)).all() == []
    assert visitor.get(turned).status_code == 404


def test_the_page_that_is_turned_asks_little_of_the_database(site: Site) -> None:
    visitor, _check, turned = ready(site)
    with site.statements() as asked:
        visitor.get(turned)
    assert len(asked) <= 12, asked


def test_others_confirm_beside_the_person_at_the_counter(server: Place, tmp_path: Path) -> None:
    with open_site(server, tmp_path, pack_for_others(tmp_path / "pack")) as opened:
        visitor, mother = officer(opened), opened.citizen("001190000007", "Trần Thị Mẹ")
        sent = visitor.send(COUNTER, offer=str(opened.world.offer.id), the=CARD, on_behalf="1")
        hers = {"person_name": "Trần Thị Mẹ", "person_number": "001190000007", "person_by": "identity"}
        first = visitor.send(sent.headers["Location"], **{"for": "person"}, **hers)
        check = fill(visitor, first.headers["Location"])
        ask(visitor, check)
        asked = visitor.again(visitor.get(check).text, check.replace("kiem-tra", "xac-nhan"), party="owner", _ask="1")
        assert asked.status_code == 302
        poll = re.search(r'data-poll="([^"]+)"', visitor.get(check).text)
        assert poll is not None
        assert visitor.get(poll[1]).json == {"done": False}
        confirm(opened, herself(opened), check, "applicant")
        assert visitor.get(poll[1]).json == {"done": True}
        assert visitor.send(check).status_code == 400
        confirm(opened, mother, check, "owner")
        code = submit(visitor, check)
        assert {one["party"] for one in told(opened, code)["confirmations"]} == {"owner", "applicant"}
        assert "Trần Thị Mẹ" in visitor.get(f"/can-bo/ho-so/{code}").text
