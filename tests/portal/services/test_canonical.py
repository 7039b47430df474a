"""The canonical bytes are those of RFC 8785, whichever way they are written."""

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from portal.services.canonical import canonical_json

LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.floats(allow_nan=False)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


@given(VALUES)
@example({"\ue000": 1, "\U0001f600": 2})
@example({"é": 'Nguyễn\u007f\u2028\u0001\b\f\n\r\t"\\/'})
@example([1.0, 1e21, -0.0])
def test_the_bytes_are_those_of_the_standard(value: object) -> None:
    try:
        wanted = rfc8785.dumps(value)  # type: ignore[arg-type]
    except rfc8785.CanonicalizationError as refused:
        with pytest.raises(type(refused)):
            canonical_json(value)
    else:
        assert canonical_json(value) == wanted


@pytest.mark.parametrize("value", [2**53, {1: "a"}, {"a": "\ud800"}, float("nan")])
def test_what_has_no_canonical_bytes_is_refused(value: object) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical_json(value)
