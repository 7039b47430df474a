"""Draws one field, or a whole form; ``install`` gives both to the templates."""

from collections.abc import Mapping
from typing import Any

import wtforms
from flask import Flask
from markupsafe import Markup

from forms.fields.address import AddressField
from forms.fields.attachment import AttachmentField
from forms.fields.choice import BoxesField, ChoiceField, SelectField
from forms.fields.inputs import AnswerField, LinesField, PartsField, TickField
from forms.fields.rows_field import RowsField
from forms.fields.shown import ShownField
from portal.web.fields.families import Area, Boxes, Family, Line, Radios, Secret, Select, Tick, macro
from portal.web.fields.options import option_items, select_items
from portal.web.fields.parts import Address, Day
from portal.web.fields.question import question
from portal.web.fields.rows import draw_rows, draw_uploads
from portal.web.fields.skeletons import Shelf, Skeleton, hole
from portal.web.fields.summary import errors_of
from portal.web.fields.surroundings import Around

FAMILIES: Mapping[type[wtforms.Field], Family] = {
    AnswerField: Line(),
    LinesField: Area(),
    TickField: Tick(),
    ChoiceField: Radios(),
    SelectField: Select(),
    BoxesField: Boxes(),
    PartsField: Day(),
    AddressField: Address(),
    wtforms.StringField: Line(),
    wtforms.IntegerField: Line(),
    wtforms.PasswordField: Secret(),
    wtforms.TextAreaField: Area(),
    wtforms.BooleanField: Tick(),
    wtforms.RadioField: Radios(),
    wtforms.SelectField: Select(),
    wtforms.SelectMultipleField: Boxes(),
}
"""The family of each class of fields; the nearest class of a field's ancestry counts."""

SHELF = Shelf()


NOTHING = Around()
PART = Skeleton.of(f'<div data-part="{hole(0)}" data-shape="{hole(1)}">{hole(2)}</div>')
"""A field on the page; the script compares parts of one name by their shape."""


def draw(form: wtforms.Form, around: Around = NOTHING) -> Markup:
    """Draw every field of ``form`` in order, each in a part of its own that the script can replace."""
    parts = [_part(field, around) for field in form if not isinstance(field, wtforms.HiddenField | wtforms.SubmitField)]
    return Markup("<div data-parts>") + Markup("\n").join(parts) + Markup("</div>")


def draw_field(field: wtforms.Field, around: Around = NOTHING) -> Markup:
    """Draw one field of any form."""
    if isinstance(field, RowsField):
        return _rows(field, around)
    if isinstance(field, AttachmentField):
        return draw_uploads(
            field, question(field, required=_required(field, around)), around.uploads.get(field.name, ())
        )
    if isinstance(field, ShownField):
        return macro("shown")(question(field), field.words(), field.spec.type)
    if isinstance(field, wtforms.FileField):
        return macro("file")(question(field), isinstance(field, wtforms.MultipleFileField))
    return _with_family(field, around)


def _rows(field: RowsField, around: Around) -> Markup:
    rows = field.rows or [field.blank_row()]
    asks = frozenset(cell.name for row in rows for cell in row.cells()) if field.name in around.asks else frozenset()
    within = Around(asks=asks)
    drawn = [(row, [draw_field(cell, within) for cell in row.cells()]) for row in rows]
    return draw_rows(field, question(field, required=_required(field, around)), drawn)


def _required(field: wtforms.Field, around: Around) -> bool | None:
    return None if around.required is None else field.name in around.required


def family_of(kind: type[wtforms.Field]) -> Family:
    """Return the family of a class of fields."""
    return next(FAMILIES[one] for one in kind.__mro__ if one in FAMILIES)


def _with_family(field: Any, around: Around) -> Markup:
    family = family_of(type(field))
    asks = field.name in around.asks
    required = _required(field, around)
    if field.errors or not isinstance(field, AnswerField):
        return _skeleton(field, family, asks=asks, required=required).fill(family.texts(field))
    key = (id(field.spec), field.id, field.language, asks, required, family.shape(field))
    skeleton = SHELF.find(key)
    if skeleton is None:
        skeleton = _skeleton(field, family, asks=asks, required=required)
        SHELF.keep(key, field.spec, skeleton)
    return skeleton.fill(family.texts(field))


def _skeleton(field: Any, family: Family, *, asks: bool, required: bool | None) -> Skeleton:
    holes = [hole(number) for number in range(len(family.texts(field)))]
    return Skeleton.of(family.html(field, question(field, asks=asks, required=required), holes))


def _part(field: Any, around: Around) -> Markup:
    name = field.name
    known = around.known.get(name)
    inside = draw_field(field, around) if known is None else macro("known")(question(field), known)
    why = around.why.get(name)
    if why:
        inside = macro("because")(why, inside)
    return PART.fill((name, _shape(field), inside))


def _shape(field: Any) -> str:
    """Return what the script compares: a part is put in place anew only when this changed."""
    if isinstance(field, AddressField):
        return str(field.raw["province"])
    if isinstance(field, ShownField):
        return str(field.words())
    if isinstance(field, RowsField | AttachmentField):
        return str(len(field.rows if isinstance(field, RowsField) else field.raw))
    return ""


def install(app: Flask) -> None:
    """Give ``draw``, ``draw_field`` and ``errors_of`` to the templates."""
    app.jinja_env.globals.update(
        draw=draw, draw_field=draw_field, errors_of=errors_of, option_items=option_items, select_items=select_items
    )
