from pathlib import Path

import pytest

from portal.papers.base import PaperError, TemplateError
from portal.papers.limited import Call, LimitReached, bare_environment, run_limited
from portal.papers.values import PaperValues
from tests.portal.papers.conftest import PACK


def call(values: PaperValues, body: str | None = None) -> Call:
    pack = PACK if body is None else {"result.html": body.encode()}
    return Call("portal.papers.pdf:render_paper", ("result.html", values.context()), {"pack": pack})


def test_a_paper_comes_back(values: PaperValues) -> None:
    assert run_limited(call(values), seconds=30).startswith(b"%PDF-1.7")


def test_a_template_that_never_ends_is_stopped_by_what_it_burns(values: PaperValues) -> None:
    loops = "".join(f"{{% for a{depth} in range(1000) %}}" for depth in range(4)) + "{% endfor %}" * 4
    with pytest.raises(LimitReached, match="1 seconds"):
        run_limited(call(values, loops), seconds=1, patience=600)


def test_a_template_that_wants_too_much_memory_is_stopped(values: PaperValues) -> None:
    hungry = "{% for i in range(1000) %}{% for j in range(300) %}<p>x{% endfor %}{% endfor %}"
    with pytest.raises(LimitReached, match="180 megabytes"):
        run_limited(call(values, hungry), seconds=60, megabytes=180)


def test_a_mistake_of_the_template_comes_back_with_its_place(values: PaperValues) -> None:
    with pytest.raises(TemplateError, match="nobody") as error:
        run_limited(call(values, "\n\n{{ nobody }}"), seconds=30)
    assert (error.value.template, error.value.line) == ("result.html", 3)


def test_the_other_process_knows_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "very-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    kept = bare_environment(str(tmp_path))
    assert not [name for name in kept if name.startswith(("PORTAL", "DATABASE"))]


def test_only_our_own_functions_run(values: PaperValues) -> None:
    with pytest.raises(PaperError, match="Only functions"):
        run_limited(Call("os:system", ("true",)), seconds=30)
