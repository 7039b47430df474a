"""One page of a form, as it was posted: read, judged, and drawn again with what was typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import wtforms
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from forms.building import Posted, build_form, post
from forms.defaults import standing, with_defaults
from forms.fields.attachment import AttachmentField, AttachmentType
from forms.fields.block import BlockField
from forms.fields.inputs import AnswerField
from forms.sourced import Sourced, sourced
from forms.spec import Page
from portal.models import Attachment
from portal.web.citizen.filing import Filing
from portal.web.language import current_language
from portal.web.registry_lists import with_told

Typed = MultiDict[str, str] | ImmutableMultiDict[str, str]


def bind(filing: Filing, page: Page, typed: Typed | None, files: Sequence[Attachment] = ()) -> wtforms.Form:
    """Return the form of a page: with what was typed, or else with what is kept.

    Without typed values only what is asked now stands in it; with them every field does, as ``judge`` wants it.
    """
    shown = filing.visible.fields if typed is None else None
    form_class = build_form(page, base=wtforms.Form, language=current_language(), visible=shown)
    fresh = typed is None and page.name not in filing.draft.done_pages
    data = with_defaults(page, filing.visible) if fresh else filing.answers
    form = form_class(None if typed is None else _with_known(page, typed, files), data=data)
    if filing.known.told:
        tell(filing, page, form, typed)
    for field in form:
        if typed is not None and isinstance(field, AttachmentField):
            field.pressed = f"{field.name}-send" in typed or f"{field.name}-remove" in typed
    return form


def as_it_stands(filing: Filing, page: Page) -> Filing:
    """Return a filing as a page of it is shown before anything is typed there."""
    fresh = page.name not in filing.draft.done_pages
    return replace(filing, visible=standing(filing.spec, page, filing.visible, filing.values, fresh=fresh))


def tell(filing: Filing, page: Page, form: wtforms.Form, typed: Typed | None) -> None:
    """Put the known answers of a page in their places, whatever was typed there."""
    boxes: dict[str, dict[str, Any]] = {}
    for one in sourced(page.fields):
        told, name = filing.known.told.get(one.key), one.within.name
        if told is None or name not in form or not stands_as_told(one, typed):
            continue
        if one.is_box:
            boxes.setdefault(name, {})[one.field.name] = told.value
        else:
            form[name].process(None, told.value)
    for name, values in boxes.items():
        cast("BlockField", form[name]).tell(values)


def stands_as_told(one: Sourced, typed: Typed | None) -> bool:
    """Say whether a known answer is not to be read from what was typed.

    Where the law lets it be corrected it is, unless the person takes the correction back.
    """
    return not one.correctable or (typed is not None and f"{one.input}-as_told" in typed)


def input_of(form: wtforms.Form, key: str) -> wtforms.Field:
    """Return the field of an answer, or the box of a block."""
    name, _, box = key.partition(".")
    cells = cast("BlockField", form[name]).cells if box else ()
    return next((cell for cell in cells if cell.spec.name == box), form[name])


def bind_over(filing: Filing, page: Page, typed: Typed) -> wtforms.Form:
    """Return the form of a page with what is kept, and over it what was typed on a page that asked some of the same."""
    form = bind(filing, page, None)
    names = {name.partition("-")[0] for name in typed} - filing.known.told.keys()
    beside = with_told(page, typed)
    for field in form:
        if field.name in names and not isinstance(field, AttachmentField):
            field.process(beside, filing.answers.get(field.name))
    tell(filing, page, form, None)
    forgive(form)
    return form


def _with_known(page: Page, typed: Typed, files: Sequence[Attachment]) -> Typed:
    """Put what the portal knows beside what was posted: the files that are kept, and what lists of registries told."""
    return with_told(page, _with_files(page, typed, files))


def _with_files(page: Page, typed: Typed, files: Sequence[Attachment]) -> Typed:
    """Put the ids of the kept files in place of those that were posted: a page's memory proves nothing."""
    names = [one.name for one in page.fields if one.type == AttachmentType.name]
    if not names:
        return typed
    real: MultiDict[str, str] = MultiDict(typed)
    for name in names:
        real.setlist(name, [str(file.id) for file in files if file.document == name])
    return real


def bind_asked(
    filing: Filing, page: Page, asked: Collection[str], typed: Typed | None, files: Sequence[Attachment] = ()
) -> wtforms.Form:
    """Return a form of the asked fields of a page only: what is not asked cannot be changed."""
    form_class = build_form(page, base=wtforms.Form, language=current_language(), visible=asked)
    form: wtforms.Form = form_class(None if typed is None else _with_known(page, typed, files), data=filing.answers)
    return form


def judge(filing: Filing, form: wtforms.Form, answers: Mapping[str, Any] | None = None) -> Posted:
    """Return what the posted form means for the whole filing; errors stand on its fields."""
    if answers is None:
        return post(filing.spec, form, answers=filing.answers, situation=filing.values, before=filing.visible)
    return post(filing.spec, form, answers=answers, situation=filing.values)


def forgive(form: wtforms.Form) -> None:
    """Take every error back: nobody has said yet that the page is done."""
    for field in form:
        if isinstance(field, AnswerField):
            field.forgive()


def unreadable(form: wtforms.Form) -> list[str]:
    """Return the labels of the fields whose text cannot be kept, because nothing can be made of it.

    What was left empty is not lost: it waits for its answer.
    """
    return [
        str(field.label.text)
        for field in form
        if isinstance(field, AnswerField) and field.process_errors and _anything(field.raw)
    ]


def _anything(raw: object) -> bool:
    """Say whether anything at all was typed or chosen."""
    if isinstance(raw, Mapping):
        return any(_anything(part) for part in raw.values())
    if isinstance(raw, list | tuple):
        return any(_anything(part) for part in raw)
    return raw is not None and bool(str(raw).strip())
