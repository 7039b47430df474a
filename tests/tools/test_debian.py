"""What is missing is found, told and installed; without the right to do so the command is told."""

import os
import shutil

import pytest

from tools import debian
from tools.console import SetUpFailed


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run, on a machine that lacks one of the packages."""
    found: list[list[str]] = []
    monkeypatch.setattr(debian, "RUNNING", ("base-files", "no-such-package"))
    monkeypatch.setattr(debian, "TESTING", ("no-such-browser",))
    monkeypatch.setattr(debian, "run", lambda command, **_: found.append([str(part) for part in command]))
    return found


def test_only_what_is_missing_is_installed_and_no_test_tools_for_running(
    commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    debian.install(testing=False)
    assert [command[-1] for command in commands] == ["update", "no-such-package"]
    assert "--no-install-recommends" in commands[1]
    assert "base-files" not in commands[1]
    assert "installing the Debian packages no-such-package …" in capsys.readouterr().out


def test_tests_need_more(commands: list[list[str]]) -> None:
    debian.install(testing=True)
    assert commands[1][-2:] == ["no-such-package", "no-such-browser"]


def test_nothing_missing_is_nothing_done(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "RUNNING", ("base-files",))
    debian.install(testing=False)
    assert commands == []


def test_who_is_not_root_asks_sudo_or_is_told_the_command(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"apt-get", "sudo"}
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: name if name in there else None)
    debian.install(testing=False)
    assert [command[0] for command in commands] == ["sudo", "sudo"]
    there.remove("sudo")
    with pytest.raises(SetUpFailed, match=r"as root, apt-get install --no-install-recommends no-such-package$"):
        debian.install(testing=False)
    there.remove("apt-get")
    with pytest.raises(SetUpFailed, match="no Debian"):
        debian.install(testing=False)
