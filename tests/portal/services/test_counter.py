"""Who stands at the counter: how the portal comes to know them, and how little it tells the officer of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.identity.base import Identity, Kind
from portal.services import counter, drafts, people
from portal.services.id_cards import CHIP, TYPED, CardUnreadableError, Presented, read_card
from portal.services.people import IdentityDiffersError
from portal.services.refusals import NotAllowedError, NotFoundError
from tests.factories import MORNING, make_person, make_world

NUMBER = "001190000777"
SHOWN = Presented(NUMBER, "Phạm Thị Có Mặt", date(1990, 5, 6), CHIP)
CARD = f"{NUMBER}|012345678|Phạm Thị Có Mặt|06051990|Nữ|Hà Nội|01022022"


def identity(name: str = "Phạm Thị Có Mặt", born: date = date(1990, 5, 6)) -> Identity:
    return Identity(
        issuer="https://id.example",
        subject="s-777",
        kind=Kind.CITIZEN,
        full_name=name,
        assurance=2,
        citizen_id=NUMBER,
        birth_date=born,
        auth_time=MORNING,
        phone="0912345678",
    )


def test_who_was_first_known_at_a_counter_signs_in_later_as_the_same_person(session: Session) -> None:
    known = people.recognise(session, SHOWN, at=MORNING)
    assert (known.full_name, known.sex, known.phone) == ("Phạm Thị Có Mặt", "nu", None)
    assert people.recognise(session, SHOWN, at=MORNING).id == known.id
    assert people.welcome(session, identity(), at=MORNING).id == known.id


def test_without_an_electronic_identity_the_newest_paper_is_believed_and_with_one_it_is_not(session: Session) -> None:
    mistyped = Presented(NUMBER, "Phạm Thị Có Mật Sai", date(1990, 6, 5), TYPED)
    first = people.recognise(session, mistyped, at=MORNING)
    assert people.recognise(session, SHOWN, at=MORNING).id == first.id
    assert first.full_name == "Phạm Thị Có Mặt"
    people.welcome(session, identity(), at=MORNING)
    with pytest.raises(IdentityDiffersError):
        people.recognise(session, mistyped, at=MORNING)
    capitals = Presented(NUMBER, "PHẠM THỊ CÓ MẶT", date(1990, 5, 6), TYPED)
    assert people.recognise(session, capitals, at=MORNING).full_name == "Phạm Thị Có Mặt"


def test_the_officer_sees_of_the_person_what_the_card_says_and_nothing_else(session: Session) -> None:
    world, person = make_world(session), make_person(session, NUMBER, "Phạm Thị Có Mặt")
    actor = world.actor(session, "receptionist")
    draft = counter.begin(session, world.offer.id, SHOWN, actor=actor, at=MORNING)
    seen = people.applicant_of(session, draft)
    assert seen.id == person.id
    assert (seen.phone, seen.email, seen.residence) == (None, None, None)
    assert drafts.drafts_of(session, person.id) == []
    with pytest.raises(NotFoundError):
        drafts.own_draft(session, draft.id, person.id)
    assert [one.id for one in counter.open_ones(session, actor, at=MORNING)] == [draft.id]


def test_only_who_receives_begins_and_goes_on(session: Session) -> None:
    world = make_world(session)
    clerk, receptionist = world.actor(session, "clerk"), world.actor(session, "receptionist")
    assert counter.places(session, clerk) == []
    with pytest.raises(NotFoundError):
        counter.begin(session, world.offer.id, SHOWN, actor=clerk, at=MORNING)
    draft = counter.begin(session, world.offer.id, SHOWN, actor=receptionist, at=MORNING)
    with pytest.raises(NotFoundError):
        counter.draft_of(session, clerk, draft.id)
    dismissed = type(receptionist)(receptionist.kind, receptionist.id, receptionist.name)
    with pytest.raises(NotAllowedError):
        counter.draft_of(session, dismissed, draft.id)


def test_a_card_is_read_with_and_without_an_old_number_and_with_more_than_is_needed() -> None:
    for text in (CARD, CARD.replace("012345678", ""), f"  {CARD}||Cha|Mẹ \n"):
        assert read_card(text, date(2026, 11, 23)) == SHOWN


@given(st.one_of(st.text(max_size=200), st.lists(st.text(max_size=12), min_size=7, max_size=9).map("|".join)))
def test_whatever_a_scanner_types_is_a_card_or_is_refused(text: str) -> None:
    said = None
    try:
        read_card(text, date(2026, 11, 23))
    except CardUnreadableError as refused:
        said = refused.what
    assert said in {None, "parts", "number", "birth", "sex", "issued"}
