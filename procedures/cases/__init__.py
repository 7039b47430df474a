"""Golden cases: a filing and what officers do with it, and what has to come out, all in one file of the pack."""

from procedures.cases.running import CaseResult, run_case, run_cases
from procedures.cases.spec import Case

__all__ = ["Case", "CaseResult", "run_case", "run_cases"]
