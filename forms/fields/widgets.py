"""Plain widgets: correct, accessible markup for every field, without styles.

The portal's templates draw fields with macros of their own; these serve previews, tests and any other host.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import html_params

from forms.spec import say


class Line:
    """One input of a line, with the attributes of its type."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the input with what was typed."""
        attributes = {"id": field.id, "name": field.name, "type": "text", "value": field.raw}
        attributes |= field.attributes() | kwargs
        return Markup("<input {}>").format(_attributes(**attributes))


class Lines:
    """A text area."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the area with what was typed."""
        attributes = _attributes(id=field.id, name=field.name, rows=5, **kwargs)
        return Markup("<textarea {}>\n{}</textarea>").format(attributes, field.raw)


class Tick:
    """One box to tick."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the box."""
        return _input("checkbox", field.id, field.name, "true", checked=field.raw == "true", **kwargs)


class Radios:
    """One of several, each a radio button."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the buttons, each with its label."""
        return _labelled(field, "radio", [field.raw], **kwargs)


class Boxes:
    """Some of several, each a check box."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the boxes, each with its label."""
        return _labelled(field, "checkbox", field.raw, **kwargs)


class Select:
    """One of many in a list."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the list with an empty first line."""
        lines = [("", ""), *field.choices()]
        return select(field.id, field.name, lines, field.raw, **kwargs)


class Parts:
    """One input for each part of the value."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the inputs, named ``name-part``."""
        boxes = [
            _input("text", field.part_id(part), f"{field.name}-{part}", field.raw.get(part, ""), **kwargs)
            for part in field.parts
        ]
        return Markup(" ").join(boxes)


class Group:
    """Every box of a group with its label."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the boxes, named ``name-box``."""
        drawn = [self._box(field, box, **kwargs) for box in field.boxes]
        return Markup("<br>").join(drawn)

    def _box(self, field: Any, box: Any, **kwargs: Any) -> Markup:
        identity, name, typed = field.part_id(box.name), f"{field.name}-{box.name}", field.raw.get(box.name, "")
        label = Markup('<label for="{}">{}</label> ').format(identity, say(box.label, field.language))
        if box.choices:
            return label + select(identity, name, [("", ""), *box.lines(field.language)], typed, **kwargs)
        return label + _input("text", identity, name, typed, **kwargs)


class Hidden:
    """Values that the page carries and nobody types."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return one hidden input a value."""
        inputs = [
            _input("hidden", f"{field.id}-{number}", field.name, value, **kwargs)
            for number, value in enumerate(field.raw)
        ]
        return Markup("").join(inputs)


class Words:
    """A value or text that is shown and never posted."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the words."""
        return Markup("<p {}>{}</p>").format(_attributes(id=field.id, **kwargs), field.words())


def select(identity: str, name: str, lines: list[tuple[str, str]], chosen: str, **kwargs: Any) -> Markup:
    """Return a select with ``lines`` of (value, words)."""
    options = Markup("").join(
        Markup("<option {}>{}</option>").format(
            _attributes(value=value, selected=value == chosen),
            words,
        )
        for value, words in lines
    )
    attributes = _attributes(id=identity, name=name, **kwargs)
    return Markup("<select {}>{}</select>").format(attributes, options)


def choice_button(identity: str, name: str, code: str, words: str, *, chosen: bool) -> Markup:
    """Return one radio button with its label."""
    box = _input("radio", identity, name, code, checked=chosen)
    return Markup('{} <label for="{}">{}</label>').format(box, identity, words)


def _labelled(field: Any, kind: str, chosen: list[str], **kwargs: Any) -> Markup:
    lines = []
    for number, (code, words) in enumerate(field.choices()):
        identity = field.id if number == 0 else f"{field.id}-{number}"
        box = _input(kind, identity, field.name, code, checked=code in chosen, **kwargs)
        lines.append(Markup('{} <label for="{}">{}</label>').format(box, identity, words))
    return Markup("<br>").join(lines)


def _input(kind: str, identity: str, name: str, value: str, **kwargs: Any) -> Markup:
    return Markup("<input {}>").format(_attributes(type=kind, id=identity, name=name, value=value, **kwargs))


def _attributes(**attributes: Any) -> Markup:
    """Return HTML attributes, every value escaped."""
    return Markup(html_params(**attributes))  # noqa: S704 - html_params escapes every value.


def fieldset(legend: str, inside: Markup) -> Markup:
    """Return a group of inputs under one legend."""
    return Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(escape(legend), inside)
