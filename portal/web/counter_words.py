"""A filing at the counter in words, for its timeline: who typed it, how the person was recognised and confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.services.confirmation_needs import APPLICANT
from portal.services.confirmed import PAPER
from portal.services.id_cards import CHIP
from portal.web.language import gettext as _


def filed_words(payload: Mapping[str, Any]) -> str | None:
    """Return what the first event of a dossier says of the counter; nothing of one that was filed online."""
    counter = payload.get("counter")
    if counter is None:
        return None
    recognised = (
        _("đọc mã QR trên thẻ căn cước")
        if counter["identified"] == CHIP
        else _("nhập theo giấy tờ tùy thân xuất trình")
    )
    words = _("Cán bộ %(name)s nhập tại quầy; %(recognised)s.", name=counter["officer"], recognised=recognised)
    own = next((one for one in payload.get("confirmations", ()) if one["party"] == APPLICANT), None)
    return f"{words} {_confirmed(own)}" if own else words


def _confirmed(own: Mapping[str, Any]) -> str:
    if own.get("way") == PAPER:
        return _("Người nộp ký tay trên bản in; lý do: %(reason)s.", reason=own.get("reason") or "")
    return _("Người nộp xác nhận bằng định danh điện tử mức độ %(level)s.", level=own.get("assurance"))
