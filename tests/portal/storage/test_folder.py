"""A folder keeps bytes under their digest: whole or not at all, and never outside itself."""

import errno
import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.storage.base import NotStored, StorageBroken, StoredFile, TooLarge
from portal.storage.folder import CHUNK, FolderStorage

PLENTY = 10 * 1024 * 1024


def content(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    storage = FolderStorage(tmp_path)

    stored = storage.put(io.BytesIO(data), PLENTY)

    assert stored == StoredFile(hashlib.sha256(data).hexdigest(), size)
    assert storage.exists(stored.sha256)
    with storage.open(stored.sha256) as back:
        assert back.read() == data
    assert content(tmp_path) == [tmp_path / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256]


@given(data=st.binary(max_size=2000), limit=st.integers(0, 2000))
@settings(deadline=None, max_examples=50)
def test_the_limit_is_exact_and_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, limit: int
) -> None:
    root = tmp_path_factory.mktemp("files")
    storage = FolderStorage(root)
    if len(data) <= limit:
        assert storage.put(io.BytesIO(data), limit).size == len(data)
        return
    with pytest.raises(TooLarge) as refused:
        storage.put(io.BytesIO(data), limit)
    assert refused.value.limit == limit
    assert content(root) == []


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    first = storage.put(io.BytesIO(b"giay khai sinh"), PLENTY)
    assert storage.put(io.BytesIO(b"giay khai sinh"), PLENTY) == first
    assert len(content(tmp_path)) == 1


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 63 + "\n", "incoming"])
def test_only_a_digest_is_a_name(tmp_path: Path, name: str) -> None:
    storage = FolderStorage(tmp_path)
    assert not storage.exists(name)
    assert not storage.remove(name)
    with pytest.raises(NotStored):
        storage.open(name)


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.RawIOBase):
        reads = 0

        def read(self, _size: int = -1) -> bytes:
            self.reads += 1
            if self.reads > 2:
                raise OSError(errno.ECONNRESET, "Connection reset by peer")
            return b"x" * 1000

    stream: BinaryIO = Broken()  # type: ignore[assignment]  # a raw stream reads like a buffered one
    with pytest.raises(StorageBroken, match="Connection reset"):
        FolderStorage(tmp_path).put(stream, PLENTY)
    assert content(tmp_path) == []


def test_erased_is_gone(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    stored = storage.put(io.BytesIO(b"x"), PLENTY)
    assert storage.remove(stored.sha256)
    assert not storage.exists(stored.sha256)
    assert not storage.remove(stored.sha256)


def test_only_what_was_interrupted_is_swept(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    stored = storage.put(io.BytesIO(b"kept"), PLENTY)
    now = datetime.now(UTC)
    old, young = tmp_path / "incoming" / "old", tmp_path / "incoming" / "young"
    for left, age in ((old, timedelta(days=2)), (young, timedelta(minutes=1))):
        left.write_bytes(b"half")
        os.utime(left, ((now - age).timestamp(),) * 2)

    assert storage.sweep(now - timedelta(days=1)) == 1
    assert content(tmp_path) == sorted([young, tmp_path / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256])


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands where the folder should")
    with pytest.raises(StorageBroken) as broken:
        FolderStorage(tmp_path / "files")
    assert "\n" not in str(broken.value)


def test_nobody_else_may_look_inside(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "files")
    stored = storage.put(io.BytesIO(b"x"), PLENTY)
    for path in (tmp_path / "files", *(tmp_path / "files").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    assert storage.exists(stored.sha256)


UPLOAD = "0123456789abcdef" * 2


def test_an_upload_grows_by_what_was_confirmed_and_is_kept_like_any_file(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    assert storage.append(UPLOAD, 0, io.BytesIO(b"giay "), PLENTY) == 5
    assert storage.append(UPLOAD, 5, io.BytesIO(b"never confirmed"), PLENTY) == 20
    assert storage.append(UPLOAD, 5, io.BytesIO(b"khai sinh"), PLENTY) == 14
    assert storage.settle(UPLOAD, PLENTY) == storage.put(io.BytesIO(b"giay khai sinh"), PLENTY)
    assert len(content(tmp_path)) == 1
    with pytest.raises(NotStored):
        storage.settle(UPLOAD, PLENTY)


def test_an_upload_is_no_larger_than_it_may_be_and_can_be_forgotten(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    with pytest.raises(TooLarge):
        storage.append(UPLOAD, 0, io.BytesIO(b"xx"), 1)
    storage.append(UPLOAD, 0, io.BytesIO(b"xx"), 2)
    with pytest.raises(TooLarge):
        storage.settle(UPLOAD, 1)
    storage.discard(UPLOAD)
    storage.discard(UPLOAD)
    assert content(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 31, "0" * 33, "A" * 32, "0" * 31 + "\n"])
def test_only_a_key_names_an_upload(tmp_path: Path, name: str) -> None:
    storage = FolderStorage(tmp_path / "files")
    with pytest.raises(NotStored):
        storage.append(name, 0, io.BytesIO(b"x"), PLENTY)
    with pytest.raises(NotStored):
        storage.discard(name)
    assert content(tmp_path) == []


def _aged(storage: FolderStorage, root: Path, data: bytes) -> str:
    stored = storage.put(io.BytesIO(data), PLENTY)
    place = root / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    long_ago = (datetime.now(UTC) - timedelta(days=9)).timestamp()
    os.utime(place, (long_ago, long_ago))
    return stored.sha256


def test_what_nobody_needs_is_collected_and_what_is_put_meanwhile_is_not(tmp_path: Path) -> None:
    storage, before = FolderStorage(tmp_path), datetime.now(UTC) - timedelta(days=1)
    gone, needed, again = (_aged(storage, tmp_path, data) for data in (b"gone", b"needed", b"again"))
    young = storage.put(io.BytesIO(b"young"), PLENTY).sha256
    assert set(storage.kept_since(before)) == {gone, needed, again}

    def someone_came(_sha256: str) -> bool:
        storage.put(io.BytesIO(b"again"), PLENTY)
        return False

    assert storage.collect(gone, before, lambda _: False)
    assert not storage.collect(needed, before, lambda _: True)
    assert storage.collect(again, before, someone_came), "the copy that was there before"
    assert not storage.collect(young, before, lambda _: False)
    assert [storage.exists(one) for one in (gone, needed, again, young)] == [False, True, True, True]


def test_a_collection_that_was_killed_loses_nothing(tmp_path: Path) -> None:
    storage, before = FolderStorage(tmp_path), datetime.now(UTC) - timedelta(days=1)
    sha256 = _aged(storage, tmp_path, b"needed")

    def killed(_sha256: str) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        storage.collect(sha256, before, killed)
    assert not storage.exists(sha256)
    storage.sweep(datetime.now(UTC))
    assert list(FolderStorage(tmp_path).kept_since(before)) == [sha256]
    assert storage.exists(sha256)
