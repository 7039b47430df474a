"""Who files declares once: in the words of the procedure where it has its own, else in the portal's."""

from collections.abc import Iterator

import pytest

from portal.embedded_postgres import Place
from tests.portal.web.citizen_site import Site, open_site
from tests.portal.web.test_citizen_filing import begin, fill
from tests.portal.web.test_stale_pages import republish

OWN = "      - {name: cam_doan, type: declaration, label: Tôi cam đoan khai đúng, law: luat}\ndocuments:"


@pytest.fixture
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("declaring")) as opened:
        yield opened


def test_a_procedure_with_a_declaration_of_its_own_asks_for_it_once(site: Site) -> None:
    republish(site, ("documents:", OWN))
    visitor = site.citizen("001190000023")
    page = begin(site, visitor)
    check = fill(visitor, page, cam_doan="true")
    shown = visitor.get(check).text
    assert shown.count("Tôi cam đoan khai đúng") == 1
    assert 'name="declared"' not in shown
    visitor.send(page, ho_ten="Nguyễn Thị Thử", so_ban="3")
    assert visitor.send(check, delivery="online").status_code == 400
    fill(visitor, page, cam_doan="true")
    assert visitor.send(check, delivery="online").status_code == 302
