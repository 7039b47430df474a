from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from portal.papers import kept_fonts
from portal.papers.base import TemplateError
from portal.papers.pdf import render_paper
from portal.papers.values import PaperValues
from tests.portal.papers.conftest import NOW, PACK


def page(body: str) -> bytes:
    return f'{{% extends "papers/base_result.html" %}}{{% block body %}}{body}{{% endblock %}}'.encode()


PAPERS = {
    **PACK,
    "strange.html": page("<i>水 \N{GRINNING FACE}</i>"),
    "sizes.html": page("".join(f'<p style="font-size:{size / 10}pt">Ỷ</p>' for size in range(80, 300))),
    "font.html": b"<style>@font-face{font-family:Tinos;src:url(data:text/css,x)}</style>",
}


@pytest.fixture(autouse=True)
def none_kept() -> Iterator[None]:
    kept_fonts._FREE.clear()
    yield
    kept_fonts._FREE.clear()


def press(values: PaperValues, template: str = "result.html") -> bytes:
    return render_paper(template, values.context(), pack=PAPERS, created=NOW)


def test_a_paper_is_the_same_whatever_was_made_before_it(values: PaperValues) -> None:
    first = press(values)
    assert len(kept_fonts._FREE) == 1
    press(values, "strange.html")
    assert press(values) == first


def test_papers_made_at_once_are_the_same_and_share_no_fonts(values: PaperValues) -> None:
    papers = [replace(values, answers={"ho_ten": f"Nguyễn Thị {name}"}) for name in ("Ánh", "Ương", "Ỷ", "Đẵng")] * 3
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(press, papers))
    assert at_once == [press(one) for one in papers]
    assert 1 <= len(kept_fonts._FREE) <= 4


def test_fonts_are_not_kept_after_a_failure(values: PaperValues) -> None:
    press(values)
    with pytest.raises(TemplateError):
        press(values, "font.html")
    assert not kept_fonts._FREE


def test_fonts_are_not_kept_after_more_sizes_than_pango_remembers(values: PaperValues) -> None:
    press(values, "sizes.html")
    assert not kept_fonts._FREE
