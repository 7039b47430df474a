"""Processes below the supervisor: ready, restarted, given up, and never outliving it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.cli import ports
from portal.cli.children import Child, run_to_the_end
from portal.config import PROJECT
from portal.errors import StartError

pytestmark = pytest.mark.slow

SERVE = """
import sys
from portal.cli.web import serve
from portal.config import Settings
import os
serve(Settings.from_environment(os.environ), "tests.portal.cli.small_site:app")
"""

SUPERVISE = """
import os, sys, time
from pathlib import Path
from portal.cli.children import Child
log, up = map(Path, sys.argv[1:])
child = Child("sleeper", ["sh", "-c", f"touch {up}; exec sleep 600"], os.environ, log, lambda: True)
child.start()
print(child._process.pid, flush=True)
time.sleep(600)
"""

SLOW_SETPRIV = """#!/bin/sh
PATH=${PATH#*:}
kill -STOP $$
exec setpriv "$@"
"""
"""Put before the real one on the path: it stands still until it is told to go on."""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PORTAL_ENV": "test", "PORTAL_SECRET_KEY": "k" * 32, **more}


def child(tmp_path: Path, code: str, ready: Callable[[], bool] = lambda: True, **more: str) -> Child:
    return Child("the child", python(code), environment(**more), tmp_path / "logs" / "child.log", ready)


def soon(condition: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def state(pid: int) -> str:
    """One letter of the kernel: `S` sleeps, `T` stands still, `Z` has ended and is not collected, ` ` is not there."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return " "


def gone(pid: int) -> bool:
    return state(pid) in "Z "


@contextmanager
def supervisor(tmp_path: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """A parent to kill, the id of its child, and the file that the child makes once it runs."""
    log, up = tmp_path / "child.log", tmp_path / "up"
    command = [*python(SUPERVISE), str(log), str(up)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(**more)) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        yield parent, pid, up
        parent.kill()
    # A child that outlives its parent fails the test, and is not left behind.
    if not soon(lambda: gone(pid)):
        os.kill(pid, signal.SIGKILL)
        pytest.fail("the child lives on")


def test_what_a_child_says_last_is_what_the_operator_reads(tmp_path: Path) -> None:
    failing = child(tmp_path, 'import sys; print("portal: the cure"); sys.exit("and then noise")', lambda: False)
    failing.start()
    with pytest.raises(StartError, match=r"^the child does not start: the cure "):
        failing.wait_until_ready()


def test_a_child_that_keeps_ending_is_given_up(tmp_path: Path) -> None:
    failing = child(tmp_path, "raise SystemExit('no room')")
    failing.start()
    restarts = 0
    with pytest.raises(StartError, match="does not stay up: no room"):
        while True:
            assert soon(failing.ended)
            failing.restart()
            restarts += 1
    assert restarts == 2


def test_stopping_lets_a_child_finish(tmp_path: Path) -> None:
    done = tmp_path / "done"
    code = f"""
        import pathlib, signal, sys, time
        def finish(*_):
            time.sleep(0.3)
            pathlib.Path({str(done)!r}).write_text("finished")
            sys.exit(0)
        signal.signal(signal.SIGTERM, finish)
        pathlib.Path({str(tmp_path / "up")!r}).touch()
        time.sleep(60)
        """
    polite = child(tmp_path, code, (tmp_path / "up").exists)
    polite.start()
    polite.wait_until_ready()
    polite.stop()
    assert done.read_text() == "finished"
    assert polite.ended()
    polite.stop()


def test_a_child_ends_with_a_parent_that_is_killed_at_once(tmp_path: Path) -> None:
    with supervisor(tmp_path) as (parent, pid, _up):
        parent.kill()
        assert soon(lambda: gone(pid))


def test_a_child_that_runs_ends_with_its_parent(tmp_path: Path) -> None:
    with supervisor(tmp_path) as (parent, pid, up):
        assert soon(up.exists)
        parent.kill()
        assert soon(lambda: gone(pid))


def test_a_child_whose_parent_ends_before_the_kernel_is_told_never_runs(tmp_path: Path) -> None:
    slow = tmp_path / "slow" / "setpriv"
    slow.parent.mkdir()
    slow.write_text(SLOW_SETPRIV)
    slow.chmod(0o755)
    with supervisor(tmp_path, PATH=f"{slow.parent}:{os.environ['PATH']}") as (parent, pid, up):
        assert soon(lambda: state(pid) == "T")
        parent.kill()
        parent.wait()
        os.kill(pid, signal.SIGCONT)
        assert soon(lambda: gone(pid) or up.exists())
        assert not up.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_webs_processes_let_go_of_the_port_with_their_parent(tmp_path: Path, number: signal.Signals) -> None:
    port = ports.free_port(20100)
    settings = environment(PORT=str(port), PORTAL_DATA=str(tmp_path), PORTAL_WEB_WORKERS="2")
    with subprocess.Popen(python(SERVE), env=settings, cwd=PROJECT) as web:
        assert soon(lambda: ports.is_healthy(port, "/healthz"))
        web.send_signal(number)
    assert soon(lambda: not ports.answers(port))
    assert soon(lambda: ports.is_free("127.0.0.1", port))


def test_an_application_that_cannot_be_built_ends_the_web_and_says_why(tmp_path: Path) -> None:
    code = SERVE.replace("small_site:app", "small_site:nothing")
    port = ports.free_port(20300)
    web = child(tmp_path, code, lambda: False, PORT=str(port), PORTAL_DATA=str(tmp_path))
    web.start()
    with pytest.raises(StartError, match=r"does not start: .*small_site.* has no attribute 'nothing'"):
        web.wait_until_ready()


def test_a_sub_command_that_fails_is_one_line() -> None:
    with pytest.raises(StartError, match=r"^`portal migrate` fails: PORTAL_SECRET_KEY is missing: [^\n]+$"):
        run_to_the_end("migrate", environment={**os.environ, "PORTAL_ENV": "test", "PORTAL_SECRET_KEY": ""})


def test_a_taken_port_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ports, "PATIENCE_SECONDS", 0.2)
    port = ports.free_port(20200)
    code = f"import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
    squatter = child(tmp_path, code, lambda: ports.answers(port))
    squatter.start()
    squatter.wait_until_ready()
    with pytest.raises(StartError, match=f"^port {port} is taken by another process: choose"):
        ports.require_free("127.0.0.1", port, "choose another")
    assert ports.free_port(port) > port
    squatter.stop()
    ports.require_free("127.0.0.1", port, "choose another")
