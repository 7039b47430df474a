"""The words that packs may use in slips are those that slips have; a sample of each kind fills every one of them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from portal.models import Agency
from portal.papers import slips, values
from portal.papers.templating import render_html
from portal.services.filed_form_samples import Sample
from portal.services.slip_samples import MADE, slip_sample
from procedures.loader import load
from procedures.slips import AROUND, SLIPS
from tests.factories import CONFIRMATION, MORNING

CLASSES: dict[str, type[Any]] = {
    "receipt": slips.Receipt,
    "supplement": slips.Supplement,
    "clarification": slips.Clarification,
    "refusal": slips.Refusal,
    "apology": slips.Apology,
    "stop": slips.Stop,
    "control": slips.Control,
    "fee_receipt": slips.FeeReceipt,
}
ENTRIES: dict[str, type[Any]] = {
    "documents": slips.HandedIn,
    "items": slips.Item,
    "handings": slips.Handing,
    "lines": slips.FeeLine,
}


def names(kind: type[Any]) -> set[str]:
    assert is_dataclass(kind)
    properties = {name for name, value in vars(kind).items() if isinstance(value, property)}
    return {one.name for one in fields(kind)} | properties


def test_the_words_of_packs_are_those_of_the_slips() -> None:
    assert set(SLIPS) == set(CLASSES) == set(MADE)
    for kind, known in SLIPS.items():
        assert known.values == names(CLASSES[kind]), kind
        assert known.shown <= known.values
        for listed, entry in known.entries.items():
            assert entry == names(ENTRIES[listed]), (kind, listed)
    told = {"agency": values.Agency, "dossier": values.Dossier, "result": values.Registration}
    for name, one in {**told, "officer": values.Signatory}.items():
        assert AROUND[name] == names(one), name


@pytest.mark.parametrize("kind", MADE)
def test_a_sample_fills_our_own_template(kind: str) -> None:
    procedure = load(CONFIRMATION).procedure
    assert procedure is not None
    agency = Agency(code="H26.101", name="Ủy ban nhân dân phường Thử Nghiệm", abbr="UBND", tier="commune", place="X")
    told = values.Agency(agency.name, agency.place)
    sample = Sample(procedure, agency, told, {}, MORNING)
    slip = slip_sample(sample, kind)
    around: dict[str, Any] = {"open_fields": frozenset(), "qr": None, "created": MORNING}
    page = render_html(CLASSES[kind].template, {**slip.context(), **around})
    assert "Thử Nghiệm" in page
