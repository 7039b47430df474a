"""Files are judged by their bytes; names and types that a browser gives are never believed."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.models import Attachment
from portal.services import attachments
from portal.services.attachment_names import safe_name
from portal.services.attachments import Sent
from portal.services.file_content import SOME_ZIP, inspect
from portal.services.refusals import NotFoundError, UploadRefusedError
from portal.storage.folder import FolderStorage
from tests.factories import MORNING, as_actor, fill, make_person, make_world
from tests.portal.papers import some_files as some


@dataclass(frozen=True)
class Rule:
    accept: tuple[str, ...] = ("pdf", "image")
    max_mb: int = 1
    max: int = 2


@pytest.mark.parametrize(
    ("body", "accept", "media_type"),
    [
        (some.pdf(3), ("pdf",), "application/pdf"),
        (some.picture("JPEG"), ("pdf", "image"), "image/jpeg"),
        (some.picture("PNG"), ("image",), "image/png"),
        (some.open_document(), ("office",), "application/vnd.oasis.opendocument.text"),
        (some.word(first=False), ("office",), SOME_ZIP),
    ],
)
def test_a_file_of_a_kind_that_is_asked_for_is_taken(body: bytes, accept: tuple[str, ...], media_type: str) -> None:
    assert inspect(BytesIO(body), accept).media_type == media_type


@pytest.mark.parametrize(
    ("body", "accept", "reason"),
    [
        (b"", ("pdf",), "empty"),
        (b"<html><script>alert(1)</script>", ("pdf", "image"), "wrong_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ("pdf", "image"), "wrong_kind"),
        (b"%PDF", ("pdf",), "wrong_kind"),
        (some.picture("JPEG"), ("pdf",), "wrong_kind"),
        (some.open_document(), ("pdf", "image"), "wrong_kind"),
        (some.word(first=False), ("pdf", "image"), "wrong_kind"),
        (b"\x7fELF" + b"\x00" * 200, ("pdf", "image", "office", "audio", "video"), "wrong_kind"),
        (some.pdf(30)[:900], ("pdf",), "cut_off"),
    ],
)
def test_what_is_empty_of_another_kind_or_cut_off_is_refused_at_first_sight(
    body: bytes, accept: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(UploadRefusedError) as refused:
        inspect(BytesIO(body), accept)
    assert refused.value.reason == reason


@given(st.text())
def test_a_name_is_safe_whatever_was_sent(name: str) -> None:
    safe = safe_name(name, (".pdf",))
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
    assert safe_name(name, (".pdf",)) == safe


def test_a_draft_keeps_files_within_its_limits_and_for_its_owner(session: Session, tmp_path: Path) -> None:
    world, person = make_world(session), make_person(session)
    draft, storage = fill(session, world, person), FolderStorage(tmp_path)

    def send(body: bytes) -> Attachment:
        sent = Sent(BytesIO(body), "giay.pdf")
        actor = as_actor(person)
        return attachments.add(session, draft, "khac", sent, rule=Rule(), storage=storage, actor=actor, at=MORNING)

    one, two = some.pdf(1), some.pdf(2)
    first = send(one)
    assert send(one).id == first.id
    with pytest.raises(UploadRefusedError, match="too_large"):
        send(b"%PDF-1.7\n" + b"0" * (2 << 20))
    send(two)
    with pytest.raises(UploadRefusedError, match="too_many"):
        send(some.pdf(3))
    assert len(attachments.of_document(session, draft, "khac")) == 2
    assert attachments.own(session, first.id, person.id) is first
    stranger = make_person(session, "001190000009")
    with pytest.raises(NotFoundError):
        attachments.own(session, first.id, stranger.id)
    attachments.remove(session, draft, first.id)
    assert len(attachments.of_document(session, draft, "khac")) == 1
