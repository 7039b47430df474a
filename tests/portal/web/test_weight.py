"""How much a phone transfers for a form page: the first one ever, and the next one of the same filing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus

import pytest

from forms.answers import to_json
from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Draft
from procedures.cases.spec import Case
from procedures.catalogue import Shipped, shipped
from procedures.definition import Procedure
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.web.gallery.app import create
from tests.portal.web.phone import FIRST_VISIT, NEXT_PAGE, Phone
from tests.shipped import cases, sound

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=shipped(), ids=lambda one: one.code)
def pack(request: pytest.FixtureRequest) -> Shipped:
    found: Shipped = request.param
    return found


@pytest.fixture(scope="module")
def site(pack: Shipped, server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("weight"), pack.path) as opened:
        yield opened


def answered(site: Site, visitor: Visitor, procedure: Procedure, case: Case) -> Sequence[str]:
    """Have a draft answered as a golden case answers it, and return the addresses of its pages."""
    begun = visitor.send(f"/thu-tuc/{procedure.code}/nop", offer=str(site.world.offer.id))
    folder = begun.headers["Location"].rpartition("/")[0]
    with unit_of_work(site.database.sessions()) as session:
        draft = session.get_one(Draft, folder.split("/")[2])
        draft.answers = to_json(procedure.form, case.answers)
    return [f"{folder}/{page}" for page in case.expected.get("pages", [])]


def test_every_form_page_of_a_shipped_pack_is_light(pack: Shipped, site: Site) -> None:
    procedure, visitor = sound(pack.path), site.citizen()
    warm = Phone(visitor.client)
    seen: set[str] = set()
    for case in cases(pack.path):
        for page in answered(site, visitor, procedure, case):
            if visitor.client.get(page).status_code == HTTPStatus.FOUND:
                continue  # It is not asked of this person, whose birth is known and who files for nobody else.
            first = sum(Phone(visitor.client).load(page).values()) if page.rpartition("/")[2] not in seen else 0
            warm.load(page)
            next_one = warm.load(page)
            assert list(next_one) == [page], "what may be kept is asked for once"
            assert first < FIRST_VISIT, page
            assert next_one[page] < NEXT_PAGE, page
            seen.add(page.rpartition("/")[2])
    assert seen >= {page.name for page in procedure.form.pages if page.when is None}


@pytest.mark.parametrize("name", ["form", "kinds", "blocks"])
def test_a_page_with_every_type_of_field_is_light(name: str) -> None:
    phone = Phone(create().test_client())
    assert sum(phone.load(f"/{name}").values()) < FIRST_VISIT
    assert sum(phone.load(f"/{name}").values()) < NEXT_PAGE
