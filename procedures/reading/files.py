"""The files of a pack out of a folder, a zip or a mapping: bounded, and with names that stay inside the pack."""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from procedures.findings import Finding, error

MOST_FILES: Final = 200
LARGEST_FILE: Final = 2_000_000
LARGEST_PACK: Final = 5_000_000
"""Bytes of all files together, unpacked."""

YAML_NAME: Final = "procedure.yaml"
KINDS: Final = (".yaml", ".html", ".css", ".svg", ".png", ".md", ".txt", ".pdf", ".docx")
"""What may lie in a pack: definitions, cases, templates, pictures of templates, and forms to download."""

_NAME = re.compile(r"[A-Za-z0-9À-ỹ][A-Za-z0-9À-ỹ ._()-]{0,99}")
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)


class PackError(ValueError):
    """The bytes are no pack; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        """Keep the finding."""
        super().__init__(str(finding))
        self.finding = finding


def gather(source: Path | bytes | Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a pack by their path inside it; raise ``PackError`` when it is none.

    ``source`` is a folder, a zip, a YAML file alone, the bytes of either, or the files themselves.
    """
    if isinstance(source, Path):
        return _checked(_from_path(source))
    if isinstance(source, bytes):
        return unpack(source)
    return _checked(iter(source.items()))


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a zipped pack, or of a YAML file alone; raise ``PackError`` when it is neither."""
    if not data.startswith(_ZIP_STARTS):
        return _checked(iter([(YAML_NAME, data)]))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _without_outer_folder(_checked(_from_zip(archive)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as wrong:
        raise PackError(error("pack.zip", f"the zip cannot be read: {wrong}", "zip the folder again")) from wrong


def pack_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a zip; the same files always give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def digest(files: Mapping[str, bytes]) -> str:
    """Return SHA-256 (hex) over the sorted paths and contents of a pack."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(hashlib.sha256(name.encode()).digest())
        total.update(hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def _from_path(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_file():
        if path.stat().st_size > LARGEST_PACK:
            raise _too_large(path.name)
        return iter(unpack(path.read_bytes()).items())
    if not path.is_dir():
        raise PackError(error(str(path), "there is no such file or folder", "name the folder of the pack"))
    return _from_folder(path)


def _from_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise PackError(error(name, "a link leads out of the pack", "put the file itself there"))
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            if path.stat().st_size > LARGEST_FILE:
                raise _too_large(name)
            yield name, path.read_bytes()


def _from_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise PackError(error("pack.zip", f"{len(entries)} files are too many", f"keep at most {MOST_FILES}"))
    for entry in entries:
        if entry.filename.startswith("__MACOSX/") or entry.filename.rsplit("/", 1)[-1] == ".DS_Store":
            continue
        if entry.flag_bits & 1:
            raise PackError(error(entry.filename, "the file is encrypted", "zip the folder without a password"))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise PackError(error(entry.filename, "a link leads out of the pack", "put the file itself there"))
        with archive.open(entry) as stream:
            # The size that the zip claims is not believed: no more is ever read than a file may have.
            content = stream.read(LARGEST_FILE + 1)
        yield entry.filename, content


def _checked(entries: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for name, content in entries:
        _check_name(name)
        if name in files:
            raise PackError(error(name, "the pack holds this file twice", "keep one of them"))
        if len(content) > LARGEST_FILE:
            raise _too_large(name)
        total += len(content)
        if total > LARGEST_PACK or len(files) >= MOST_FILES:
            message = f"the pack is larger than {LARGEST_PACK // 1_000_000} MB or {MOST_FILES} files"
            raise PackError(error(name, message, "leave out what the procedure does not need"))
        files[name] = content
    return files


def _check_name(name: str) -> None:
    parts = name.split("/")
    if not all(_NAME.fullmatch(part) and not part.endswith((".", " ")) for part in parts):
        shown = name.encode("unicode_escape").decode()[:200]
        cure = "names stay inside the pack: letters, digits, '-', '_' and '.', folders parted by '/'"
        raise PackError(error(shown, "this is no name for a file of a pack", cure))


def _too_large(name: str) -> PackError:
    return PackError(error(name, f"the file is larger than {LARGEST_FILE // 1_000_000} MB", "make it smaller"))


def _without_outer_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files as if the folder itself had not been zipped with them."""
    outer = {name.split("/", 1)[0] for name in files}
    if YAML_NAME in files or len(outer) != 1 or not all("/" in name for name in files):
        return files
    return {name.split("/", 1)[1]: content for name, content in files.items()}


def strange_files(files: Mapping[str, bytes]) -> list[Finding]:
    """Return a finding for each file of a kind that has no use in a pack."""
    return [
        error(name, "files of this kind have no place in a pack", f"keep {', '.join(KINDS)}")
        for name in sorted(files)
        if not name.lower().endswith(KINDS)
    ]
