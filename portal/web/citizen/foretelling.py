"""What is likely, in words: by when others were done from the same step, and which steps usually follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from forms.spec import say
from portal.clock import local_date
from portal.models import Dossier, Task
from portal.services import forecasts
from portal.services.facts_held import held_facts
from portal.services.forecasts import WITHIN_HOURS, Forecast
from portal.web import work
from portal.web.formats import show_date
from portal.web.language import current_language, ngettext
from portal.web.language import gettext as _
from procedures.definition import Procedure
from workflows.ahead import steps_ahead
from workflows.spec import WorkflowSpec
from workflows.vocabulary import STANDING_FACTS

HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the page says beside the legal date."""

    usually: str
    """When others were done, and how many others."""
    days: str
    """Between which dates that is, from the day on which this dossier came to its step."""
    longer: str | None
    """That this one takes longer than most."""


def foretell(found: Dossier, open_tasks: Sequence[Task]) -> Foretold | None:
    """Return what is likely; ``None`` where too few dossiers are known."""
    one = forecasts.forecast_of(work.db(), found, open_tasks, at=work.now())
    if one is None:
        return None
    low, high = local_date(one.low_at), local_date(one.high_at)
    between = _("từ ngày %(low)s đến ngày %(high)s", low=show_date(low), high=show_date(high))
    on = _("ngày %(day)s", day=show_date(high))
    return Foretold(
        usually=ngettext(
            "%(length)s (8 trong 10 hồ sơ; tính từ %(n)s hồ sơ cùng thủ tục mà cơ quan này đã xong)",
            "%(length)s (8 trong 10 hồ sơ; tính từ %(n)s hồ sơ cùng thủ tục mà cơ quan này đã xong)",
            one.dossiers,
            length=_length(one),
            n=one.dossiers,
        ),
        days=on if low == high else between,
        longer=_("Hồ sơ của bạn đã lâu hơn 9 trong 10 hồ sơ trước ở bước này.") if one.longer else None,
    )


def likely_steps(found: Dossier, procedure: Procedure, open_tasks: Sequence[Task]) -> list[str]:
    """Return which steps usually follow, in order; those of one open step, as others run beside it."""
    spec = procedure.workflow
    if not open_tasks or found.closed_at is not None:
        return []
    facts = held_facts(work.db(), found, procedure) if _depends(spec) else frozenset()
    names = steps_ahead(spec, open_tasks[-1].step, facts)
    return [say(spec.steps[name].title, current_language()) for name in names]


def _depends(spec: WorkflowSpec) -> bool:
    """Say whether the way depends on what was answered."""
    actions = [action for step in spec.steps.values() for action in step.actions.values()]
    named = {fact for action in actions for fact in (action.when, action.unless) if fact}
    return bool(named - STANDING_FACTS)


def _length(one: Forecast) -> str:
    if one.high <= WITHIN_HOURS:
        hours = max(1, ceil(one.high / HOUR))
        return ngettext("Thường xong trong %(n)s giờ làm việc", "Thường xong trong %(n)s giờ làm việc", hours, n=hours)
    low, high = one.days
    if low == high:
        return ngettext("Thường xong trong %(n)s ngày làm việc", "Thường xong trong %(n)s ngày làm việc", high, n=high)
    return _("Thường xong trong %(low)s đến %(high)s ngày làm việc", low=low, high=high)
