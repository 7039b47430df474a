"""The table of functions in the authors' page about expressions, made from the list that the engine is given."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from forms.expressions.documented import FUNCTIONS, Function

FILE: Final = Path(__file__).parent.parent / "docs" / "authoring" / "expressions.md"
BEGIN: Final = (
    "<!-- functions: generated from forms/expressions/documented.py by `python -m procedures functions --write` -->"
)
END: Final = "<!-- end of functions -->"


def table() -> str:
    """Return the functions as a table in Markdown, each with an example and its value."""
    head = ["| function | gives | example |", "|---|---|---|"]
    return "\n".join([*head, *(_line(one) for one in FUNCTIONS)]) + "\n"


def page_text(page: str) -> str:
    """Return the page with the table in its place; raise ``ValueError`` when it has no place for it."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"no place for the functions: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{table()}{END}{after}"


def _line(one: Function) -> str:
    written = ", ".join(f"`{form}`" for form in one.written)
    return f"| {written} | {one.gives} | `{one.example}` is `{one.value}` |"
