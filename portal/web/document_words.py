"""When a document of a procedure is needed, in words, for whoever has answered nothing yet."""

from __future__ import annotations

from forms.expressions import Expression
from forms.spec import say
from forms.wording import condition_words
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import DocumentSpec, Procedure


def needed_words(procedure: Procedure, document: DocumentSpec) -> str | None:
    """Return in which case a document is needed, ``None`` where every dossier needs it or may have it."""
    required = document.required
    must = required if isinstance(required, Expression) else None
    if document.say is not None:
        words = say(document.say, current_language())
        return _("Chỉ hỏi %(when)s.", when=words) if required is False else _("Cần %(when)s.", when=words)
    if document.when is None:
        return _("Bắt buộc %(when)s.", when=_when(procedure, must)) if must is not None else None
    when = _when(procedure, document.when)
    if must is not None:
        return _("Chỉ hỏi %(when)s; bắt buộc %(must)s.", when=when, must=_when(procedure, must))
    return _("Chỉ hỏi %(when)s.", when=when) if required is False else _("Cần %(when)s.", when=when)


def _when(procedure: Procedure, condition: Expression) -> str:
    return _("khi %(condition)s", condition=condition_words(condition, procedure.words, current_language()))
