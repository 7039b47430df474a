"""A pack's own layout shows every answer: told off its syntax, and held to what it really prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.parsing import parse_form
from forms.spec import FormSpec
from portal.config import PROJECT
from portal.papers.templating import render_html
from portal.web.finding_words import in_vietnamese
from procedures.layouts.coverage import pieces, unprinted
from procedures.layouts.flows import TooInvolvedError
from procedures.layouts.ours import OURS
from procedures.layouts.printing import printed
from procedures.loader import Loaded, load
from tests.procedures.samples import TEMPLATE, YAML

HEAD = '{% extends "papers/filed_form.html" %}\n{% block content %}\n'
TAIL = "\n{% endblock %}\n"
FIELDS: list[dict[str, Any]] = [
    {"name": "ten", "type": "text", "label": "Tên"},
    {
        "name": "con",
        "type": "rows",
        "label": "Con",
        "fields": [
            {"name": "ho_ten", "type": "text", "label": "Họ tên"},
            {
                "name": "truong",
                "type": "rows",
                "label": "Trường",
                "fields": [{"name": "lop", "type": "text", "label": "Lớp"}],
            },
        ],
    },
    {"name": "me", "type": "person", "label": "Mẹ", "parts": ["full_name", "birth_date"]},
    {"name": "ky", "type": "signature", "label": "Ký"},
    {"name": "cam_doan", "type": "declaration", "label": "Tôi cam đoan"},
    {"name": "ban_chup", "type": "attachment", "label": "Bản chụp", "accept": ["pdf"]},
    {"name": "tuoi", "type": "computed", "label": "Tuổi", "value": "size(ten)"},
]


def form_of(fields: list[dict[str, Any]]) -> FormSpec:
    form, problems = parse_form([{"page": "p", "title": "P", "fields": fields}], situation={})
    assert form is not None, problems
    return form


FORM = form_of(FIELDS)
ALL = {".".join(piece) for one in FORM.fields() for piece, _ in pieces(one)}


def missing(layout: str, form: FormSpec = FORM, **more: str) -> set[str]:
    files = {"filed_form.html": layout, **{name.replace("__", "."): text for name, text in more.items()}}
    found = unprinted(form, "filed_form.html", {name: text.encode() for name, text in files.items()})
    return {".".join(piece) for piece in found}


def test_the_pieces_are_what_a_person_fills_in() -> None:
    columns, parts = ("con.ho_ten", "con.truong.lop"), ("me.full_name", "me.birth_date", "ky.name", "ky.picture")
    assert set(ALL) == {"ten", *columns, *parts, "cam_doan", "ban_chup"}


SHOWN = {
    "by name": ("{{ answers.ten }}", {"ten"}),
    "by a text": ("{{ answers['ten'] }}{{ answers.get('ky') }}", {"ten", "ky.name", "ky.picture"}),
    "through a filter": ("{{ answers.ten|upper|default('…') }}", {"ten"}),
    "or something else": ("{{ answers.ten or '…' }}", {"ten"}),
    "in a branch": ("{% if answers.ky %}{% else %}{{ answers.ten }}{% endif %}", {"ten"}),
    "in an attribute": ('<img src="{{ answers.ky.picture }}">', {"ky.picture"}),
    "by a macro": ("{% macro line(a, b) %}{{ b }}{% endmacro %}{{ line(answers.me, answers.ten) }}", {"ten"}),
    "by a macro's own name": ("{% macro line(a='') %}{{ a }}{% endmacro %}{{ line(a=answers.ten) }}", {"ten"}),
    "by a part of ours": ("{{ parts.lines(answers.ten, 40) }}", {"ten"}),
    "kept first": ("{% set who = answers.me %}{{ who.full_name }}", {"me.full_name"}),
    "row by row": ("{% for c in answers.con %}{{ c.ho_ten }}{% endfor %}", {"con.ho_ten"}),
    "rows in rows": (
        "{% for c in answers.con %}{% for t in c.truong %}{{ t.lop }}{% endfor %}{% endfor %}",
        {"con.truong.lop"},
    ),
    "joined": ("{{ answers.con|map(attribute='ho_ten')|join(', ') }}", {"con.ho_ten"}),
    "in batches": (
        "{% for b in answers.con|batch(2) %}{% for c in b %}{{ c.ho_ten }}{% endfor %}{% endfor %}",
        {"con.ho_ten"},
    ),
    "in groups": (
        "{% for g in answers.con|groupby('ho_ten') %}{% for c in g.list %}{{ c.ho_ten }}{% endfor %}{% endfor %}",
        {"con.ho_ten"},
    ),
    "by names that stand there": (
        "{% for n in ['ten', 'me'] %}{{ answers[n] }}{% endfor %}",
        {"ten", "me.full_name", "me.birth_date"},
    ),
    "all of them": ("{{ super() }}", ALL),
    "all by the sections": (
        "{% for s in filed.sections %}{% for a in s.answers %}{{ a.value }}{% endfor %}{% endfor %}",
        ALL,
    ),
    "all by their names": ("{% for n in answers %}{{ answers[n] }}{% endfor %}", ALL),
    "not by a test": ("{% if answers.ten %}x{% endif %}{{ 'x' if answers.ten }}{{ answers.ten and 'x' }}", set()),
    "not by a comparison": ("{{ answers.ten == 'a' }}{{ answers.con|length }}{{ not answers.ten }}", set()),
    "not by one row": ("{{ answers.con[0].ho_ten }}{{ answers.con|first }}", set()),
    "not by a macro that is never called": ("{% macro line(a) %}{{ answers.ten }}{% endmacro %}", set()),
    "not by a name that is taken": ("{% for answers in [1] %}{{ answers.ten }}{% endfor %}", set()),
    "not by the names alone": ("{% for n in answers %}{{ n }}{% endfor %}", set()),
    "not what is kept only": ("{% set x = answers.ten %}", set()),
    "not in a comment": ("{# {{ answers.ten }} #}", set()),
}


@pytest.mark.parametrize("how", SHOWN)
def test_what_a_layout_prints_is_told_off_its_syntax(how: str) -> None:
    layout, shown = SHOWN[how]
    # The common layout prints what was declared and the files by itself.
    assert ALL - missing(HEAD + layout + TAIL) == shown | {"cam_doan", "ban_chup"}


def test_blocks_go_the_way_of_inheritance() -> None:
    assert missing('{% extends "papers/filed_form.html" %}{% block role %}{{ answers.ten }}{% endblock %}') == set()
    body = '{% extends "papers/filed_form.html" %}{% block body %}{{ answers.ten }}{% endblock %}'
    assert missing(body) == ALL - {"ten"}
    assert missing(body.replace("{{ answers.ten }}", "{{ super() }}")) == set()
    nowhere = (
        '{% extends "papers/filed_form.html" %}{{ answers.ten }}{% block nowhere %}{{ answers.ten }}{% endblock %}'
    )
    assert missing(nowhere.replace("nowhere", "content")) == ALL - {"ten", "cam_doan", "ban_chup"}
    assert missing("{{ answers.ten }}") == ALL - {"ten"}
    included = HEAD + '{% include "dong.html" %}{% from "ve.html" import ve as v %}{{ v(answers.me) }}' + TAIL
    macro = "{% macro ve(a) %}{{ a.full_name }}{% endmacro %}"
    left = missing(included, dong__html="{{ answers.ten }}", ve__html=macro)
    assert {"ten", "me.full_name"} & left == set()
    assert "me.birth_date" in left


@pytest.mark.parametrize("name", OURS)
def test_our_own_templates_are_known_as_they_are(name: str) -> None:
    sources = {one: (PROJECT / "templates" / one).read_text(encoding="utf-8") for one in [*OURS, "papers/parts.html"]}
    real, known = _blocks(name, sources), _blocks(name, OURS)
    assert real == known
    assert _answers(printed(name, sources)) == _answers(printed(name, OURS))


def _blocks(name: str, sources: Mapping[str, str]) -> set[str]:
    return set(re.findall(r"{% block (\w+)", sources[name]))


def _answers(flow: frozenset[tuple[str, ...]]) -> set[str]:
    return {path[1] for path in flow if path[0] == "filed" and path[1] in ("sections", "files", "declarations")}


def test_a_layout_that_nobody_can_follow_is_not_believed() -> None:
    calls = "".join(
        f"{{% macro m{n}(a, b) %}}{{{{ m{n + 1}(a, b) }}}}{{{{ m{n + 1}(b ~ a, a) }}}}{{% endmacro %}}"
        for n in range(60)
    )
    around = HEAD + "{% include 'filed_form.html' %}" + TAIL
    deep = HEAD + "{{ " + "(" * 400 + "answers.ten" + ")|upper" * 400 + " }}" + TAIL
    assert "me.full_name" in missing(HEAD + calls + "{{ m0(answers.ten, 1) }}" + TAIL)
    for layout in (around, deep, HEAD + "{{ answers.ten }}" * 60_000 + TAIL):
        with pytest.raises(TooInvolvedError):
            missing(layout)


def pack(filed_form: str, layout: str) -> Loaded:
    text = f"{YAML}filed_form: {filed_form}\n"
    files = {"procedure.yaml": text, "result.html": TEMPLATE, "filed_form.html": layout}
    return load({name: content.encode() for name, content in files.items()})


NAMED = "{title: Tờ khai, template: filed_form.html}"
WHOLE = HEAD + "{{ answers.ho_ten }}{{ answers.so_ban }}{{ answers.dien }}{{ answers.ngay }}" + TAIL


def test_each_answer_that_is_never_shown_is_named_where_it_is_asked() -> None:
    assert pack(NAMED, WHOLE).errors == ()
    (one,) = pack(NAMED, WHOLE.replace("{{ answers.ngay }}", "")).errors
    line = YAML.splitlines().index("      - {name: ngay, type: date, label: Ngày, required: false}") + 1
    assert (one.file, one.line) == ("procedure.yaml", line)
    assert in_vietnamese(one.message) == "trường 'ngay' không có trong tờ khai in: filed_form.html không in ra"
    assert "{{ answers.ngay }}" in one.cure
    assert in_vietnamese(one.cure) != one.cure


LEFT_OUT = {
    ("[ngay]", ""): (),
    ("ngay", ""): (),
    ("[ngay]", "{{ answers.ngay }}"): ("filed_form.html in cả 'ngay', dù gói nói là không in",),
    ("[ngay, ngya]", ""): ("'ngya' không phải trường để điền",),
}


@pytest.mark.parametrize(("listed", "more"), LEFT_OUT)
def test_a_pack_may_say_that_a_field_is_not_printed(listed: str, more: str) -> None:
    spec = NAMED.replace("}", f", not_printed: {listed}}}")
    found = pack(spec, WHOLE.replace("{{ answers.ngay }}", more)).errors
    assert tuple(in_vietnamese(one.message) for one in found) == LEFT_OUT[listed, more]
    assert all(one.line == YAML.count("\n") + 1 for one in found)


def test_only_a_layout_of_its_own_can_leave_anything_out() -> None:
    (one,) = pack("{title: Tờ khai, not_printed: [ngay]}", "").errors
    assert in_vietnamese(one.message) == "mẫu chung in mọi câu trả lời"
    (one,) = pack(NAMED, "{% extends 'filed_form.html' %}").errors
    assert in_vietnamese(one.message) == "không thể biết filed_form.html in những câu trả lời nào"


WAYS = {
    "plain": "{{{{ {it} }}}}",
    "filter": "{{{{ {it}|upper }}}}",
    "or": "{{{{ {it} or '…' }}}}",
    "if": "{{% if {it} %}}<b>{{{{ {it} }}}}</b>{{% endif %}}",
    "macro": "{{{{ fact('Nhãn', {it}) }}}}",
    "set": "{{% set kept = {it} %}}{{{{ kept ~ '.' }}}}",
    "get": "{{{{ [{it}]|join }}}}",
}
HIDDEN = ("", "{{% if {it} %}}x{{% endif %}}", "{{{{ {it}|length }}}}", "{{% set kept = {it} %}}", "{{# {it} #}}")
FACT = "{% macro fact(label, value) %}{{ label }}: {{ value }}{% endmacro %}"


@st.composite
def layouts(draw: st.DrawFn) -> tuple[FormSpec, str, set[str], dict[str, Any]]:
    """A random form, a layout that prints some of it in random ways, what it leaves out, and marked answers."""
    fields, said, left, marked = [], [FACT], set(), {}
    for number in range(draw(st.integers(1, 6))):
        field, text, out, answer = draw(_fields(f"f{number}", 2))
        fields.append(field)
        said.append(text.replace("@", "answers"))
        left |= out
        marked[field["name"]] = answer
    return form_of(fields), HEAD + "\n".join(said) + TAIL, left, marked


@st.composite
def _fields(draw: st.DrawFn, name: str, levels: int) -> tuple[dict[str, Any], str, set[str], Any]:
    if levels and draw(st.integers(0, 2)) == 0:
        return draw(_tables(name, levels))
    shown = draw(st.booleans())
    way = WAYS[draw(st.sampled_from(sorted(WAYS)))] if shown else draw(st.sampled_from(HIDDEN))
    field = {"name": name, "type": "text", "label": name}
    return field, way.format(it=f"@.{name}"), set() if shown else {name}, f"<{name}>"


@st.composite
def _tables(draw: st.DrawFn, name: str, levels: int) -> tuple[dict[str, Any], str, set[str], Any]:
    columns, lines, left, row = [], [], set(), {}
    for number in range(draw(st.integers(1, 3))):
        column, text, out, answer = draw(_fields(f"{name}_{number}", levels - 1))
        columns.append(column)
        lines.append(text.replace("@", f"row{levels}"))
        left |= {f"{name}.{one}" for one in out}
        row[column["name"]] = answer
    loop = f"{{% for row{levels} in @.{name} %}}{''.join(lines)}{{% endfor %}}"
    return {"name": name, "type": "rows", "label": name, "fields": columns}, loop, left, [row]


@given(layouts())
def test_of_random_forms_exactly_what_is_never_printed_is_named(
    made: tuple[FormSpec, str, set[str], dict[str, Any]],
) -> None:
    form, layout, left, marked = made
    assert missing(layout, form) == left
    html = render_html(
        "l.html", {"answers": marked}, pack={"l.html": layout.replace(HEAD, "").replace(TAIL, "").encode()}
    )
    for one in form.fields():
        for piece, _ in pieces(one):
            mark = f"&lt;{piece[-1]}&gt;"
            assert (mark in html.lower()) is (".".join(piece) not in left), (layout, piece)
