"""Drafts, claims, four eyes and offers, as services keep them whoever calls."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.models import CatalogueEntry, Offer, ProcedureVersion, PublishingAct, VersionState
from portal.services import importing, offering, pack_drafts, publishing
from portal.services.actors import SYSTEM, Actor
from portal.services.officers import actor_of
from portal.services.own_roles import own_role
from portal.services.pack_drafts import NotADraftError, StalePackError
from portal.services.publishing import FourEyesError
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError
from procedures.reading.files import gather
from tests.conftest import Database
from tests.factories import CONFIRMATION, MORNING, make_agency, make_officer, make_world, publish


def pack(*pairs: tuple[str, str]) -> dict[str, bytes]:
    files = gather(CONFIRMATION)
    written = files["procedure.yaml"].decode()
    for old, new in pairs:
        assert old in written
        written = written.replace(old, new)
    return files | {"procedure.yaml": written.encode()}


SECOND = pack(("version: 1", "version: 2"))


def publisher(session: Session, name: str, *roles: str) -> Actor:
    agency = make_agency(session, "H26", "Ủy ban nhân dân thành phố Thử")
    found = actor_of(session, make_officer(session, agency, *roles, username=name).id, MORNING)
    assert found is not None
    return found


def draft_of(session: Session, actor: Actor, files: dict[str, bytes] = SECOND) -> ProcedureVersion:
    return pack_drafts.start(session, files, agency_id=next(iter(actor.roles)), actor=actor, at=MORNING)


def test_nobody_approves_what_they_had_a_hand_in(session: Session) -> None:
    author = publisher(session, "a", "publisher", "approver")
    editor = publisher(session, "b", "publisher", "approver")
    second = publisher(session, "c", "approver")
    draft = draft_of(session, author)
    pack_drafts.keep(session, draft, SECOND, actor=editor, at=MORNING, seen=draft.lock_version)
    publishing.submit(session, draft, actor=editor, at=MORNING)
    for hand in (author, editor):
        with pytest.raises(FourEyesError):
            publishing.approve(session, draft, digest=draft.digest, actor=hand, at=MORNING)
    with pytest.raises(ActionNotAllowedError, match="changed"):
        publishing.approve(session, draft, digest="0" * 64, actor=second, at=MORNING)
    publishing.approve(session, draft, digest=draft.digest, actor=second, at=MORNING)
    assert session.scalar(select(CatalogueEntry.live_version_id)) == draft.id
    with pytest.raises(ActionNotAllowedError):
        publishing.approve(session, draft, digest=draft.digest, actor=second, at=MORNING)
    with pytest.raises(NotADraftError):
        pack_drafts.keep(session, draft, SECOND, actor=author, at=MORNING, seen=draft.lock_version)


def test_the_database_itself_knows_four_eyes_and_keeps_every_act(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        author = publisher(session, "a", "publisher")
        draft = draft_of(session, author)
        key = draft.id
    with pytest.raises(IntegrityError, match="four_eyes"), unit_of_work(database.sessions()) as session:
        row = session.get_one(ProcedureVersion, key)
        row.state, row.published_by, row.published_at = VersionState.PUBLISHED, author.id, MORNING
    for statement in ("DELETE FROM shared.publishing_acts", "UPDATE shared.publishing_acts SET note = 'x'"):
        for role in (Role.WEB, Role.OWNER):
            with pytest.raises(DBAPIError), database.engine(role).begin() as connection:
                connection.execute(text(statement))
    with unit_of_work(database.sessions()) as session:
        assert session.scalars(select(PublishingAct.kind)).all() == ["drafted"]


def test_of_two_who_claim_one_version_at_once_one_gets_it(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        actors = [publisher(session, f"p{number}", "publisher") for number in range(6)]
    start, problems = threading.Barrier(len(actors)), []

    def claim(actor: Actor) -> None:
        start.wait()
        try:
            with unit_of_work(database.sessions()) as session:
                draft_of(session, actor)
        except Exception as problem:  # noqa: BLE001 - told by the test below
            problems.append(problem)

    threads = [threading.Thread(target=claim, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with unit_of_work(database.sessions()) as session:
        codes = session.scalars(select(ProcedureVersion.code)).all()
    assert sorted(codes) == [""] * 5 + ["9.000001"]


def test_a_revision_that_was_not_seen_is_not_overwritten(session: Session) -> None:
    author = publisher(session, "a", "publisher")
    draft = draft_of(session, author)
    seen = draft.lock_version
    pack_drafts.keep(session, draft, SECOND, actor=author, at=MORNING, seen=seen)
    with pytest.raises(StalePackError):
        pack_drafts.keep(session, draft, pack(), actor=author, at=MORNING, seen=seen)
    assert draft.version == 2


def test_the_shipped_catalogue_takes_its_number_and_the_draft_stays(session: Session, tmp_path: Path) -> None:
    author = publisher(session, "a", "publisher")
    draft = draft_of(session, author, pack())
    assert draft.code == "9.000001"
    shipped = publish(session)
    assert shipped.state is VersionState.PUBLISHED
    assert (draft.code, draft.version, draft.state) == ("", 0, VersionState.DRAFT)
    assert pack_drafts.files_of(draft)["procedure.yaml"] == pack()["procedure.yaml"]
    assert any("is published" in finding.message for finding in pack_drafts.findings(session, draft))
    later = draft_of(session, author, pack(("version: 1", "version: 3")))
    publishing.submit(session, later, actor=author, at=MORNING)
    second = publisher(session, "c", "approver")
    publishing.approve(session, later, digest=later.digest, actor=second, at=MORNING)
    for name, content in SECOND.items():
        (tmp_path / name).write_bytes(content)
    assert importing.import_pack(session, tmp_path, at=MORNING).sound  # an older pack of the shop leaves it alone
    assert session.scalar(select(CatalogueEntry.live_version_id)) == later.id
    older = draft_of(session, author, SECOND)
    assert older.code == ""
    assert any("older than what is published" in finding.message for finding in pack_drafts.findings(session, older))


def test_offers_move_to_the_next_version_with_their_local_values(session: Session) -> None:
    world = make_world(session)
    province = make_agency(session, "H26", "Ủy ban nhân dân thành phố Thử")
    province.tier, world.agency.parent_id = "province", province.id
    second = publisher(session, "c", "approver")
    live = session.get_one(ProcedureVersion, world.offer.version_id)
    overlay = {"fees": {"phi": {"amount": 5000}}, "time_limit": "2 working days"}
    assert offering.open_at(session, live, [world.agency.id], overlay=overlay, actor=second, at=MORNING) == 1
    assert offering.open_at(session, live, [world.agency.id], overlay=overlay, actor=second, at=MORNING) == 0
    with pytest.raises(offering.WrongOverlayError) as refused:
        offering.open_at(
            session, live, [world.agency.id], overlay={"fees": {"khac": {"amount": 1}}}, actor=second, at=MORNING
        )
    assert refused.value.wrong
    draft = draft_of(session, publisher(session, "a", "publisher"))
    publishing.submit(session, draft, actor=publisher(session, "a", "publisher"), at=MORNING)
    publishing.approve(session, draft, digest=draft.digest, actor=second, at=MORNING)
    (moved,) = session.scalars(select(Offer).where(Offer.closed_at.is_(None))).all()
    assert (moved.version_id, moved.overlay) == (draft.id, overlay)
    assert live.state is VersionState.RETIRED
    stranger = make_agency(session, "H30", "Ủy ban nhân dân tỉnh Khác")
    other = actor_of(session, make_officer(session, stranger, "approver", username="x").id, MORNING)
    assert other is not None
    with pytest.raises(NotAllowedError):
        offering.close(session, draft, moved.id, actor=other, at=MORNING)
    offering.close(session, draft, moved.id, actor=second, at=MORNING)
    with pytest.raises(NotFoundError):
        offering.close(session, draft, moved.id, actor=second, at=MORNING)


def test_what_is_published_already_is_neither_read_again_nor_replaced(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(session)
    with monkeypatch.context() as patched:
        patched.setattr(importing, "load", lambda _files: pytest.fail("it was read again"))
        assert importing.import_pack(session, CONFIRMATION, at=MORNING).outcome == "is published already"
    for name, content in pack(("title: Tiếp nhận", "title: Nhận")).items():
        (tmp_path / name).write_bytes(content)
    other = importing.import_pack(session, tmp_path, at=MORNING)
    assert (other.outcome, other.sound) == ("refused: differs from what is published", False)


def test_a_role_of_a_pack_is_called_by_its_words_before_any_dossier_came(session: Session) -> None:
    roles = (
        "workflow:\n  roles:\n    hoi_dong: {vi: Thành viên Hội đồng, en: Member of the council}\n  start: tiep_nhan"
    )
    files = pack(("workflow:\n  start: tiep_nhan", roles), ("role: leader", "role: hoi_dong"))
    draft, _loaded = publishing.keep_draft(session, files, agency_id=None, actor=SYSTEM, at=MORNING)
    agency = make_agency(session)
    assert own_role(session, agency.id, "hoi_dong") is None
    publishing.submit(session, draft, actor=SYSTEM, at=MORNING)
    publishing.publish(session, draft, actor=SYSTEM, at=MORNING)
    assert own_role(session, agency.id, "hoi_dong") == {"vi": "Thành viên Hội đồng", "en": "Member of the council"}
    assert own_role(session, agency.id, "nobody") is None
