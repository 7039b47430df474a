"""Signing in and out: citizens by electronic identity (OpenID Connect), officers by password."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal.identity.base import (
    AssuranceTooLow,
    Identity,
    IdentityBroken,
    IdentityError,
    IdentityRefused,
    IdentityUnavailable,
    SignIn,
    code_from,
)
from portal.services import officers, people
from portal.web import work
from portal.web.access import anyone
from portal.web.auth.forms import OfficerSignIn
from portal.web.language import current_language, switch_url
from portal.web.language import gettext as _
from portal.web.limits import Tries, limit
from portal.web.sessions import RowSession

auth = Blueprint("auth", __name__)

PENDING = "identity"
PASSWORDS = Tries("password", "100/hour")
"""Wrong passwords of one account: NIST SP 800-63B §5.2.2 allows no more than 100 in a row."""
FAILURES: dict[type[IdentityError], str] = {
    IdentityRefused: "refused",
    IdentityUnavailable: "unavailable",
    AssuranceTooLow: "assurance",
}
"""What went wrong, as the page tells it; everything else cannot be believed."""


@auth.get("/dang-nhap")
@anyone
def sign_in() -> str:
    """Show how to sign in."""
    return render_template("auth/sign_in.html")


@auth.post("/dang-nhap/vneid")
@limit("60/minute")
@anyone
def begin() -> Response | tuple[str, int]:
    """Send the citizen to the electronic identity, remembering what must come back."""
    level = 2 if request.form.get("level") == "2" else 1
    attempt = SignIn.fresh()
    session[PENDING] = {**asdict(attempt), "level": level, "language": current_language()}
    work.commit()
    try:
        url = work.parts().identity.begin(
            _redirect_uri(),
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=attempt.challenge,
            assurance=level,
        )
    except IdentityError as failed:
        return _failed(FAILURES.get(type(failed), "unavailable"))
    return redirect(url)


@auth.get("/dang-nhap/vneid/tra-ve")
@limit("60/minute")
@anyone
def come_back() -> Response | tuple[str, int]:
    """Take the citizen back from the electronic identity and sign them in, in the language in which they left.

    The electronic identity knows one address to come back to, the Vietnamese one.
    """
    language = session.get(PENDING, {}).get("language", current_language())
    if language != current_language():
        return redirect(switch_url(language))
    pending: dict[str, Any] = session.pop(PENDING, None) or {}
    pending.pop("language", None)
    level = pending.pop("level", 1)
    work.commit()
    try:
        identity = _identity(pending, level)
    except IdentityError as failed:
        return _failed(FAILURES.get(type(failed), "broken"))
    person = people.welcome(work.db(), identity, at=work.now())
    _session().sign_in(person_id=person.id, assurance=identity.assurance)
    return redirect(_wanted() or url_for("citizen.dossiers"))


def _identity(pending: dict[str, Any], level: int) -> Identity:
    if not pending:
        raise IdentityBroken("no attempt")
    attempt = SignIn(**pending)
    code = code_from(request.args, attempt.state)
    return work.parts().identity.complete(
        code, _redirect_uri(), verifier=attempt.verifier, nonce=attempt.nonce, assurance=level
    )


@auth.route("/can-bo/dang-nhap", methods=["GET", "POST"])
@limit("10/minute", methods=["POST"])
@anyone
def officer_sign_in() -> Response | str:
    """Sign an officer in with a password."""
    form = OfficerSignIn()
    if form.validate_on_submit():
        account = (form.username.data or "").strip().lower()
        PASSWORDS.demand(account)
        found = officers.sign_in(work.db(), account, form.password.data or "")
        if found is not None:
            _session().sign_in(officer_id=found.id)
            return redirect(_wanted() or url_for("officer.lists"))
        PASSWORDS.failed(account)
        form.password.errors = [_("Tên đăng nhập hoặc mật khẩu chưa đúng. Bạn cần kiểm tra lại cả hai.")]
    return render_template("auth/officer_sign_in.html", form=form)


@auth.post("/dang-xuat")
@anyone
def sign_out() -> Response:
    """End this browser's session at once."""
    was_officer = _session().officer_id is not None
    _session().sign_out()
    flash(_("Bạn đã đăng xuất."))
    return redirect(url_for("auth.officer_sign_in" if was_officer else "public.home"))


@auth.get("/phien")
@anyone
def stay() -> Response:
    """Keep the session of whoever is still there, as every request does, and say whether it lives."""
    return jsonify(alive=bool(_session().person_id or _session().officer_id))


def _failed(why: str) -> tuple[str, int]:
    return render_template("auth/failed.html", why=why), 503 if why == "unavailable" else 400


def _wanted() -> str | None:
    """Return the page that led to signing in, in the language that is read now."""
    path: str | None = session.pop("come_back", None)
    if path is None:
        return None
    english = path == "/en" or path.startswith("/en/")
    return request.script_root + (path[3:] or "/" if english else path)


def _redirect_uri() -> str:
    return work.parts().settings.public_url.rstrip("/") + "/dang-nhap/vneid/tra-ve"


def _session() -> RowSession:
    return cast("RowSession", session)
