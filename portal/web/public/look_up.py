"""Looking a dossier up by its code, without signing in: only code and progress (TT 01/2018/TT-VPCP Điều 16.2d)."""

from __future__ import annotations

from flask import render_template, request

from portal.services import lookups
from portal.web import work
from portal.web.access import anyone
from portal.web.limits import limit
from portal.web.public.area import public

LONGEST = 60


@public.get("/tra-cuu")
@anyone
def look_up() -> str:
    """Ask for the code."""
    return render_template("public/look_up.html", typed="", asked=False, progress=None)


@public.post("/tra-cuu")
@limit("10/minute")
@anyone
def looked_up() -> str:
    """Show how far the dossier is; the code is posted, so that it stands in no address."""
    typed = request.form.get("code", "").strip()[:LONGEST]
    progress = lookups.progress(work.db(), typed) if typed else None
    return render_template("public/look_up.html", typed=typed, asked=True, progress=progress)
