"""Signing in and out: citizens by electronic identity (OpenID Connect), officers by password."""

from __future__ import annotations

import hmac
import secrets
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal.identity.base import IdentityBroken, IdentityRefused, IdentityUnavailable
from portal.identity.pkce import challenge_of
from portal.services import officers, people
from portal.web import work
from portal.web.access import anyone
from portal.web.auth.forms import OfficerSignIn
from portal.web.language import gettext as _
from portal.web.limits import limit
from portal.web.sessions import RowSession

auth = Blueprint("auth", __name__)

PENDING = "identity"
RANDOM_BYTES = 32


@auth.get("/dang-nhap")
@anyone
def sign_in() -> str:
    """Show how to sign in."""
    return render_template("auth/sign_in.html", unavailable=request.args.get("loi"))


@auth.post("/dang-nhap/vneid")
@limit("30/minute")
@anyone
def begin() -> Response:
    """Send the citizen to the electronic identity, remembering what must come back."""
    level = 2 if request.form.get("level") == "2" else 1
    pending = {name: secrets.token_urlsafe(RANDOM_BYTES) for name in ("state", "nonce", "verifier")}
    session[PENDING] = pending | {"level": level}
    work.commit()
    try:
        url = work.parts().identity.begin(
            _redirect_uri(),
            state=pending["state"],
            nonce=pending["nonce"],
            code_challenge=challenge_of(pending["verifier"]),
            assurance=level,
        )
    except IdentityUnavailable:
        return redirect(url_for("auth.sign_in", loi="1"))
    return redirect(url)


@auth.get("/dang-nhap/vneid/tra-ve")
@limit("30/minute")
@anyone
def come_back() -> Response | tuple[str, int]:
    """Take the citizen back from the electronic identity and sign them in."""
    pending: dict[str, Any] = session.pop(PENDING, None) or {}
    if not hmac.compare_digest(pending.get("state", ""), request.args.get("state", "")) or not pending:
        return _failed("broken")
    if "error" in request.args:
        return _failed("refused" if request.args["error"] == "access_denied" else "unavailable")
    work.commit()
    try:
        identity = work.parts().identity.complete(
            request.args.get("code", ""),
            _redirect_uri(),
            verifier=pending["verifier"],
            nonce=pending["nonce"],
            assurance=pending["level"],
        )
    except IdentityRefused:
        return _failed("refused")
    except IdentityUnavailable:
        return _failed("unavailable")
    except IdentityBroken:
        return _failed("broken")
    person = people.welcome(work.db(), identity, at=work.now())
    _session().sign_in(person_id=person.id, assurance=identity.assurance)
    return redirect(session.pop("come_back", None) or url_for("citizen.dossiers"))


@auth.route("/can-bo/dang-nhap", methods=["GET", "POST"])
@limit("10/minute", methods=["POST"])
@anyone
def officer_sign_in() -> Response | str:
    """Sign an officer in with a password."""
    form = OfficerSignIn()
    if form.validate_on_submit():
        found = officers.sign_in(work.db(), form.username.data or "", form.password.data or "")
        if found is not None:
            _session().sign_in(officer_id=found.id)
            return redirect(session.pop("come_back", None) or "/can-bo")
        form.password.errors = [_("Tên đăng nhập hoặc mật khẩu chưa đúng. Bạn cần kiểm tra lại cả hai.")]
    return render_template("auth/officer_sign_in.html", form=form)


@auth.post("/dang-xuat")
@anyone
def sign_out() -> Response:
    """End this browser's session at once."""
    was_officer = _session().officer_id is not None
    _session().sign_out()
    flash(_("Bạn đã đăng xuất."))
    return redirect(url_for("auth.officer_sign_in") if was_officer else "/")


def _failed(why: str) -> tuple[str, int]:
    return render_template("auth/failed.html", why=why), 503 if why == "unavailable" else 400


def _redirect_uri() -> str:
    return work.parts().settings.public_url.rstrip("/") + "/dang-nhap/vneid/tra-ve"


def _session() -> RowSession:
    return cast("RowSession", session)
