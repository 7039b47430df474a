"""Every door of the portal is tried by everybody who may not pass it, with the ids of what is behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.embedded_postgres import Place
from portal.web.access import Access, Who
from tests.architecture.belongings import SECRETS, Belongings, fill_house
from tests.factories import ROLES
from tests.portal.web.citizen_site import Visitor as Browser
from tests.portal.web.citizen_site import open_site
from tests.portal.web.publishing_house import token_of

pytestmark = pytest.mark.slow

OPEN_TO_ALL = {
    # What the portal says to everybody, and what it offers.
    "GET /",
    "GET /tro-giup",
    "GET /quyen-rieng-tu",
    "GET /tiep-can",
    "GET /thu-tuc",
    "POST /thu-tuc",
    "GET /thu-tuc/<code>",
    "GET /hinh/<code>/<digest>.png",
    "GET /static/<path:filename>",
    # Code and progress alone: TT 01/2018/TT-VPCP Điều 16.2d.
    "GET /tra-cuu",
    "POST /tra-cuu",
    # Whoever was handed a paper may ask whether it is genuine.
    "GET /xac-minh",
    "POST /xac-minh",
    "POST /xac-minh/tep",
    "GET /v/1/<token>",
    # The way in, and the way out.
    "GET /dang-nhap",
    "POST /dang-nhap/vneid",
    "GET /dang-nhap/vneid/tra-ve",
    "GET /can-bo/dang-nhap",
    "POST /can-bo/dang-nhap",
    "POST /dang-xuat",
    # Whether this very browser is still signed in; asked as somebody, it keeps their session.
    "GET /phien",
    # Machines: a notice proves itself by its signature; the rest tells nothing of anybody.
    "POST /hooks/stripe",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
}
"""A door that is not here is closed to whoever is not signed in; a new one has to be argued for."""

WITHOUT_TOKEN = {"POST /hooks/stripe", "POST /thu-tuc"}
"""Forms that need no token of ours: a notice has its signature, and a search changes nothing of anybody's."""

KINDS = {
    "nop/draft_id": "filing",
    "ho-so/code": "filing",
    "tai-quay/draft_id": "filing",
    "xong/code": "filing",
    "van-ban/paper_id": "filing",
    "tep/attachment_id": "filing",
    "tep-dang-gui/upload_id": "filing",
    "viec/task_id": "filing",
    "xac-nhan/token": "filing",
    "tim/token": "search",
    "hang-loat/run_id": "search",
    "xuat-danh-sach/list_id": "search",
    "xuat/export_id": "filing",
    "y-kien/slip_id": "filing",
    "quyet-dinh-tap-the/decision_id": "filing",
    "lich/agency_code": "calendar",
    "lam-thay/delegation_id": "absence",
    "ban/version_id": "pack",
    "ket-qua/preview_id": "pack",
    "to-khai/preview_id": "pack",
    "phieu/preview_id": "pack",
}
"""What is asked for by an id, and belongs to somebody."""
SHARED = {"/cong-bo/tim/<token>"}
"""A search of the catalogue is open to every publisher; those of the desk are not found there."""

SIGN_IN = ("/dang-nhap", "/can-bo/dang-nhap")


@dataclass(frozen=True, slots=True)
class Door:
    """One route and method: who is let in, and what is asked for by which part of the address."""

    method: str
    rule: str
    access: Access
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def kinds(self) -> set[str]:
        """Whose things stand behind it."""
        return {KINDS[part] for part in self.parts if part in KINDS} if self.rule not in SHARED else set()

    def address(self, house: Belongings) -> str:
        """The address of what belongs to somebody."""
        url = self.rule
        for part in self.parts:
            url = re.sub(rf"<(\w+:)?{part.split('/')[1]}>", house.ids[part], url)
        return url


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who tries every door; ``knows`` says whose things are shown to them, ``writes`` whether they may act."""

    who: Who | None = None
    roles: frozenset[str] = frozenset()
    knows: frozenset[str] = frozenset()
    writes: bool = False

    def is_admitted(self, access: Access) -> bool:
        """Say whether the declaration of a route lets them pass."""
        if access.who in (Who.ANYONE, Who.MACHINE):
            return True
        return self.who is access.who and (not access.roles or bool(access.roles & self.roles))


VISITORS = {
    "nobody": Visitor(),
    "citizen": Visitor(Who.CITIZEN),
    "noi-khac": Visitor(Who.OFFICER, frozenset(ROLES)),
    "tinh-khac": Visitor(Who.OFFICER, frozenset({"publisher", "approver"})),
    "clerk.h26.101": Visitor(Who.OFFICER, frozenset({"clerk"}), frozenset({"filing", "absence"})),
    "soan": Visitor(Who.OFFICER, frozenset({"publisher"}), frozenset({"pack"}), writes=True),
}
"""Nobody, another citizen, officers and publishers of other agencies, and colleagues without the role."""


@pytest.fixture(scope="module")
def house(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Belongings]:
    with open_site(server, tmp_path_factory.mktemp("doors")) as site:
        yield fill_house(site)


def doors(app: Flask) -> list[Door]:
    """Every door; the one that ends a session is tried last."""
    found = [
        Door(method, rule.rule, _access(app, rule), _parts(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda door: door.rule == "/dang-xuat")


def _access(app: Flask, rule: Rule) -> Access:
    if rule.endpoint == "static":
        return Access(Who.ANYONE)
    access = getattr(app.view_functions[rule.endpoint], "access", None)
    assert isinstance(access, Access), f"{rule.rule} does not say who may enter"
    return access


def _parts(rule: str) -> tuple[str, ...]:
    """Return each variable part behind the one before it: ``nop/draft_id`` and ``draft_id/page``."""
    names = [re.sub(r".*<(?:\w+:)?(\w+)>.*", r"\1", part) for part in rule.split("/")]
    pairs = zip(names, names[1:], rule.split("/")[1:], strict=False)
    return tuple(f"{before}/{name}" for before, name, part in pairs if "<" in part)


def knock(house: Belongings, client: FlaskClient, door: Door, token: str | None) -> TestResponse:
    """Try a door, with all that a form of any page could say."""
    typed = dict(house.typed)
    if token is not None:
        typed["csrf_token"] = token
    url = door.address(house)
    headers = {"Tus-Resumable": "1.0.0"} | ({"X-CSRF-Token": token} if token else {})
    answer = client.open(url, method=door.method, data=typed if door.method == "POST" else None, headers=headers)
    answer.get_data()
    answer.close()
    return answer


def words_of(data: bytes) -> str:
    """Return what an answer says; a sheet is an archive of texts."""
    if not data.startswith(b"PK"):
        return data.decode()
    with ZipFile(BytesIO(data)) as sheet:
        return "".join(sheet.read(name).decode() for name in sheet.namelist())


def told(answer: TestResponse, kinds: set[str]) -> list[str]:
    """Return what is told of the things of these kinds."""
    said = words_of(answer.data) + answer.headers.get("Location", "")
    return [name for kind in kinds for name, words in SECRETS[kind].items() if words in said]


def is_refused(answer: TestResponse) -> bool:
    """Say whether somebody was sent to sign in, or away."""
    return answer.status_code in {403, 404} or (answer.status_code == 302 and answer.location in SIGN_IN)


def test_only_these_doors_are_open_to_all(house: Belongings) -> None:
    open_doors = {str(door) for door in doors(house.site.app) if VISITORS["nobody"].is_admitted(door.access)}
    assert open_doors == OPEN_TO_ALL


def test_there_is_something_behind_every_door(house: Belongings) -> None:
    unknown = {part for door in doors(house.site.app) for part in door.parts} - set(house.ids)
    assert unknown == set(), "say in belongings.py what is asked for there, and in KINDS whether it is somebody's"
    behind = set()
    for door in doors(house.site.app):
        if door.method == "POST" or not door.kinds:
            continue
        theirs = {"pack": "ca-hai", "calendar": "leader.h26.101", "absence": "leader.h26.101"}
        desk = "receptionist" if "receptionist" in door.access.roles or not door.access.roles else "leader"
        officer = next((theirs[kind] for kind in door.kinds if kind in theirs), f"{desk}.h26.101")
        one = "owner" if door.access.who is Who.CITIZEN else officer
        answer = knock(house, house.clients[one], door, None)
        assert not is_refused(answer), (one, str(door), answer.status_code)
        behind |= set(door.parts)
    assert set(KINDS) <= behind


@pytest.mark.parametrize("name", VISITORS)
def test_nobody_passes_a_door_that_is_not_theirs(house: Belongings, name: str) -> None:
    visitor, client = VISITORS[name], house.clients[name]
    token = token_of(Browser(client).get("/tra-cuu").text)
    before = house.rows()
    tried = 0
    for door in doors(house.site.app):
        closed = not visitor.is_admitted(door.access) or not door.kinds <= visitor.knows
        if door.kinds and not closed and visitor.writes:
            continue
        answer = knock(house, client, door, token)
        assert answer.status_code < 500 or answer.status_code == 503, (str(door), answer.status_code)
        if closed:
            assert is_refused(answer), (str(door), answer.status_code, answer.location)
            tried += 1
        hidden = set(SECRETS) if closed else set(SECRETS) - visitor.knows
        assert told(answer, hidden) == [], (str(door), answer.status_code)
    assert tried > 20
    assert house.rows() == before


def test_no_form_is_taken_without_its_token(house: Belongings) -> None:
    before = house.rows()
    for door in doors(house.site.app):
        if door.method != "GET" and str(door) not in WITHOUT_TOKEN:
            for name in ("owner", "ca-hai", "receptionist.h26.101"):
                assert knock(house, house.clients[name], door, None).status_code == 400, (name, str(door))
    assert house.rows() == before
