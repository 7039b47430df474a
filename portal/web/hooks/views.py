"""Webhooks of payment providers: verified, applied, ignored or refused, always with a row that says why."""

from __future__ import annotations

from flask import Blueprint, request

from portal.gateways.base import ForgedNotice, UnreadableNotice
from portal.services import payments
from portal.web import work
from portal.web.access import machine

hooks = Blueprint("hooks", __name__)

LARGEST_NOTICE = 256 * 1024


@hooks.post("/hooks/stripe")
@machine
def stripe() -> tuple[dict[str, str], int]:
    """Take one notice of Stripe; 2xx means that it need not be sent again."""
    if (request.content_length or 0) > LARGEST_NOTICE:
        return {"outcome": "refused"}, 413
    body, gateway = request.get_data(cache=False), work.parts().gateway
    try:
        notice = gateway.read_notice(body, dict(request.headers))
    except ForgedNotice as forged:
        payments.refuse_forged(work.db(), gateway=gateway.kind, body=body, why=str(forged), at=work.now())
        return {"outcome": "refused"}, 400
    except UnreadableNotice as unreadable:
        payments.refuse_forged(work.db(), gateway=gateway.kind, body=body, why=str(unreadable), at=work.now())
        return {"outcome": "refused"}, 200
    row = payments.receive(work.db(), notice, gateway=gateway.kind, body=body, at=work.now())
    return {"outcome": row.outcome}, 200
