"""What a person sees: the choice of a sample person and a level, and leaving."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.identity.sandbox.grants import Server
from portal.identity.sandbox.memory import Choice
from portal.identity.sandbox.mischief import WORDS, Mischief
from portal.identity.sandbox.people import sample, samples

LEVELS = {"LoA1": 1, "LoA2": 2}


class Pages:
    """The routes for people; no password, because the people are not real."""

    def __init__(self, server: Server, sign_out_uris: tuple[str, ...]) -> None:
        self._server = server
        self._sign_out_uris = sign_out_uris

    def blueprint(self) -> Blueprint:
        """The routes, ready to be registered."""
        routes = Blueprint("pages", __name__)
        routes.get("/")(self.home)
        routes.get("/oauth2/authorize")(self.ask)
        routes.post("/oauth2/authorize")(self.decide)
        routes.get("/oauth2/logout")(self.leave)
        return routes

    def home(self) -> str:
        """Who lives here."""
        return render_template("identity/home.html", people=samples())

    def ask(self) -> Any:
        """The sign-in page, when the portal's request is in order."""
        try:
            grant = self._server.consent()
        except OAuth2Error as wrong:
            return self._told(wrong)
        return self._page(grant)

    def decide(self) -> Any:
        """Back to the portal with a code, a refusal, or the mischief that was chosen."""
        try:
            grant = self._server.consent()
        except OAuth2Error as wrong:
            return self._told(wrong)
        if request.form.get("decision") != "agree":
            return self._server.create_authorization_response(grant_user=None, grant=grant)
        choice = _choice()
        if choice is None:
            return self._page(grant, error=True), HTTPStatus.BAD_REQUEST
        if choice.mischief is Mischief.ERROR:
            answer = urlencode({"error": "server_error", "state": request.args.get("state", "")})
            return redirect(f"{grant.request.payload.redirect_uri}?{answer}", HTTPStatus.FOUND)
        return self._server.create_authorization_response(grant_user=choice, grant=grant)

    def leave(self) -> Response:
        """There is no session here to end; the browser goes back to where it is allowed to go."""
        target = request.args.get("post_logout_redirect_uri", "")
        if target not in self._sign_out_uris:
            abort(HTTPStatus.BAD_REQUEST)
        return redirect(target, HTTPStatus.SEE_OTHER)

    def _page(self, grant: Any, *, error: bool = False) -> str:
        asked = request.args.get("acr_values", "").split()
        return render_template(
            "identity/sign_in.html",
            people=samples(),
            chosen=request.form,
            level=max((LEVELS[acr] for acr in asked if acr in LEVELS), default=2),
            mischiefs=WORDS,
            client=grant.request.client.client_id,
            action=request.full_path,
            error=error,
        )

    def _told(self, wrong: OAuth2Error) -> Any:
        """A request in disorder: back to the portal when its address is known, else a page that says so."""
        if wrong.redirect_uri:
            return self._server.answer(wrong)
        return render_template("identity/wrong.html", reason=wrong.error), HTTPStatus.BAD_REQUEST


def form_targets() -> str:
    """The origin that the page's form may lead to: the browser applies `form-action` to redirects as well."""
    part = urlsplit(request.args.get("redirect_uri", ""))
    return f"{part.scheme}://{part.netloc}" if part.scheme in {"http", "https"} else ""


def _choice() -> Choice | None:
    person = sample(request.form.get("person", ""))
    level = request.form.get("level", "")
    try:
        mischief = Mischief(request.form.get("mischief", Mischief.NONE))
    except ValueError:
        return None
    if person is None or level not in {"1", "2"}:
        return None
    # An organisation has one level only, and it stands for the higher one.
    return Choice(person, 2 if person.organisation else int(level), mischief)
