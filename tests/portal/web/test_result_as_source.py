"""A result that was issued answers the form of another procedure, and is picked as a paper for it: end to end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import AnswerSet, Attachment, Dossier, Paper
from portal.parts import Parts
from portal.services import evidence_check, publishing, web_sessions
from tests.factories import MORNING, PACKS, make_person, publish, submit
from tests.portal.services.test_life import accept, pay, take
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.worker import work

FIELDS = """\
      - {name: so_giay, type: text, label: Số giấy xác nhận, from: result.9.000001.number, law: luat}
      - {name: ngay_cap, type: date, label: Ngày cấp giấy, from: result.9.000001.issued_on, law: luat}
      - {name: noi_cap, type: text, label: Nơi cấp giấy, max_length: 200, from: result.9.000001.issued_by, law: luat}
      - name: so_ban_cu
        type: integer
        label: Số bản đã cấp
        min: 1
        from: result.9.000001.so_ban
        correctable: luat
        law: luat
      - {name: so_ban,"""
OWNER, STRANGER = "001190000071", "001190000072"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("result")) as opened:
        yield opened


def issue(site: Site) -> Paper:
    """Let a dossier of the first procedure go its whole way to its result."""
    with unit_of_work(site.database.sessions()) as session:
        dossier = submit(session, site.world, make_person(session, OWNER, "Nguyễn Thị Kết"))
        pay(session, dossier)
        key = dossier.id
    let_work(site)
    with unit_of_work(site.database.sessions()) as session:
        accept(session, site.world, session.get_one(Dossier, key))
    let_work(site)
    steps: tuple[tuple[str, str, dict[str, str] | None], ...] = (
        ("case_officer", "trinh", {"so_trong_so": "1"}),
        ("leader", "duyet", None),
        ("clerk", "phat_hanh", None),
    )
    for role, action, form in steps:
        with unit_of_work(site.database.sessions()) as session:
            found = session.get_one(Dossier, key)
            if form is None:
                take(session, site.world, found, role, action)
            else:
                take(session, site.world, found, role, action, form=form)
        let_work(site)
    with unit_of_work(site.database.sessions()) as session:
        paper = session.scalars(select(Paper).where(Paper.dossier_id == key, Paper.kind == "result")).one()
    assert (paper.state, paper.number) == ("issued", "01/GXN-UBND")
    return paper


def let_work(site: Site) -> None:
    parts = Parts(site.database.settings, Role.WORKER)
    work(site.database.settings, parts)
    parts.close()


def offer_second(site: Site, folder: Path) -> str:
    """Publish and offer a procedure whose form takes from results of the first; return the key of the offer."""
    shutil.copytree(PACKS / "register", folder)
    yaml = folder / "procedure.yaml"
    text = yaml.read_text(encoding="utf-8").replace("      - {name: so_ban,", FIELDS, 1)
    yaml.write_text(text, encoding="utf-8")
    with unit_of_work(site.database.sessions()) as session:
        agency = site.world.agency
        offer = publishing.make_offer(session, publish(session, folder), agency, agency, overlay={}, at=MORNING)
        return str(offer.id)


def begin(visitor: Visitor, offer: str) -> str:
    answer = visitor.send("/thu-tuc/9.000002/nop", offer=offer)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_a_result_answers_another_form_and_is_picked_as_its_paper(site: Site, tmp_path: Path) -> None:
    paper = issue(site)
    offer = offer_second(site, tmp_path / "second")
    visitor, stranger = site.citizen(OWNER), site.citizen(STRANGER, "Trần Thị Khác")
    page = begin(visitor, offer)
    shown = visitor.get(page).text
    assert "01/GXN-UBND" in shown
    assert "Ủy ban nhân dân phường Thử Nghiệm" in shown
    assert shown.count("Lấy từ kết quả số 01/GXN-UBND, trả ngày") == 4
    for name in ("so_giay", "ngay_cap-day", "noi_cap"):
        assert f'name="{name}"' not in shown, name
    assert 'name="so_giay"' in stranger.get(begin(stranger, offer)).text, "nobody else's result is known"
    typed = {"dan_toc": "01", "que_quan": "Huế", "so_ban": "2", "so_ban_cu": "4", "so_ban_cu-why": "Đã mất một bản"}
    to_documents = visitor.send(page, **typed)
    documents = to_documents.headers["Location"]
    assert documents.endswith("/giay-to")
    store = documents.replace("/giay-to", "/tep/giay_to/kho")
    assert str(paper.id) in visitor.get(store).text
    assert str(paper.id) not in stranger.get("/kho-giay-to").text
    assert visitor.send(store, file=str(paper.id)).headers["Location"] == documents
    filed = visitor.send(documents, _next="1").headers["Location"]
    done = visitor.send(filed, declared="1", delivery="online")
    assert done.status_code == 302, done.text
    code = done.headers["Location"].split("/")[2]
    demand_filed(site, code, paper)
    receipt = visitor.get(done.headers["Location"]).text
    assert f"SHA-256 {paper.sha256}" in receipt
    read = visitor.get(f"/ho-so/{code}").text
    assert "Nguồn ghi: 3. Lý do: Đã mất một bản" in read
    assert "Lấy từ kết quả số 01/GXN-UBND" in read
    demand_seen(site, code)


def demand_filed(site: Site, code: str, paper: Paper) -> None:
    """The answers, their origins and the picked file are what was filed, and evidence."""
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        answers = session.scalars(select(AnswerSet).where(AnswerSet.dossier_id == dossier.id)).one()
        file = session.scalars(select(Attachment).where(Attachment.dossier_id == dossier.id)).one()
        first = session.get_one(Dossier, paper.dossier_id)
        assert evidence_check.check(session).broken == ()
    assert paper.issued_date is not None
    told = {name: answers.answers[name] for name in ("so_giay", "ngay_cap", "so_ban_cu")}
    assert told == {"so_giay": "01/GXN-UBND", "ngay_cap": paper.issued_date.isoformat(), "so_ban_cu": 4}
    assert {one["of"] for one in answers.origins.values() if one["source"] == "result"} == {"01/GXN-UBND"}
    assert (answers.origins["so_ban_cu"]["said"], answers.origins["so_ban_cu"]["why"]) == (3, "Đã mất một bản")
    assert (file.sha256, file.picked_from, file.scan) == (paper.sha256, first.code, "none")
    assert str(paper.sha256).encode() in answers.canonical


def demand_seen(site: Site, code: str) -> None:
    """The desk reads the picked result as any other file, and where the answers came from."""
    with unit_of_work(site.database.sessions()) as session:
        who = site.world.officers["receptionist"].id
        token, _ = web_sessions.create(session, at=site.time[0], data={}, officer_id=who)
        key = session.scalars(
            select(Attachment.id).join(Dossier, Dossier.id == Attachment.dossier_id).where(Dossier.code == code)
        ).one()
    officer = site.visitor()
    officer.client.set_cookie("portal", token)
    page = officer.get(f"/can-bo/ho-so/{code}").text
    assert "lấy từ hồ sơ" in page
    assert "Lấy từ kết quả số 01/GXN-UBND" in page
    with officer.get(f"/can-bo/ho-so/{code}/tep/{key}") as opened:
        assert opened.status_code == 200
        assert opened.data.startswith(b"%PDF")


def test_a_result_that_was_revoked_tells_nothing(site: Site) -> None:
    with unit_of_work(site.database.sessions()) as session:
        paper = session.scalars(select(Paper).where(Paper.kind == "result")).one()
        paper.state = "revoked"
    visitor = site.citizen(OWNER)
    with unit_of_work(site.database.sessions()) as session:
        offer = session.scalars(select(Dossier.offer_id).where(Dossier.procedure_code == "9.000002")).one()
    page = begin(visitor, str(offer))
    assert 'name="so_giay"' in visitor.get(page).text
    assert str(paper.id) not in visitor.get("/kho-giay-to").text
