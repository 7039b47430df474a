"""Addresses made from rules that are compiled late are those that werkzeug makes."""

from typing import Any

import pytest
from werkzeug.routing import BuildError, Map, Rule

from portal.web.rules import LateRule

WRITTEN = ["/", "/ho-so/<code>", "/tep/<int:page>/<path:name>", "/luat/<rule>"]
VALUES: list[dict[str, Any]] = [
    {},
    {"code": "H26 1/ế", "tab": "a&b"},
    {"page": 3, "name": "a/b ế", "x": ["1", "2"]},
    {"rule": "nđ 61"},
]


@pytest.mark.parametrize("unknown", [True, False])
def test_an_address_is_the_same_at_first_and_afterwards(unknown: bool) -> None:
    late, plain = (Map([kind(rule, endpoint=rule) for rule in WRITTEN]).bind("noi-nay.vn") for kind in (LateRule, Rule))
    for rule, values in zip(WRITTEN, VALUES, strict=True):
        expected = plain.build(rule, values, append_unknown=unknown)
        assert [late.build(rule, values, append_unknown=unknown) for _time in range(2)] == [expected, expected]
    with pytest.raises(BuildError):
        late.build("/ho-so/<code>", {}, append_unknown=unknown)
