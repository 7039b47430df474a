"""The language of a page: Vietnamese at ``/…``, English at ``/en/…``.

A text is marked where it stands, in Vietnamese: ``{{ _("Nộp hồ sơ") }}`` in a template, ``_("…")`` in a view. What it
says in English stands in the gettext catalogues ``translations/en/<area>.po``; they are read when the portal starts,
so there is nothing to compile.
"""

from collections.abc import Iterable
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from portal.web.incoming import this_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""The languages of the portal, each by its own name; the first is the one without a prefix."""

CATALOGUES = Path(__file__).parent / "translations"

_ENVIRON_KEY = "portal.language"


class LanguagePrefix:
    """Take ``/en`` off the path and put it into SCRIPT_NAME, so that ``url_for`` keeps a reader in their language."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request in the language that its path names."""
        path = environ.get("PATH_INFO", "")
        environ[_ENVIRON_KEY] = "vi"
        if path == "/en" or path.startswith("/en/"):
            environ[_ENVIRON_KEY] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        return self.application(environ, start_response)


def current_language() -> str:
    """Return ``vi`` or ``en``: the language of the request, and Vietnamese outside of one."""
    try:
        spoken: str = this_request().environ.get(_ENVIRON_KEY, "vi")
    except RuntimeError:
        return "vi"
    return spoken


def switch_url(language: str) -> str:
    """Return this very page in ``language``, as a path (its query string is kept)."""
    prefix = "" if language == "vi" else f"/{language}"
    root = request.script_root.removesuffix("/en")
    return f"{root}{prefix}{own_path()}"


def own_path() -> str:
    """Return path and query of this page, below its language, as an address: what was decoded is encoded again.

    Browsers take a backslash for a slash, and a line break ends a header: neither passes as it was decoded.
    """
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return quote(request.path, safe="/:@!$&'()*+,;=-._~") + query


@cache
def translations(language: str) -> NullTranslations:
    """Return the texts in ``language``; the Vietnamese ones are the keys themselves."""
    merged: NullTranslations | None = None
    for path in sorted((CATALOGUES / language).glob("*.po")):
        one = _read(path, language)
        if merged is None:
            merged = one
        else:
            one.add_fallback(merged)
            merged = one
    return merged or NullTranslations()


def _read(path: Path, language: str) -> NullTranslations:
    with path.open("rb") as lines:
        catalogue = read_po(lines, locale=language, charset="utf-8")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, /, **values: Any) -> str:
    """Return ``message`` in the language of the request, with its ``%(name)s`` filled."""
    text = translations(current_language()).gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, n: int, /, **values: Any) -> str:
    """Return the form that the language of the request has for ``n``; ``%(n)s`` is filled too."""
    text = translations(current_language()).ngettext(one, many, n)
    return text % {"n": n, **values}


def mark(message: str) -> str:
    """Mark a text that is written in one place and said in another; the page says it by ``_(message)``."""
    return message


_ = gettext
N_ = mark


def install(app: Flask) -> None:
    """Let ``app`` answer in both languages."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals.update(
        _=_in_template,
        ngettext=_count_in_template,
        current_language=current_language,
        switch_url=switch_url,
        LANGUAGES=LANGUAGES,
    )


@pass_eval_context
def _in_template(context: EvalContext, message: str, /, **values: Any) -> str:
    """Say ``message``; its own text may hold HTML, what is filled in is escaped."""
    return _filled(context, translations(current_language()).gettext(message), values)


@pass_eval_context
def _count_in_template(context: EvalContext, one: str, many: str, n: int, /, **values: Any) -> str:
    return _filled(context, translations(current_language()).ngettext(one, many, n), {"n": n, **values})


def _filled(context: EvalContext, text: str, values: dict[str, Any]) -> str:
    said = Markup(text) if context.autoescape else text  # noqa: S704 - a text of the catalogue, written by us.
    return said % values if values else said
