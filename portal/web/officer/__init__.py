"""The officers' desk: lists, dossiers, and the actions that the workflow allows."""

from portal.web.officer import account, acting, checking, desk, dossier, files, picking
from portal.web.officer.area import officer

__all__ = ["account", "acting", "checking", "desk", "dossier", "files", "officer", "picking"]
