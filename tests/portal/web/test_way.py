"""A dossier in several branches, seen by its officers and by its applicant: who has it, and its way in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Dossier
from portal.services import checks, processing, tasks
from portal.services.processing import Request
from tests.factories import MORNING, PACKS, make_person, submit
from tests.portal.web.citizen_site import Site, open_site

WAY = [("tiep_nhan", "nhan", "receptionist"), ("doi_chieu", "xong", "clerk")]


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("way"), PACKS / "branches") as opened:
        yield opened


@pytest.fixture(scope="module")
def code(site: Site) -> str:
    """Return the code of a dossier of which one branch is through and one is open."""
    with unit_of_work(site.database.sessions()) as session:
        dossier = submit(session, site.world, make_person(session), so_ban=6, ly_do="Nhiều nơi cần")
        officer = site.world.actor(session, "receptionist")
        checks.check_document(session, dossier, "giay_to", verdict="sufficient", note=None, actor=officer, at=MORNING)
        for hours, (step, action, role) in enumerate(WAY):
            (task,) = (one for one in tasks.open_tasks(session, dossier.id) if one.step == step)
            seen = session.get_one(Dossier, dossier.id, populate_existing=True).lock_version
            actor, at = site.world.actor(session, role), MORNING + timedelta(hours=hours)
            processing.take_action(session, dossier.id, task.id, Request(action), actor=actor, at=at, seen_version=seen)
        return dossier.code


def test_the_officer_sees_the_way_on_the_drawing_and_the_same_in_words(site: Site, code: str) -> None:
    page = site.officer("case_officer").get(f"/can-bo/ho-so/{code}/duong-di").text
    assert page.count("wf-walked") >= 5
    for title, stand in (
        ("Tiếp nhận", "Đã qua"),
        ("Xác minh và kiểm tra cùng lúc", "Đang ở bước này"),
        ("Hỏi nơi cư trú cũ", "Đang ở bước này"),
        ("Đối chiếu sổ", "Đã qua"),
        ("Rà soát", "Có thể tới"),
        ("Không tiếp nhận", "Không đi qua"),
        ("Bị từ chối", "Không đi qua"),
    ):
        assert re.search(rf'steps__title">{title} <strong[^>]*>\s*{stand}', page), title
    assert "Nhánh: Kiểm tra / Hiện trường" in page
    assert "khi “Số bản” lớn hơn 5" in page, "a condition is said in words"
    assert "nhieu_ban" not in page


def test_only_who_has_a_branch_is_named_and_each_event_tells_its_branch(site: Site, code: str) -> None:
    page = site.officer("case_officer").get(f"/can-bo/ho-so/{code}?xem=qua-trinh").text
    (holder,) = re.findall(r'desk-head__holder">(.*?)</span>', page)
    assert holder.startswith("Hỏi nơi cư trú cũ (Xác minh)")
    assert "Đúng (Xác minh)" in page
    for words in (
        "Các nhánh được mở: Xác minh, Kiểm tra.",
        "Nhánh “Hiện trường”, bước “Đo vẽ”. Vì “Khớp” ở bước “Đối chiếu sổ”.",
        "Đã xong: Đoàn kiểm tra",
        f"/can-bo/ho-so/{code}/duong-di",
    ):
        assert words in page
    english = site.officer("case_officer").get(f"/en/can-bo/ho-so/{code}?xem=qua-trinh").text
    assert "Branch “On site”, step “Đo vẽ”." in english


def test_the_applicant_reads_what_is_done_at_once_and_what_may_come(site: Site, code: str) -> None:
    page = site.citizen().get(f"/ho-so/{code}").text
    assert "Được xử lý cùng lúc: Xác minh, Kiểm tra" in page
    assert re.search(r"Đang ở bước này từ \d\d/\d\d/\d{4} · Xác minh", page)
    steps = page[page.index("Các bước giải quyết") :]
    assert re.search(r'aria-current="step">Hỏi nơi cư trú cũ \(Xác minh\)', steps)
    assert "Không tiếp nhận" not in steps[: steps.index("</ol>")]
