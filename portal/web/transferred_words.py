"""What a superior decided on the way of a dossier, in words: for the timelines of officers and applicants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.web.language import gettext as _


def transferred_words(payload: Mapping[str, Any], named: Mapping[str, str]) -> str:
    """Return from where to where a dossier went, the reason and the law; ``named`` are agencies for the reader."""
    return _(
        "Từ %(before)s đến %(after)s. Lý do: %(reason)s. Căn cứ: %(law)s",
        before=named.get(payload["from"], payload["from"]),
        after=named.get(payload["to"], payload["to"]),
        reason=payload["reason"].rstrip("."),
        law=payload["law"],
    )


def decision_words(payload: Mapping[str, Any]) -> str:
    """Return the reason and the law of a decision."""
    return _("Lý do: %(reason)s. Căn cứ: %(law)s", reason=payload["reason"].rstrip("."), law=payload["law"])
