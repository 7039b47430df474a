"""A supplement, over HTTP: only what is asked, saved while typing, two windows, a file still looked into."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import (
    AnswerSet,
    Attachment,
    Dossier,
    DossierEvent,
    EventPayload,
    Message,
    Supplement,
    WebSession,
)
from portal.parts import Parts
from portal.services import evidence_check, web_sessions
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.web.test_citizen_dossier import ask_for_more, dossier_of, filed
from tests.portal.web.test_citizen_filing import a_pdf
from tests.portal.worker import work
from workflows.status import DossierStatus


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("supplement")) as opened:
        yield opened


def asked(site: Site, number: str) -> tuple[Visitor, str, str]:
    """A citizen whose dossier waits for a better copy and for one answer; its code, and where they answer."""
    visitor, code = filed(site, number)
    ask_for_more(site, code)
    return visitor, code, f"/ho-so/{code}/bo-sung"


def answer_sets(site: Site, code: str) -> list[AnswerSet]:
    with unit_of_work(site.database.sessions()) as session:
        query = select(AnswerSet).where(AnswerSet.dossier_id == dossier_of(site, code).id)
        return list(session.scalars(query.order_by(AnswerSet.number)))


def let_work(site: Site) -> None:
    """Do the jobs that wait."""
    parts = Parts(site.database.settings, Role.WORKER)
    work(site.database.settings, parts)
    parts.close()


def fresh(number: int = 2, name: str = "moi.pdf") -> dict[str, tuple[BytesIO, str]]:
    return {"tep-giay_to": (a_pdf(number), name)}


def test_only_what_is_asked_is_open_in_a_supplement(site: Site) -> None:
    visitor, code = filed(site, "001190000034")
    url = f"/ho-so/{code}/bo-sung"
    assert visitor.get(url).headers["Location"] == f"/ho-so/{code}"
    ask_for_more(site, code)
    waits = visitor.get(f"/ho-so/{code}").text
    assert waits.count("Đang chờ bạn trả lời") == len(("who has it", "the timeline"))
    assert "Chưa phân người xử lý" not in waits
    page = visitor.get(url).text
    for words in ("Trang 1 bị mờ.", "Cần ghi lại số bản.", 'name="so_ban"', 'name="tep-giay_to"', "03/12/2026"):
        assert words in page, words
    assert 'name="ho_ten"' not in page
    refused = visitor.again(page, url, so_ban="", _file="1")
    assert refused.status_code == 400
    assert "Bạn cần tải lên" in refused.text
    typed = visitor.send(url, so_ban="bốn bản", _send="giay_to", **fresh())
    assert typed.status_code == 200
    assert 'value="bốn bản"' in typed.text, "what cannot be read yet stays as it was typed"
    site.check_files()
    sent = visitor.send(url, so_ban="4", ho_ten="Kẻ Gian", **{"tep-khac": (a_pdf(), "x.pdf")}, _file="1")
    assert sent.headers["Location"] == f"/ho-so/{code}"
    assert visitor.again(page, url, so_ban="5", _file="1").headers["Location"] == f"/ho-so/{code}"
    sets = answer_sets(site, code)
    assert [one.answers["so_ban"] for one in sets] == [3, 4]
    assert sets[1].answers["ho_ten"] == "Nguyễn Thị Thử"
    with unit_of_work(site.database.sessions()) as session:
        query = select(Attachment).where(Attachment.dossier_id == dossier_of(site, code).id)
        files = {(file.filename, file.superseded_at is None) for file in session.scalars(query)}
    assert files == {("giay-to.pdf", False), ("moi.pdf", True)}


def test_it_is_saved_while_typing_and_gone_on_with_on_another_device(site: Site) -> None:
    visitor, code, url = asked(site, "001190000050")
    page = visitor.get(url).text
    assert f'data-save="{url}?luu=1"' in page
    saved = visitor.again(page, f"{url}?luu=1", so_ban="4", ho_ten="Kẻ Gian")
    assert saved.json is not None
    assert saved.json["saved"].startswith("Đã lưu lúc")
    assert saved.json["revision"] == 2
    elsewhere = site.citizen("001190000050").get(url).text
    assert 'value="4"' in elsewhere
    assert 'name="_revision" value="2"' in elsewhere
    kept = visitor.send(url, so_ban="7", _later="1")
    assert kept.headers["Location"] == f"/ho-so/{code}"
    assert 'value="7"' in site.citizen("001190000050").get(url).text
    assert dossier_of(site, code).status == DossierStatus.SUPPLEMENT
    assert len(answer_sets(site, code)) == 1


def test_of_two_windows_nothing_is_overwritten_and_the_citizen_chooses(site: Site) -> None:
    visitor, code, url = asked(site, "001190000051")
    first, second = visitor.get(url).text, visitor.get(url).text
    assert visitor.again(first, f"{url}?luu=1", so_ban="4").status_code == 200
    told = visitor.again(second, f"{url}?luu=1", so_ban="5")
    assert told.status_code == 409
    assert "lưu ở nơi khác" in (told.json or {})["saved"]
    conflict = visitor.again(second, url, so_ban="5", _file="1", **fresh())
    assert conflict.status_code == 409
    assert "Trang này đã được lưu ở nơi khác" in conflict.text
    assert 'value="5"' in conflict.text
    assert len(answer_sets(site, code)) == 1
    # The same answer in both windows is no conflict; and the second press says that the typed one is wanted.
    assert visitor.again(second, f"{url}?luu=1", so_ban="4").status_code == 200
    site.check_files()
    assert visitor.again(conflict.text, url, so_ban="5", _file="1").status_code == 409
    latest = visitor.again(second, url, so_ban="5", _file="1").text
    assert visitor.again(latest, url, so_ban="5", _file="1").status_code == 302
    assert answer_sets(site, code)[1].answers["so_ban"] == 5


def test_what_was_typed_outlives_the_session(site: Site) -> None:
    number = "001190000052"
    visitor, _, url = asked(site, number)
    page = visitor.get(url).text
    visitor.client.delete_cookie("portal")
    visitor.again(page, url, so_ban="9", _file="1")
    cookie = visitor.client.get_cookie("portal")
    assert cookie is not None
    with unit_of_work(site.database.sessions()) as session:
        row = session.scalars(
            select(WebSession).where(WebSession.token_hash == web_sessions.digest(cookie.value))
        ).one()
        row.person_id, row.assurance = site.person_of(number).id, 2
    returned = visitor.get(url).text
    assert "Những gì bạn nhập vẫn còn" in returned
    assert 'value="9"' in returned


def test_a_fresh_file_needs_no_second_press(site: Site) -> None:
    visitor, code, url = asked(site, "001190000053")
    sent = visitor.send(url, so_ban="5", _file="1", **fresh())
    assert sent.headers["Location"] == f"/ho-so/{code}"
    shown = visitor.get(f"/ho-so/{code}").text
    assert "Phần bổ sung của bạn đang được gửi" in shown
    assert "Bạn cần bổ sung 2 mục" not in shown
    assert "Phần bổ sung của bạn đang được gửi" in visitor.get(url).text
    assert len(answer_sets(site, code)) == 1
    let_work(site)
    assert [one.answers["so_ban"] for one in answer_sets(site, code)] == [3, 5]
    assert "Phần bổ sung của bạn đang được gửi" not in visitor.get(f"/ho-so/{code}").text
    with unit_of_work(site.database.sessions()) as session:
        event, payload = session.execute(
            select(DossierEvent, EventPayload)
            .join(EventPayload, EventPayload.event_id == DossierEvent.id)
            .where(DossierEvent.dossier_id == dossier_of(site, code).id, DossierEvent.kind == "supplement_answered")
        ).one()
        assert (event.actor_kind, event.actor_id) == ("person", site.person_of("001190000053").id)
        assert site.time[0].astimezone(UTC).isoformat()[:16].encode() in (payload.payload or b"")
        assert evidence_check.check(session).broken == ()


def test_a_file_that_is_refused_then_sends_nothing_and_is_told(site: Site) -> None:
    number = "001190000054"
    visitor, code, url = asked(site, number)
    broken = {"tep-giay_to": (BytesIO(b"%PDF-1.7\n" + b"nothing more " * 200 + b"\n%%EOF\n"), "hong.pdf")}
    assert visitor.send(url, so_ban="5", _file="1", **broken).status_code == 302
    let_work(site)
    assert len(answer_sets(site, code)) == 1
    with unit_of_work(site.database.sessions()) as session:
        told = select(Message.kind).where(Message.person_id == site.person_of(number).id)
        assert "supplement_not_sent" in session.scalars(told).all()
    page = visitor.get(url).text
    assert "hong.pdf" in page
    assert "Phần bổ sung của bạn đang được gửi" not in page
    assert "Bạn cần bổ sung 2 mục" in visitor.get(f"/ho-so/{code}").text


def test_who_changes_something_meanwhile_sends_again(site: Site) -> None:
    visitor, code, url = asked(site, "001190000055")
    assert visitor.send(url, so_ban="5", _file="1", **fresh()).status_code == 302
    assert visitor.again(visitor.get(url).text, f"{url}?luu=1", so_ban="4").status_code == 200
    let_work(site)
    assert len(answer_sets(site, code)) == 1
    with unit_of_work(site.database.sessions()) as session:
        query = select(Supplement.sent_at).join(Dossier, Dossier.id == Supplement.dossier_id)
        assert session.scalars(query.where(Dossier.code == code)).one() is None
    assert visitor.send(url, so_ban="4", _file="1").status_code == 302
    assert answer_sets(site, code)[1].answers["so_ban"] == 4
