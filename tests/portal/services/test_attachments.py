"""Files are judged by their bytes; names and types that a browser gives are never believed."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy.orm import Session

from portal.models import Attachment
from portal.services import attachments
from portal.services.attachments import Sent, safe_name
from portal.services.file_content import Content, inspect
from portal.services.refusals import NotFoundError, UploadRefusedError
from portal.storage.folder import FolderStorage
from tests.factories import MORNING, as_actor, fill, make_person, make_world

PDF = Content("application/pdf", (".pdf",), 1)


@dataclass(frozen=True)
class Rule:
    accept: tuple[str, ...] = ("pdf", "image")
    max_mb: int = 1
    max: int = 2


def pdf(pages: int = 1, password: str = "") -> bytes:
    document, out = pikepdf.new(), BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.effect_noise((400, 300), 40).convert("RGB").save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def document() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<office/>" * 500)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "accept", "media_type", "pages"),
    [
        (pdf(3), ("pdf",), "application/pdf", 3),
        (picture("JPEG"), ("pdf", "image"), "image/jpeg", None),
        (picture("PNG"), ("image",), "image/png", None),
        (document(), ("office",), "application/vnd.oasis.opendocument.text", None),
    ],
)
def test_a_whole_file_of_a_kind_that_is_asked_for_is_taken(
    body: bytes, accept: tuple[str, ...], media_type: str, pages: int | None
) -> None:
    content = inspect(BytesIO(body), accept)
    assert (content.media_type, content.pages) == (media_type, pages)


@pytest.mark.parametrize(
    ("body", "accept", "reason"),
    [
        (b"", ("pdf",), "empty"),
        (b"<html><script>alert(1)</script>", ("pdf", "image"), "wrong_kind"),
        (b"%PDF", ("pdf",), "wrong_kind"),
        (picture("JPEG"), ("pdf",), "wrong_kind"),
        (document(), ("pdf", "image"), "wrong_kind"),
        (b"\x7fELF" + b"\x00" * 200, ("pdf", "image", "office", "audio", "video"), "wrong_kind"),
        (pdf(30)[:900], ("pdf",), "cut_off"),
        (b"%PDF-1.7\nnothing of a PDF\n%%EOF\n", ("pdf",), "cut_off"),
        (picture("JPEG")[:3000], ("image",), "cut_off"),
        (picture("PNG")[:3000], ("image",), "cut_off"),
        (document()[:200], ("office",), "cut_off"),
        (pdf(1, "mat-khau"), ("pdf",), "protected"),
        (bomb(), ("image",), "wrong_kind"),
    ],
)
def test_what_is_empty_of_another_kind_cut_off_or_locked_is_refused(
    body: bytes, accept: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(UploadRefusedError) as refused:
        inspect(BytesIO(body), accept)
    assert refused.value.reason == reason


@given(st.text())
def test_a_name_is_safe_whatever_was_sent(name: str) -> None:
    safe = safe_name(name, PDF)
    assert safe.endswith(".pdf")
    assert 5 <= len(safe) <= 120
    assert not set(safe) & set('<>:"/\\|?*\x00\r\n\u202e')
    assert not safe.startswith(".")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\giấy khai sinh.PDF", "giấy khai sinh.PDF"),
        ("..", "tep.pdf"),
        ("ảnh.jpg", "ảnh.jpg.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_the_name_keeps_what_can_be_kept(name: str, safe: str) -> None:
    assert safe_name(name, PDF) == safe


def test_a_draft_keeps_files_within_its_limits_and_for_its_owner(session: Session, tmp_path: Path) -> None:
    world, person = make_world(session), make_person(session)
    draft, storage = fill(session, world, person), FolderStorage(tmp_path)

    def send(body: bytes) -> Attachment:
        sent = Sent(BytesIO(body), "giay.pdf")
        actor = as_actor(person)
        return attachments.add(session, draft, "khac", sent, rule=Rule(), storage=storage, actor=actor, at=MORNING)

    one, two = pdf(1), pdf(2)
    first = send(one)
    assert send(one).id == first.id
    with pytest.raises(UploadRefusedError, match="too_large"):
        send(b"%PDF-1.7\n" + b"0" * (2 << 20))
    send(two)
    with pytest.raises(UploadRefusedError, match="too_many"):
        send(pdf(3))
    assert len(attachments.of_document(session, draft, "khac")) == 2
    assert attachments.own(session, first.id, person.id) is first
    stranger = make_person(session, "001190000009")
    with pytest.raises(NotFoundError):
        attachments.own(session, first.id, stranger.id)
    attachments.remove(session, draft, first.id)
    assert len(attachments.of_document(session, draft, "khac")) == 1
