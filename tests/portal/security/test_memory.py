"""What visitors invent is never kept by a process beyond their request."""

import prometheus_client
import pytest
import wtforms
from werkzeug.datastructures import MultiDict

from forms.building import build_form
from forms.fields import units
from portal.web.fields import drawing
from portal.web.fields.drawing import draw
from portal.web.fields.skeletons import Shelf
from tests.portal.web.citizen_site import Site
from tests.portal.web.gallery import sample_form

LONG = "x" * 10_000


def test_communes_of_no_province_are_not_remembered() -> None:
    kept = units._communes.cache_info().currsize
    assert [dict(units.communes(f"{LONG}{number}")) for number in range(3)] == [{}, {}, {}]
    assert units._communes.cache_info().currsize == kept


def test_invented_choices_make_no_skeletons(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "SHELF", shelf := Shelf())
    page = sample_form.SPEC.pages[0]
    form_class = build_form(page, base=wtforms.Form, language="vi")
    sizes = []
    with site.app.test_request_context():
        for number in range(3):
            typed = dict.fromkeys(("hinh_thuc", "kenh", "tru_so-province", "tru_so-commune"), f"{LONG}{number}")
            draw(form_class(MultiDict(typed)))
            sizes.append(len(shelf._kept))
    assert sizes[0] == sizes[2]
    assert LONG not in repr(list(shelf._kept))


def test_invented_methods_are_counted_together(site: Site) -> None:
    for method in ("BREW", "WHEN"):
        site.visitor().client.open("/", method=method)
    counted = prometheus_client.generate_latest().decode()
    assert 'method="other"' in counted
    assert "BREW" not in counted
