"""Debian's clamd on a socket of its own, with signatures of our own: nothing is downloaded."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.scanning.sandbox import EICAR

CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
PATIENCE = 120
LARGEST = 1 << 20
MARK = b"day-la-ma-doc-thu-nghiem-cua-chung-toi"


@contextmanager
def running_clamd(folder: Path, *, mark: bytes = MARK) -> Iterator[str]:
    """Start clamd; give its address."""
    folder.chmod(0o755)
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Own.Mark:0:*:{mark.hex()}\n")
    (signatures / "own.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Own.Eicar\n")  # noqa: S324
    # The path of a socket holds some hundred letters; pytest's folders have longer names.
    with tempfile.TemporaryDirectory(prefix="clamd-") as place:
        socket = Path(place) / "clamd.sock"
        process = _start(folder, signatures, socket)
        try:
            _wait_for(socket, process)
            yield f"unix:{socket}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _start(folder: Path, signatures: Path, socket: Path) -> subprocess.Popen[bytes]:
    settings = folder / "clamd.conf"
    user = f"User {'root' if os.geteuid() == 0 else os.environ['USER']}\n"
    settings.write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {signatures}\nForeground yes\nDisableCache yes\n{user}"
        f"StreamMaxLength {LARGEST}\nTemporaryDirectory {folder}\nBytecode no\nOfficialDatabaseOnly no\n"
    )
    return subprocess.Popen([CLAMD, f"--config-file={settings}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not socket.exists():
        assert process.poll() is None, "clamd ended at once"
        assert time.monotonic() < until, "clamd does not come up"
        time.sleep(0.1)
