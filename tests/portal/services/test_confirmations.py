"""Somebody else confirms a filing: what counts, for whom, for how long, and what of it stays with the dossier."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import new_key
from portal.jobs.filed_forms import rendered
from portal.models import AnswerSet, Confirmation, DossierEvent, Draft, EventPayload, Message, Person
from portal.services import confirmations, confirmed, drafts, filed_forms, filing, lapsing
from portal.services.answer_sets import newest_answers
from portal.services.confirmation_keys import ConfirmationKeys, spoken_code
from portal.services.confirmation_needs import OWNER, Needed, content_of
from portal.services.definitions import procedure_of
from portal.services.refusals import (
    AssuranceTooLowError,
    ConfirmationChangedError,
    ConfirmationMissingError,
    ConfirmationOverError,
    NotFoundError,
    OwnConfirmationError,
    WrongConfirmerError,
)
from portal.web.represented_words import Row, rows_of
from tests.factories import CODE, MORNING, World, as_actor, attach, make_person, make_world, pack_for_others
from tests.portal.services.test_filed_forms import close, words_of
from tests.portal.web.gallery.app import create

KEYS = ConfirmationKeys("a secret of the tests")
HERS, HIS = "001190000007", "001190000008"


class Story:
    """A son who files for his mother; she gives the mandate with her own e-ID."""

    def __init__(self, session: Session, pack: Path) -> None:
        self.session = session
        self.world: World = make_world(session, pack)
        self.mother = make_person(session, HERS, "Trần Thị Mẹ")
        self.son = make_person(session, HIS, "Nguyễn Văn Con")
        hers = {"kind": "person", "by": "identity", "name": "Trần Thị Mẹ", "number": HERS}
        self.draft = drafts.start(session, self.son, self.world.offer, at=MORNING, represented=hers)
        self.answer(so_ban=3)
        self.draft.delivery = "online"
        attach(session, self.draft, "giay_to", MORNING)

    @property
    def need(self) -> Needed:
        return Needed(OWNER, HERS, "Trần Thị Mẹ")

    def answer(self, **answers: Any) -> None:
        values = {"ho_ten": "Trần Thị Mẹ"} | answers
        drafts.save_page(self.session, self.draft, "nguoi_nop", values, person=self.son, at=MORNING)
        self.session.refresh(self.draft)

    def ask(self) -> str:
        """Ask her, and return the link's token."""
        by = as_actor(self.son)
        row = confirmations.ask(self.session, self.draft, self.need, by=by, keys=KEYS, at=MORNING, title="Xác nhận thử")
        return KEYS.token(row.salt)

    def open(self, token: str, person: Person | None = None, after: timedelta = timedelta(0)) -> confirmations.Opened:
        return confirmations.by_token(self.session, token, person=person or self.mother, at=MORNING + after)

    def confirm(self, token: str, seen: str | None = None, person: Person | None = None, **who: Any) -> Confirmation:
        asked = person or self.mother
        shown = seen or self.open(token, asked).digest or ""
        actor = as_actor(asked, **who)
        return confirmations.confirm(self.session, token, person=asked, actor=actor, at=MORNING, seen=shown)

    def decline(self, token: str) -> Confirmation:
        actor = as_actor(self.mother)
        return confirmations.decline(
            self.session, token, person=self.mother, actor=actor, at=MORNING, reason="Tôi không biết việc này"
        )

    def file(self) -> Any:
        return filing.submit(
            self.session, self.draft, person=self.son, actor=as_actor(self.son), at=MORNING, code_pattern=CODE
        )

    def told(self, person: Person) -> list[str]:
        self.session.flush()
        return list(self.session.scalars(select(Message.kind).where(Message.person_id == person.id)))


@pytest.fixture
def story(session: Session, tmp_path: Path) -> Story:
    return Story(session, pack_for_others(tmp_path / "pack"))


def test_what_was_confirmed_is_filed_and_stays_as_evidence(story: Story) -> None:
    with pytest.raises(ConfirmationMissingError) as refused:
        story.file()
    assert refused.value.parties == (OWNER,)
    token = story.ask()
    assert story.told(story.mother) == ["confirmation_asked"]
    with pytest.raises(ConfirmationMissingError):
        story.file()
    digest = story.open(token).digest
    story.confirm(token)
    assert story.told(story.son) == ["confirmation_given"]
    dossier = story.file()
    assert (dossier.owner_id, dossier.represented["number"]) == (story.mother.id, HERS)
    first = (DossierEvent.dossier_id == dossier.id, DossierEvent.seq == 1)
    event = story.session.scalars(select(DossierEvent).where(*first)).one()
    told = json.loads(story.session.get_one(EventPayload, event.id).payload or b"")
    assert told["represented"] == story.draft.represented
    assert told["confirmations"] == [
        {
            "party": OWNER,
            "name": "Trần Thị Mẹ",
            "person": str(story.mother.id),
            "digest": digest,
            "at": MORNING.isoformat(),
            "assurance": 2,
        }
    ]
    answers = newest_answers(story.session, dossier)
    printing = filed_forms.printing(story.session, answers.id, 2)
    assert printing is not None
    (printed,) = printing.context["filed"].confirmed
    assert (printed.name, printed.number, printed.title) == ("Trần Thị Mẹ", HERS, "Người ủy quyền")
    words = words_of(rendered(printing))
    for said in ("Người cùng xác nhận", f"Trần Thị Mẹ, {HERS}", "Mức độ 02", str(digest), "theo ủy quyền đã xác nhận"):
        assert close(said) in words, said
    assert printing.context["filed"].represents == (
        f"Nộp thay cá nhân Trần Thị Mẹ, {HERS}, theo ủy quyền đã xác nhận bằng định danh điện tử"
    )
    assert [one.digest for one in confirmed.given(story.session, dossier.id)] == [digest]
    # Once it is filed, the link says so, and nothing of it changes.
    assert story.open(token).state == "over"
    with pytest.raises(ConfirmationOverError):
        story.decline(token)


def test_what_a_supplement_changed_is_told_beside_the_confirmation(story: Story) -> None:
    story.confirm(story.ask())
    dossier = story.file()
    session, procedure = story.session, procedure_of(story.session, dossier.version_id)
    given = confirmed.given_of(session, dossier, procedure)
    assert confirmed.changed_since(session, dossier, procedure, given) == {}
    first = newest_answers(session, dossier)
    later = dict.fromkeys(("id", "number"))
    kept = {one.key: getattr(first, one.key) for one in AnswerSet.__mapper__.column_attrs if one.key not in later}
    session.add(AnswerSet(**kept | {"id": new_key(), "number": 2, "answers": first.answers | {"so_ban": 5}}))
    session.flush()
    assert confirmed.changed_since(session, dossier, procedure, given) == {OWNER: ("so_ban",)}
    assert confirmed.on_paper(session, dossier, procedure) == (
        "Trần Thị Mẹ (Người ủy quyền), trước khi bổ sung “Số bản”",
    )
    ((_, _, whom), (_, _, said)) = rows_in_words(procedure, dossier, given, {OWNER: ("so_ban",)})
    assert whom == "Theo ủy quyền xác nhận bằng định danh điện tử"
    assert said is not None
    assert said.endswith("Sau đó người nộp bổ sung và đổi, chưa được xác nhận lại: Số bản")


def rows_in_words(*told: Any) -> list[Row]:
    with create().test_request_context("/"):
        return rows_of(*told)


def test_a_change_makes_it_void_and_changing_back_does_not_revive_it(story: Story) -> None:
    token = story.ask()
    first = story.open(token).digest
    story.confirm(token)
    story.answer(so_ban=4)
    assert story.open(token).state == "changed"
    with pytest.raises(ConfirmationMissingError):
        story.file()
    with pytest.raises(ConfirmationOverError):
        story.confirm(token, seen=first)
    content = content_of(story.session, story.draft, story.son, MORNING)
    found = confirmations.stands(story.session, story.draft, [story.need], content, MORNING)
    assert [one.state for one in found] == ["changed"]
    confirmations.void_changed(story.session, found)
    story.answer(so_ban=3)
    with pytest.raises(ConfirmationMissingError):
        story.file()
    story.confirm(story.ask())
    assert story.file().owner_id == story.mother.id


def test_a_file_that_is_exchanged_is_a_change_too(story: Story) -> None:
    story.confirm(story.ask())
    attach(story.session, story.draft, "giay_to", MORNING).sent_sha256 = "1" * 64
    story.session.flush()
    with pytest.raises(ConfirmationMissingError):
        story.file()


def test_nobody_confirms_what_was_not_shown(story: Story) -> None:
    token = story.ask()
    seen = story.open(token).digest
    story.answer(so_ban=9, ly_do="Vì sao")
    with pytest.raises(ConfirmationChangedError):
        story.confirm(token, seen=seen)
    assert story.open(token).state == "asked"


def test_only_the_very_person_opens_it_and_the_rest_learn_nothing(story: Story) -> None:
    token = story.ask()
    stranger = make_person(story.session, "001190000099", "Kẻ Lạ")
    company = Person(kind="organisation", full_name="Công ty", tax_code=HERS, created_at=MORNING)
    story.session.add(company)
    story.session.flush()
    for person in (stranger, story.son, company):
        with pytest.raises(WrongConfirmerError) as refused:
            story.open(token, person)
        assert "Mẹ" not in str(refused.value)
        with pytest.raises(WrongConfirmerError):
            story.confirm(token, seen="0" * 64, person=person)
    for wrong in ("0" * 32, "", "x", token.upper(), token + "0"):
        with pytest.raises(NotFoundError):
            story.open(wrong)
    with pytest.raises(AssuranceTooLowError):
        story.confirm(token, assurance=1)


def test_the_code_opens_what_the_link_opens_until_it_lapses(story: Story) -> None:
    token = story.ask()
    row = story.open(token).confirmation
    code = KEYS.code(row.salt)
    assert len(code) == 8
    assert code.isdecimal()
    assert code not in str(row.__dict__)
    assert token not in str(row.__dict__)

    def typed(text: str, after: timedelta = timedelta(0), person: Person | None = None) -> Confirmation:
        at, who = MORNING + after, person or story.mother
        return confirmations.by_code(story.session, text, person=who, keys=KEYS, at=at)

    assert typed(code) is row
    assert typed(f" {spoken_code(code)} ") is row
    other = f"{(int(code) + 1) % 10**8:08d}"
    for wrong in ("", "1", other, code + "0", "١٢٣٤٥٦٧٨"):
        with pytest.raises(NotFoundError):
            typed(wrong)
    with pytest.raises(WrongConfirmerError):
        typed(code, person=story.son)
    with pytest.raises(NotFoundError):
        typed(code, confirmations.KEPT_FOR)
    assert story.open(token, after=confirmations.KEPT_FOR).state == "expired"
    with pytest.raises(ConfirmationOverError):
        confirmations.confirm(
            story.session,
            token,
            person=story.mother,
            actor=as_actor(story.mother),
            at=MORNING + confirmations.KEPT_FOR,
            seen=story.open(token).digest or "",
        )


def test_confirming_twice_is_once_and_declining_can_be_asked_again(story: Story) -> None:
    token = story.ask()
    assert story.confirm(token).id == story.confirm(token).id
    assert story.told(story.son) == ["confirmation_given"]
    # What was confirmed can be taken back until it is filed.
    assert story.decline(token).reason == "Tôi không biết việc này"
    assert story.told(story.son) == ["confirmation_given", "confirmation_declined"]
    with pytest.raises(ConfirmationOverError):
        story.confirm(token)
    with pytest.raises(ConfirmationMissingError):
        story.file()
    again = story.ask()
    assert again != token
    story.confirm(again)
    assert story.file().owner_id == story.mother.id


def test_asking_again_and_taking_back_close_the_old_link(story: Story) -> None:
    first = story.ask()
    second = story.ask()
    assert (story.open(first).state, story.open(second).state) == ("over", "asked")
    confirmations.take_back(story.session, story.draft, OWNER)
    story.session.expire_all()
    assert story.open(second).state == "over"
    assert confirmations.asked_of(story.session, story.mother, MORNING) == []


def test_nobody_is_their_own_second_person(story: Story) -> None:
    story.draft.represented = story.draft.represented | {"number": HIS}
    need = Needed(OWNER, HIS, "Nguyễn Văn Con")
    with pytest.raises(OwnConfirmationError):
        confirmations.ask(
            story.session, story.draft, need, by=as_actor(story.son), keys=KEYS, at=MORNING, title="Xác nhận thử"
        )
    with pytest.raises(ConfirmationMissingError):
        story.file()


def test_another_person_named_is_another_person_asked(story: Story) -> None:
    story.confirm(story.ask())
    story.draft.represented = story.draft.represented | {"number": "001190000099", "name": "Người Khác"}
    story.session.flush()
    with pytest.raises(ConfirmationMissingError):
        story.file()


def test_somebody_the_portal_does_not_know_can_be_asked(story: Story) -> None:
    need = Needed(OWNER, "001190000123", "Người Chưa Từng Đến")
    story.draft.represented = story.draft.represented | {"number": need.number, "name": need.name}
    story.session.flush()
    before = len(story.session.scalars(select(Message)).all())
    row = confirmations.ask(
        story.session, story.draft, need, by=as_actor(story.son), keys=KEYS, at=MORNING, title="Xác nhận thử"
    )
    assert len(story.session.scalars(select(Message)).all()) == before
    newcomer = make_person(story.session, need.number, "Người Mới Đến")
    assert story.open(KEYS.token(row.salt), newcomer).state == "asked"


def test_what_was_asked_goes_with_its_draft(story: Story) -> None:
    token = story.ask()
    lapsing.lapse(story.session, story.draft.expires_at)
    assert story.session.scalars(select(Draft)).all() == []
    with pytest.raises(NotFoundError):
        story.open(token)
