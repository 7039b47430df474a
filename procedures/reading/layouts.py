"""A pack's own layout of the form as filed shows every answer, but for what the pack leaves out on purpose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from jinja2 import TemplateSyntaxError

from forms.expressions.scope import did_you_mean
from forms.spec import FieldSpec, FormSpec
from procedures.definition import FiledFormSpec
from procedures.layouts.coverage import pieces, unprinted
from procedures.layouts.flows import TooInvolvedError
from procedures.reading.pack_reader import PackReader
from workflows.errors import Path

KEY = "not_printed"
PLACE = ("filed_form", KEY)


def check_layout(reader: PackReader, spec: FiledFormSpec | None, form: FormSpec, files: Mapping[str, bytes]) -> None:
    """Complain of each answer that the layout never shows, and of each wrong word on what is left out."""
    if spec is None:
        return
    if spec.template is None:
        if spec.not_printed:
            cure = "leave it out, or name a `template:` of the pack"
            reader.complain(PLACE, "the common layout prints every answer", cure)
        return
    if spec.template not in files:
        return  # `read_filed_form` says so.
    try:
        missing = unprinted(form, spec.template, files)
    except TemplateSyntaxError:
        return  # `check_templates` says where.
    except TooInvolvedError:
        cure = "write the answers out one by one, or leave `template` out: the common layout shows them all"
        reader.complain(("filed_form", "template"), f"nobody can tell which answers {spec.template} shows", cure)
        return
    _check(reader, spec, form, [".".join(piece) for piece in missing])


def _check(reader: PackReader, spec: FiledFormSpec, form: FormSpec, missing: Collection[str]) -> None:
    left_out = set(spec.not_printed)
    for where, name in _places(form):
        if name in missing and not _begins(name, left_out):
            cure = f"write {{{{ answers.{name} }}}} there, or list it under `filed_form: not_printed`"
            reader.complain(where, f"the form as filed does not show '{name}': {spec.template} never prints it", cure)
    known = {name for _, full in _places(form) for name in _heads(full)}
    for index, name in enumerate(spec.not_printed):
        listed = (*PLACE, index) if len(spec.not_printed) > 1 else PLACE
        if name not in known:
            cure = did_you_mean(name, known) or "name a field of the form, or a part of one as field.part"
            reader.complain(listed, f"'{name}' is no field that can be filled in", cure)
        elif not any(name in _heads(one) for one in missing):
            reader.complain(listed, f"{spec.template} prints '{name}', although it is left out", "take it off the list")


def _places(form: FormSpec) -> Iterator[tuple[Path, str]]:
    """Yield each piece of the form by its name, with where its field, or its column, is written."""
    for number, page in enumerate(form.pages):
        for index, one in enumerate(page.fields):
            for piece, _ in pieces(one):
                yield ("form", number, "fields", index, *_column(one, piece[1:])), ".".join(piece)


def _column(one: FieldSpec, rest: tuple[str, ...]) -> Path:
    for index, column in enumerate(one.fields):
        if rest and column.name == rest[0]:
            return ("fields", index, *_column(column, rest[1:]))
    return ()


def _heads(name: str) -> Iterator[str]:
    """Yield ``a``, ``a.b`` and ``a.b.c`` for ``a.b.c``."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _begins(name: str, left_out: Collection[str]) -> bool:
    return any(head in left_out for head in _heads(name))
