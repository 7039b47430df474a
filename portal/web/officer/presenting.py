"""Who stands at the counter, as a page asks it: the QR code of the card scanned, or name, birth and number typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import wtforms
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from forms.building import build_form, post
from forms.parsing import parse_form
from forms.spec import FormSpec
from portal.clock import local_date
from portal.services.id_cards import CHIP, TYPED, CardUnreadableError, Presented, read_card
from portal.web import work
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.situation import SITUATION

CARD: Final = "the"
"""The name of the input into which the scanner types."""
_NUMBER, _NAME, _BORN = "so_dinh_danh", "ho_ten", "ngay_sinh"
_FIELDS: Final = [
    {
        "name": _NAME,
        "type": "person_name",
        "vietnamese": True,
        "label": {"vi": "Họ, chữ đệm và tên", "en": "Full name"},
    },
    {"name": _BORN, "type": "date", "max": "today", "label": {"vi": "Ngày sinh", "en": "Date of birth"}},
    {
        "name": _NUMBER,
        "type": "citizen_id",
        "birth_date": _BORN,
        "label": {"vi": "Số định danh cá nhân", "en": "Personal number"},
    },
]


@dataclass(slots=True)
class Presenting:
    """The form as a page shows it, who it says is there, and what is wrong with the text of the card."""

    form: wtforms.Form
    presented: Presented | None = None
    card_error: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def presenting(typed: ImmutableMultiDict[str, str] | None) -> Presenting:
    """Return the form as it is when nothing was sent yet, or with what was scanned or typed."""
    form_class = build_form(_spec().pages[0], base=wtforms.Form, language=current_language())
    if typed is None:
        return Presenting(form_class())
    text = typed.get(CARD, "").strip()
    if not text:
        return _judged(form_class(typed), TYPED)
    try:
        card = read_card(text, local_date(work.now()))
    except CardUnreadableError as error:
        return Presenting(form_class(), card_error=_words(error.what))
    return _judged(form_class(_as_typed(card)), CHIP)


def _judged(form: wtforms.Form, by: str) -> Presenting:
    posted = post(_spec(), form, answers={}, situation={"today": local_date(work.now())})
    if not posted.valid:
        return Presenting(form)
    said = posted.answers
    return Presenting(form, Presented(said[_NUMBER], said[_NAME], said[_BORN], by))


def _as_typed(card: Presented) -> MultiDict[str, str]:
    """Return what a card says as if it had been typed, so that it is judged and shown in the same way."""
    born = card.birth_date
    parts = {"day": born.day, "month": born.month, "year": born.year}
    typed: dict[str, Any] = {_NUMBER: card.number, _NAME: card.full_name}
    return MultiDict(typed | {f"{_BORN}-{part}": str(value) for part, value in parts.items()})


def _words(what: str) -> str:
    told = {
        "parts": _(
            "Mã quét được không phải mã QR trên thẻ căn cước, hoặc máy quét chưa gửi đủ. Bạn cần quét lại; "
            "nếu chữ bị sai dấu, hãy tắt bộ gõ tiếng Việt trước khi quét."
        ),
        "number": _("Số định danh trong mã quét được không đủ 12 chữ số hoặc không có thật. Bạn cần quét lại."),
        "birth": _("Ngày sinh trong mã quét được không có thật. Bạn cần quét lại hoặc nhập tay theo thẻ."),
        "sex": _("Giới tính trong mã quét được không khớp với số định danh. Bạn cần kiểm tra thẻ."),
        "issued": _("Ngày cấp trong mã quét được không có thật. Bạn cần kiểm tra thẻ."),
    }
    return told[what]


@cache
def _spec() -> FormSpec:
    title = {"vi": "Người có mặt", "en": "The person present"}
    spec, problems = parse_form([{"page": "nguoi_co_mat", "title": title, "fields": _FIELDS}], situation=SITUATION)
    if spec is None:
        raise ValueError(problems)
    return spec
