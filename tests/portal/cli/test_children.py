"""Processes below the supervisor: ready, restarted, given up, and never outliving it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.cli import ports
from portal.cli.children import Child, run_to_the_end
from portal.config import PROJECT
from portal.errors import StartError

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
command = [sys.executable, "-c", "import time; time.sleep(60)"]
child = Child("sleeper", command, os.environ, Path(sys.argv[1]), lambda: True)
child.start()
print(child._process.pid, flush=True)
time.sleep(60)
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PORTAL_ENV": "test", "PORTAL_SECRET_KEY": "k" * 32, **more}


def child(tmp_path: Path, code: str, ready: Callable[[], bool] = lambda: True, **more: str) -> Child:
    return Child("the child", python(code), environment(**more), tmp_path / "logs" / "child.log", ready)


def soon(condition: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def gone(pid: int) -> bool:
    try:
        return "Z (zombie)" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


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


def test_a_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = [*python(SUPERVISE), str(tmp_path / "child.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    assert soon(lambda: gone(pid))


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
