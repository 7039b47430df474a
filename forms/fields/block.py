"""Several answers about one thing, asked together: what the blocks of a person and of an organisation share.

The boxes of a block are fields of their own types, named ``block-part``. A block that is filled in half way is kept as
it is; ``check`` says what is missing, so that nobody loses a word of a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms.utils import unset_value

from forms.errors import InvalidAnswer
from forms.expressions import ValueType, record
from forms.fields import widgets
from forms.fields.base import Around, FieldType, Json, Raw
from forms.fields.cells import Blueprint, answered
from forms.fields.inputs import AnswerField, unbound
from forms.keys import Key, Place, Schema, Wrong, said
from forms.source_keys import PartSources
from forms.spec import FieldSpec, Text, say

Types = Mapping[str, FieldType[Any]]
Parts = tuple[tuple[FieldSpec, FieldType[Any]], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One box that a block may have: its type, its words, and its type's keys as they are read."""

    kind: str
    label: Text
    keys: Callable[[frozenset[str]], Mapping[str, Any]] = lambda asked: {}  # noqa: ARG005 - most need not know.
    """The keys, given the names of all the boxes that are asked."""
    held: Mapping[str, str] = default(default_factory=dict)
    """Under which name each source holds it, of whom the block is about."""

    def made(
        self, name: str, types: Types, asked: frozenset[str], *, required: bool, sources: tuple[str, ...] = ()
    ) -> FieldSpec:
        """Return the field of this box."""
        one = types[self.kind]
        values = {key.name: key.default for key in one.keys} | dict(self.keys(asked))
        options = one.options(values, Place((name,), []))
        return FieldSpec(name, one.name, self.label, required=required, sources=sources, options=options)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsKey(Key):
    """Some of the boxes that a block may have."""

    words: tuple[str, ...]

    def read(self, raw: object, place: Place) -> tuple[str, ...]:
        """Return the words, each once."""
        del place
        if not isinstance(raw, (list, tuple)) or not all(isinstance(word, str) and word in self.words for word in raw):
            raise Wrong(f"a list of parts is needed, not {said(raw)}", f"some of: {', '.join(self.words)}")
        return tuple(dict.fromkeys(raw))

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "items": {"enum": list(self.words)}}


def held_by(boxes: Mapping[str, Part]) -> dict[str, Mapping[str, str]]:
    """Return under which names the sources hold each box."""
    return {name: part.held for name, part in boxes.items()}


@dataclass(frozen=True, slots=True)
class BlockOptions:
    """The boxes of a block, in the order of asking."""

    parts: Parts = ()


class PartWords(dict[str, Any]):
    """The words of a block by part, as a paper's template sees them; written as a whole it says all of them."""

    def __init__(self, parts: Mapping[str, Any], whole: str) -> None:
        """Keep both."""
        super().__init__(parts)
        self.whole = whole

    def __missing__(self, key: str) -> str:
        return ""

    def __str__(self) -> str:
        return self.whole

    def __reduce__(self) -> tuple[Any, ...]:
        return PartWords, (dict(self), self.whole)


def _part_of(label: Text) -> Text:
    return {"vi": f"'{label['vi']}' ở {{a}}", "en": f"'{label['en']}' in {{a}}"}


class BlockWidget:
    """Every box with its label."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the boxes in one group."""
        boxes = Markup(" ").join(Markup("{} {}").format(cell.label(), cell(**kwargs)) for cell in field.cells)
        return widgets.fieldset(field.label.text, boxes)


class BlockField(AnswerField):
    """The boxes of a block; each is a field of its own."""

    widget: Any = BlockWidget()

    def __init__(self, *, blueprint: Blueprint, **kwargs: Any) -> None:
        """Keep what the boxes are made of."""
        super().__init__(**kwargs)
        self.blueprint = blueprint
        self.cells: list[AnswerField] = []

    def inner(self) -> Sequence[AnswerField]:
        """Return every box."""
        return self.cells

    def rename(self, name: str) -> None:
        """Rename the boxes with the block."""
        super().rename(name)
        for cell in vars(self).get("cells", ()):
            cell.rename(f"{name}-{cell.spec.name}")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None) -> None:
        """Make a box of each part."""
        stored = {} if data is unset_value or data is None else data
        self.cells = self.blueprint.at(self.name, formdata, stored)
        self.pressed = any(cell.pressed for cell in self.cells)
        super().process(formdata, data, extra_filters)

    def empty(self) -> Raw:
        """Return empty boxes."""
        return {cell.spec.name: cell.raw for cell in self.cells}

    def is_posted(self, formdata: Any) -> bool:
        """Say whether any of the boxes was sent."""
        del formdata
        return any(cell.posted for cell in self.cells)

    def collect(self, formdata: Any) -> Raw:
        """Return what was typed, box by box."""
        del formdata
        return self.empty()

    def tell(self, told: Mapping[str, Any]) -> None:
        """Let boxes stand as a source tells them, whatever was typed into them."""
        for cell in self.cells:
            if cell.spec.name in told:
                cell.process(None, told[cell.spec.name])
        self.process_errors = []
        self.raw = self.empty()
        self._read()

    def _read(self) -> None:
        self.data = answered(self.cells) or None
        if any(cell.process_errors for cell in self.cells):
            self.data = None
            self.refuse(InvalidAnswer("cells"))

    def refuse(self, error: InvalidAnswer) -> None:
        """Note an error; that of a box stands in the box."""
        for one in error.all() if error.path else ():
            for cell in self.cells:
                if cell.spec.name == one.path[0]:
                    cell.blame(one.at(1))
        super().refuse(InvalidAnswer("cells") if error.path else error)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Pass every box's errors on, then the block's own."""
        for cell in self.cells:
            cell.validate(form)
        return super().validate(form, extra_validators)


class BlockType(FieldType[BlockOptions]):
    """A block; an answer is a mapping from part to value."""

    options_class = BlockOptions
    required_message = "required_block"
    boxes: ClassVar[Mapping[str, Part]]
    """Every box that the block may have, in the order of asking."""
    whom: ClassVar[str]
    """Whom the block is about: ``citizen`` or ``organisation``."""

    def __init_subclass__(cls) -> None:
        """Let conditions say each box by its label."""
        cls.parts = {name: _part_of(part.label) for name, part in cls.boxes.items()}

    def __init__(self, types: Types) -> None:
        """Keep the types that boxes have."""
        self.types = types

    def options(self, values: dict[str, Any], place: Place) -> BlockOptions | None:
        """Make the boxes that the author asked for."""
        asked, optional = frozenset(values["parts"]), values["optional"]
        if not asked:
            place.within("parts").wrong("the block asks for nothing", f"some of: {', '.join(self.boxes)}")
        for word in optional:
            if word not in asked:
                place.within("optional").wrong(f"'{word}' is not asked", "name it in parts too")
        known: PartSources = values["from"] or PartSources()
        for word in known.paths if known.by_box else ():
            if word not in asked:
                place.within("from", word).wrong(f"'{word}' is not asked", "name it in parts too", on_key=True)
        made = [
            part.made(name, self.types, asked, required=name not in optional, sources=known.paths.get(name, ()))
            for name, part in self.boxes.items()
            if name in asked
        ]
        return BlockOptions(tuple((spec, self.types[spec.type]) for spec in made))

    def members(self, spec: FieldSpec) -> Parts:
        """Return every box with its type."""
        return self.own(spec).parts

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see the parts: ``nguoi_me.birth_date``."""
        return record({part.name: kind for part, one in self.members(spec) if (kind := one.value_type(part))})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Return a group of inputs."""
        return unbound(BlockField, spec, self, language, {"blueprint": Blueprint(self.members(spec), language)})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, Any] | None:
        """Return the parts that are answered."""
        try:
            return self._each(spec, raw, "read") or None
        except InvalidAnswer:
            # The boxes say themselves what is wrong with each of them.
            raise InvalidAnswer("cells") from None

    def check(self, spec: FieldSpec, value: dict[str, Any], around: Around) -> None:
        """Check each part against the day and the other parts; one that is required may not be missing."""
        own = {part.name for part, _ in self.members(spec)}
        beside = Around(
            around.today, {**{name: one for name, one in around.answers.items() if name not in own}, **value}
        )
        wrong = [error for part, one in self.members(spec) if (error := _wrong(part, one, value, beside))]
        if wrong:
            raise InvalidAnswer.together(wrong)

    def _each(self, spec: FieldSpec, value: Mapping[str, Any], verb: str) -> dict[str, Any]:
        """Return what the type of each part that is there makes of it, without what is blank then."""
        made = {}
        for part, one in self.members(spec):
            if value.get(part.name) is None:
                continue
            try:
                made[part.name] = getattr(one, verb)(part, value[part.name])
            except InvalidAnswer as error:
                raise error.within(part.name, label=part.label) from None
        return {name: one for name, one in made.items() if one not in (None, "", [], {})}

    def typed(self, spec: FieldSpec, value: dict[str, Any]) -> Raw:
        """Return what would be typed, box by box."""
        return self._each(spec, value, "typed")

    def store(self, spec: FieldSpec, value: dict[str, Any]) -> Json:
        """Return the parts by name."""
        return self._each(spec, value, "store")

    def load(self, spec: FieldSpec, data: Json) -> dict[str, Any] | None:
        """Take a mapping only."""
        if not isinstance(data, dict):
            raise InvalidAnswer("wrong_kind")
        return self._each(spec, data, "load") or None

    def show(self, spec: FieldSpec, value: dict[str, Any], language: str) -> str:
        """Return a line for each part that is answered."""
        return "\n".join(
            f"{say(part.label, language)}: {one.show(part, value[part.name], language)}"
            for part, one in self.members(spec)
            if part.name in value
        )

    def on_paper(self, spec: FieldSpec, value: dict[str, Any]) -> PartWords:
        """Return the words by part."""
        words = {
            part.name: one.on_paper(part, value[part.name]) for part, one in self.members(spec) if part.name in value
        }
        return PartWords(words, self.show(spec, value, "vi"))


def _wrong(part: FieldSpec, one: FieldType[Any], value: Mapping[str, Any], beside: Around) -> InvalidAnswer | None:
    if part.name not in value:
        return InvalidAnswer(one.required_message).within(part.name, label=part.label) if part.required else None
    try:
        one.check(part, value[part.name], beside)
    except InvalidAnswer as error:
        return error.within(part.name, label=part.label)
    return None
