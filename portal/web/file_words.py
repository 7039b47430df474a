"""What is said of a file that was sent: why it is refused, and how to mend it; or that it is still looked into."""

from __future__ import annotations

from collections.abc import Iterable

from portal.models import Attachment
from portal.services.attachments import Rule
from portal.services.refusals import UploadRefusedError
from portal.web.fields.uploads import Upload
from portal.web.language import gettext as _


def refusal(refused: UploadRefusedError, name: str, rule: Rule) -> str:
    """Say why a file is refused at once."""
    told = {
        "too_large": _("Tệp “%(name)s” lớn hơn %(limit)s MB. Bạn cần chọn tệp nhỏ hơn.", name=name, limit=rule.max_mb),
        "too_many": _("Mục này chỉ nhận %(limit)s tệp. Bạn cần xóa bớt rồi gửi lại.", limit=refused.limit),
        "wrong_kind": _(
            "Tệp “%(name)s” không phải là %(kinds)s. Bạn cần chọn tệp khác.", name=name, kinds=kinds(rule.accept)
        ),
    }
    return told.get(refused.reason) or problem(refused.reason, name)


def problem(reason: str, name: str) -> str:
    """Say what a worker found wrong with a file."""
    told = {
        "empty": _("Tệp “%(name)s” không có nội dung. Bạn cần chọn lại tệp.", name=name),
        "cut_off": _("Tệp “%(name)s” bị hỏng hoặc tải lên chưa hết. Bạn cần mở thử tệp rồi gửi lại.", name=name),
        "protected": _("Tệp “%(name)s” có mật khẩu. Bạn cần bỏ mật khẩu rồi gửi lại.", name=name),
        "unfolds": _("Tệp “%(name)s” mở ra quá lớn. Bạn cần lưu tệp nhỏ hơn rồi gửi lại.", name=name),
        "active": _("Tệp “%(name)s” có macro hoặc chương trình. Bạn cần lưu thành PDF rồi gửi lại.", name=name),
        "infected": _("Tệp “%(name)s” có mã độc. Bạn cần xóa tệp này và gửi tệp khác.", name=name),
    }
    return told.get(reason) or _("Tệp “%(name)s” không thuộc loại được nhận. Bạn cần chọn tệp khác.", name=name)


def state_note(file: Attachment) -> str:
    """Say that a file is still looked into; nothing when it is done."""
    return _("đang kiểm tra") if file.state == "arrived" else ""


def problem_of(file: Attachment) -> str | None:
    """Say what is wrong with a file, ``None`` when nothing is."""
    return problem(file.problem, file.filename) if file.problem else None


def upload_of(file: Attachment, href: str, *, kept: bool) -> Upload:
    """Return a file as pages list it; ``kept`` says that it was filed and cannot be taken out."""
    return Upload(
        str(file.id), file.filename, file.size, href, state_note(file), problem_of(file) or "", file.pages, kept=kept
    )


def still_checked(file: Attachment) -> str:
    """Say that nothing can be filed before a file was looked into."""
    return _("Tệp “%(name)s” đang được kiểm tra. Bạn đợi ít giây rồi tải lại trang.", name=file.filename)


def kinds(accept: Iterable[str]) -> str:
    """Return the kinds of file that are taken, in words."""
    names = {
        "pdf": "PDF",
        "image": _("ảnh JPG, PNG"),
        "word": "Word",
        "excel": "Excel",
        "office": _("tài liệu Word, Excel"),
        "xml": "XML",
        "zip": "ZIP",
        "audio": _("âm thanh"),
        "video": _("phim"),
    }
    return ", ".join(names[one] for one in accept)
