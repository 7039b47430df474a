"""What stands between the questions: words, a warning, an example, each with its picture."""

import re
from collections.abc import Sequence
from typing import Any

from flask import url_for

from portal.web.fields.families import Family, macro
from portal.web.fields.question import Question

TEMPLATE = "components/content.html"
_EMPTY_LINES = re.compile(r"\n\s*\n")


class Content(Family):
    """Words that are the same for everybody."""

    def texts(self, field: Any) -> Sequence[str]:
        """Return nothing: nobody types here."""
        del field
        return ()

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the words and the picture."""
        del texts
        own = field.own
        source = ""
        if own.image is not None and own.image.address:
            code, _, digest = own.image.address.partition("/")
            source = url_for("public.picture", code=code, digest=digest)
        return macro("content", TEMPLATE)(question, own.look, _EMPTY_LINES.split(field.words()), source, field.alt())
