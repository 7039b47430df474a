"""Draws one field, or a whole form; ``install`` gives both to the templates."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import wtforms
from flask import Flask
from markupsafe import Markup

from forms.building import CopiedForm
from forms.fields.address import AddressField
from forms.fields.attachment import AttachmentField
from forms.fields.block import BlockField
from forms.fields.choice import BoxesField, ChoiceField, SelectField
from forms.fields.content import ContentField
from forms.fields.date_range import RangeField
from forms.fields.inputs import AnswerField, GroupField, LinesField, PartsField, TickField
from forms.fields.large_choice import LargeChoiceField
from forms.fields.listed import ListedField
from forms.fields.map import MapField
from forms.fields.matrix import MatrixField
from forms.fields.registry_choice import RegistryChoiceField
from forms.fields.rows_field import RowsField, hangs
from forms.fields.shown import ShownField
from forms.fields.signature import SignatureField
from portal.web.fields.content import Content
from portal.web.fields.families import Area, Boxes, Family, Line, Listed, Radios, Secret, Select, Shown, Tick, macro
from portal.web.fields.large_choice import LargeChoice
from portal.web.fields.map import Map
from portal.web.fields.matrix import Matrix
from portal.web.fields.moulds import skeleton_of
from portal.web.fields.nested import Block, Rows
from portal.web.fields.options import option_items, select_items
from portal.web.fields.parts import Address, Day, Group, Range
from portal.web.fields.question import question
from portal.web.fields.registry_choice import RegistryChoice
from portal.web.fields.signature import Signature
from portal.web.fields.skeletons import Shelf, Skeleton, hole
from portal.web.fields.summary import errors_of
from portal.web.fields.surroundings import Around, Known
from portal.web.fields.uploads import draw_uploads

SHELF = Shelf()


FOUND: dict[type[wtforms.Field], Family] = {}


def family_of(kind: type[wtforms.Field]) -> Family:
    """Return the family of a class of fields."""
    found = FOUND.get(kind)
    if found is None:
        found = FOUND[kind] = next(FAMILIES[one] for one in kind.__mro__ if one in FAMILIES)
    return found


BLOCK = Block(family_of)
FAMILIES: Mapping[type[wtforms.Field], Family] = {
    AnswerField: Line(),
    LinesField: Area(),
    TickField: Tick(),
    ChoiceField: Radios(),
    SelectField: Select(),
    ListedField: Listed(),
    BoxesField: Boxes(),
    PartsField: Day(),
    RangeField: Range(),
    GroupField: Group(),
    AddressField: Address(),
    ShownField: Shown(),
    ContentField: Content(),
    LargeChoiceField: LargeChoice(),
    RegistryChoiceField: RegistryChoice(),
    MatrixField: Matrix(),
    MapField: Map(),
    SignatureField: Signature(),
    BlockField: BLOCK,
    RowsField: Rows(family_of, SHELF),
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

PAGES: WeakKeyDictionary[type[wtforms.Form], tuple[Family, ...]] = WeakKeyDictionary()
"""The families of the fields of each page's class; none when some field is drawn otherwise."""

NOTHING = Around()
UNSEEN = (wtforms.HiddenField, wtforms.SubmitField)
PART = Skeleton.of(f'<div data-part="{hole(0)}" data-shape="{hole(1)}">{hole(2)}</div>')
"""A field on the page; the script compares parts of one name by their shape."""


def draw(form: wtforms.Form, around: Around = NOTHING) -> Markup:
    """Draw every field of ``form`` in order, each in a part of its own that the script can replace."""
    families, fields = _families(form), list(form)
    for field in fields:
        if isinstance(field, RowsField) and hangs(field):
            field.hide(around.values)
    for field in fields if around.offered else ():
        if isinstance(field, AnswerField):
            offered = around.offered.get(field.name)
            field.offered = None if offered is None else frozenset(offered)
    if len(families) != len(fields) or not _is_plain(fields, around):
        return _parts([_part(field, around) for field in fields if not isinstance(field, UNSEEN)])
    pairs = list(zip(families, fields, strict=True))
    shapes = tuple([family.shape(field) for family, field in pairs])
    required = None if around.required is None else frozenset(around.required)
    key = (type(form), frozenset(around.asks), required, shapes)
    skeleton = SHELF.find(key)
    if skeleton is None:
        skeleton = Skeleton.joined([_kept_part(field, around) for field in fields])
        SHELF.keep(key, type(form), skeleton)
    return _parts([skeleton.fill([text for family, field in pairs for text in _texts(family, field)])])


def _parts(drawn: list[Markup]) -> Markup:
    # Markup puts its pieces together one by one, and looks at each of them again.
    inside = "\n".join(drawn)
    return Markup(f"<div data-parts>{inside}</div>")  # noqa: S704 - each part is markup already.


def _is_plain(fields: list[wtforms.Field], around: Around) -> bool:
    """Say whether nothing but the fields themselves is to be drawn, so that all of it is one skeleton."""
    return not around.known and not around.why and not any(field.errors for field in fields)


def _families(form: wtforms.Form) -> tuple[Family, ...]:
    """Return the families of the fields of a pack's page, if each of them is drawn by one."""
    kind = type(form)
    found = PAGES.get(kind)
    if found is None:
        keeps = isinstance(form, CopiedForm) and all(_keeps(field) for field in kind())
        found = PAGES[kind] = tuple(family_of(type(field)) for field in kind()) if keeps else ()
    return found


def _keeps(field: wtforms.Field) -> bool:
    """Say whether a field is drawn by a family, from a specification that stands."""
    return isinstance(field, AnswerField) and not isinstance(field, AttachmentField)


def _kept_part(field: Any, around: Around) -> Skeleton:
    """Return the skeleton of a field with its part around it."""
    family = family_of(type(field))
    inside = _skeleton(field, family, asks=field.name in around.asks, required=_required(field, around))
    marks = [Markup(hole(number)) for number in range(len(_texts(family, field)))]  # noqa: S704 - marks of our own
    state = marks.pop(0) if family.stateful else family.state(field)
    return Skeleton.of(PART.fill((field.name, state, inside.fill(marks))))


def _texts(family: Family, field: Any) -> Sequence[str]:
    """Return everything about a field that its skeleton has a hole for."""
    return (family.state(field), *family.texts(field)) if family.stateful else family.texts(field)


def draw_field(field: wtforms.Field, around: Around = NOTHING) -> Markup:
    """Draw one field of any form."""
    if isinstance(field, AttachmentField):
        return _uploads(field, around)
    if isinstance(field, wtforms.FileField):
        return macro("file")(question(field), isinstance(field, wtforms.MultipleFileField))
    return _with_family(field, around)


def _uploads(field: AttachmentField, around: Around) -> Markup:
    asked = question(field, required=_required(field, around))
    at = f"{around.files_at}{field.name}" if around.files_at else ""
    return draw_uploads(field, asked, around.uploads.get(field.name, ()), at=at, store=around.store)


def _required(field: wtforms.Field, around: Around) -> bool | None:
    return None if around.required is None else field.name in around.required


def _with_family(field: Any, around: Around) -> Markup:
    family = family_of(type(field))
    asks = field.name in around.asks
    required = _required(field, around)
    if field.errors or not isinstance(field, AnswerField):
        return _skeleton(field, family, asks=asks, required=required).fill(family.texts(field))
    key = _key(field, family, around)
    skeleton = SHELF.find(key)
    if skeleton is None:
        skeleton = _skeleton(field, family, asks=asks, required=required)
        SHELF.keep(key, field.spec, skeleton)
    return skeleton.fill(family.texts(field))


def _key(field: Any, family: Family, around: Around) -> Hashable:
    asks, required = field.name in around.asks, _required(field, around)
    return (id(field.spec), field.id, field.language, asks, required, family.shape(field))


def _skeleton(field: Any, family: Family, *, asks: bool, required: bool | None) -> Skeleton:
    return skeleton_of(field, family, question(field, asks=asks, required=required))


def _part(field: Any, around: Around) -> Markup:
    name = field.name
    known = around.known.get(name)
    if isinstance(field, BlockField) and around.known:
        inside = _block(field, around)
    else:
        inside = draw_field(field, around) if known is None else _known(field, known, around)
    why = around.why.get(name)
    if why:
        inside = macro("because")(why, inside)
    return PART.fill((name, _shape(field), inside))


def _known(field: Any, known: Known, around: Around) -> Markup:
    """Draw a known answer; where it may be corrected, the question lies below it, closed."""
    asked = draw_field(field, around) if known.objection else Markup("")
    return macro("known")(question(field), known, asked)


def _block(field: BlockField, around: Around) -> Markup:
    """Draw a block of which a source may have told some boxes."""
    first = f"{field.name}."
    told = {key.removeprefix(first): one for key, one in around.known.items() if key.startswith(first)}
    if not told:
        return draw_field(field, around)
    asked = question(field, asks=field.name in around.asks, required=_required(field, around))
    return Markup(BLOCK.partly_known(field, asked, told))  # noqa: S704 - made by macros that escape.


def _shape(field: Any) -> str:
    """Return what the script compares."""
    if isinstance(field, AttachmentField):
        return str(len(field.raw))
    return family_of(type(field)).state(field) if isinstance(field, AnswerField) else ""


def install(app: Flask) -> None:
    """Give ``draw``, ``draw_field`` and ``errors_of`` to the templates."""
    app.jinja_env.globals.update(
        draw=draw, draw_field=draw_field, errors_of=errors_of, option_items=option_items, select_items=select_items
    )
