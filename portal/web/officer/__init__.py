"""The officers' desk: lists, dossiers, and the actions that the workflow allows."""

from portal.web.officer import (
    account,
    acting,
    checking,
    confirming,
    control,
    counter,
    counter_filed,
    deadlines,
    desk,
    dossier,
    extending,
    files,
    own_days,
    picking,
    register,
    viewing,
    way,
)
from portal.web.officer.area import officer

__all__ = [
    "account",
    "acting",
    "checking",
    "confirming",
    "control",
    "counter",
    "counter_filed",
    "deadlines",
    "desk",
    "dossier",
    "extending",
    "files",
    "officer",
    "own_days",
    "picking",
    "register",
    "viewing",
    "way",
]
