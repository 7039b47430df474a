"""Taking files from a posted page, and the words for those that are refused."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import request

from forms.fields.attachment import AttachmentOptions
from forms.spec import FieldSpec
from portal.models import Draft
from portal.services import attachments
from portal.services.attachments import Rule, Sent
from portal.services.refusals import UploadRefusedError
from portal.web import work
from portal.web.access import actor
from portal.web.language import gettext as _


def take(draft: Draft, document: str, sent_as: str, rule: Rule) -> list[str]:
    """Keep the files that were posted under ``sent_as``; return the words for each that is refused."""
    errors = []
    for upload in request.files.getlist(sent_as):
        if not upload.filename:
            continue
        sent = Sent(upload.stream, upload.filename)
        parts = work.parts()
        try:
            attachments.add(
                work.db(), draft, document, sent, rule=rule, storage=parts.storage, actor=actor(), at=work.now()
            )
        except UploadRefusedError as refused:
            errors.append(words(refused, upload.filename, rule))
    return errors


def take_of_fields(draft: Draft, fields: Iterable[FieldSpec]) -> dict[str, list[str]]:
    """Do what a posted page asks of its attachment fields; return the words for what is refused, by field."""
    errors = {}
    for one in fields:
        if isinstance(one.options, AttachmentOptions):
            drop(draft, request.form.getlist(f"{one.name}-remove"))
            refused = take(draft, one.name, f"{one.name}-upload", one.options)
            if refused:
                errors[one.name] = refused
    return errors


def drop(draft: Draft, ids: Iterable[str]) -> None:
    """Take the files that were asked for out of a draft; what is no id of it is passed over."""
    for text in ids:
        try:
            attachments.remove(work.db(), draft, UUID(text))
        except ValueError:
            continue


def words(refused: UploadRefusedError, name: str, rule: Rule) -> str:
    """Say why a file is refused and how to mend it."""
    told = {
        "empty": _("Tệp “%(name)s” không có nội dung. Bạn cần chọn lại tệp.", name=name),
        "cut_off": _("Tệp “%(name)s” bị hỏng hoặc tải lên chưa hết. Bạn cần mở thử tệp rồi gửi lại.", name=name),
        "protected": _("Tệp “%(name)s” có mật khẩu. Bạn cần bỏ mật khẩu rồi gửi lại.", name=name),
        "too_large": _("Tệp “%(name)s” lớn hơn %(limit)s MB. Bạn cần chọn tệp nhỏ hơn.", name=name, limit=rule.max_mb),
        "too_many": _("Mục này chỉ nhận %(limit)s tệp. Bạn cần xóa bớt rồi gửi lại.", limit=rule.max),
        "wrong_kind": _(
            "Tệp “%(name)s” không phải là %(kinds)s. Bạn cần chọn tệp khác.", name=name, kinds=kinds(rule.accept)
        ),
    }
    return told[refused.reason]


def kinds(accept: Iterable[str]) -> str:
    """Return the kinds of file that are taken, in words."""
    names = {
        "pdf": "PDF",
        "image": _("ảnh JPG, PNG"),
        "office": _("tài liệu Word, Excel"),
        "audio": _("âm thanh"),
        "video": _("phim"),
    }
    return ", ".join(names[one] for one in accept)
