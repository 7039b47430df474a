"""Packs that were looked at lately, kept by their digest: several pages look at the same draft one after the other."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from procedures.cases import CaseResult, run_cases
from procedures.cases.parsing import read_cases
from procedures.cases.spec import Case
from procedures.loader import Loaded, load, unpack

CAPACITY = 16


@dataclass(frozen=True)
class Checked:
    """A pack with everything that the check says of it."""

    loaded: Loaded

    @cached_property
    def golden(self) -> tuple[Case, ...]:
        """Return the golden cases that can be read; none while the pack has errors."""
        return tuple(read_cases(self.loaded.procedure)[0]) if self.loaded.procedure is not None else ()

    @cached_property
    def cases(self) -> tuple[CaseResult, ...]:
        """Return how each golden case came out; none while the pack has errors."""
        return tuple(run_cases(self.loaded.procedure)) if self.loaded.procedure is not None else ()


_cache: OrderedDict[str, Checked] = OrderedDict()
_lock = threading.Lock()


def check_pack(digest: str, pack: bytes) -> Checked:
    """Return the checked pack; ``digest`` is empty where it is not known yet."""
    known = _cache.get(digest)
    if known is not None:
        return known
    checked = Checked(load(unpack(pack)))
    with _lock:
        _cache[checked.loaded.digest] = checked
        _cache.move_to_end(checked.loaded.digest)
        while len(_cache) > CAPACITY:
            _cache.popitem(last=False)
    return checked
