"""One of everything that belongs to somebody, in a portal of its own, and the ids by which it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from portal.clock import local_date
from portal.config import Secret
from portal.db import unit_of_work
from portal.gateways.stripe import StripeGateway
from portal.identity.oidc import OidcProvider, OidcSettings
from portal.models import (
    Attachment,
    AttachmentPage,
    BulkRun,
    CalendarChange,
    CollectiveDecision,
    Confirmation,
    DeadlineEntry,
    Delegation,
    Dossier,
    DossierEvent,
    DossierLabel,
    DossierNote,
    Draft,
    FeeOrder,
    Label,
    Letter,
    Message,
    Offer,
    Officer,
    OpinionRound,
    OpinionSlip,
    Paper,
    Payment,
    Person,
    ProcedureVersion,
    Refund,
    RegisterFile,
    ResultPreview,
    SavedView,
    Supplement,
    Task,
    Upload,
)
from portal.services import (
    bulk,
    confirmations,
    counter,
    delegations,
    desk,
    drafts,
    forms_to_sign,
    labels,
    letters,
    list_exports,
    notes,
    own_days,
    own_desk,
    pack_drafts,
    people,
    refunds,
    register_exports,
    result_previews,
    supplements,
    uploads,
    web_sessions,
)
from portal.services.actors import Actor
from portal.services.confirmation_keys import ConfirmationKeys
from portal.services.confirmation_needs import APPLICANT, Needed, content_of
from portal.services.confirmation_needs import OWNER as OWNER_PARTY
from portal.services.definitions import procedure_of
from portal.services.id_cards import TYPED, Presented
from portal.services.officers import actor_of
from portal.services.own_days import Change, DayKind
from portal.services.registers import Wanted
from portal.services.wanted import View
from portal.services.wanted import Wanted as WantedList
from tests.factories import MORNING, ROLES, as_actor, fill, make_agency, make_officer, make_person, submit
from tests.portal.services.test_life import take
from tests.portal.web.citizen_site import Site
from tests.portal.web.publishing_house import changed

OWNER = "Hoàng Thị Riêng Tư"
SECRETS = {
    "filing": {
        "name": OWNER,
        "number": "001190777888",
        "phone": "0987654321",
        "e-mail": "rieng.tu@example.vn",
        "answer": "Lý do chỉ mình chị Tư biết",
        "file": "so-ho-khau-rieng.pdf",
        "bytes": "%PDF-1.7 chi minh chi Tu doc",
        "slip": "Bản chụp của chị Tư bị mờ",
        "letter": "Chị Tư hỏi riêng cơ quan",
        "note": "Cán bộ dặn nhau về chị Tư",
    },
    "calendar": {"reason": "Sửa mái nhà của phường Thử Nghiệm"},
    "absence": {"reason": "Nghỉ ốm, chỉ phường Thử Nghiệm biết"},
    "pack": {
        "title": "Thủ tục còn giữ kín",
        "result": "%PDF-1.7 ket qua con giu kin",
    },
}
"""What only those may read who know the filing, or the pack in the making."""
HERS, KEPT = SECRETS["filing"], SECRETS["pack"]
PACK = changed(("9.000001", "9.000002"), ("Xác nhận thử", KEPT["title"]))


@dataclass
class Belongings:
    """A citizen's draft and dossier, an agency's pack in the making, and the browsers of everybody around."""

    site: Site
    owner: Person
    ids: dict[str, str] = field(default_factory=dict)
    """What stands in an address, by the part of the rule in which it stands."""
    typed: dict[str, str] = field(default_factory=dict)
    """What a hostile form sends: the values of every form that could change any of it."""
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def rows(self) -> dict[str, list[RowMapping]]:
        """Everything that is there, as the database holds it; strangers may add things of their own."""
        with unit_of_work(self.site.database.sessions()) as session:
            mine = select(Draft.id).where(Draft.person_id == self.owner.id)
            queries = {
                "drafts": select(Draft.__table__).where(Draft.person_id == self.owner.id),
                "attachments": select(Attachment.__table__).where(
                    Attachment.draft_id.in_(mine) | Attachment.dossier_id.is_not(None)
                ),
                # A colleague may write too.
                "messages": select(Message.__table__).where(Message.kind != "letter_received"),
                "letters": select(Letter.id, Letter.text).where(Letter.person_id == self.owner.id),
                "notes": select(DossierNote.__table__).where(DossierNote.text == HERS["note"]),
                "bulk": select(BulkRun.__table__).where(BulkRun.id == self.ids["hang-loat/run_id"]),
                "view": select(SavedView.__table__).where(SavedView.id == self.ids["danh-sach-luu/view_id"]),
                "pack": select(ProcedureVersion.__table__).where(ProcedureVersion.id == self.ids["ban/version_id"]),
                "preview": select(ResultPreview.__table__).where(
                    ResultPreview.version_id == self.ids["ban/version_id"]
                ),
                **{
                    table.__tablename__: select(table.__table__)
                    for table in (
                        AttachmentPage,
                        CalendarChange,
                        CollectiveDecision,
                        Confirmation,
                        DeadlineEntry,
                        Delegation,
                        Dossier,
                        DossierEvent,
                        DossierLabel,
                        FeeOrder,
                        Label,
                        Offer,
                        OpinionRound,
                        OpinionSlip,
                        Paper,
                        Refund,
                        RegisterFile,
                        Supplement,
                        Task,
                        Upload,
                    )
                },
            }
            return {name: list(session.execute(query).mappings()) for name, query in queries.items()}


def fill_house(site: Site) -> Belongings:
    """Give the portal its people and what belongs to them."""
    site.parts.__dict__["gateway"] = StripeGateway(Secret("sk_test"), Secret("whsec_test"))
    site.parts.__dict__["identity"] = OidcProvider(OidcSettings("http://127.0.0.1:1", "portal", Secret("secret")))
    with unit_of_work(site.database.sessions()) as session:
        owner = make_person(session, HERS["number"], OWNER)
        owner.phone, owner.email = HERS["phone"], HERS["e-mail"]
        house = Belongings(site, owner)
        _filing(house, session)
        _calendar(house, session)
        _absence(house, session)
        _pack(house, session)
        _people(house, session)
    house.clients["nobody"] = site.visitor().client
    return house


def _filing(house: Belongings, session: Session) -> None:
    site, world = house.site, house.site.world
    stored = site.parts.storage.put(BytesIO(HERS["bytes"].encode()), 1 << 20)
    draft = fill(session, world, house.owner, so_ban=6, ly_do=HERS["answer"])
    dossier = submit(session, world, house.owner, so_ban=6, ly_do=HERS["answer"])
    for one in session.scalars(select(Attachment)):
        one.filename, one.sha256, one.size = HERS["file"], stored.sha256, stored.size
    items = ({"kind": "document", "name": "giay_to", "title": "Giấy tờ", "reason": HERS["slip"], "law": None},)
    take(session, world, dossier, "receptionist", "bo_sung", items=items, reasons=(HERS["slip"],))
    supplements.supplement_draft(session, dossier, house.owner, MORNING)
    paper = session.scalars(select(Paper)).one()
    paper.state, paper.sha256, paper.size = "issued", stored.sha256, stored.size
    task = session.scalars(select(Task)).one()
    attachment = session.scalars(select(Attachment).where(Attachment.dossier_id == dossier.id)).one()
    receptionist = world.actor(session, "receptionist")
    hers = {"kind": "person", "by": "identity", "name": OWNER, "number": HERS["number"]}
    friend = make_person(session, "001190000008", "Người Được Ủy Quyền")
    for_her = drafts.start(session, friend, world.offer, at=MORNING, represented=hers)
    drafts.save_page(session, for_her, "nguoi_nop", {"ly_do": HERS["answer"], "so_ban": 6}, person=friend, at=MORNING)
    keys = ConfirmationKeys(site.parts.settings.secret_key.reveal())
    need = Needed(OWNER_PARTY, HERS["number"], OWNER)
    asked = confirmations.ask(session, for_her, need, by=as_actor(friend), keys=keys, at=MORNING, title="Xác nhận thử")
    at_counter = _at_counter(house, session, receptionist, keys, stored.sha256)
    counter_dossier = submit(session, world, house.owner, so_ban=6, ly_do=HERS["answer"])
    counter_dossier.channel = "counter"
    desk.keep_search(session, receptionist, OWNER, "a-search-of-the-desk", MORNING)
    part = Wanted(world.agency.id, local_date(MORNING), local_date(MORNING))
    export_id = register_exports.ask(session, part, register_exports.PDF, actor=receptionist, at=MORNING)
    register_exports.keep(session, export_id, sha256=stored.sha256, size=stored.size, rows=1, at=MORNING)
    view = own_desk.save_view(session, receptionist, "Riêng", WantedList(View.ALL), (), default=False, at=MORNING)
    chosen = bulk.choose(session, receptionist, [task.id], at=MORNING)
    assert chosen is not None
    letters.write(session, dossier, HERS["letter"], actor=as_actor(house.owner), at=MORNING)
    notes.write(session, dossier, HERS["note"], actor=receptionist, at=MORNING)
    leader = world.actor(session, "leader")
    labels.make(session, world.agency.id, "Gấp", "red", actor=leader, at=MORNING)
    list_id = list_exports.ask(session, WantedList(View.ALL), (), "xlsx", language="vi", actor=receptionist, at=MORNING)
    list_exports.keep(session, list_id, sha256=stored.sha256, size=stored.size, count=1, at=MORNING)
    page = AttachmentPage(
        attachment_id=attachment.id,
        agency_id=dossier.agency_id,
        number=1,
        sha256=stored.sha256,
        thumbnail_sha256=stored.sha256,
        width=1,
        height=1,
    )
    session.add(page)
    slip = _asked(session, dossier, task, paper)
    rule = procedure_of(session, draft.version_id).document("giay_to")
    upload = uploads.begin(
        session, draft, "giay_to", name=HERS["file"], size=10, rule=rule, person=house.owner, at=MORNING
    )
    paid = Payment(
        fee_order_id=session.scalars(select(FeeOrder.id)).first(),
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        gateway="counter",
        amount=8_000,
        state="paid_twice",
        started_at=MORNING,
        expires_at=MORNING,
        finished_at=MORNING,
    )
    session.add(paid)
    session.flush()
    refund = refunds.owe(session, paid, paid.amount, paid.state, {}, at=MORNING)
    house.ids |= {
        "hoan-phi/refund_id": str(refund.id),
        "danh-sach-luu/view_id": str(view.id),
        "xuat-danh-sach/list_id": str(list_id),
        "hang-loat/run_id": str(chosen.id),
        "tep/document": "giay_to",
        "tep-dang-gui/upload_id": str(upload.id),
        "trang/number": "1",
        "nop/draft_id": str(draft.id),
        "draft_id/page": "nguoi_nop",
        "ho-so/code": dossier.code,
        "tai-quay/draft_id": str(at_counter.id),
        "xong/code": counter_dossier.code,
        "van-ban/paper_id": str(paper.id),
        "tep/attachment_id": str(attachment.id),
        "viec/task_id": str(task.id),
        "thao-tac/name": "tu_choi",
        "xin-hoi-them/name": "bo_sung",
        "hoi-them/allowance_id": str(asked.id),
        "tim/token": "a-search-of-the-desk",
        "xac-nhan/token": keys.token(asked.salt),
        "xuat/export_id": str(export_id),
        "y-kien/slip_id": str(slip.id),
        "quyet-dinh-tap-the/decision_id": str(session.get_one(OpinionRound, slip.round_id).decision_id),
        "1/token": paper.verify_token,
        "thu-tuc/code": dossier.procedure_code,
        "static/filename": "nothing.css",
        "hinh/code": dossier.procedure_code,
        "code/digest": "0" * 64,
    }
    house.typed |= {
        "ho_ten": "Kẻ Lạ",
        "so_ban": "1",
        "declared": "1",
        "_total": "48000",
        "_digest": confirmations.by_token(session, keys.token(asked.salt), person=house.owner, at=MORNING).digest or "",
        "_confirm": "1",
        "_remove": str(attachment.id),
        "id": str(task.id),
        "thu": "Kẻ Lạ viết",
        "ghi-chu": "Kẻ Lạ viết",
        "ten": "Nhãn lạ",
        "verdict-giay_to": "insufficient",
        "other": "Không đúng thẩm quyền",
        "version": str(dossier.lock_version),
        "offer": str(world.offer.id),
        "co_quan": str(world.agency.id),
        "the": f"{HERS['number']}||{OWNER}|06051990|Nữ|Hà Nội|01012022",
        "receipt": "0000001",
        "reason": "Không có điện thoại",
        "_ask": "1",
        "co-quan": world.agency.code,
        "dang": register_exports.SHEET,
        "answer": "yes",
    }


def _asked(session: Session, dossier: Dossier, task: Task, paper: Paper) -> OpinionSlip:
    """What the leader is asked about her dossier, on the agenda of a decision that has its minutes."""
    common: dict[str, Any] = {"agency_id": dossier.agency_id, "due_at": MORNING + timedelta(days=3)}
    decision = CollectiveDecision(
        **common,
        year=2026,
        number=1,
        title=HERS["slip"],
        council="leader",
        opened_by=task.id,
        opened_at=MORNING,
        minutes_number="1/BB",
        minutes_sha256=paper.sha256,
        minutes_size=paper.size,
        minutes_signers=[],
    )
    session.add(decision)
    session.flush()
    row = OpinionRound(
        **common,
        dossier_id=dossier.id,
        number=1,
        task_id=task.id,
        step=task.step,
        own_accord=False,
        question=HERS["slip"],
        about=["giay_to"],
        answers=["dong_y", "khong_dong_y"],
        clock="run",
        asked_by_name="",
        asked_at=MORNING,
        due_date=local_date(MORNING),
        decision_id=decision.id,
    )
    session.add(row)
    session.flush()
    who = {"name": "leader", "title": "Lãnh đạo", "asked_agency_id": dossier.agency_id, "role": "leader"}
    slip = OpinionSlip(**common, **who, round_id=row.id, dossier_id=dossier.id, late=False, paper_id=paper.id)
    session.add(slip)
    session.flush()
    return slip


def _at_counter(house: Belongings, session: Session, by: Actor, keys: ConfirmationKeys, sha256: str) -> Draft:
    """What an officer fills in for her, whom it waits for, with the form printed."""
    shown = Presented(HERS["number"], OWNER, date(1990, 5, 6), TYPED)
    draft = counter.begin(session, house.site.world.offer.id, shown, actor=by, at=MORNING)
    person = people.applicant_of(session, draft)
    drafts.save_page(session, draft, "nguoi_nop", {"ly_do": HERS["answer"], "so_ban": 6}, person=person, at=MORNING)
    content = content_of(session, draft, person, MORNING)
    need = Needed(APPLICANT, HERS["number"], OWNER)
    asked = confirmations.ask(session, draft, need, by=by, keys=keys, at=MORNING, title="Xác nhận thử")
    forms_to_sign.print_out(session, asked, content, need)
    asked.printed_sha256 = sha256
    session.flush()
    return draft


def _calendar(house: Belongings, session: Session) -> None:
    world, day = house.site.world, MORNING.date() + timedelta(days=8)
    wanted = Change(day, DayKind.OFF, "Ngày sửa nhà", SECRETS["calendar"]["reason"], "Quyết định 1/QĐ-UBND")
    own_days.change(session, world.agency.id, wanted, actor=world.actor(session, "leader"), at=MORNING, seen=0)
    house.ids |= {"lich/agency_code": world.agency.code}
    house.typed |= {"seen": "1", "kind": "usual", "name": "Không", "reason": "Không", "legal_basis": "Không"}
    parts = {"day": day.day, "month": day.month, "year": day.year}
    house.typed |= {f"{which}-{part}": str(value) for which in ("on", "until") for part, value in parts.items()}


def _absence(house: Belongings, session: Session) -> None:
    world, day = house.site.world, local_date(MORNING) + timedelta(days=30)
    absent, delegate = world.officers["case_officer"], world.officers["department_head"]
    why = SECRETS["absence"]["reason"]
    wanted = delegations.Wanted(world.agency.id, "case_officer", absent.id, delegate.id, day, day, why, "Giấy 1/GUQ")
    row = delegations.delegate(session, wanted, actor=world.actor(session, "leader"), at=MORNING)
    house.ids |= {"lam-thay/delegation_id": str(row.id)}
    house.typed |= {"lent": f"{world.agency.id}:case_officer:{absent.id}", "delegate": str(delegate.id)}


def _pack(house: Belongings, session: Session) -> None:
    province = make_agency(session, "H26", "Ủy ban nhân dân thành phố Thử")
    province.tier = "province"
    house.site.world.agency.parent_id = province.id
    author = make_officer(session, province, "publisher", username="soan")
    actor = actor_of(session, author.id, MORNING)
    assert actor is not None
    draft = pack_drafts.start(session, PACK, agency_id=province.id, actor=actor, at=MORNING)
    preview = result_previews.ask(session, draft, "", at=MORNING)
    result_previews.keep_pdf(session, preview.id, KEPT["result"].encode(), at=MORNING)
    make_officer(session, province, "publisher", "approver", username="ca-hai")
    house.ids |= {
        "ban/version_id": str(draft.id),
        "ket-qua/preview_id": str(preview.id),
        "to-khai/preview_id": str(preview.id),
        "phieu/preview_id": str(preview.id),
    }
    house.typed |= {
        "digest": draft.digest,
        "ly_do": "Không đạt",
        "tep": "procedure.yaml",
        "noi_dung": "không còn gì",
        "revision": str(draft.lock_version),
    }


def _people(house: Belongings, session: Session) -> None:
    elsewhere = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
    make_officer(session, elsewhere, *ROLES, username="noi-khac")
    other = make_agency(session, "H30", "Ủy ban nhân dân tỉnh Khác")
    other.tier = "province"
    make_officer(session, other, "publisher", "approver", username="tinh-khac")
    citizens = {"owner": house.owner, "citizen": make_person(session, "001190000009", "Kẻ Lạ")}
    for name, person in citizens.items():
        house.clients[name] = _client(house.site, session, person_id=person.id, assurance=2)
    officers = {one.username: one for one in session.scalars(select(Officer))}
    for username, officer in officers.items():
        house.clients[username] = _client(house.site, session, officer_id=officer.id)


def _client(site: Site, session: Session, **who: Any) -> FlaskClient:
    token, _ = web_sessions.create(session, at=MORNING, data={}, **who)
    client = site.app.test_client()
    client.set_cookie("portal", token)
    return client
