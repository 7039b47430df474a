"""A pack comes as a folder, a zip or a mapping, and never reaches outside itself."""

import io
import stat
import zipfile
import zlib
from pathlib import Path

import pytest

from procedures.loader import PackError, load, pack_bytes, unpack
from procedures.reading.files import LARGEST_FILE, MOST_FILES, digest, gather
from tests.procedures.samples import pack


def zipped(entries: list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("result.html")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


BAD_NAMES = [
    "../x.yaml",
    "/etc/passwd",
    "a/../../x",
    "a\\..\\x.yaml",
    "C:x.yaml",
    "a//b.yaml",
    ".hidden",
    "a/.x",
    "a\x00b",
    "x" * 200,
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_stay_inside_the_pack(name: str) -> None:
    loaded = load({**pack(), name: b"x"})
    assert loaded.procedure is None
    (finding,) = loaded.findings
    assert "no name" in finding.message
    assert "\x00" not in str(finding)


BAD_ZIPS = [
    (zipped([("../x", b"x")]), "no name"),
    (zipped([(link(), b"/etc/passwd")]), "link"),
    (zipped([("a.txt", b"0" * (LARGEST_FILE + 1))]), "larger"),
    (zipped([(f"{number}.txt", b"0" * 1_900_000) for number in range(4)]), "larger"),
    (zipped([(f"{number}.txt", b"") for number in range(MOST_FILES + 1)]), "too many"),
    (zipped([("a.txt", b"x" * 5000)])[:-40], "cannot be read"),
    (b"PK\x03\x04" + b"\x00" * 50, "cannot be read"),
]


@pytest.mark.parametrize(("data", "message"), BAD_ZIPS, ids=[one[1] + str(i) for i, one in enumerate(BAD_ZIPS)])
def test_bad_zips_are_one_clear_finding(data: bytes, message: str) -> None:
    (finding,) = load(data).findings
    assert message in finding.message
    assert finding.cure


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_comes_twice_is_refused() -> None:
    (finding,) = load(zipped([("procedure.yaml", b"a: 1"), ("procedure.yaml", b"a: 2")])).findings
    assert "twice" in finding.message


def test_a_zip_that_lies_about_its_sizes_is_read_no_further_than_allowed() -> None:
    data = bytearray(zipped([("a.txt", b"0" * (LARGEST_FILE * 3))]))
    small = (10).to_bytes(4, "little")
    data = data.replace((LARGEST_FILE * 3).to_bytes(4, "little"), small).replace(
        zlib.crc32(b"0" * (LARGEST_FILE * 3)).to_bytes(4, "little"), zlib.crc32(b"0" * 10).to_bytes(4, "little")
    )
    assert len(unpack(bytes(data))["a.txt"]) == 10


def test_folder_zip_and_mapping_are_the_same_pack(tmp_path: Path) -> None:
    files = pack(cases__a_dot_yaml="case: a\nfiled: {at: 2026-11-23 09:30}\nexpect: {}\n")
    for name, content in files.items():
        path = tmp_path / "goi" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "goi" / ".git").mkdir()
    (tmp_path / "goi" / ".git" / "x").write_text("x")
    outer = zipped([(f"goi/{name}", content) for name, content in files.items()])
    assert gather(tmp_path / "goi") == files == unpack(pack_bytes(files)) == unpack(outer)
    assert load(tmp_path / "goi").digest == load(files).digest == digest(files)
    assert load(tmp_path / "goi").procedure == load(outer).procedure is not None


def test_the_same_files_always_give_the_same_zip() -> None:
    files = pack()
    assert pack_bytes(files) == pack_bytes(dict(reversed(files.items())))
    assert digest(files) != digest({**files, "result.html": files["result.html"] + b" "})
    assert digest({"a": b"bc"}) != digest({"ab": b"c"})


def test_yaml_alone_is_a_pack_without_its_template() -> None:
    loaded = load(pack()["procedure.yaml"])
    assert [one.message for one in loaded.findings] == ["there is no file 'result.html' in the pack"]


def test_what_is_no_pack_is_told_so(tmp_path: Path) -> None:
    assert "no such file" in load(tmp_path / "none").findings[0].message
    assert "no procedure.yaml" in load({"a.txt": b""}).findings[0].message
    assert "no place in a pack" in str(load({**pack(), "run.exe": b""}).findings[0])
    assert load(b"\x89PNG\r\n").procedure is None
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "procedure.yaml").symlink_to("/etc/hostname")
    assert "link" in load(tmp_path / "to").findings[0].message
    with pytest.raises(PackError):
        unpack(zipped([("../x", b"")]))
