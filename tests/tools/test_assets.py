"""The build of the front-end assets: names follow contents, references follow names, mistakes stop it."""

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from tools import assets
from tools.console import PROJECT, SetUpFailed


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "node_modules").symlink_to(PROJECT / "node_modules")
    sources = tmp_path / "portal" / "web" / "assets"
    sources.mkdir(parents=True)
    (sources / "main.scss").write_text('a { background: url("mark.svg"); b & { color: #fff; } }')
    (sources / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (sources / "main.js").write_text('import { go } from "./parts/go.js"\ngo()\n')
    (sources / "parts").mkdir()
    (sources / "parts" / "go.js").write_text("export function go () {}\n")
    return tmp_path


def build(project: Path) -> dict[str, str]:
    target = project / "build"
    command = [assets.node(), assets.BUILDER, project, target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names: dict[str, str] = json.loads((target / "manifest.json").read_text())
    return names


def test_references_follow_the_hashed_names(project: Path) -> None:
    names = build(project)
    style = (project / "build" / names["main.css"]).read_text()
    assert f'url("{names["mark.svg"]}")' in style
    assert "b a{color:#fff}" in style
    assert f'"./{names["go.js"]}"' in (project / "build" / names["main.js"]).read_text()
    assert {f"{part}-{weight}.woff2" for part in ("latin", "vietnamese") for weight in (400, 600, 700)} <= {*names}


def test_a_change_changes_the_names_of_all_that_refers_to_it(project: Path) -> None:
    before = build(project)
    (project / "portal" / "web" / "assets" / "parts" / "go.js").write_text("export function go () { return 1 }\n")
    after = build(project)
    assert {name for name in before if before[name] != after[name]} == {"go.js", "main.js"}


def test_text_is_there_compressed_too(project: Path) -> None:
    plain = project / "build" / build(project)["main.css"]
    assert gzip.decompress(plain.with_name(f"{plain.name}.gz").read_bytes()) == plain.read_bytes()
    assert plain.with_name(f"{plain.name}.br").stat().st_size > 0


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("main.scss", "a { background: url(nowhere.png) }", "nowhere.png"),
        ("main.scss", "a { color: $nothing }", "Undefined variable"),
        ("main.js", 'import "./nowhere.js"', "nowhere.js"),
        ("parts/go.js", 'import "../main.js"', "circle"),
        ("parts/mark.svg", "<svg/>", "two assets"),
    ],
)
def test_a_mistake_stops_the_build(project: Path, file: str, content: str, told: str) -> None:
    (project / "portal" / "web" / "assets" / file).write_text(content)
    command = [assets.node(), assets.BUILDER, project, project / "build"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert told in done.stderr
    assert not (project / "build" / "manifest.json").exists()


def test_the_files_of_the_last_build_stay_for_who_still_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "build", tmp_path / "unfinished"
    for folder, name in ((old, "main.1.css"), (new, "main.2.css")):
        folder.mkdir()
        (folder / name).write_text("a{}")
        (folder / "manifest.json").write_text(json.dumps({"main.css": name}))
    (old / "main.1.css.gz").write_bytes(b"")
    (old / "main.0.css").write_text("of the build before the last")
    monkeypatch.setattr(assets, "BUILD", old)
    assets._keep_the_last_build(new)
    assert {file.name for file in new.iterdir()} == {"main.1.css", "main.1.css.gz", "main.2.css", "manifest.json"}
    assert "main.2.css" in (new / "manifest.json").read_text()


def test_without_node_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "ENVIRONMENT", tmp_path)
    with pytest.raises(SetUpFailed, match=r"remove \.venv and run again"):
        assets.node()
