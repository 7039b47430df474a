"""Whether answers fit one another as the author demands, and what the author's expressions cannot tell of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms.checks import check_error, leads_to
from forms.errors import InvalidAnswer
from forms.expressions import Expression, Failed, Known
from forms.messages import in_sentence
from forms.spec import Check, FieldSpec, FormSpec, Page, Text, say
from forms.visibility import Visible
from forms.walk import Failure

NOT_COMPUTABLE: Text = {
    "vi": "Cổng không tính được quy định ở mục {place} từ các câu trả lời này. Bạn cần xem lại {reads}; "
    "nếu các câu trả lời đều đúng, bạn báo cho cơ quan tiếp nhận",
    "en": "The rule at {place} cannot be worked out from these answers. Check {reads}; "
    "if they are right, tell the receiving agency",
}
NOTHING_READ: Text = {"vi": "các câu trả lời", "en": "the answers"}


@dataclass(frozen=True, slots=True)
class Broken:
    """A check that does not hold, and the field that it leads to."""

    check: Check
    field: FieldSpec

    @property
    def error(self) -> InvalidAnswer:
        """Return the author's own words."""
        return check_error(self.check)


def broken(page: Page, visible: Visible) -> Iterator[Broken]:
    """Yield the checks of a page that are known not to hold; what is unknown says nothing."""
    if not page.checks or page.name not in visible.pages:
        return
    shown = [one for one in page.fields if one.name in visible.fields]
    for check in page.checks:
        if check.that.evaluate(visible.values) == Known(value=False):
            yield Broken(check, leads_to(check, shown))


def failures(spec: FormSpec, visible: Visible) -> tuple[Failure, ...]:
    """Return everything that cannot be computed from these answers: conditions, values, checks and blocks."""
    found = list(visible.failures)
    for page in spec.pages:
        if page.name in visible.pages:
            found += _failed(page.name, "checks", [check.that for check in page.checks], visible)
    for block in spec.blocks:
        if block.page in visible.pages:
            found += _failed(block.page, "blocks", [block.when], visible)
    return tuple(found)


def _failed(place: str, key: str, expressions: list[Expression], visible: Visible) -> Iterator[Failure]:
    for expression in expressions:
        result = expression.evaluate(visible.values)
        if isinstance(result, Failed):
            yield Failure(place, key, expression, result.message)


def failure_words(failure: Failure, spec: FormSpec, language: str) -> str:
    """Return what to tell the person: where the rule stands, and which answers it reads."""
    reads = failure.expression.reads if failure.expression else frozenset()
    read = [in_sentence(say(one.label, language)) for one in spec.fields() if one.name in reads]
    place = failure_place(failure, spec, language)
    reads_words = ", ".join(read) or say(NOTHING_READ, language)
    return say(NOT_COMPUTABLE, language).format(place=in_sentence(place), reads=reads_words)


def failure_place(failure: Failure, spec: FormSpec, language: str) -> str:
    """Return the label of the field or the title of the page where a failure stands."""
    field = spec.by_name.get(failure.place)
    if field is not None:
        return say(field.label, language)
    page = next((page for page in spec.pages if page.name == failure.place), None)
    return say(page.title, language) if page is not None else failure.place


def concerns(failure: Failure, page: Page) -> bool:
    """Say whether a failure is to be mended on this page: it stands here, or reads what is asked here."""
    own = {one.name for one in page.fields}
    reads = failure.expression.reads if failure.expression else frozenset()
    return failure.place == page.name or failure.place in own or bool(reads & own)
