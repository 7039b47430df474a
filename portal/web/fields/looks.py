"""How the one-line inputs of each field type look: keyboard, width, and what a browser may fill in."""

from collections.abc import Mapping
from dataclasses import dataclass

from wtforms import Field

from forms.fields.inputs import AnswerField
from forms.spec import say


@dataclass(frozen=True, slots=True)
class Look:
    """The attributes of one input."""

    kind: str = "text"
    mode: str = ""
    """Which keyboard a phone shows."""
    autocomplete: str = ""
    width: str = ""
    spellcheck: bool = False


LOOKS: Mapping[str, Look] = {
    "integer": Look(mode="numeric", width="govuk-input--width-5"),
    "decimal": Look(mode="decimal", width="govuk-input--width-10"),
    "money": Look(mode="numeric", width="govuk-input--width-10"),
    "citizen_id": Look(mode="numeric", width="govuk-input--width-20"),
    "tax_code": Look(mode="numeric", width="govuk-input--width-20"),
    "old_citizen_id": Look(mode="numeric", width="govuk-input--width-20"),
    "business_code": Look(mode="numeric", width="govuk-input--width-20"),
    "passport": Look(width="govuk-input--width-20"),
    "vehicle_plate": Look(width="govuk-input--width-10"),
    "time": Look(width="govuk-input--width-5"),
    "phone": Look(kind="tel", mode="tel", autocomplete="tel", width="govuk-input--width-20"),
    "email": Look(kind="email", mode="email", autocomplete="email"),
    "PasswordField": Look(kind="password", autocomplete="current-password"),
    "EmailField": Look(kind="email", mode="email", autocomplete="email"),
    "TelField": Look(kind="tel", mode="tel", autocomplete="tel", width="govuk-input--width-20"),
    "IntegerField": Look(mode="numeric", width="govuk-input--width-5"),
}
"""By the type of a pack's field, or the class of a hand-written one; all others are plain texts."""

OWN_NAME = Look(autocomplete="name")
PLAIN = Look()


def look_of(field: Field) -> Look:
    """Return the look of a one-line field; only a person's own name is filled in by the browser."""
    if not isinstance(field, AnswerField):
        return LOOKS.get(type(field).__name__, PLAIN)
    spec = field.spec
    if spec.type == "person_name" and spec.is_own:
        return OWN_NAME
    return LOOKS.get(spec.type, PLAIN)


def unit_of(field: Field) -> str:
    """Return the unit that stands after the number, in the language of the form."""
    if not isinstance(field, AnswerField):
        return ""
    unit = getattr(field.spec.options, "unit", None)
    return say(unit, field.language) if unit else ""
