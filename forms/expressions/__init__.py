"""Conditions and sums that a pack writes in CEL: checked when the pack is loaded, evaluated as values.

``docs/authoring`` says what an author may write; here are the names that other packages use.
"""

from forms.expressions.compiling import Expression, ExpressionProblem, compile_expression
from forms.expressions.patterns import Pattern
from forms.expressions.scope import CEL_WORDS, Scope
from forms.expressions.types import (
    ANY,
    DATE,
    DECIMAL,
    TEXT,
    TEXTS,
    TRUTH,
    WHOLE,
    Kind,
    ValueType,
    one_of,
    record,
    rows,
    some_of,
)
from forms.expressions.values import Failed, Known, Unknown, Value, is_true

__all__ = [
    "ANY",
    "CEL_WORDS",
    "DATE",
    "DECIMAL",
    "TEXT",
    "TEXTS",
    "TRUTH",
    "WHOLE",
    "Expression",
    "ExpressionProblem",
    "Failed",
    "Kind",
    "Known",
    "Pattern",
    "Scope",
    "Unknown",
    "Value",
    "ValueType",
    "compile_expression",
    "is_true",
    "one_of",
    "record",
    "rows",
    "some_of",
]
