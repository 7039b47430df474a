"""The officer's own page: name, roles now, signing out."""

from __future__ import annotations

from flask import render_template

from portal.services import giving, labels, officers, own_days
from portal.web import access, work
from portal.web.access import actor
from portal.web.agency_names import agency_name
from portal.web.officer.area import officer
from portal.web.officer.own import own
from portal.web.officer.role_names import role_name
from portal.web.officer.side import side


@officer.get("/can-bo/tai-khoan", endpoint="account")
@access.officer()
def show() -> str:
    """Show who is signed in, and which roles count now."""
    agencies = officers.agencies_of(work.db(), actor())
    rows = [
        (agency_name(agency), ", ".join(role_name(role, agency.id) for role in sorted(actor().roles_at(agency.id))))
        for agency in agencies
    ]
    return render_template(
        "officer/account.html",
        me=actor(),
        rows=rows,
        views=side(),
        keeps_calendar=any(map(actor().holds, own_days.ROLES)),
        makes_labels=any(map(actor().holds, labels.MAKERS)),
        digest=own().digest,
        address=officers.address_of(work.db(), actor()),
        gives=any(map(actor().holds, giving.DECIDERS)),
    )
