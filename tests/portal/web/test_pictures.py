"""The pictures of a pack: shown in the form, sent to everybody by their content, and nothing else of the pack."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import wtforms

from forms.building import build_form
from forms.fields.content import ContentOptions, Picture
from forms.spec import FormSpec
from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.services.definitions import procedure_of
from portal.web.fields.drawing import draw
from procedures.findings import Severity
from procedures.loader import load
from tests.factories import CONFIRMATION, publish
from tests.portal.web.citizen_site import Site, open_site

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
DIGEST = hashlib.sha256(PNG).hexdigest()
EXAMPLE = """\
      - {name: mau, type: content, look: example, text: Xem mẫu, image: anh/mau.png, alt: Mặt trước của thẻ}
      - {name: ho_ten,"""


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("pictures")) as opened:
        yield opened


def illustrated(folder: Path, content: bytes = PNG, version: int = 1) -> Path:
    shutil.copytree(CONFIRMATION, folder)
    text = (folder / "procedure.yaml").read_text(encoding="utf-8").replace("9.000001", "9.000077")
    text = text.replace("version: 1\n", f"version: {version}\n", 1)
    (folder / "procedure.yaml").write_text(text.replace("      - {name: ho_ten,", EXAMPLE, 1), encoding="utf-8")
    (folder / "anh").mkdir()
    (folder / "anh" / "mau.png").write_bytes(content)
    return folder


def test_a_picture_is_shown_in_the_form_and_sent_by_its_content(site: Site, tmp_path: Path) -> None:
    with unit_of_work(site.database.sessions()) as session:
        version = publish(session, illustrated(tmp_path / "pack"))
        form = procedure_of(session, version.id).form
    options = form.by_name["mau"].options
    assert isinstance(options, ContentOptions)
    assert options.image == Picture("anh/mau.png", f"9.000077/{DIGEST}")
    answer = site.visitor().get(f"/hinh/9.000077/{DIGEST}.png")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", PNG)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for address in (f"9.000077/{'0' * 64}", f"9.000001/{DIGEST}", "9.000077/..%2fprocedure"):
        assert site.visitor().get(f"/hinh/{address}.png").status_code == 404, address


def test_an_address_that_was_made_up_opens_no_pack(site: Site, tmp_path: Path) -> None:
    with unit_of_work(site.database.sessions()) as session:
        publish(session, illustrated(tmp_path / "pack", PNG + b"another", version=2))
    visitor = site.visitor()
    with site.statements() as said:
        assert visitor.get(f"/hinh/9.000077/{'1' * 64}.png").status_code == 404
    versions = [one for one in said if "procedure_versions" in one]
    assert len(versions) == 1
    assert "pack" not in versions[0]
    assert visitor.get(f"/hinh/9.000077/{hashlib.sha256(PNG + b'another').hexdigest()}.png").status_code == 200
    assert visitor.get(f"/hinh/9.000077/{DIGEST}.png").status_code == 200, "the version before has its own still"


def test_the_page_names_the_picture_and_says_what_it_shows(site: Site, tmp_path: Path) -> None:
    form = load(illustrated(tmp_path / "pack")).procedure
    assert form is not None
    with site.app.test_request_context():
        html = str(draw(page_of(form.form)))
    assert f'<img class="content__image" src="/hinh/9.000077/{DIGEST}.png" alt="Mặt trước của thẻ"' in html


def page_of(form: FormSpec) -> wtforms.Form:
    return build_form(form.pages[0], base=wtforms.Form, language="vi")()


def test_what_is_no_png_is_refused_with_its_line(tmp_path: Path) -> None:
    loaded = load(illustrated(tmp_path / "pack", b"<svg onload=alert(1)>"))
    errors = [(one.message, one.line) for one in loaded.findings if one.severity is Severity.ERROR]
    assert errors == [("'anh/mau.png' is no PNG picture", 20)]
