"""The slips of a pack are read when it is: an unknown one, an unknown value, or what it may not leave out is told."""

from __future__ import annotations

import pytest

from procedures.loader import load
from tests.procedures.samples import pack

OWN = '{% extends "papers/base_slip.html" %}\n{% block body %}\n'
SUPPLEMENT = (
    OWN + "{% for one in slip.items %}<p>{{ one.what }}: {{ one.why }}</p>{% endfor %}\n"
    "<p>{{ agency.name }}, {{ dossier.code }}, {{ slip.until|date_vi if slip.until }}</p>\n{% endblock %}\n"
)
BUILT_ON = '{% extends "papers/refusal.html" %}\n{% block role %}Người từ chối{% endblock %}\n'


def findings(name: str, text: str) -> list[tuple[str, int, str, str]]:
    loaded = load({**pack(), f"slips/{name}.html": text.encode()})
    return [(one.file, one.line, one.message, one.cure) for one in loaded.findings if one.file.startswith("slips/")]


def test_slips_of_a_sector_are_sound() -> None:
    assert findings("supplement", SUPPLEMENT) == []
    assert findings("refusal", BUILT_ON) == []
    assert findings("clarification", BUILT_ON.replace("refusal", "clarification")) == []
    assert len(findings("suplement", SUPPLEMENT)) == 1


@pytest.mark.parametrize(
    ("name", "text", "line", "message", "cure"),
    [
        ("suplement", SUPPLEMENT, 1, "there is no slip 'suplement'", "supplement"),
        ("supplement", SUPPLEMENT.replace("slip.until", "slip.untl"), 4, "knows no 'slip.untl'", "until"),
        ("supplement", SUPPLEMENT.replace("one.why", "one.whi"), 3, "knows no 'one.whi'", "why"),
        ("supplement", SUPPLEMENT.replace("agency.name", "agency.nam"), 4, "knows no 'agency.nam'", "name"),
        (
            "supplement",
            OWN + "<p>{{ slip.contact }}</p>{% endblock %}",
            1,
            "never shows 'slip.items'",
            "papers/supplement",
        ),
        ("refusal", SUPPLEMENT, 3, "knows no 'slip.items'", "reasons"),
        ("stop", OWN + "{% endblock", 3, "syntax error", "templates"),
        ("stop", BUILT_ON.replace("refusal", "stopp"), 1, "there is no template 'papers/stopp.html'", "papers/stop"),
    ],
)
def test_what_a_slip_cannot_say_or_must_say_is_told_at_its_line(
    name: str, text: str, line: int, message: str, cure: str
) -> None:
    found = findings(name, text)
    fitting = [one for one in found if message in one[2] and cure in one[3]]
    assert fitting, found
    assert fitting[0][:2] == (f"slips/{name}.html", line)
