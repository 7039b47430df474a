"""The templates' environment: where they lie, and what they may call.

Every page is rendered by Flask's ``render_template`` in this environment. The GOV.UK macros are found under
``govuk_frontend_jinja/`` and our own under ``components/``.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, Environment, FileSystemBytecodeCache, FileSystemLoader, PackageLoader, PrefixLoader

from portal import clock
from portal.config import PROJECT
from portal.web import agency_names, dossier_titles, formats, frame, language, marks
from portal.web.assets import asset
from portal.web.fields import drawing
from portal.web.frame import Account
from portal.web.language import current_language

__all__ = ["Account", "install"]

TEMPLATES = PROJECT / "templates"
COMPILED = TEMPLATES / "__pycache__"
"""Compiled templates lie as compiled modules do: each process would otherwise compile every page anew."""


def install(app: Flask, *, now: Callable[[], datetime] = clock.now, place: Mapping[str, str] | None = None) -> None:
    """Give ``app`` its templates, filters and globals; ``place`` (whose portal it is) stands in the head."""
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    environment = app.jinja_env
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.bytecode_cache = _compiled(environment)
    language.install(app)
    frame.install(app)
    drawing.install(app)
    environment.filters.update(_filters(now))
    environment.globals.update(asset=asset, portal_place=place, now=now)


def _compiled(environment: Environment) -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept, or ``None`` where Python may not keep its own either.

    Jinja itself looks whether the template changed; the file's name says what else decides about the code.
    """
    if sys.dont_write_bytecode or not os.access(TEMPLATES, os.W_OK):
        return None
    COMPILED.mkdir(exist_ok=True)
    decides = (version("jinja2"), environment.trim_blocks, environment.lstrip_blocks, sorted(environment.extensions))
    made_by = hashlib.sha256(repr(decides).encode()).hexdigest()[:12]
    return FileSystemBytecodeCache(str(COMPILED), f"{made_by}-%s.jinja")


def _filters(now: Callable[[], datetime]) -> dict[str, Callable[..., Any]]:
    return {
        "date": formats.show_date,
        "office": formats.show_title,
        "time": formats.show_time,
        "instant": lambda value: formats.show_instant(value, current_language()),
        "money": lambda amount: formats.show_money(amount, current_language()),
        "size": lambda size: formats.show_size(size, current_language()),
        "due": lambda at: formats.due(at, now(), current_language()),
        "status_tone": marks.status_tone,
        "status_words": lambda status: marks.status_words(status, current_language()),
        "agency_name": agency_names.agency_name,
        "dossier_title": dossier_titles.dossier_title,
        "say": lambda text: text.get(current_language()) or text["vi"],
    }
