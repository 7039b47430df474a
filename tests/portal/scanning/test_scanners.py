"""Every scanner finds what it knows, lets the rest through, and never takes silence for a yes."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.errors import StartError
from portal.scanning.base import Scanner, ScannerUnreachable
from portal.scanning.clamd import ClamdScanner
from portal.scanning.sandbox import EICAR, SandboxScanner
from tests.portal.papers import some_files as some
from tests.portal.scanning.clamd_server import LARGEST, MARK, running_clamd


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture(params=["clamd", "sandbox"])
def scanner(request: pytest.FixtureRequest) -> Scanner:
    if request.param == "sandbox":
        return SandboxScanner(production=False)
    return ClamdScanner(request.getfixturevalue("clamd"))


def test_the_test_file_of_the_eicar_is_found(scanner: Scanner) -> None:
    verdict = scanner.scan(io.BytesIO(EICAR))
    assert not verdict.clean
    assert "eicar" in str(verdict.found).lower()


@pytest.mark.parametrize("body", [b"", b"x", some.pdf(3), some.picture("JPEG"), bytes(900_000)])
def test_what_is_harmless_is_let_through(scanner: Scanner, body: bytes) -> None:
    assert scanner.scan(io.BytesIO(body)).clean


def test_a_signature_of_our_own_is_found_inside_an_office_file(clamd: str) -> None:
    carrier = some.open_document(**{"Pictures/a.bin": MARK})
    assert MARK not in carrier, "it is folded"
    assert str(ClamdScanner(clamd).scan(io.BytesIO(carrier)).found).startswith("Own.Mark")


def test_a_file_that_the_scanner_does_not_take_is_not_called_clean(clamd: str) -> None:
    with pytest.raises(ScannerUnreachable, match="limit"):
        ClamdScanner(clamd).scan(io.BytesIO(bytes(LARGEST * 3)))


def test_a_scanner_that_is_not_there_is_told(tmp_path: Path) -> None:
    for address in (f"unix:{tmp_path}/nowhere", "tcp://127.0.0.1:9"):
        with pytest.raises(ScannerUnreachable):
            ClamdScanner(address).scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("reply", [b"", b"stream: \0", b"UNKNOWN COMMAND\0", b"stream: lstat() failed. ERROR\0", None])
def test_anything_but_a_clear_answer_is_none(reply: bytes | None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                if reply is None:
                    ended.wait(20)
                else:
                    connection.sendall(reply)

        ended = threading.Event()
        thread = threading.Thread(target=answer)
        thread.start()
        scanner = ClamdScanner(f"tcp://127.0.0.1:{server.getsockname()[1]}", seconds=1)
        with pytest.raises(ScannerUnreachable):
            scanner.scan(io.BytesIO(b"x"))
        ended.set()
        thread.join()


def test_the_sandbox_refuses_to_start_in_production() -> None:
    with pytest.raises(StartError):
        SandboxScanner(production=True)


def test_the_sandbox_finds_across_the_borders_of_what_it_reads() -> None:
    assert not SandboxScanner(production=False).scan(io.BytesIO(bytes(256 * 1024 - 30) + EICAR + bytes(9))).clean
