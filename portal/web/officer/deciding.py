"""What a superior types beside a decision on the way of a dossier: a choice, the reason, the legal basis."""

from __future__ import annotations

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from portal.web.language import N_
from portal.web.language import gettext as _

LONGEST = 1000
TEXTS = {
    "reason": N_("Bạn cần ghi lý do. Người nộp sẽ đọc được lý do này."),
    "legal_basis": N_("Bạn cần ghi căn cứ: số và ngày của văn bản."),
}


@dataclass
class Decided:
    """What was typed, kept to be shown again, and what is wrong with it."""

    choice: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_decided(form: MultiDict[str, str], *, choice: str, missing: str) -> Decided:
    """Read a decision; ``missing`` is what to say where nothing is chosen under the name ``choice``."""
    texts = {name: (form.get(name) or "").strip()[:LONGEST] for name in TEXTS}
    decided = Decided((form.get(choice) or "").strip(), texts)
    if not decided.choice:
        decided.errors[choice] = missing
    decided.errors |= {name: _(words) for name, words in TEXTS.items() if not texts[name]}
    return decided
