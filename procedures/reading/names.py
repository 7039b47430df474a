"""The names that the sections of a pack may mention, gathered while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.expressions import TRUTH, Scope, record


@dataclass(frozen=True, slots=True)
class Names:
    """What is known so far: legal bases, fields of the form with their scope, facts, documents."""

    bases: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    form_scope: Scope = field(default_factory=Scope)
    """Every field of the form, and the situation."""
    facts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        """Return what documents and fees may read: the form, the situation, and ``facts.<name>``."""
        own = record(dict.fromkeys(self.facts, TRUTH))
        return Scope({**self.form_scope.situation, "facts": own}, self.form_scope.fields, self.form_scope.later)
