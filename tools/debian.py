"""The Debian packages: which ones running and testing need, and installing those that are missing."""

import os
import shutil
import subprocess
from importlib.util import find_spec

from tools.console import SetUpFailed, run, step

RUNNING = (
    # WeasyPrint draws text with Pango and cuts fonts down with HarfBuzz.
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    # python-magic looks at what an upload really is.
    "libmagic1",
    # Tinos: the metrics of Times New Roman with every Vietnamese letter; Liberation 2 stands in.
    "fonts-croscore",
    "fonts-liberation2",
)
TESTING = (
    # Journeys run in a real browser without the windows that nobody sees; papers are read back as text and pictures,
    # and their structure is checked.
    "chromium-headless-shell",
    "poppler-utils",
    "qpdf",
    # The scanner for malware, with signatures of the tests' own.
    "clamav-daemon",
)


def install(*, testing: bool) -> None:
    """Install what is missing, saying so first; as root, or through sudo."""
    wanted = [*RUNNING, *(TESTING if testing else ())]
    if find_spec("ensurepip") is None:
        wanted.append("python3-venv")
    missing = [name for name in wanted if not _installed(name)]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise SetUpFailed(f"this is no Debian: install what corresponds to {' '.join(missing)} by hand")
    apt = [*_as_root(missing), "apt-get"]
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    with step(f"installing the Debian packages {' '.join(missing)}"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run([*apt, *options, "update"], failure="apt-get update failed", environment=quiet)
        command = [*apt, *options, "install", "--no-install-recommends", *missing]
        run(command, failure=f"apt-get could not install {' '.join(missing)}", environment=quiet)


def _installed(name: str) -> bool:
    try:
        asked = subprocess.run(
            ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", name],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return False
    return asked.stdout == "installed"


def _as_root(missing: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        raise SetUpFailed(f"no right to install: as root, apt-get install --no-install-recommends {' '.join(missing)}")
    return ["sudo"]
