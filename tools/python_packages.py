"""The virtual environment: made by uv, which comes from the registry into a small one of its own."""

import hashlib
import os
import sys
from pathlib import Path

from tools.console import PROJECT, run, step

BOOTSTRAP = PROJECT / ".bootstrap"
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
UV = BOOTSTRAP / "bin" / "uv"

LOCKS = {False: PROJECT / "requirements.lock", True: PROJECT / "requirements-test.lock"}
PEERS = PROJECT / ".peers"
PEERS_LOCK = PROJECT / "requirements-peers.lock"
BOOTSTRAP_LOCK = PROJECT / "requirements-bootstrap.lock"


def install(*, testing: bool) -> None:
    """Bring the virtual environment to what the lock file says; an environment for tests serves for running too."""
    if any(_stamp(kind).exists() and _stamp(kind).read_text() == _digest(kind) for kind in {testing, True}):
        return
    get_uv()
    with step(f"installing the Python packages of {LOCKS[testing].name}"):
        if not PYTHON.exists():
            run([UV, "venv", "--python", sys.executable, ENVIRONMENT], failure="uv could not make .venv")
        base: list[str | Path] = [UV, "pip", "install", "--python", PYTHON]
        failure = "the Python packages could not be installed: is the package registry reached?"
        run([*base, "--require-hashes", "-r", LOCKS[testing]], failure=failure, environment=registry())
        run([*base, "--no-deps", "--editable", PROJECT], failure=failure, environment=registry())
    _stamp(testing).write_text(_digest(testing))


def install_peers() -> None:
    """Bring the environment of the measured peers to what its lock file says; nothing of the project is in it."""
    stamp, digest = PEERS / ".installed", digest_of(PEERS_LOCK, also=sys.version)
    if stamp.exists() and stamp.read_text() == digest:
        return
    get_uv()
    with step(f"installing the Python packages of {PEERS_LOCK.name}"):
        python = PEERS / "bin" / "python"
        if not python.exists():
            run([UV, "venv", "--python", sys.executable, PEERS], failure="uv could not make .peers")
        command: list[str | Path] = [UV, "pip", "install", "--python", python, "--require-hashes", "-r", PEERS_LOCK]
        run(command, failure="the peers could not be installed: is the registry reached?", environment=registry())
    stamp.write_text(digest)


def _stamp(testing: bool) -> Path:  # noqa: FBT001 - the key of LOCKS
    return ENVIRONMENT / f".installed-{'test' if testing else 'run'}"


def _digest(testing: bool) -> str:  # noqa: FBT001 - the key of LOCKS
    return digest_of(LOCKS[testing], PROJECT / "pyproject.toml", also=sys.version)


def get_uv() -> None:
    """Put uv into `.bootstrap`, from the registry that pip uses."""
    stamp = BOOTSTRAP / ".installed"
    digest = digest_of(BOOTSTRAP_LOCK, also=sys.version)
    if stamp.exists() and stamp.read_text() == digest:
        return
    with step("getting uv"):
        run([sys.executable, "-m", "venv", "--clear", BOOTSTRAP], failure="python3 -m venv failed")
        pip: list[str | Path] = [BOOTSTRAP / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes"]
        run([*pip, "-r", BOOTSTRAP_LOCK], failure="uv could not be installed: is the package registry reached?")
    stamp.write_text(digest)


def lock() -> None:
    """Resolve pyproject.toml anew into the lock files, which name no registry."""
    get_uv()
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    options += ["--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock", "--upgrade"]
    run_lock, test_lock = LOCKS[False], LOCKS[True]
    base: list[str | Path] = [UV, "pip", "compile", "pyproject.toml", *options]
    with step("resolving the Python packages"):
        run([*base, "-o", run_lock], failure="the packages do not fit together", environment=registry())
        extras: list[str | Path] = ["--extra", "test", "--extra", "bench", "-c", run_lock]
        run([*base, *extras, "-o", test_lock], failure="the test packages do not fit", environment=registry())
        peers: list[str | Path] = [UV, "pip", "compile", "--group", "peers", *options, "-o", PEERS_LOCK]
        run(peers, failure="the peers do not fit together", environment=registry())


def registry() -> dict[str, str]:
    """The environment for uv: it reads no pip settings, so an index that pip is told of is handed on."""
    environment = dict(os.environ)
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    return environment


def digest_of(*files: Path, also: str = "") -> str:
    """One digest over the contents of the files."""
    found = hashlib.sha256(also.encode())
    for file in files:
        found.update(file.read_bytes() if file.is_file() else b"absent")
        found.update(b"\0")
    return found.hexdigest()
