"""A plain mapping (a pack's YAML, already read) into a form, with every mistake collected at its place.

An expression reads earlier fields only, so the order of reading is the order of asking, and no cycle can be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from forms.checks import read_checks
from forms.errors import Path, Problem
from forms.expressions import ANY, Scope, ValueType
from forms.expressions.scope import did_you_mean
from forms.fields import REGISTRY, FieldType
from forms.fields.rows_keys import MOST_LEVELS
from forms.form_keys import BLOCK_KEYS, PAGE_KEYS, field_keys
from forms.keys import FieldsReader, Place, read_keys, said
from forms.rules import read_instead, verify_default
from forms.spec import Block, FieldSpec, FormSpec, Page

MOST_PAGES = 100
MOST_FIELDS = 300
"""Fields of one page or one table."""


def parse_form(
    raw: object,
    *,
    path: Path = ("form",),
    situation: Mapping[str, ValueType],
    files: Mapping[str, str] | None = None,
) -> tuple[FormSpec | None, list[Problem]]:
    """Return the form of a list of pages, or ``None`` with every mistake of its author.

    ``files`` gives the address of each file that the author may show, by its name.
    """
    place = Place(path, [], Scope(situation).expecting(_names(raw)), files)
    pages, blocks, scope = [], [], place.scope
    for index, one in enumerate(_listed(raw, place, "pages", MOST_PAGES)):
        page, own_blocks, scope = _page(one, place.within(index).scoped(scope))
        pages += [page] if page else []
        blocks += own_blocks
    _refuse_twice([(page.name, index) for index, page in enumerate(pages)], place, "page")
    _verify(pages, place)
    if place.problems:
        return None, place.problems
    by_name = {field.name: field for page in pages for field in page.fields}
    return FormSpec(tuple(pages), tuple(blocks), by_name), []


def parse_fields(
    raw: object,
    *,
    path: Path,
    scope: Scope,
    files: Mapping[str, str] | None = None,
) -> tuple[tuple[FieldSpec, ...], list[Problem]]:
    """Return the fields of one list (what an officer fills in at a step), with every mistake."""
    place = Place(path, [], scope.expecting(_field_names(raw)), files)
    fields, _ = _fields(raw, place)
    _verify([Page("page", {"vi": "page"}, fields)], place)
    return fields, place.problems


def form_scope(spec: FormSpec, situation: Mapping[str, ValueType]) -> Scope:
    """Return what an expression after the whole form may read: every field and the situation."""
    kinds = {field.name: REGISTRY[field.type].value_type(field) for field in spec.fields()}
    return Scope(situation, {name: kind for name, kind in kinds.items() if kind is not None})


def _names(raw: object) -> list[str]:
    """Return every field name of a form before it is read, to tell a later field from an unknown one."""
    pages = raw if isinstance(raw, (list, tuple)) else []
    return [name for page in pages if isinstance(page, Mapping) for name in _field_names(page.get("fields"))]


def _field_names(raw: object) -> list[str]:
    fields = raw if isinstance(raw, (list, tuple)) else []
    return [str(field["name"]) for field in fields if isinstance(field, Mapping) and "name" in field]


def _listed(raw: object, place: Place, what: str, most: int) -> list[object]:
    if not isinstance(raw, (list, tuple)) or not raw:
        place.wrong(f"a list of {what} is needed, not {said(raw)}", "begin each line with -")
        return []
    if len(raw) > most:
        place.wrong(f"{len(raw)} {what} are too many", f"at most {most}")
    return list(raw[:most])


def _page(raw: object, place: Place) -> tuple[Page | None, list[Block], Scope]:
    values = read_keys(raw, PAGE_KEYS, place)
    if values is None or not isinstance(raw, Mapping):
        return None, [], place.scope
    fields, scope = _fields(raw.get("fields"), place.within("fields"))
    name = values["page"] or ""
    blocks = _blocks(raw.get("blocks"), name, place.within("blocks").scoped(scope))
    title = values["title"] or {"vi": name}
    checks = read_checks(raw.get("checks"), fields, place.within("checks").scoped(scope))
    return Page(name, title, fields, values["intro"], values["when"], checks), blocks, scope


def _blocks(raw: object, page: str, place: Place) -> list[Block]:
    if raw is None:
        return []
    blocks = []
    for index, one in enumerate(_listed(raw, place, "blocks", MOST_FIELDS)):
        values = read_keys(one, BLOCK_KEYS, place.within(index))
        if values and values["when"] and values["say"]:
            instead = read_instead(values["instead"], place.within(index, "instead"))
            blocks.append(Block(page, values["when"], values["say"], values["because"], instead))
    return blocks


def _fields(raw: object, place: Place) -> tuple[tuple[FieldSpec, ...], Scope]:
    """Read a list of fields in order, each seeing those before it."""
    fields: list[FieldSpec] = []
    scope = place.scope
    for index, one in enumerate(_listed(raw, place, "fields", MOST_FIELDS)):
        inside = replace(place.within(index), scope=scope, read_fields=_columns_at(1))
        field = _field(one, inside, column=False)
        if field is None:
            scope = _beyond(one, scope)
            continue
        if field.name in scope.fields:
            inside.within("name").wrong(f"the name '{field.name}' stands twice", "each field its own name")
        kind = REGISTRY[field.type].value_type(field)
        scope = scope.plus(field.name, kind) if kind else scope
        fields.append(field)
    return tuple(fields), scope


def _beyond(raw: object, scope: Scope) -> Scope:
    """Let later expressions name a field that could not be read, so that one mistake is told once."""
    name = raw.get("name") if isinstance(raw, Mapping) else None
    return scope.plus(name, ANY) if isinstance(name, str) else scope


def _columns_at(level: int) -> FieldsReader | None:
    """Return what reads the columns of a table at this level: 2 is a table in a table."""
    return partial(_columns, level=level) if level <= MOST_LEVELS else None


def _columns(raw: object, place: Place, *, level: int) -> tuple[FieldSpec, ...]:
    """Read the columns of a table; their expressions see the columns before them and the form so far."""
    columns: list[FieldSpec] = []
    scope, deeper = place.scope, _columns_at(level + 1)
    for index, one in enumerate(_listed(raw, place, "columns", MOST_FIELDS)):
        inside = replace(place.within(index), scope=scope, read_fields=deeper)
        column = _field(one, inside, column=True)
        if column is None:
            continue
        if any(other.name == column.name for other in columns):
            inside.within("name").wrong(f"the name '{column.name}' stands twice", "each column its own name")
        kind = REGISTRY[column.type].value_type(column)
        scope = scope.plus(column.name, kind) if kind else scope
        columns.append(column)
    return tuple(columns)


def _field(raw: object, place: Place, *, column: bool) -> FieldSpec | None:
    if not isinstance(raw, Mapping):
        place.wrong(f"a field with keys is needed, not {said(raw)}", "{name: …, type: …, label: …}")
        return None
    one = _type(raw, place, column=column)
    if one is None:
        return None
    before = len(place.problems)
    values = read_keys(raw, field_keys(one, column=column), place)
    if values is None or len(place.problems) > before:
        return None
    options = one.options({key.name: values.get(key.name, key.default) for key in one.keys}, place)
    spec = _spec(values, one, options) if len(place.problems) == before else None
    if spec is not None and spec.default is not None:
        verify_default(spec, place.within("default"))
    return spec if len(place.problems) == before else None


def _type(raw: Mapping[Any, object], place: Place, *, column: bool) -> FieldType[Any] | None:
    word = raw.get("type")
    one = REGISTRY.get(word) if isinstance(word, str) else None
    if word is None:
        place.wrong("the key 'type' is missing", f"types: {', '.join(REGISTRY)}")
    elif one is None:
        cure = did_you_mean(str(word), REGISTRY) or f"types: {', '.join(REGISTRY)}"
        place.within("type").wrong(f"unknown type '{word}'", cure)
    elif column and not one.in_rows:
        place.within("type").wrong(f"a {word} cannot be a column", "ask for it outside the table")
        return None
    return one


def _spec(values: dict[str, Any], one: FieldType[Any], options: object) -> FieldSpec:
    return FieldSpec(
        name=values["name"],
        type=one.name,
        label=values.get("label") or values.get("text") or {"vi": values["name"]},
        hint=values.get("hint"),
        required=values.get("required", False),
        when=values.get("when"),
        law=values.get("law"),
        uncertain=values.get("uncertain"),
        sources=sources if isinstance(sources := values.get("from"), tuple) else (),
        correctable=values.get("correctable"),
        default=values.get("default"),
        options=options,
        fields=one.columns(values),
    )


def _refuse_twice(names: list[tuple[str, int]], place: Place, what: str) -> None:
    seen: set[str] = set()
    for name, index in names:
        if name in seen:
            place.within(index, what).wrong(f"the {what} '{name}' stands twice", "each its own name")
        seen.add(name)


def _verify(pages: list[Page], place: Place) -> None:
    """Check what fields say about one another, once all are known."""
    others = {field.name: field for page in pages for field in page.fields}
    for page_index, page in enumerate(pages):
        for index, field in enumerate(page.fields):
            _verify_one(field, others, place.within(page_index, "fields", index))


def _verify_one(field: FieldSpec, others: Mapping[str, FieldSpec], place: Place) -> None:
    for key, message, cure in REGISTRY[field.type].verify(field, others):
        place.within(key).wrong(message, cure)
    beside = {**others, **{column.name: column for column in field.fields}}
    for number, column in enumerate(field.fields):
        _verify_one(column, beside, place.within("fields", number))
