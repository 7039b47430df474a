"""The same fields written by hand in WTForms, with the conditions as Python, and a template that names each macro."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from benchmarks.long.definition import OPTIONS, Question

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)

TEMPLATE = """\
{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}
{% from "govuk_frontend_jinja/components/radios/macro.html" import govukRadios %}
{% for field in form %}
{% set error = {"text": field.errors[0]} if field.errors else none %}
{% if field.type == "RadioField" %}
{% set items = [] %}
{% for choice in field.iter_choices() %}
{% set _ = items.append({"value": choice.value, "text": choice.label, "checked": choice.selected}) %}
{% endfor %}
{{ govukRadios({"idPrefix": field.id, "name": field.name, "fieldset": {"legend": {"text": field.label.text}},
  "errorMessage": error, "items": items}) }}
{% else %}
{{ govukInput({"id": field.id, "name": field.name, "label": {"text": field.label.text},
  "value": field._value(), "errorMessage": error}) }}
{% endif %}
{% endfor %}
"""


class CommaDecimal(wtforms.DecimalField):
    """A decimal number as Vietnamese people type it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the comma as a point."""
        super().process_formdata([value.replace(",", ".") for value in valuelist])


def page_class(asked: list[Question], page: int) -> type[wtforms.Form]:
    """Return the form of one page."""
    fields = {one.name: _field(one) for one in asked if one.page == page}
    return type("Page", (wtforms.Form,), fields)


def _field(one: Question) -> Any:
    needed = InputRequired("Bạn cần nhập mục này")
    match one.kind:
        case "integer":
            return wtforms.IntegerField(one.label, [needed, NumberRange(0, 1000)])
        case "decimal":
            return CommaDecimal(one.label, [needed], places=None)
        case "choice":
            return wtforms.RadioField(one.label, [needed], choices=list(OPTIONS))
        case "email":
            return wtforms.StringField(one.label, [needed, Regexp(EMAIL)])
    return wtforms.StringField(one.label, [needed, Length(max=100)])


def saving(asked: list[Question], page: int, kept: Mapping[str, Any], posted: MultiDict[str, str]) -> Callable[[], str]:
    """Return what saves one page: read, dismiss what is hidden, judge, merge and write as JSON."""
    form_class = page_class(asked, page)
    chain = [(one.name, one.hangs_on) for one in asked if one.hangs_on]

    def save() -> str:
        form = form_class(posted)
        answers = {**kept, **form.data}
        for name, link in chain:
            if answers.get(link) != "co":
                answers.pop(name, None)
                if name in form:
                    del form[name]
        assert form.validate()
        return json.dumps(answers, default=_plain, ensure_ascii=False)

    return save


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def drawing(app: Flask, asked: list[Question], page: int, kept: Mapping[str, Any]) -> Callable[[], str]:
    """Return what draws one page with the kept answers, by the macros that the portal uses too."""
    form_class = page_class(asked, page)
    template = app.jinja_env.from_string(TEMPLATE)
    read = {one.name: Decimal(kept[one.name]) if one.kind == "decimal" else kept[one.name] for one in asked}

    def draw() -> str:
        form = form_class(data=read)
        for one in asked:
            if one.hangs_on and read.get(one.hangs_on) != "co" and one.name in form:
                del form[one.name]
        return template.render(form=form)

    return draw
