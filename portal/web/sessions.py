"""Flask's session as a row: the cookie holds a random token, and nothing else.

A visitor without a cookie gets a row only when something is to be kept (a form's token, a notice).
Signing in always changes the token, so that one fixed beforehand is worth nothing.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from portal.db import unit_of_work
from portal.models import WebSession
from portal.services import web_sessions
from portal.web import work


class RowSession(CallbackDict[str, Any], SessionMixin):
    """The session of one browser; changing it marks it to be saved."""

    def __init__(self, row: WebSession | None, token: str | None) -> None:
        def on_update(changed: CallbackDict[str, Any]) -> None:
            changed.modified = True  # type: ignore[attr-defined]

        super().__init__(dict(row.data) if row else {}, on_update)
        self.modified = False
        self.token = token if row else None
        self.person_id: UUID | None = row.person_id if row else None
        self.officer_id: UUID | None = row.officer_id if row else None
        self.assurance: int = (row.assurance if row else None) or 0
        self.renewed = False

    def sign_in(self, *, person_id: UUID | None = None, officer_id: UUID | None = None, assurance: int = 0) -> None:
        """Make this browser someone's, under a new token."""
        self.person_id, self.officer_id, self.assurance = person_id, officer_id, assurance
        self.renewed = self.modified = True

    def sign_out(self) -> None:
        """Make this browser nobody's, and forget everything."""
        self.clear()
        self.sign_in()


class RowSessions(SessionInterface):
    """Opens and saves the session of each request."""

    def open_session(self, app: Flask, request: Request) -> RowSession:
        """Return the browser's living session, or an empty one; static files need none."""
        token = request.cookies.get(self.get_cookie_name(app))
        if not token or request.endpoint in {"static", "operation.healthz"}:
            return RowSession(None, None)
        return RowSession(web_sessions.find(work.db(), token, work.now()), token)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the row when something changed, in a transaction of its own after that of the view."""
        if not isinstance(session, RowSession) or not session.modified:
            return
        work.roll_back()
        with unit_of_work(work.parts().make_session) as database:
            token = self._write(database, session)
        if token is not None and token != session.token:
            self._set_cookie(app, response, token)

    def _write(self, database: Any, session: RowSession) -> str | None:
        if session.token and not session.renewed:
            row = database.get(WebSession, web_sessions.digest(session.token))
            if row is not None:
                row.data = dict(session)
                return session.token
        if session.token:
            web_sessions.end(database, session.token)
        token, _ = web_sessions.create(
            database,
            at=work.now(),
            data=dict(session),
            person_id=session.person_id,
            officer_id=session.officer_id,
            assurance=session.assurance or None,
        )
        return token

    def _set_cookie(self, app: Flask, response: Response, token: str) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            token,
            httponly=True,
            secure=bool(app.config["SESSION_COOKIE_SECURE"]),
            samesite="Lax",
            path="/",
        )
