"""Contenders measured in turn, a table for people, and JSON for whoever compares runs."""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results")
_ROUND_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who does the same work: ``work`` does ``units`` of it in one call."""

    name: str
    work: Callable[[], object]
    units: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """What one contender reached: the median over the rounds, with the slowest and the fastest."""

    name: str
    per_second: float
    slowest: float
    fastest: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A ratio that is asked for, and the one that was measured; ``at_most`` turns the limit round."""

    text: str
    ratio: float
    limit: float
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether the measured ratio is enough, or little enough."""
        return self.ratio <= self.limit if self.at_most else self.ratio >= self.limit


@dataclass(frozen=True, slots=True)
class Report:
    """One measurement: its figures and what is claimed of them."""

    name: str
    unit: str
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    notes: tuple[str, ...] = ()
    """What bounds the figures, in words."""


def measure(
    contenders: Sequence[Contender], rounds: int = 7, clock: Callable[[], float] = time.perf_counter
) -> tuple[Figure, ...]:
    """Let the contenders work in turn, round by round, so that a busy moment hurts all alike.

    Where all the work is done by this one process and none of it is waiting, ``clock`` may be ``time.process_time``:
    then it does not count when another process had the processor.
    """
    rates: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    calls = {contender.name: _calls_for_a_round(contender.work, clock) for contender in contenders}
    for _ in range(rounds):
        for contender in contenders:
            count = calls[contender.name]
            rates[contender.name].append(count * contender.units / _seconds(contender.work, count, clock))
    return tuple(Figure(name, statistics.median(all_), min(all_), max(all_)) for name, all_ in rates.items())


def _calls_for_a_round(work: Callable[[], object], clock: Callable[[], float]) -> int:
    count = 1
    while (spent := _seconds(work, count, clock)) < _ROUND_SECONDS / 4:
        count *= 2
    return max(1, round(count * _ROUND_SECONDS / spent))


def _seconds(work: Callable[[], object], count: int, clock: Callable[[], float]) -> float:
    began = clock()
    for _ in range(count):
        work()
    return clock() - began


def show(report: Report) -> bool:
    """Print the table and the JSON, keep the JSON, and return whether every claim holds."""
    print(f"\n{report.name} ({report.unit} per second, median of rounds)")
    for figure in report.figures:
        spread = f"{_rate(figure.slowest):>12} … {_rate(figure.fastest)}"
        print(f"  {figure.name:<52}{_rate(figure.per_second):>14}   {spread}")
    for claim in report.claims:
        limit = f"at {'most' if claim.at_most else 'least'} {claim.limit:g}"
        print(f"  {'yes' if claim.holds else 'NO ':<4} {claim.text}: {claim.ratio:,.2f} ({limit})")
    for note in report.notes:
        print(f"  {note}")
    text = json.dumps({**asdict(report), "machine": _machine()}, ensure_ascii=False)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{report.name.replace(' ', '-')}.json").write_text(text + "\n", encoding="utf-8")
    return all(claim.holds for claim in report.claims)


def _rate(per_second: float) -> str:
    return f"{per_second:,.{0 if per_second >= 100 else 1}f}"


def _machine() -> dict[str, str]:
    return {"python": sys.version.split()[0], "machine": platform.machine(), "system": platform.platform()}
