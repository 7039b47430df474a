"""Who else has to confirm a filing with their own e-ID (người cùng xác nhận)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.expressions import Kind
from forms.fields.block import BlockOptions
from forms.spec import FieldSpec, FormSpec
from procedures.definition import PartySpec
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from workflows.reader import closest

KEYS: Final = ("name", "title", "citizen_id", "full_name", "when", "say", "confirms", "law", "uncertain")
RESERVED: Final = ("owner", "applicant")
"""What the portal itself calls who gives a mandate, and who stands at a counter."""
WHOLE: Final = "all"
NUMBERS: Final = ("citizen_id",)
NAMES: Final = ("person_name", "text")


def read_parties(reader: PackReader, form: FormSpec | None, names: Names) -> tuple[PartySpec, ...]:
    """Read the parties, collecting every mistake."""
    found: dict[str, PartySpec] = {}
    for item in reader.items("parties"):
        party = _party(item, form, names)
        if party is None:
            continue
        if party.name in found or party.name in RESERVED:
            message = f"'{party.name}' is the name of another party already"
            item.complain(("name",), message, "give each party a name of its own, such as vo_chong")
        found[party.name] = party
    return tuple(found.values())


def _party(item: PackReader, form: FormSpec | None, names: Names) -> PartySpec | None:
    item.only(KEYS)
    name = item.name("name")
    for key, example in (
        ("title", "{vi: Người chồng, en: Husband}"),
        ("citizen_id", "so_dinh_danh_chong"),
        ("full_name", "ho_ten_chong"),
    ):
        if not item.has(key):
            item.missing(key, example)
    number, full_name = item.word("citizen_id"), item.word("full_name")
    if form is not None and number and full_name:
        _check_fields(item, form, number, full_name)
    party = PartySpec(
        name=name or "?",
        title=item.text("title") or {"vi": "?"},
        citizen_id=number or "?",
        full_name=full_name or "?",
        when=item.expression("when", names.scope, Kind.TRUTH),
        say=item.text("say"),
        confirms=_confirms(item, form),
        law=item.citation("law", names.bases),
        uncertain=item.word("uncertain"),
    )
    return party if name is not None else None


def _check_fields(item: PackReader, form: FormSpec, number: str, full_name: str) -> None:
    if number.partition(".")[0] != full_name.partition(".")[0] and "." in number + full_name:
        cure = "take both from the same block or the same table"
        item.complain(("full_name",), f"'{number}' and '{full_name}' are not of one person", cure)
        return
    one = _found(item, form, "citizen_id", number, NUMBERS)
    _found(item, form, "full_name", full_name, NAMES)
    top = form.by_name.get(number.partition(".")[0])
    loose = (
        one is not None and top is not None and (one.required is False or (top.required is False and not top.fields))
    )
    if loose:
        # Whoever leaves the number out would file alone; a table without rows names nobody.
        item.complain(("citizen_id",), f"'{number}' may be left out, and with it who confirms", "make it required")


def _found(item: PackReader, form: FormSpec, key: str, path: str, types: tuple[str, ...]) -> FieldSpec | None:
    """Return the field at a path, one of these types; complain where there is none."""
    name, _, part = path.partition(".")
    top = form.by_name.get(name)
    if top is None:
        item.complain((key,), f"unknown field '{name}'", closest(name, tuple(form.by_name)))
        return None
    parts = _parts(top)
    one = parts.get(part) if parts else top if not part else None
    if one is None:
        known = [f"{name}.{inner}" for inner, spec in parts.items() if spec.type in types] or [name]
        item.complain((key,), f"'{path}' is no single answer", closest(path, known))
    elif one.type not in types:
        message = f"'{path}' is of type '{one.type}'"
        item.complain((key,), message, f"name a field of type {' or '.join(types)}")
        return None
    return one


def _parts(top: FieldSpec) -> Mapping[str, FieldSpec]:
    """Return the parts of a block or the columns of a table, by name."""
    if isinstance(top.options, BlockOptions):
        return {one.name: one for one, _kind in top.options.parts}
    return {one.name: one for one in top.fields}


def _confirms(item: PackReader, form: FormSpec | None) -> tuple[str, ...] | None:
    """Return the fields that a party confirms, pages taken apart; ``None`` for everything."""
    if not item.has("confirms") or item.raw["confirms"] == WHOLE:
        return None
    if form is None:
        return ()
    pages = {page.name: tuple(one.name for one in page.fields) for page in form.pages}
    words = item.choices("confirms", (*pages, *form.by_name, WHOLE), "page or field") or ()
    if WHOLE in words:
        return None
    return tuple(dict.fromkeys(name for word in words for name in pages.get(word, (word,))))
