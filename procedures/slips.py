"""What the slip templates of a pack may speak of: each kind of slip with its values, and what it may not leave out.

The names are those of ``portal.papers.slips`` and ``portal.papers.values``; a test of the portal keeps them the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

FOLDER: Final = "slips/"
BASE: Final = "papers/base_slip.html"


@dataclass(frozen=True, slots=True)
class SlipKind:
    """The values of one kind of slip: ``entries`` are those of the lists among them, ``shown`` what it must show."""

    values: frozenset[str]
    entries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()


def _kind(values: str, shown: str, **entries: str) -> SlipKind:
    listed = {name: frozenset(words.split()) for name, words in entries.items()}
    return SlipKind(frozenset(values.split()), MappingProxyType(listed), frozenset(shown.split()))


_ITEMS: Final = "what why law"
SLIPS: Final[Mapping[str, SlipKind]] = MappingProxyType(
    {
        "receipt": _kind(
            "documents within received_at promised_at delivery sets represents confirmed",
            "documents received_at promised_at",
            documents="title kind quantity digests",
        ),
        "supplement": _kind("items contact until note", "items", items=_ITEMS),
        "clarification": _kind("items contact until law note", "items", items=_ITEMS),
        "refusal": _kind("reasons remedy", "reasons"),
        "apology": _kind("received_at promised_at reason new_date", "promised_at reason new_date"),
        "stop": _kind("received_at requested_at reason requested", "reason"),
        "control": _kind(
            "handings agency received_at promised_at ended_at",
            "handings",
            handings=(
                "unit step giver given_at receiver received_at done_at notes"
                " step_limit step_outcome legal_limit legal_outcome"
            ),
        ),
        "fee_receipt": _kind(
            "payer lines paid_at method form_symbol series_symbol serial payer_address reference total",
            "payer lines form_symbol series_symbol serial",
            lines="title amount note",
        ),
    }
)
"""The slips of TT 03/2025/TT-VPCP Phụ lục I but for the register, the request to explain, and the fee receipt."""

AROUND: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "agency": frozenset(["name", "place", "superior", "address", "phone", "email", "tax_code"]),
        "dossier": frozenset(["code", "procedure", "owner", "applicant", "address", "phone", "email"]),
        "result": frozenset(["title", "number", "date", "number_sample", "summary"]),
        "officer": frozenset(["name", "title", "authority"]),
    }
)
"""What every slip may speak of beside its own values."""

TEMPLATES: Final = (BASE, *(f"papers/{kind}.html" for kind in SLIPS))
"""The templates of ours that a slip of a pack may build on."""
