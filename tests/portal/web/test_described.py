"""What a screen reader hears of each type of field: hints and errors belong to their boxes, the summary leads there."""

from __future__ import annotations

import html5lib
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forms.fields import REGISTRY
from tests.portal.web.gallery.app import create
from tests.portal.web.gallery.types import FIELD_OF, SPEC

BOXES = {"input", "select", "textarea", "button"}
ASKED = sorted(name for name, one in REGISTRY.items() if one.asked and one.drawn)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = create()
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def sent_empty(client: FlaskClient, page: str) -> TestResponse:
    """Send a page with nothing in its boxes."""
    whole = html5lib.parse(client.get(f"/{page}").text, namespaceHTMLElements=False)
    names = {node.get("name") for node in whole.iter() if node.tag in BOXES - {"button"} and node.get("name")}
    return client.post(f"/{page}", data=dict.fromkeys(names, ""))


@pytest.mark.parametrize("page", ["types", "kinds", "blocks"])
@pytest.mark.parametrize("posted", [False, True], ids=["shown", "sent empty"])
def test_every_hint_and_error_is_told_with_its_box(client: FlaskClient, page: str, posted: bool) -> None:
    answer = sent_empty(client, page) if posted else client.get(f"/{page}")
    whole = html5lib.parse(answer.text, namespaceHTMLElements=False)
    told = {one for node in whole.iter() for one in node.get("aria-describedby", "").split()}
    ids = {str(node.get("id")): node for node in whole.iter() if node.get("id")}
    assert told <= ids.keys()
    marked = [node for node in whole.iter() if {"govuk-hint", "govuk-error-message"} & set(_classes(node))]
    assert not posted or marked
    assert [node.get("id") or "".join(node.itertext()) for node in marked if node.get("id") not in told] == []


def test_the_summary_leads_to_the_first_box_of_each_type(client: FlaskClient) -> None:
    whole = html5lib.parse(sent_empty(client, "types").text, namespaceHTMLElements=False)
    summary = next(node for node in whole.iter() if "govuk-error-summary" in _classes(node))
    targets = [node.get("href", "").removeprefix("#") for node in summary.iter("a")]
    ids = {str(node.get("id")): node for node in whole.iter() if node.get("id")}
    required = {FIELD_OF[name] for name in ASKED if SPEC.by_name[FIELD_OF[name]].required is True}
    assert {one for one in required if not any(_leads_to(one, target) for target in targets)} == set()
    for field in required:
        target = next(one for one in targets if _leads_to(field, one))
        boxes = [one for one, node in ids.items() if _leads_to(field, one) and node.tag in BOXES]
        assert target == boxes[0] or ids[target].get("tabindex") is not None, (field, target, boxes)


def _leads_to(field: str, target: str) -> bool:
    return target == field or target.startswith(f"{field}-")


def _classes(node: object) -> list[str]:
    return str(node.get("class", "")).split()  # type: ignore[attr-defined]
