"""A list of the desk taken home: the rows and columns that were shown, as a sheet and as values."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.jobs.lists import make_list
from portal.models import Dossier, ListExport
from portal.services import upkeep
from tests.factories import MORNING
from tests.portal.web.citizen_site import Site, Visitor
from tests.portal.web.desk_site import link, open_desk, press

DESK, PAGE = "/can-bo", "/can-bo/xuat-danh-sach"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_desk(server, tmp_path_factory.mktemp("lists")) as site:
        with unit_of_work(site.database.sessions()) as session:
            first = session.scalars(select(Dossier).order_by(Dossier.code)).first()
            assert first is not None
            first.owner_name = "=CMD()"
        yield site


def made(site: Site, visitor: Visitor, prefix: str = "", **typed: object) -> bytes:
    """Ask for a list, have the worker make it, and fetch it."""
    there = press(visitor, f"{prefix}{DESK}?xem=tat-ca", f"{prefix}{PAGE}", **typed)
    assert ("Under way" if prefix else "Đang lập") in visitor.get(there).text or prefix
    with unit_of_work(site.database.sessions()) as session:
        key = session.scalars(select(ListExport.id).order_by(ListExport.id.desc())).first()
    with site.worker() as worker:
        make_list(worker, str(key))
        make_list(worker, str(key))
    with closing(visitor.get(link(visitor.get(there).text, f'{prefix}{PAGE}/[^"]+'))) as file:
        assert file.headers["Content-Disposition"].startswith("attachment")
        return bytes(file.data)


def test_a_sheet_holds_what_the_list_shows(site: Site) -> None:
    receptionist = site.officer("receptionist")
    data = made(site, receptionist, xem="tat-ca", dang="xlsx", cot=["step", "submitted"])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Mã hồ sơ", "Chủ hồ sơ", "Thủ tục", "Bước", "Ngày nộp")
    assert [row[1] for row in rows[1:]] == ["=CMD()", "Nguyễn Thị Thử", "Nguyễn Thị Thử"]
    assert sheet["B2"].data_type == "s"
    narrowed = made(site, receptionist, xem="tat-ca", dang="xlsx", **{"vai-tro": "leader"})
    only_heads = openpyxl.load_workbook(io.BytesIO(narrowed)).active
    assert only_heads is not None
    assert only_heads.max_row == 1


def test_values_are_guarded_and_in_the_readers_language(site: Site) -> None:
    data = made(site, site.officer("clerk"), "/en", xem="tat-ca", dang="csv", cot=["status", "channel"])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["Dossier code", "Owner", "Procedure", "Status", "Filed how"]
    assert rows[1][1:] == ["'=CMD()", "Test confirmation", "Fee due", "Online"]
    assert len(rows) == 4


def test_a_file_is_for_who_asked_and_for_a_day(site: Site) -> None:
    leader = site.officer("leader")
    made(site, leader, xem="tat-ca", dang="csv")
    page = leader.get(PAGE).text
    address = link(page, f'{PAGE}/[^"]+')
    assert site.officer("receptionist").get(address).status_code == 404
    with unit_of_work(site.database.sessions()) as session:
        upkeep.sweep(session, MORNING + timedelta(days=400))
    assert leader.get(address).status_code == 404
    assert "Đã lập" in leader.get(PAGE).text
    assert leader.again(page, PAGE, dang="exe").status_code == 400
