"""What is installed is fixed by digest, and no registry is named anywhere."""

import json
import re
import subprocess

import pytest

from portal.config import PROJECT

REGISTRY = re.compile(r"https?://[a-z.-]*(pypi|pythonhosted|npmjs|debian)\.(org|com)")


@pytest.mark.parametrize(
    "name",
    ["requirements-bootstrap.lock", "requirements.lock", "requirements-test.lock", "requirements-peers.lock"],
)
def test_every_python_package_is_fixed_by_digest(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=[a-z])", text) if re.match(r"[a-z]", entry)]
    assert entries
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_what_tests_install_holds_what_running_installs() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9.-]+==\S+", (PROJECT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-test.lock")


def test_every_npm_package_is_fixed_by_digest() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry or "resolved" in entry] == []


def test_no_tracked_file_names_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True)
    files = [PROJECT / name for name in listed.stdout.split("\0") if name]
    found = [file for file in files if file.is_file() and REGISTRY.search(file.read_text("utf-8", errors="ignore"))]
    assert found == []
