"""Doing one thing with many dossiers over HTTP: chosen, looked at once more, followed, and its outcomes taken home."""

import re
from collections.abc import Iterator

import pytest

from portal.embedded_postgres import Place
from portal.jobs.bulk import run_bulk
from tests.portal.web.citizen_site import Site
from tests.portal.web.desk_site import codes, open_desk, press, task_ids

DESK = "/can-bo"
BULK = f"{DESK}/hang-loat"
ALL = f"{DESK}?xem=tat-ca"


@pytest.fixture
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_desk(server, tmp_path_factory.mktemp("bulk")) as site:
        yield site


def choice(page: str, words: str) -> str:
    """The key of what can be done, by what it is called."""
    found = re.search(rf'name="viec" value="(\w+)"[^>]*><label[^>]*>{words}', page)
    assert found is not None, page
    return found.group(1)


def test_a_whole_list_is_taken_and_followed(site: Site) -> None:
    receptionist = site.officer("receptionist")
    run = press(receptionist, ALL, BULK, xem="tat-ca", **{"ca-danh-sach": "1"})
    page = receptionist.get(run).text
    assert "3 hồ sơ đã chọn" in page
    choice(page, "Tiếp nhận")
    assert "Từ chối" not in page
    assert "Yêu cầu bổ sung" not in page
    empty = receptionist.again(page, f"{run}/viec")
    assert (empty.status_code, "chọn một việc" in empty.text) == (400, True)
    hand = receptionist.again(page, f"{run}/viec", viec=choice(page, "Chuyển cho"))
    assert (hand.status_code, "chọn người nhận" in hand.text) == (400, True)
    receptionist.again(page, f"{run}/viec", viec=choice(page, "Nhận các hồ sơ này về tôi"))
    preview = receptionist.get(run).text
    assert "<strong>Nhận các hồ sơ này về tôi</strong>: làm được với 3 hồ sơ." in preview
    assert codes(receptionist.get(f"{DESK}?xem=cua-toi").text) == []
    press(receptionist, run, f"{run}/bat-dau")
    press(receptionist, ALL, f"{run}/bat-dau")
    assert receptionist.get(f"{run}/tien-do").json == {
        "done": False,
        "ended": 0,
        "of": 3,
        "told": "0 hồ sơ đã làm; 0 hồ sơ không làm được.",
    }
    with site.worker() as worker:
        run_bulk(worker, run.rpartition("/")[2])
    far = receptionist.get(f"{run}/tien-do").json or {}
    assert (far["done"], far["ended"], far["told"]) == (True, 3, "3 hồ sơ đã làm; 0 hồ sơ không làm được.")
    assert "3 hồ sơ đã làm" in receptionist.get(run).text
    assert "3 dossiers done" in receptionist.get(f"/en{run}").text
    assert len(codes(receptionist.get(f"{DESK}?xem=cua-toi").text)) == 3
    assert site.officer("leader").get(run).status_code == 404


def test_each_failure_is_told_with_its_reason_and_can_be_downloaded(site: Site) -> None:
    receptionist = site.officer("receptionist")
    run = press(receptionist, ALL, BULK, id=list(task_ids(site).values())[:2])
    page = receptionist.get(run).text
    receptionist.again(page, f"{run}/viec", viec=choice(page, "Tiếp nhận"))
    foretold = receptionist.get(run).text
    assert "làm được với 0 hồ sơ, không làm được với 2 hồ sơ." in foretold
    assert "hoặc có giấy tờ chưa đạt: 2 hồ sơ" in foretold
    assert "bat-dau" not in foretold, "nothing is begun that comes to nothing"
    press(receptionist, ALL, f"{run}/bat-dau")
    with site.worker() as worker:
        run_bulk(worker, run.rpartition("/")[2])
    page = receptionist.get(run).text
    assert "2 hồ sơ không làm được" in page
    assert page.count("Chưa kiểm tra hết giấy tờ") == 2
    file = receptionist.get(f"{run}/ket-qua.csv")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.text.startswith("\ufeffMã hồ sơ,")
    assert file.text.count("Chưa kiểm tra hết giấy tờ") == 2


def test_nothing_chosen_is_told(site: Site) -> None:
    receptionist = site.officer("receptionist")
    assert press(receptionist, ALL, BULK, id="x") == DESK
    assert "chọn ít nhất một hồ sơ" in receptionist.get(ALL).text
    run = press(receptionist, ALL, BULK, id=list(task_ids(site).values()))
    receptionist.get(run)
    with site.statements() as said:
        receptionist.get(run)
    assert len(said) <= 12, said
