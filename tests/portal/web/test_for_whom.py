"""For whom a filing is: oneself, a child or ward, a person or an organisation; and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Dossier, Draft, Offer, Person
from portal.services import publishing, web_sessions
from tests.factories import MORNING, ON_BEHALF, attach, pack_for_others
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.web.publishing_house import changed
from tests.portal.web.test_confirming import ask, code_in, link_in, say_yes

START = "/thu-tuc/9.000001/nop"
SON, HIS = "Nguyễn Văn Con", "001190000008"
MOTHER, HERS = "Trần Thị Mẹ", "001190000007"
COMPANY, CODE = "Công ty TNHH Thử", "0100109106"
OWNER = "owner: {name: ho_ten}"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("whom")
    field = "      - {name: so_ban,"
    number = (field, f"      - {{name: so_dd, type: citizen_id, label: Số, required: false, law: luat}}\n{field}")
    pack = pack_for_others(folder / "pack", number, (OWNER, "owner: {name: ho_ten, citizen_id: so_dd}"))
    with open_site(server, folder, pack) as opened:
        yield opened


def begin(site: Site, visitor: Visitor, **typed: str) -> Any:
    return visitor.send(START, offer=str(site.world.offer.id), **typed)


def draft_at(site: Site, address: str) -> Draft:
    with unit_of_work(site.database.sessions()) as session:
        return session.get_one(Draft, address.split("/")[2])


HER = {"for": "person", "person_name": MOTHER, "person_number": HERS, "person_by": "identity"}
ITS = {"for": "organisation", "organisation_name": COMPANY, "organisation_number": CODE, "organisation_by": "identity"}
WRONG = [
    ({"for": "person"}, "Bạn cần nhập", "person_name"),
    ({"for": "person", "person_name": MOTHER, "person_number": "12"}, "12", "person_number"),
    (HER | {"person_number": HIS}, "số của chính bạn", "person_number"),
    (HER | {"person_by": "word"}, "chọn cách", "person_by"),
    (ITS | {"organisation_number": "0100109107"}, "Mã số thuế", "organisation_number"),
    ({"for": "other"}, "Bạn cần chọn nộp cho ai", "for-self"),
]


@pytest.mark.parametrize(("typed", "words", "place"), WRONG, ids=[place + words[:9] for _, words, place in WRONG])
def test_what_is_wrong_is_said_where_it_stands(site: Site, typed: dict[str, str], words: str, place: str) -> None:
    son = site.citizen(HIS, SON)
    before = _drafts(site)
    answer = begin(site, son, **typed)
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert words in page
    assert f'href="#{place}"' in page
    assert _drafts(site) == before


def _drafts(site: Site) -> int:
    with unit_of_work(site.database.sessions()) as session:
        return len(session.scalars(select(Draft.id)).all())


def test_a_child_needs_the_proof_and_no_mandate(site: Site) -> None:
    father = site.citizen("001190000031", "Lê Văn Cha")
    page = begin(site, father, **{"for": "child"}).headers["Location"]
    draft = draft_at(site, page)
    assert draft.represented == {"kind": "child", "by": "law"}
    assert draft.filed_on_behalf
    documents = father.send(page, ho_ten="Lê Thị Con", so_ban="2").headers["Location"]
    shown = father.get(documents).text
    assert "Giấy khai sinh của con" in shown
    assert "Văn bản ủy quyền" not in shown


def test_a_written_mandate_is_asked_for_and_shown_to_officers(site: Site) -> None:
    daughter = site.citizen("001190000032", "Lê Thị Gái")
    page = begin(site, daughter, **HER | {"person_by": "document"}).headers["Location"]
    # What was told on the first page stands in the fields of the owner.
    assert draft_at(site, page).answers == {"ho_ten": MOTHER, "so_dd": HERS}
    check = _filled(site, daughter, page, "uy_quyen")
    # Every page says for whom it is, and a page that names somebody is kept for nobody else.
    for address in (page, f"/nop/{page.split('/')[2]}/giay-to", check):
        assert f"nộp thay cho {MOTHER}" in unescape(daughter.get(address).text), address
    own = begin(site, daughter).headers["Location"]
    assert MOTHER not in unescape(daughter.get(own).text)
    code = _filed(daughter, check)
    desk = unescape(site.officer("receptionist").get(f"/can-bo/ho-so/{code}").text)
    assert f"{MOTHER}, {HERS}" in desk
    assert "Theo văn bản ủy quyền nộp kèm" in desk
    assert f"Bạn nộp thay: {MOTHER}" in unescape(daughter.get("/ho-so").text)
    # Without a mandate of her own e-ID she does not see it.
    assert code not in site.citizen(HERS, MOTHER).get("/ho-so").text


def test_a_mandate_by_identity_lets_the_owner_read_and_do_nothing(site: Site) -> None:
    son = site.citizen("001190000033", "Lê Văn Trai")
    page = begin(site, son, **HER).headers["Location"]
    check = _filled(site, son, page)
    assert "Văn bản ủy quyền" not in son.get(check).text
    mother = site.citizen(HERS, MOTHER)
    link = _ask(son, check)
    assert say_yes(mother, link).status_code == 302
    code = _filed(son, check)
    listed = unescape(mother.get("/ho-so").text)
    assert code in listed
    assert "Lê Văn Trai nộp thay bạn" in listed
    shown = unescape(mother.get(f"/ho-so/{code}").text)
    assert "Lê Văn Trai nộp hồ sơ này thay bạn" in shown
    assert "Rút hồ sơ này" not in shown
    for closed in ("rut", "bo-sung", "nop-phi", "da-nop"):
        assert mother.get(f"/ho-so/{code}/{closed}").status_code == 404, closed
    assert site.citizen("001190000034", "Kẻ Lạ").get(f"/ho-so/{code}").status_code == 404
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        assert (dossier.owner_number, dossier.filed_on_behalf) == (HERS, True)


def test_a_mandate_is_for_the_very_person(site: Site) -> None:
    son = site.citizen("001190000035", "Lê Văn Út")
    page = begin(site, son, **HER).headers["Location"]
    check = _filled(site, son, page, so_dd="001190000099")
    assert "Số định danh của chủ hồ sơ khác với số của người bạn nộp thay" in unescape(son.get(check).text)
    assert son.send(check, declared="1", delivery="online").status_code == 400


def test_an_organisation_confirms_with_its_own_identity(site: Site) -> None:
    clerk = site.citizen("001190000036", "Lê Thị Thư Ký")
    page = begin(site, clerk, **ITS).headers["Location"]
    check = _filled(site, clerk, page, ho_ten="Nguyễn Văn Đại Diện")
    link = _ask(clerk, check)
    company = _organisation(site)
    assert "Cho con của tôi" not in company.get(START).text
    assert company.send("/xac-nhan", code=code_in(clerk.get(check).text)).headers["Location"] == link
    assert say_yes(company, link).status_code == 302
    code = _filed(clerk, check)
    assert code in company.get("/ho-so").text


def test_a_version_that_no_longer_allows_it_stops_the_filing(site: Site) -> None:
    son = site.citizen("001190000037", "Lê Văn Chót")
    page = begin(site, son, **HER).headers["Location"]
    check = _filled(site, son, page)
    say_yes(site.citizen(HERS, MOTHER), _ask(son, check))
    with unit_of_work(site.database.sessions()) as session:
        draft = session.get_one(Draft, page.split("/")[2])
        draft.represented = draft.represented | {"kind": "spouse"}
    assert "không còn cho nộp thay theo cách bạn đã chọn" in unescape(son.get(check).text)
    assert son.send(check, declared="1", delivery="online").status_code in {400, 403}


def test_the_first_page_speaks_english(site: Site) -> None:
    page = site.citizen("001190000038", "Lê Thị Anh").get("/en" + START).text
    for words in ("For myself", "For my child", "For my ward", "For another person who gives me a mandate"):
        assert words in page


def _filled(site: Site, visitor: Visitor, page: str, *documents: str, **typed: str) -> str:
    """Fill in the form and hand in the documents; return the address of the last look."""
    values = {"ho_ten": MOTHER, "so_ban": "2"} | typed
    shown = visitor.get(page).text
    if HERS in shown and "so_dd" not in typed:
        values["so_dd"] = HERS
    answer = visitor.send(page, **values)
    assert answer.status_code == 302, answer.text
    with unit_of_work(site.database.sessions()) as session:
        draft = session.get_one(Draft, page.split("/")[2])
        for document in ("giay_to", *documents):
            attach(session, draft, document, MORNING)
    return f"/nop/{draft.id}/kiem-tra"


def _ask(visitor: Visitor, check: str) -> str:
    return link_in(ask(visitor, check))


def _filed(visitor: Visitor, check: str) -> str:
    answer = visitor.send(check, declared="1", delivery="online")
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"].split("/")[-2])


def _organisation(site: Site) -> Visitor:
    with unit_of_work(site.database.sessions()) as session:
        company = Person(kind="organisation", full_name=COMPANY, tax_code=CODE, created_at=MORNING)
        session.add(company)
        session.flush()
        token, _ = web_sessions.create(session, at=site.time[0], data={}, person_id=company.id, assurance=2)
    visitor = site.visitor()
    visitor.client.set_cookie("portal", token)
    return visitor


def test_a_pack_that_does_not_say_for_whom_asks_what_it_asked_before(site: Site) -> None:
    kinds = ON_BEHALF.partition("allowed: true\n")[2]
    pack = changed(
        ("version: 1", "version: 2"), (kinds, "  mandate: uy_quyen\n"), path=site.database.settings.data / "pack"
    )
    with unit_of_work(site.database.sessions()) as session:
        actor = site.world.actor(session, "leader")
        draft, loaded = publishing.keep_draft(session, pack, agency_id=None, actor=actor, at=MORNING)
        assert loaded.procedure is not None, loaded.findings
        publishing.publish(session, draft, actor=site.world.actor(session, "clerk"), at=MORNING)
        site.world.offer = session.scalars(select(Offer).where(Offer.version_id == draft.id)).one()
    son = site.citizen("001190000039", "Lê Văn Cũ")
    assert "Tôi được người khác ủy quyền nộp thay" in unescape(son.get(START).text)
    page = begin(site, son, **{"for": "other"}).headers["Location"]
    kept = draft_at(site, page)
    assert (kept.filed_on_behalf, kept.represented) == (True, {})
    # The mandate is asked for by its own condition.
    code = _filed(son, _filled(site, son, page, "uy_quyen"))
    desk = unescape(site.officer("receptionist").get(f"/can-bo/ho-so/{code}").text)
    assert "Nộp thay cho" in desk
