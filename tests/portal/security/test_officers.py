"""What an officer types beside an action is judged, too."""

from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from portal.clock import local_date
from portal.db import unit_of_work
from portal.services.definitions import procedure_of
from portal.web.officer.asking import read_asked
from tests.factories import MORNING
from tests.portal.web.citizen_site import Site

TODAY = local_date(MORNING)


@pytest.mark.parametrize(
    ("due", "fits"),
    [
        ("0001-01-01", False),
        ("9999-12-31", False),
        (TODAY.isoformat(), False),
        ((TODAY + timedelta(days=1)).isoformat(), True),
        ((TODAY + timedelta(days=366)).isoformat(), True),
        ((TODAY + timedelta(days=367)).isoformat(), False),
        ("2026-12-", False),
        ("2027-2-30", False),
        ("mai--", False),
    ],
)
def test_a_date_for_a_supplement_lies_ahead_and_within_reach(site: Site, due: str, fits: bool) -> None:
    with site.app.test_request_context(), unit_of_work(site.database.sessions()) as session:
        procedure = procedure_of(session, site.world.offer.version_id)
        action = procedure.workflow.steps["tiep_nhan"].actions["bo_sung"]
        typed = MultiDict({"item-document-giay_to": "1", "reason-document-giay_to": "Mờ"})
        typed.update(zip(("due-year", "due-month", "due-day"), due.split("-"), strict=True))
        asked = read_asked(typed, action, procedure)
    assert ("due" not in asked.errors) is fits
