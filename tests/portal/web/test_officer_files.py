"""Files in an officer's own form: sent with the action or before it, read by the next officer, not the applicant's."""

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.db import Role, unit_of_work
from portal.models import Attachment, FeeOrder
from portal.parts import Parts
from portal.services import attachments
from portal.services.refusals import NotFoundError
from tests.conftest import Database
from tests.factories import CONFIRMATION, make_person, make_world, submit
from tests.portal.services.test_life import accept
from tests.portal.web.test_officer import Desk

OFFICER = "case_officer.h26.101"
FIELD = "- {name: so_trong_so, type: text, label: Số trong sổ, law: luat}"
MORE = "- {name: bien_ban, type: attachment, accept: [pdf], max: 2, label: Biên bản, law: luat}"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    pack = tmp_path / "pack"
    shutil.copytree(CONFIRMATION, pack)
    text = (pack / "procedure.yaml").read_text(encoding="utf-8")
    (pack / "procedure.yaml").write_text(text.replace(FIELD, f"{FIELD}\n        {MORE}"), encoding="utf-8")
    with unit_of_work(database.sessions()) as session:
        world = make_world(session, pack)
        dossier = submit(session, world, make_person(session))
        for order in session.scalars(select(FeeOrder).where(FeeOrder.dossier_id == dossier.id)):
            order.state = "cancelled"
        accept(session, world, dossier)
    parts = Parts(database.settings, Role.WEB)
    yield Desk(database, parts, world, dossier.id, dossier.code, {})
    parts.close()


def _sent(desk: Desk, page: str, **typed: object) -> tuple[int, str]:
    hidden = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]*)"', page))
    url = desk.link(OFFICER, "trinh")
    answer = desk.sign_in(OFFICER).post(url, data={**hidden, **typed}, content_type="multipart/form-data")
    return answer.status_code, answer.text


def _page(desk: Desk) -> str:
    return desk.sign_in(OFFICER).get(desk.link(OFFICER, "trinh")).text


def test_a_file_that_was_chosen_goes_with_the_action(desk: Desk) -> None:
    page = _page(desk)
    assert 'enctype="multipart/form-data"' in page
    status, said = _sent(desk, page, so_trong_so="57")
    assert (status, "Bạn cần tải lên biên bản" in said) == (400, True)
    status, said = _sent(desk, page, so_trong_so="57", **{"bien_ban-upload": (BytesIO(PDF), "bien-ban.pdf")})
    assert status == 302, said
    assert "bien-ban.pdf" in desk.sign_in("leader.h26.101").get(f"/can-bo/ho-so/{desk.code}").text
    with unit_of_work(desk.database.sessions()) as session:
        (file,) = session.scalars(select(Attachment).where(Attachment.filename == "bien-ban.pdf"))
        dossier = desk.dossier()
        assert file.document == "at-step:tham_dinh.bien_ban"
        assert file not in attachments.of_dossier(session, dossier)
        with pytest.raises(NotFoundError):
            attachments.own(session, file.id, dossier.applicant_id)


def test_a_file_is_sent_first_and_taken_out_again(desk: Desk) -> None:
    upload = (BytesIO(PDF), "bien-ban.pdf")
    status, said = _sent(desk, _page(desk), so_trong_so="", **{"bien_ban-upload": upload, "bien_ban-send": "1"})
    assert (status, "bien-ban.pdf" in said, "Bạn cần nhập" in said) == (200, True, False)
    found = re.search(r'name="bien_ban-remove" value="([^"]+)"', said)
    assert found is not None
    assert "bien-ban.pdf" in _page(desk)
    status, said = _sent(desk, _page(desk), **{"bien_ban-remove": found.group(1)})
    assert (status, "bien-ban.pdf" in said) == (200, False)


def test_a_file_of_another_kind_is_refused_in_words(desk: Desk) -> None:
    upload = (BytesIO(b"not a paper at all"), "bien-ban.pdf")
    status, said = _sent(desk, _page(desk), so_trong_so="57", **{"bien_ban-upload": upload})
    assert (status, "không phải là PDF" in said) == (400, True)
