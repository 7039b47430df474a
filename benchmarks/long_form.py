"""A long form: saving a page of 1,000 fields, a page of 200 drawn for the first time, and all of it validated.

Saved and drawn are the same fields written by hand in WTForms, with the same GOV.UK macros; both begin with the answers
of a draft and end with JSON or HTML, without the web and the database around them. Validated is the same form with the
same answers by ``@formio/core`` in Node. The conditions hang one on another in one chain.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict

from benchmarks.long import by_hand
from benchmarks.long.definition import VALUES, Question, as_form, questions, stored, typed
from benchmarks.long.formio import validating
from benchmarks.report import Claim, Contender, Report, measure
from forms.answers import from_json, invalid, to_json, visible_fields
from forms.building import build_form, post
from forms.spec import FormSpec
from forms.wording import Words
from portal.web import rendering
from portal.web.fields import drawing, moulds
from portal.web.fields.asking import asking_fields, reasons
from portal.web.fields.surroundings import Around
from procedures.situation_words import SITUATION_WORDS

PAGE = 2
AT_MOST = 1.5
CHAIN = 100
SHARE_OF_DRAWING = 0.05
CASES = ((700, 0.1), (700, 0.3), (1_000, 0.1), (1_000, 0.3))
OURS_SAVED, HAND_SAVED = "portal, page of 200 saved in a form of 1,000", "WTForms by hand, the same page saved"
OURS_DRAWN, HAND_DRAWN = "portal, page of 200 drawn for the first time", "WTForms by hand, the same page drawn"
CHAINED = f"{CHAIN} chained conditions evaluated"


def run() -> Report:
    """Measure everything in turn."""
    asked = questions(1_000, CHAIN / 1_000)
    app = _app()
    with ExitStack() as stack, app.test_request_context("/"):
        at_home = [
            Contender(OURS_SAVED, _saving(asked)),
            Contender(HAND_SAVED, by_hand.saving(asked, PAGE, stored(asked), _posted(asked))),
            Contender(OURS_DRAWN, _drawing(asked)),
            Contender(HAND_DRAWN, by_hand.drawing(app, asked, PAGE, stored(asked))),
            Contender(CHAINED, _chained(asked)),
        ]
        abroad = []
        for fields, share in CASES:
            case = questions(fields, share)
            abroad.append(Contender(_name("portal", fields, share), _validating(case)))
            work = stack.enter_context(validating(case, stored(case)))
            abroad.append(Contender(_name("@formio/core", fields, share), work))
        # As the portal does once it stands (portal/wsgi.py).
        gc.collect()
        gc.freeze()
        figures = (*measure(at_home, clock=time.process_time), *measure(abroad))
    seconds = {figure.name: 1 / figure.per_second for figure in figures}
    return Report("long form", "times", figures, _claims(seconds))


def _claims(seconds: dict[str, float]) -> tuple[Claim, ...]:
    faster = [
        Claim(
            f"times as fast as @formio/core, {fields:,} fields, {share:.0%} conditional",
            seconds[_name("@formio/core", fields, share)] / seconds[_name("portal", fields, share)],
            1,
        )
        for fields, share in CASES
    ]
    return (
        Claim("a save, in times of WTForms by hand", seconds[OURS_SAVED] / seconds[HAND_SAVED], AT_MOST, at_most=True),
        Claim("a first drawing, in times of it", seconds[OURS_DRAWN] / seconds[HAND_DRAWN], AT_MOST, at_most=True),
        Claim("conditions, of the drawing", seconds[CHAINED] / seconds[OURS_DRAWN], SHARE_OF_DRAWING, at_most=True),
        *faster,
    )


def _name(who: str, fields: int, share: float) -> str:
    return f"{who}, {fields:,} fields, {share:.0%} conditional, validated"


def _app() -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "only for a measurement"  # noqa: S105 - nothing is kept behind it
    rendering.install(app)
    return app


def _posted(asked: list[Question]) -> MultiDict[str, str]:
    return MultiDict(list(typed(asked, PAGE)))


def _saving(asked: list[Question]) -> Callable[[], str]:
    spec, kept, posted = as_form(asked), stored(asked), _posted(asked)
    page = spec.pages[PAGE]

    def save() -> str:
        answers = from_json(spec, kept)
        before = visible_fields(spec, answers, VALUES)
        form = build_form(page, base=wtforms.Form, language="vi")(posted, data=before.answers)
        judged = post(spec, form, answers=before.answers, situation=VALUES, before=before)
        assert judged.valid
        return json.dumps(to_json(spec, judged.answers), ensure_ascii=False)

    return save


def _drawing(asked: list[Question]) -> Callable[[], str]:
    spec, kept = as_form(asked), stored(asked)
    page, words = spec.pages[PAGE], Words.of(spec, SITUATION_WORDS)

    def draw() -> str:
        drawing.SHELF.clear()
        moulds.forget()
        visible = visible_fields(spec, from_json(spec, kept), VALUES)
        form = build_form(page, base=wtforms.Form, language="vi", visible=visible.fields)(None, data=visible.answers)
        why = reasons(page, visible, words)
        around = Around(asks=asking_fields(page), required=visible.required, why=why, offered=visible.offered)
        return str(drawing.draw(form, around))

    return draw


def _chained(asked: list[Question]) -> Callable[[], None]:
    spec, kept = as_form(asked), stored(asked)
    conditions = [one.when for one in spec.fields() if one.when is not None]
    values: dict[str, Any] = {**VALUES, **from_json(spec, kept)}
    assert len(conditions) == CHAIN - 1

    def evaluate() -> None:
        for condition in conditions:
            assert condition.holds(values)

    return evaluate


def _validating(asked: list[Question]) -> Callable[[], None]:
    spec: FormSpec = as_form(asked)
    kept = stored(asked)

    def validate() -> None:
        visible = visible_fields(spec, from_json(spec, kept), VALUES)
        assert not invalid(spec, visible.answers, VALUES, visible)
        assert len(visible.answers) == len(asked)

    return validate
