"""The rules of the routes: how an address is made from a rule is worked out when the first one is asked for."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule that compiles its builders late: for some two hundred rules that is most of what an application costs.

    A process builds the addresses of few of them, and a test that makes an application of its own of hardly any.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - werkzeug's signature
        compile_now, name = super()._compile_builder, "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            built = compile_now(append_unknown).__get__(rule, None)
            setattr(rule, name, built)
            made: tuple[str, str] = built(**values)
            return made

        return build
