"""An offer says which agencies are asked, and what is missing before anybody can file there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ProcedureVersion
from portal.services import offering
from portal.services.definitions import procedure_of
from portal.services.offering import WrongOverlayError
from tests.factories import MORNING, make_agency, make_officer
from tests.portal.services.asking_house import House, dismiss, make_house


@pytest.mark.parametrize(
    ("overlay", "wrong"),
    [
        ({}, "it is not said which agency 'pccc' is (Cảnh sát PCCC)"),
        ({"agencies": {"pccc": "H99.99"}}, "no agency has the code 'H99.99' (pccc)"),
        ({"agencies": {"pccc": "H26.PC07", "khac": "H26.PC07"}}, "the procedure asks no agency 'khac'"),
        ({"agencies": {"pccc": "H26.PC07"}}, None),
    ],
)
def test_an_offer_names_whom_the_procedure_asks(session: Session, overlay: dict[str, Any], wrong: str | None) -> None:
    house = make_house(session)
    province = make_agency(session, "H26", "Thành phố")
    province.tier, house.agency.parent_id = "province", province.id
    approver = house.speaks(session, make_officer(session, province, "approver"))
    version = session.scalars(select(ProcedureVersion)).one()
    keys = [house.agency.id]
    if wrong is None:
        assert offering.open_at(session, version, keys, overlay=overlay, actor=approver, at=MORNING) == 0
        return
    with pytest.raises(WrongOverlayError) as refused:
        offering.open_at(session, version, keys, overlay=overlay, actor=approver, at=MORNING)
    assert refused.value.wrong == (wrong,)


def test_the_roles_that_are_asked_have_to_be_held(session: Session) -> None:
    house: House = make_house(session)
    version = session.scalars(select(ProcedureVersion)).one()
    procedure = procedure_of(session, version.id)
    assert offering.missing_roles(session, procedure, [house.agency], MORNING) == {house.agency.id: set()}
    for member in house.members:
        dismiss(session, member, MORNING)
    assert offering.missing_roles(session, procedure, [house.agency], MORNING) == {house.agency.id: {"hoi_dong"}}
