"""After the filing, over HTTP: paying, following, supplementing, withdrawing, downloading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, text, update

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.gateways.base import GatewayUnavailable, Notice, Outcome, PaymentOrder, Redirect
from portal.models import Dossier, DossierEvent, FeeOrder, Paper, Payment
from portal.services import issuing, notices, payments, processing, tasks
from portal.services.actors import SYSTEM
from portal.services.processing import Request
from tests.factories import MORNING, make_person, submit
from tests.portal.services.test_life import accept
from tests.portal.web.citizen_site import Site, Visitor, open_site
from workflows.status import DossierStatus

STATES = """SELECT state FROM pg_stat_activity
    WHERE application_name LIKE 'portal_web%' AND datname = current_database()"""
"""What the connections of the web do now."""


@dataclass
class Till:
    """A gateway that answers as it is told, and keeps what it was asked."""

    kind: str = "stripe"
    down: bool = False
    asked: list[PaymentOrder] = field(default_factory=list)
    rows_seen: list[str] = field(default_factory=list)
    site: Site | None = None

    def start(self, order: PaymentOrder) -> Redirect:
        """Open a place to pay; by then the row of the attempt is committed and no transaction is open."""
        assert self.site is not None
        with unit_of_work(self.site.database.sessions()) as session:
            self.rows_seen.append(session.get_one(Payment, order.reference).state)
        with self.site.database.engine(Role.OWNER).connect() as owner:
            states = set(owner.scalars(text(STATES)))
        assert states == {"idle"}, "no transaction waits with it"
        if self.down:
            raise GatewayUnavailable
        self.asked.append(order)
        return Redirect(f"https://pay.example/{order.reference}", f"cs_{order.reference}")


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("dossier")) as opened:
        yield opened


@pytest.fixture
def till(site: Site) -> Till:
    till = Till(site=site)
    site.parts.__dict__["gateway"] = till
    site.app.extensions["limiter"].storage.reset()
    return till


def filed(site: Site, number: str, name: str = "Nguyễn Thị Thử") -> tuple[Visitor, str]:
    """A citizen with one filed dossier."""
    with unit_of_work(site.database.sessions()) as session:
        dossier = submit(session, site.world, make_person(session, number, name))
    return site.citizen(number), dossier.code


def dossier_of(site: Site, code: str) -> Dossier:
    with unit_of_work(site.database.sessions()) as session:
        return session.scalars(select(Dossier).where(Dossier.code == code)).one()


def pay(site: Site, code: str) -> None:
    """Let the provider's notice of the newest attempt arrive."""
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        query = select(Payment).where(Payment.dossier_id == dossier.id).order_by(Payment.started_at.desc())
        payment = session.scalars(query).first()
        assert payment is not None
        notice = Notice(
            event_id=f"evt_{payment.id}",
            kind="checkout.session.completed",
            reference=str(payment.id),
            provider_reference=f"cs_{payment.id}",
            payment_reference=f"pi_{payment.id}",
            amount=payment.amount,
            currency="VND",
            outcome=Outcome.PAID,
            at=MORNING,
            raw=b"{}",
        )
        payments.receive(session, notice, gateway="stripe", body=b"{}", at=MORNING)


def ask_for_more(site: Site, code: str) -> None:
    """The desk asks for a better copy and for one answer."""
    items = (
        {"kind": "document", "name": "giay_to", "title": "Giấy tờ", "reason": "Trang 1 bị mờ.", "law": None},
        {"kind": "field", "name": "so_ban", "title": "Số bản", "reason": "Cần ghi lại số bản.", "law": None},
    )
    act(site, code, "receptionist", Request("bo_sung", reasons=("Chưa rõ",), items=items))


def act(site: Site, code: str, role: str, request: Request) -> None:
    """Let an officer of that role take an action."""
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        (task,) = tasks.open_tasks(session, dossier.id)
        actor, version = site.world.actor(session, role), dossier.lock_version
        processing.take_action(session, dossier.id, task.id, request, actor=actor, at=MORNING, seen_version=version)


def test_paying_writes_the_attempt_first_and_only_the_notice_settles(site: Site, till: Till) -> None:
    visitor, code = filed(site, "001190000030")
    page = visitor.get(f"/ho-so/{code}/nop-phi").text
    assert "24.000 đồng" in page
    assert "Phí xác nhận" in page
    answer = visitor.again(page, f"/ho-so/{code}/nop-phi")
    assert answer.headers["Location"].startswith("https://pay.example/")
    assert till.rows_seen == ["started"]
    order = till.asked[0]
    assert (order.amount, order.return_url.endswith(f"/ho-so/{code}/nop-phi/tro-ve")) == (24_000, True)
    assert "Nguyễn" not in order.description
    again = visitor.again(page, f"/ho-so/{code}/nop-phi")
    assert again.headers["Location"] == answer.headers["Location"]
    assert len(till.asked) == 1
    waiting = visitor.get(f"/ho-so/{code}/nop-phi/tro-ve").text
    assert "Đang chờ xác nhận thanh toán" in waiting
    assert visitor.get(f"/ho-so/{code}/nop-phi/da-xong").json == {"done": False}
    assert dossier_of(site, code).status == DossierStatus.FEE_DUE
    pay(site, code)
    assert visitor.get(f"/ho-so/{code}/nop-phi/da-xong").json == {"done": True}
    assert "24.000 đồng" in visitor.get(f"/ho-so/{code}/nop-phi/tro-ve").text
    assert visitor.get(f"/ho-so/{code}/nop-phi").status_code == 302
    assert visitor.again(page, f"/ho-so/{code}/nop-phi").headers["Location"].endswith("/tro-ve")


def test_whoever_left_the_payment_page_is_told_that_nothing_was_taken(site: Site, till: Till) -> None:
    visitor, code = filed(site, "001190000048")
    visitor.send(f"/ho-so/{code}/nop-phi")
    back = till.asked[0].cancel_url.removeprefix(site.parts.settings.public_url)
    assert "Bạn chưa trả tiền" in visitor.get(back).text
    assert "Bạn chưa trả tiền" not in visitor.get(f"/ho-so/{code}/nop-phi").text


def test_a_refusal_stands_on_the_page_with_its_reasons(site: Site) -> None:
    visitor, code = filed(site, "001190000049", "Phạm Thị Bị Từ")
    assert "Có sau khi cơ quan tiếp nhận" in visitor.get(f"/ho-so/{code}").text
    act(site, code, "receptionist", Request("tu_choi", reasons=("Không thuộc thẩm quyền giải quyết của cơ quan",)))
    page = visitor.get(f"/ho-so/{code}").text
    assert re.search(r"notice--error.*Hồ sơ không được tiếp nhận.*Không thuộc thẩm quyền", page, re.DOTALL)
    assert "Có sau khi cơ quan tiếp nhận" not in page
    assert re.search(r'aria-current="step">[^<]+<strong[^>]*>\s*Kết thúc ở đây', page), "nobody is at work at an end"
    assert "Chủ hồ sơ: Phạm Thị Bị Từ" in visitor.get("/ho-so").text
    assert "<li>The agency is not competent</li>" in visitor.get(f"/en/ho-so/{code}").text


def test_a_provider_that_is_down_is_said_and_can_be_tried_again(site: Site, till: Till) -> None:
    visitor, code = filed(site, "001190000031")
    till.down = True
    answer = visitor.send(f"/ho-so/{code}/nop-phi")
    assert answer.status_code == 503
    assert "Bạn chưa bị trừ tiền" in answer.text
    till.down = False
    assert visitor.again(answer.text, f"/ho-so/{code}/nop-phi").status_code == 302
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        states = session.scalars(select(Payment.state).where(Payment.dossier_id == dossier.id)).all()
    assert sorted(states) == ["open", "started"]


def test_the_dossier_says_what_to_do_who_has_it_and_what_happened(site: Site) -> None:
    visitor, code = filed(site, "001190000032", "Phạm Thị Theo")
    page = visitor.get(f"/ho-so/{code}").text
    assert page.index("Bạn cần nộp 24.000 đồng") < page.index("Cơ quan giải quyết")
    for words in (
        "Đã nộp hồ sơ",
        "Phạm Thị Theo",
        "Tiếp nhận",
        "Có sau khi cơ quan tiếp nhận",
        "09:00 ngày 23/11/2026",
    ):
        assert words in page, words
    listed = visitor.get("/ho-so").text
    assert listed.index("Nộp 24.000 đồng") < listed.index(">Đã nộp<")
    assert "Nộp 24.000 đồng" in visitor.get("/").text
    assert "Chúng tôi đã nhận hồ sơ" in visitor.get("/thong-bao").text
    assert "chưa đọc" not in visitor.get("/ho-so").text
    english = visitor.get(f"/en/ho-so/{code}").text
    assert "Test confirmation" in english
    assert "You need to pay a fee" in english


def test_the_promised_date_is_explained(site: Site) -> None:
    visitor, code = filed(site, "001190000033")
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        for order in session.scalars(select(FeeOrder).where(FeeOrder.dossier_id == dossier.id)):
            order.state = "cancelled"
        session.flush()
        accept(session, site.world, dossier)
    page = visitor.get(f"/ho-so/{code}").text
    assert "27/11/2026" in page
    assert "quá ngày hẹn trả" not in page
    assert "Vì sao ngày này?" in page
    with unit_of_work(site.database.sessions()) as session:
        session.execute(update(Dossier).where(Dossier.code == code).values(due_at=MORNING - timedelta(hours=1)))
    assert "Hồ sơ đã quá ngày hẹn trả" in visitor.get(f"/ho-so/{code}").text
    assert "Ngày Văn hóa" in page


def test_withdrawing_is_confirmed_and_happens_once(site: Site) -> None:
    visitor, code = filed(site, "001190000035")
    page = visitor.get(f"/ho-so/{code}/rut").text
    assert "Bạn muốn rút hồ sơ này?" in page
    for _ in range(2):
        assert visitor.again(page, f"/ho-so/{code}/rut", reason="Đổi ý\x00 rồi").headers["Location"] == f"/ho-so/{code}"
    shown = visitor.get(f"/ho-so/{code}").text
    assert "Công dân yêu cầu rút hồ sơ" in shown
    assert f"/ho-so/{code}/rut" not in shown
    assert visitor.get(f"/ho-so/{code}/rut").status_code == 302
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        kinds = session.scalars(select(DossierEvent.kind).where(DossierEvent.dossier_id == dossier.id)).all()
        assert kinds.count("dossier_withdrawn") == 1
        for paper in session.scalars(select(Paper).where(Paper.dossier_id == dossier.id)):
            paper.state = "issued"
    told = visitor.get(f"/ho-so/{code}").text
    assert "Thông báo dừng giải quyết hồ sơ" in told
    assert "Phiếu kiểm soát" not in told


def test_a_paper_is_sent_once_issued_and_only_with_its_dossier(site: Site) -> None:
    visitor, code = filed(site, "001190000036")
    body = b"%PDF-1.7\na receipt\n%%EOF\n"
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        paper = issuing.make_slip(session, dossier, "receipt", actor=SYSTEM, at=MORNING, details={})
        stored = site.parts.storage.put(BytesIO(body), 1 << 20)
        paper.sha256, paper.size = stored.sha256, stored.size
        paper_id = paper.id
    url = f"/ho-so/{code}/van-ban/{paper_id}"
    assert visitor.get(url).status_code == 404
    with unit_of_work(site.database.sessions()) as session:
        session.get_one(Paper, paper_id).state = "issued"
    with visitor.get(url) as sent:
        assert sent.data == body
        assert sent.mimetype == "application/pdf"
        assert re.match(r"attachment; filename=.*\.pdf", sent.headers["Content-Disposition"])
        assert sent.headers["Cache-Control"] == "no-store"
    assert url in visitor.get(f"/ho-so/{code}").text
    _, other = filed(site, "001190000038")
    assert visitor.get(f"/ho-so/{other}/van-ban/{paper_id}").status_code == 404


def test_the_account_shows_the_identity_and_signs_out(site: Site) -> None:
    visitor = site.citizen("001190000039", "Hoàng Thị Ra")
    page = visitor.get("/tai-khoan").text
    assert "Hoàng Thị Ra" in page
    assert "001190000039" in page
    visitor.again(page, "/dang-xuat")
    assert visitor.get("/tai-khoan").headers["Location"] == "/dang-nhap"


def test_every_kind_of_notice_has_words(site: Site) -> None:
    visitor, code = filed(site, "001190000040")
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        for kind in notices.KINDS:
            notices.tell(session, dossier, kind, at=MORNING)
    for page in (visitor.get("/thong-bao").text, visitor.get("/en/thong-bao").text):
        assert not [kind for kind in notices.KINDS if kind in page]
        assert page.count(f'/ho-so/{code}"') == len(notices.KINDS) + 1
