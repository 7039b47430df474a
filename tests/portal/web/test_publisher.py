"""From an uploaded pack to a live procedure: two persons, every finding at its line, running dossiers left alone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from portal.db import unit_of_work
from portal.models import Agency, CatalogueEntry, Dossier, Offer, PublishingAct, VersionState
from portal.services import drafts, filing
from tests.conftest import Database
from tests.factories import CODE as DOSSIER_CODE
from tests.factories import MORNING, as_actor, attach, make_person
from tests.portal.web.publishing_house import CODE, House, changed, pack

pytestmark = pytest.mark.slow


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with House.open(database) as opened:
        yield opened


REPRICED = ("rate: 8000", "rate: 9000"), ("within: 3 working days, law", "within: 5 working days, law")
BROKEN = (("type: integer", "type: intger"), ('amount: "so_ban * rate"', 'amount: "so_bn * rate"'))


def test_a_broken_pack_is_kept_with_every_finding_at_its_line(house: House) -> None:
    draft = house.draft(changed(*BROKEN))
    page = house.get("soan", draft).text
    assert "có phải bạn định viết" in page
    assert "did you mean" in house.get("soan", f"/en{draft}").text
    assert "procedure.yaml:21" in page
    assert "procedure.yaml:30" in page
    assert f"{draft}/nguon?tep=procedure.yaml#L21" in page
    source = house.get("soan", f"{draft}/nguon").text
    assert 'id="L21" class="source__line source__line--error"' in source
    assert "Gửi phê duyệt</button>" not in page
    refused = house.post("soan", f"{draft}/gui", digest=house.digest(draft))
    assert refused.status_code == 302
    assert house.row(draft).state is VersionState.DRAFT
    for tab in ("bieu-mau", "phi", "quy-trinh", "to-khai", "ket-qua", "truong-hop", "so-sanh", "sua"):
        assert house.get("soan", f"{draft}/{tab}").status_code == 200, tab


def test_a_sound_pack_goes_live_by_two_persons(house: House) -> None:
    draft = house.draft(pack(), "ca-hai")
    assert "Nút gửi phê duyệt hiện ra" in house.get("ca-hai", draft).text  # the result is not rendered yet
    house.work()
    page = house.get("ca-hai", draft).text
    assert "Gửi phê duyệt</button>" in page
    digest = house.digest(draft)
    assert house.post("ca-hai", f"{draft}/gui", digest=digest).status_code == 302
    assert house.row(draft).state is VersionState.SUBMITTED
    # Who had a hand in it may not approve it, whatever roles they hold: the button is not there, and the door is shut.
    assert "Phê duyệt và công bố</button>" not in house.get("ca-hai", draft).text
    assert house.post("ca-hai", f"{draft}/duyet", digest=digest).status_code == 403
    assert house.post("soan", f"{draft}/duyet", digest=digest).status_code == 403
    assert house.row(draft).state is VersionState.SUBMITTED
    assert "Phê duyệt và công bố</button>" in house.get("duyet", draft).text
    assert house.post("duyet", f"{draft}/duyet", draft, digest=digest).status_code == 302
    assert house.row(draft).state is VersionState.PUBLISHED
    listed = house.get("duyet", "/cong-bo").text
    assert CODE in listed
    history = house.get("duyet", f"/cong-bo/thu-tuc/{CODE}").text
    assert digest[:12] in history
    assert "Cán bộ duyet" in history
    with unit_of_work(house.database.sessions()) as session:
        acts = session.scalars(select(PublishingAct.kind).order_by(PublishingAct.id)).all()
    assert acts == ["drafted", "submitted", "published"]


def test_the_approver_sends_back_with_a_reason_and_approves_only_what_was_seen(house: House) -> None:
    draft = house.draft(pack())
    house.work()
    first = house.digest(draft)
    house.post("soan", f"{draft}/gui", digest=first)
    unsaid = house.post("duyet", f"{draft}/tra-lai", draft, ly_do="")
    assert house.row(draft).state is VersionState.SUBMITTED  # without a reason nothing is sent back
    assert unsaid.status_code == 400
    assert 'id="tra-lai" open' in unsaid.text
    assert 'aria-describedby="error-ly_do"' in unsaid.text
    house.post("duyet", f"{draft}/tra-lai", draft, ly_do="Thiếu tên tiếng Anh của phí")
    assert house.row(draft).state is VersionState.DRAFT
    assert "Thiếu tên tiếng Anh của phí" in house.get("soan", draft).text
    assert "Bị trả lại" in house.get("soan", "/cong-bo?xem=nhap").text
    house.rewrite(draft, ("title: Phí xác nhận", "title: {vi: Phí xác nhận, en: Fee}"))
    house.work()
    second = house.digest(draft)
    assert second != first
    house.post("soan", f"{draft}/gui", digest=second)
    assert "Bị trả lại" not in house.get("soan", "/cong-bo?xem=cho-duyet").text
    assert house.post("duyet", f"{draft}/duyet", draft, digest=first).status_code == 302
    assert house.row(draft).state is VersionState.SUBMITTED  # the digest was not what lies there now
    house.post("duyet", f"{draft}/duyet", draft, digest=second)
    assert house.row(draft).state is VersionState.PUBLISHED


def test_running_dossiers_keep_their_version_and_new_ones_get_the_next(house: House) -> None:
    first = house.publish(pack())
    ward = _ward(house)
    opened = house.post(
        "duyet", f"/cong-bo/thu-tuc/{CODE}/noi-ap-dung", f"/cong-bo/thu-tuc/{CODE}/noi-ap-dung", co_quan=ward
    )
    assert opened.status_code == 302
    running = _file(house, "001190000001")
    answer = house.post("soan", f"/cong-bo/thu-tuc/{CODE}/ban-moi")
    second = str(answer.location).removesuffix("/sua")
    assert house.row(second).version == 2
    house.rewrite(second, ("max: 20", "max: 30"), ("{vi: Số bản", "{vi: Số bản cần cấp"), *REPRICED)
    compared = house.get("soan", f"{second}/so-sanh").text
    assert "So với phiên bản 1 đang hiệu lực" in compared
    assert f"Người nộp / Số bản cần cấp / nhiều nhất</th>{_told(20, 30)}" in compared
    assert f"Số phiên bản</th>{_told(1, 2)}" in compared
    assert _told("3 ngày làm việc", "5 ngày làm việc") in compared, "in words, not as the pack writes it"
    assert _told("8.000 đồng", "9.000 đồng") in compared
    house.work()
    digest = house.digest(second)
    house.post("soan", f"{second}/gui", digest=digest)
    house.post("duyet", f"{second}/duyet", second, digest=digest)
    newer = _file(house, "001190000002")
    with unit_of_work(house.database.sessions()) as session:
        old, new = (session.get_one(Dossier, key) for key in (running, newer))
        assert old.version_id == house.row(first).id
        assert new.version_id == house.row(second).id
        assert session.scalar(select(CatalogueEntry.live_version_id)) == new.version_id
    assert house.row(first).state is VersionState.RETIRED
    history = house.get("soan", f"/cong-bo/thu-tuc/{CODE}").text
    assert history.count('data-label="Hồ sơ đang giải quyết">1<') == 2


def test_drafts_are_listed_for_the_own_agency_and_changed_by_its_publishers(house: House) -> None:
    draft = house.draft(pack())
    assert "Xác nhận thử" not in house.get("tinh-khac", "/cong-bo?xem=nhap").text
    assert "Xác nhận thử" in house.get("duyet", "/cong-bo?xem=nhap").text
    # A draft belongs to the agency: the approver reads it, and changes nothing.
    assert house.post("duyet", f"{draft}/bo", "/cong-bo").status_code == 403
    assert house.post("soan", f"{draft}/bo", f"{draft}/bo").status_code == 302
    assert house.get("soan", draft).status_code == 404


def test_offers_carry_local_values_and_warn_of_empty_chairs(house: House) -> None:
    house.publish(pack())
    url = f"/cong-bo/thu-tuc/{CODE}/noi-ap-dung"
    with unit_of_work(house.database.sessions()) as session:
        empty = Agency(
            code="H26.102", name="Phường Vắng", abbr="UBND", tier="commune", place="Vắng", created_at=MORNING
        )
        empty.parent_id = session.scalars(select(Agency.id).where(Agency.code == "H26")).one()
        foreign = Agency(
            code="H30.1", name="Phường Tỉnh Khác", abbr="UBND", tier="commune", place="Xa", created_at=MORNING
        )
        session.add_all([empty, foreign])
        session.flush()
        far = foreign.id
    page = house.get("duyet", url).text
    assert "Phường Vắng" in page
    assert "Chưa có người giữ vai trò" in page
    assert "Phường Tỉnh Khác" not in page
    assert house.get("soan", url).status_code == 403
    ward = _ward(house)
    wrong = house.post("duyet", url, url, co_quan=ward, **{"fee-phi": "năm nghìn", "time_limit": "hai"})
    assert wrong.status_code == 400
    assert "năm nghìn" in wrong.text  # what was typed is kept
    assert house.post("duyet", url, url, **{"fee-phi": "5.000"}).status_code == 400  # no agency chosen
    assert house.post("duyet", url, url, co_quan=str(far)).status_code == 403
    assert house.post("duyet", url, url, co_quan=ward, **{"fee-phi": "5.000"}).status_code == 302
    assert house.post("duyet", url, url, co_quan=ward, **{"fee-phi": "6000"}).status_code == 302
    with unit_of_work(house.database.sessions()) as session:
        offers = session.scalars(select(Offer).order_by(Offer.id)).all()
    assert [(one.overlay, one.closed_at is None) for one in offers] == [
        ({"fees": {"phi": {"amount": 5000}}}, False),
        ({"fees": {"phi": {"amount": 6000}}}, True),
    ]
    assert house.post("duyet", f"{url}/dong", url, offer=str(offers[1].id)).status_code == 302
    assert house.post("duyet", f"{url}/dong", url, offer=str(offers[1].id)).status_code == 404


def _ward(house: House) -> str:
    with unit_of_work(house.database.sessions()) as session:
        return str(session.scalars(select(Agency.id).where(Agency.code == "H26.101")).one())


def _file(house: House, number: str) -> object:
    """File one dossier under what is offered at the moment."""
    with unit_of_work(house.database.sessions()) as session:
        person = make_person(session, number)
        offer = session.scalars(select(Offer).where(Offer.closed_at.is_(None))).one()
        draft = drafts.start(session, person, offer, at=MORNING)
        drafts.save_page(
            session, draft, "nguoi_nop", {"ho_ten": person.full_name, "so_ban": 1}, person=person, at=MORNING
        )
        draft.delivery = "online"
        attach(session, draft, "giay_to")
        return filing.submit(
            session, draft, person=person, actor=as_actor(person), at=MORNING, code_pattern=DOSSIER_CODE
        ).id


def _told(before: object, after: object) -> str:
    """A row of a comparison, whose cells say on a phone which is which."""
    return f'<td data-label="Trước">{before}</td><td data-label="Sau">{after}</td>'
