"""The slips that shipped packs lay out themselves say what ours say."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.papers.slips import Slip
from portal.papers.templating import render_html
from portal.papers.values import PaperValues
from procedures import catalogue
from procedures.reading.files import gather
from tests.portal.papers.test_slips import SLIPS

OWN = [
    (one.path, name.removeprefix("slips/").removesuffix(".html"))
    for one in catalogue.shipped()
    for name in gather(one.path)
    if name.startswith("slips/")
]
HASH = 64
"""A SHA-256 is broken in two on paper."""


@pytest.mark.parametrize(("pack", "name"), OWN, ids=[f"{path.parent.name}/{name}" for path, name in OWN])
def test_a_slip_of_a_sector_tells_what_ours_tells(values: PaperValues, pack: Path, name: str) -> None:
    slips: list[Slip] = [slip for key, (slip, _) in SLIPS.items() if key.startswith(name)]
    for slip in slips:
        context = {
            **replace(values, slip=slip).context(),
            "open_fields": ("officer", "agency"),
            "qr": None,
            "created": None,
        }
        ours = render_html(slip.template, context)
        own = render_html(f"slips/{name}.html", context, pack=gather(pack))
        for said in told(slip):
            assert said in ours, said
            assert said in own, said


def told(slip: Slip) -> list[str]:
    """Return the words that a slip was given, however deep they lie."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value.removesuffix("."))
        elif isinstance(value, tuple):
            for one in value:
                walk(one)
        else:
            for key in getattr(value, "__slots__", ()):
                walk(getattr(value, key))

    walk(slip)
    return [one for one in found if len(one) < HASH]
