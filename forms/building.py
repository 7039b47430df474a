"""A page and a base class into a WTForms class, and one posted page into answers.

A class is built once for each page, base, language and set of visible fields, and kept; a request only makes a light
instance. Which fields are asked and required is decided when a page is posted, because what was just typed may call or
dismiss fields of the same page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

import wtforms
from wtforms.utils import unset_value

from forms.answers import find_error
from forms.consistency import broken, concerns, failure_words, failures
from forms.fields import REGISTRY, Around
from forms.fields.inputs import AnswerField
from forms.spec import FormSpec, Page, SamePage
from forms.visibility import Visible, visible_fields
from forms.walk import Failure

Base = TypeVar("Base", bound=wtforms.Form)
_CLASSES = 2_048


def build_form(
    page: Page,
    *,
    base: type[Base],
    language: str,
    visible: Collection[str] | None = None,
) -> type[Base]:
    """Return the form class of ``page`` on ``base``; ``visible`` leaves out every other field."""
    shown = None if visible is None else frozenset(one.name for one in page.fields if one.name in visible)
    return cast("type[Base]", _build(page.same, base, language, shown))


@lru_cache(maxsize=_CLASSES)
def _build(
    same: SamePage, base: type[wtforms.Form], language: str, visible: frozenset[str] | None
) -> type[wtforms.Form]:
    fields = {
        one.name: REGISTRY[one.type].bind(one, language)
        for one in same.page.fields
        if REGISTRY[one.type].drawn and (visible is None or one.name in visible)
    }
    return type("PageForm", (CopiedForm if base is wtforms.Form else base,), fields)


class CopiedForm(wtforms.Form):
    """A form whose fields are copied from the first one of its class: to bind a field costs many times as much.

    Only for a base that does nothing of its own when it is made.
    """

    def __init__(self, formdata: Any = None, data: Mapping[str, Any] | None = None) -> None:
        first, own, fields = vars(_first(type(self))), vars(self), dict[str, Any]()
        own.update(first, form_errors=[], _fields=fields)
        for name, field in first["_fields"].items():
            copied = object.__new__(type(field))
            # Without a way back to the form nothing goes round, and a form is gone with its request.
            copied.__dict__.update(field.__dict__)
            own[name] = fields[name] = copied
        self.process(formdata, data=data)

    def process(
        self, formdata: Any = None, obj: object = None, data: Any = None, extra_filters: Any = None, **kwargs: object
    ) -> None:
        """Give each field its stored value, and over it what was posted; answers know no objects and no filters."""
        del obj, extra_filters, kwargs
        posted, stored = self.meta.wrap_formdata(self, formdata), data or {}
        for name, field in self._fields.items():
            field.process(posted, stored.get(name, unset_value))

    def validate(self, extra_validators: Any = None) -> bool:
        """Say whether every answer could be read; the fields know no validators beside themselves."""
        del extra_validators
        readable = [field.validate(self) for field in self._fields.values()]
        return all(readable)


@lru_cache(maxsize=_CLASSES)
def _first(kind: type[CopiedForm]) -> wtforms.Form:
    """Return the form whose fields are copied."""
    first = object.__new__(kind)
    wtforms.Form.__init__(first)
    return first


@dataclass(frozen=True, slots=True)
class Posted:
    """What one posted page means for the whole form."""

    answers: dict[str, Any]
    """The answers of the whole form with this page's, pruned; ready to be kept as a draft."""
    visible: Visible
    valid: bool
    """Whether every visible field of the page can stand: go on to the next page."""
    stay: bool
    """Whether the page is to be shown again without blame: a button inside it was pressed, or a field was revealed."""
    revealed: frozenset[str] = frozenset()
    """Fields of the page that what was just typed has called."""
    failures: tuple[Failure, ...] = ()
    """What the author's expressions cannot tell from these answers, as far as it concerns this page."""


def post(
    spec: FormSpec,
    form: wtforms.Form,
    *,
    answers: Mapping[str, Any],
    situation: Mapping[str, Any],
    before: Visible | None = None,
) -> Posted:
    """Judge a posted form that ``build_form`` made of one page of ``spec`` (with every field), and merge its answers.

    ``situation`` holds ``today`` (the local date). ``before`` is what these answers ask, where the caller knows it
    already. Errors stand on the fields; fields that what was typed hides are taken out of the form.
    """
    before = before or visible_fields(spec, answers, situation)
    fields = [field for field in form if isinstance(field, AnswerField)]
    visible = visible_fields(spec, _merged(fields, answers, before), situation)
    shown = [field for field in fields if field.name in visible.fields]
    offer(form, visible)
    for field in fields:
        if field.name not in visible.fields:
            del form[field.name]
        elif field.settles:
            field.settle(visible.answers.get(field.name))
    whole = form.validate()
    pressed = any(field.pressed for field in shown)
    revealed = frozenset(_revealed(shown, before))
    if pressed:
        _forgive(shown)
        return Posted(visible.answers, visible, valid=False, stay=_only_answers(form, whole=whole), revealed=revealed)
    around = Around(situation["today"], visible.answers, visible.values)
    found = [_judge(field, visible, revealed, around) for field in shown]
    page = _page_of(spec, fields)
    lost = _lost(form, page, spec, visible, fields[0].language) if page else ()
    together = page is None or _fits_together(page, fields, visible)
    valid = whole and together and not any(found) and not lost
    return Posted(visible.answers, visible, valid and not revealed, valid and bool(revealed), revealed, lost)


def offer(form: wtforms.Form, visible: Visible) -> None:
    """Leave in the choices of a form what the other answers leave of them."""
    for field in form if visible.offered else ():
        if isinstance(field, AnswerField):
            field.offered = visible.offered.get(field.name)


def _page_of(spec: FormSpec, fields: list[AnswerField]) -> Page | None:
    """Return the page that was posted."""
    first = fields[0].spec if fields else None
    return next((page for page in spec.pages if any(one is first for one in page.fields)), None)


def _fits_together(page: Page, fields: list[AnswerField], visible: Visible) -> bool:
    """Put on the fields what does not fit together, and say whether all of it does.

    Where only some fields of the page are open (a supplement), an open one says what another would have said.
    """
    by_name = {field.name: field for field in fields if not field.errors}
    open_names = [field.name for field in fields]
    fits = True
    for one in broken(page, visible):
        name = one.field.name
        if name not in open_names:
            name = ([read for read in open_names if read in one.check.that.reads] or open_names)[-1]
        field = by_name.pop(name, None)
        if field is not None:
            field.blame(one.error)
        fits = False
    return fits


def _lost(form: wtforms.Form, page: Page, spec: FormSpec, visible: Visible, language: str) -> tuple[Failure, ...]:
    """Return what cannot be computed from the answers of this page, and say it of the form as a whole."""
    lost = tuple(one for one in failures(spec, visible) if concerns(one, page))
    form.form_errors = list(dict.fromkeys(failure_words(one, spec, language) for one in lost))
    return lost


def _merged(fields: list[AnswerField], answers: Mapping[str, Any], before: Visible) -> dict[str, Any]:
    """Return the answers with those of the page; a field that the page did not show keeps its own."""
    merged = dict(answers)
    for field in fields:
        if not field.field_type.asked or not (field.posted or field.name in before.fields):
            continue
        merged.pop(field.name, None)
        if not field.process_errors and not field.field_type.blank(field.data):
            merged[field.name] = field.data
    return merged


def _revealed(shown: list[AnswerField], before: Visible) -> list[str]:
    return [field.name for field in shown if field.name not in before.fields and not field.posted]


def _forgive(shown: list[AnswerField]) -> None:
    """Take back every error: nobody has said yet that the page is done."""
    for field in shown:
        field.forgive()


def _only_answers(form: wtforms.Form, *, whole: bool) -> bool:
    """Say whether nothing but answers was wrong (a stale security token is never forgiven)."""
    return whole or not any(field.errors for field in form)


def _judge(field: AnswerField, visible: Visible, revealed: frozenset[str], around: Around) -> bool:
    """Put what is wrong with a readable answer on its field, and say whether anything is."""
    if not field.errors and field.field_type.asked:
        required = field.name in visible.required and field.name not in revealed
        error = find_error(field.spec, visible.answers.get(field.name), around, required=required)
        if error is not None:
            field.blame(error)
    return bool(field.errors)
