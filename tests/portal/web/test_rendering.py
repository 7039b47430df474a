"""Templates are compiled once on a machine, not once in each process."""

from pathlib import Path

import jinja2
import pytest
from flask import Flask

from portal.web import rendering


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates of its own, as empty as that of a fresh clone."""
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)
    monkeypatch.setattr(rendering, "COMPILED", tmp_path / "__pycache__")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (tmp_path / "page.html").write_text("Hồ sơ {{ 1 + 1 }}")
    return tmp_path


def rendered() -> str:
    app = Flask(__name__)
    rendering.install(app)
    return app.jinja_env.get_template("page.html").render()


def test_a_template_is_compiled_again_only_when_it_changed(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_it = jinja2.Environment.compile

    def counted(self: jinja2.Environment, source: str, *rest: object, **named: object) -> object:
        compiled.append(source)
        return compile_it(self, source, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    assert [rendered(), rendered()] == ["Hồ sơ 2"] * 2
    (kept / "page.html").write_text("Giấy tờ")
    assert [rendered(), rendered()] == ["Giấy tờ"] * 2
    assert compiled == ["Hồ sơ {{ 1 + 1 }}", "Giấy tờ"]


def test_where_python_keeps_nothing_compiled_templates_are_not_kept(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert rendered() == "Hồ sơ 2"
    assert not (kept / "__pycache__").exists()
