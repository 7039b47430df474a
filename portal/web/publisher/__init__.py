"""The publishers' pages: drafts, checks, previews, approval and publication."""

from portal.web.publisher import (
    case_view,
    comparing,
    deciding,
    editing,
    fee_trial,
    filed_form_view,
    form_preview,
    lists,
    offering,
    procedures,
    reading,
    result_view,
    slip_view,
    uploading,
    workflow_view,
)
from portal.web.publisher.area import publisher

__all__ = [
    "case_view",
    "comparing",
    "deciding",
    "editing",
    "fee_trial",
    "filed_form_view",
    "form_preview",
    "lists",
    "offering",
    "procedures",
    "publisher",
    "reading",
    "result_view",
    "slip_view",
    "uploading",
    "workflow_view",
]
