"""What a worker finds in a file: what it is, whether it is whole, and what it must not hold."""

import contextlib
import io
import resource
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from forms.fields.attachment import KINDS
from portal.jobs.looking import RefusedFile, SwappedFile, look_into
from portal.services.file_checks import Arrived, Checked
from portal.services.file_content import SOME_ZIP, inspect
from portal.storage.folder import FolderStorage
from tests.portal.papers import some_files as some

WORD = f"{some.OPEN_XML}.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


def look(
    storage: FolderStorage, body: bytes, media_type: str | None = None, accept: tuple[str, ...] = KINDS
) -> Checked:
    stored = storage.put(io.BytesIO(body), 1 << 30)
    arrived = Arrived(stored.sha256, media_type or inspect(io.BytesIO(body), accept).media_type)
    return look_into(storage, arrived, accept)


def read(storage: FolderStorage, sha256: str) -> bytes:
    with storage.open(sha256) as stream:
        return stream.read()


@pytest.mark.parametrize(
    ("body", "media_type", "pages"),
    [
        (some.pdf(3), "application/pdf", 3),
        (some.picture("JPEG"), "image/jpeg", None),
        (some.picture("PNG"), "image/png", None),
        (some.open_document(), ODT, None),
        (some.word(), WORD, None),
        (some.word(first=False), WORD, None),
        (some.word("presentationml.presentation.main+xml"), SOME_ZIP, None),
        (b"<?xml version='1.0'?><hoSo><ten>An</ten></hoSo>", "text/xml", None),
    ],
)
def test_a_whole_harmless_file_is_kept_as_it_came(
    storage: FolderStorage, body: bytes, media_type: str, pages: int | None
) -> None:
    assert look(storage, body) == Checked(media_type, pages=pages)


def test_a_word_file_that_begins_like_any_zip_is_told_by_what_is_in_it(storage: FolderStorage) -> None:
    assert inspect(io.BytesIO(some.word(first=False)), KINDS).media_type == SOME_ZIP
    assert look(storage, some.word(first=False)).media_type == WORD


@pytest.mark.parametrize(
    ("body", "accept"),
    [
        (some.word("presentationml.presentation.main+xml"), ("word", "excel")),
        (some.word(first=False), ("excel",)),
        (b"PK\x05\x06" + bytes(18), ("office",)),
    ],
)
def test_what_is_another_kind_than_it_began_like_is_refused(
    storage: FolderStorage, body: bytes, accept: tuple[str, ...]
) -> None:
    with pytest.raises(RefusedFile, match="wrong_kind"):
        look(storage, body, SOME_ZIP, accept)


@pytest.mark.parametrize(
    ("body", "media_type", "problem"),
    [
        (b"%PDF-1.7\nnothing of a PDF\n%%EOF\n", None, "cut_off"),
        (some.pdf(1, "mat-khau"), None, "protected"),
        (some.picture("JPEG")[:3000], None, "cut_off"),
        (some.picture("PNG")[:3000], None, "cut_off"),
        (some.large_picture, None, "unfolds"),
        (some.open_document()[:200], ODT, "cut_off"),
        (some.open_document() + b"\x00" * 70_000, ODT, "cut_off"),
        (some.unfolding_zip, WORD, "unfolds"),
        (some.locked_zip(), ODT, "protected"),
        (some.word("ms-word.document.macroEnabled.main+xml"), WORD, "active"),
        (some.word(more={"word/vbaProject.bin": b"x"}), WORD, "active"),
        (some.word(more={"word/embeddings/Chay.EXE": b"MZ"}), WORD, "active"),
        (some.open_document(**{"Basic/Standard/Module1.xml": b"x"}), ODT, "active"),
        (b"<?xml version='1.0'?><hoSo><ten>An</hoSo>", None, "cut_off"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'>]><x>&a;</x>", None, "active"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", None, "active"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "_VBA_PROJECT".encode("utf-16-le"), "application/msword", "active"),
    ],
)
def test_what_is_broken_locked_or_meant_to_harm_is_refused(
    storage: FolderStorage, body: bytes | Callable[[], bytes], media_type: str | None, problem: str
) -> None:
    # The largest are made here, and not by every process that reads this file.
    whole = body() if callable(body) else body
    with pytest.raises(RefusedFile) as refused:
        look(storage, whole, media_type)
    assert refused.value.problem == problem


def test_what_unfolds_without_end_does_no_harm_to_the_worker(storage: FolderStorage) -> None:
    bodies = (some.unfolding_pdf(2000), some.large_picture())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for body in bodies:
        with contextlib.suppress(RefusedFile):
            look(storage, body)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 200


def test_a_pdf_that_acts_gets_a_copy_that_does_not_and_stays_as_it_is(storage: FolderStorage) -> None:
    body = some.acting_pdf()
    checked = look(storage, body)
    assert checked.kept is None
    assert checked.safe is not None
    safe = read(storage, checked.safe.sha256)
    for trace in (b"JavaScript", b"Launch", b"SubmitForm", b"EmbeddedFile", b"XFA", b"OpenAction", b"/AA", b"MZ-evil"):
        assert trace not in _plain(safe), trace
        assert trace in _plain(body), trace
    assert b"dichvucong.gov.vn" in _plain(safe), "a link that a person presses stays"
    assert len(pikepdf.open(io.BytesIO(safe)).pages) == 1
    assert look(storage, safe).safe is None


def _plain(body: bytes) -> bytes:
    """A PDF with every stream unfolded."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(body)) as document:
        everything = pikepdf.StreamDecodeLevel.all
        document.save(
            out,
            compress_streams=False,
            stream_decode_level=everything,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def test_a_photograph_is_turned_upright_and_forgets_where_it_was_taken(storage: FolderStorage) -> None:
    body = some.photograph()
    assert Image.open(io.BytesIO(body)).getexif().get_ifd(some.GPS)
    checked = look(storage, body)
    assert checked.kept is not None
    kept = read(storage, checked.kept.sha256)
    image = Image.open(io.BytesIO(kept)).convert("RGB")
    assert image.size == (20, 40)
    red, white = image.getpixel((10, 2)), image.getpixel((10, 30))
    assert isinstance(red, tuple)
    assert isinstance(white, tuple)
    assert red[1] < 60 < white[1]
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"Telephone" not in kept
    assert b"who took it" not in kept
    assert look(storage, kept).kept is None, "what is upright and bare is kept as it came"


def test_a_png_forgets_who_made_it_and_stays_as_transparent(storage: FolderStorage) -> None:
    checked = look(storage, some.screenshot())
    assert checked.kept is not None
    kept = read(storage, checked.kept.sha256)
    assert b"Nguyen" not in kept
    assert Image.open(io.BytesIO(kept)).getpixel((1, 1)) == (0, 0, 255, 100)


def test_what_hides_behind_the_end_of_a_picture_is_left_out(storage: FolderStorage) -> None:
    checked = look(storage, some.picture("JPEG") + some.open_document())
    assert checked.kept is not None
    assert b"opendocument" not in read(storage, checked.kept.sha256)


def test_bytes_that_were_changed_in_the_storage_are_not_taken_for_the_file(
    storage: FolderStorage, tmp_path: Path
) -> None:
    stored = storage.put(io.BytesIO(some.pdf()), 1 << 20)
    place = next(path for path in tmp_path.rglob(stored.sha256))
    place.chmod(0o600)
    place.write_bytes(some.pdf(2))
    with pytest.raises(SwappedFile):
        look_into(storage, Arrived(stored.sha256, "application/pdf"), KINDS)
