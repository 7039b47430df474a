"""The portal's own templates as far as a pack's layout can change them: their blocks, and what these print.

A test holds them to the templates themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_HEAD: Final = (
    "{% block document_title %}{% endblock %}{% block author %}{% endblock %}{% block styles %}{% endblock %}"
    "{% block kind %}{% endblock %}"
    "{% block head %}{% block issuer %}{% endblock %}{% block number %}{% endblock %}"
    "{% block place_and_date %}{% endblock %}{% endblock %}"
)
_CLOSING: Final = (
    "{% block closing %}{% block recipients %}{% endblock %}{% block verification %}{% endblock %}"
    "{% block signature %}{% endblock %}{% endblock %}"
)
_BASE: Final = _HEAD + "{% block title %}{% endblock %}{% block body %}{% endblock %}" + _CLOSING
_FILED_FORM: Final = (
    '{% extends "papers/base.html" %}'
    "{% block author %}{% endblock %}{% block kind %}{% endblock %}{% block head %}{% endblock %}"
    "{% block title %}{% block addressee %}{% endblock %}{% endblock %}"
    "{% block body %}"
    "{% block content %}{{ filed.sections }}{% endblock %}"
    "{% block files %}{{ filed.files }}{% endblock %}"
    "{{ filed.declarations }}"
    "{% endblock %}"
    "{% block closing %}{% block role %}{% endblock %}{% endblock %}"
)

OURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "papers/base.html": _BASE,
        "papers/base_result.html": '{% extends "papers/base.html" %}',
        "papers/base_certificate.html": '{% extends "papers/base.html" %}{% block kind %}{% endblock %}',
        "papers/filed_form.html": _FILED_FORM,
    }
)
"""Each template that a layout may extend, cut down to that; what the parts of papers are given, they print."""
