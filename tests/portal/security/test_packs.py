"""Packs made to harm: they are refused in time and memory that a web process can spare."""

import pytest

from procedures.loader import load
from tests.portal.web.publishing_house import changed, pack

FACT = "  truc_tuyen: \"delivery == 'online'\"\n"


@pytest.mark.parametrize(
    ("place", "many"),
    [
        ("  truc_tuyen:", "".join(f"  f{n}: \"delivery == 'online'\"\n" for n in range(201)) + "  truc_tuyen:"),
        (
            "documents:\n",
            "documents:\n" + "".join(f"  - {{id: d{n}, title: a, when: so_ban > {n}}}\n" for n in range(201)),
        ),
    ],
    ids=["facts", "documents"],
)
def test_expressions_without_number_are_refused(place: str, many: str) -> None:
    loaded = load(changed((place, many)))
    assert loaded.procedure is None
    assert any("too many; at most 200" in finding.message for finding in loaded.errors)


def test_a_template_may_not_turn_escaping_off() -> None:
    html = "{% autoescape false %}{{ answers.ho_ten }}{% endautoescape %}"
    loaded = load(pack() | {"result.html": html.encode()})
    assert loaded.procedure is None
    assert [(finding.file, finding.line) for finding in loaded.errors] == [("result.html", 1)]
