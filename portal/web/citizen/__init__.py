"""What a citizen or organisation does after signing in: filing, paying, following, supplementing, withdrawing."""

from portal.web.citizen import (
    account,
    asking,
    checking,
    confirming,
    copying,
    documents,
    dossiers,
    downloads,
    form_pages,
    moving,
    paying,
    resumable,
    starting,
    store,
    supplementing,
    waiting,
    withdrawing,
)
from portal.web.citizen.area import citizen

__all__ = [
    "account",
    "asking",
    "checking",
    "citizen",
    "confirming",
    "copying",
    "documents",
    "dossiers",
    "downloads",
    "form_pages",
    "moving",
    "paying",
    "resumable",
    "starting",
    "store",
    "supplementing",
    "waiting",
    "withdrawing",
]
