"""Flask's session as a row: the cookie holds a random token, and nothing else.

A visitor without a cookie gets a row only when something is to be kept (a form's token, a notice).
Signing in always changes the token, so that one fixed beforehand is worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin

from portal.db import unit_of_work
from portal.models import Person, WebSession
from portal.services import visits, web_sessions
from portal.services.visits import Visit
from portal.services.web_sessions import Living
from portal.web import work
from portal.web.incoming import this_request

FORMS_KEY = "csrf_token"
"""The name under which Flask-WTF keeps the token of the forms."""


class RowSession(SessionMixin):
    """The session of one browser: read from its row when it is first asked for, saved when it was changed."""

    def __init__(self, token: str | None) -> None:
        self.modified = False
        self.renewed = False
        self._given = token
        self._token: str | None = None
        self._data: dict[str, Any] = {}
        self._person_id: UUID | None = None
        self._officer_id: UUID | None = None
        self._assurance = 0
        self.person: Person | None = None
        self.visit: Visit | None = None
        """The draft of this page, when it is the citizen's own."""

    def __getitem__(self, key: str) -> Any:
        self._read()
        return self._data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._read()
        self._data[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        self._read()
        del self._data[key]
        self.modified = True

    def __contains__(self, key: object) -> bool:
        self._read()
        return key in self._data

    def get(self, key: str, default: Any = None) -> Any:
        """Return what is kept under ``key``, or ``default``."""
        self._read()
        return self._data.get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._read()
        return iter(self._data)

    def __len__(self) -> int:
        self._read()
        return len(self._data)

    @property
    def token(self) -> str | None:
        """Return the token, if the browser brought that of a living session."""
        self._read()
        return self._token

    @property
    def person_id(self) -> UUID | None:
        """Return the key of the citizen or organisation that is signed in."""
        self._read()
        return self._person_id

    @property
    def officer_id(self) -> UUID | None:
        """Return the key of the officer who is signed in."""
        self._read()
        return self._officer_id

    @property
    def assurance(self) -> int:
        """Return the level of the electronic identity, 0 without one."""
        self._read()
        return self._assurance

    def _read(self) -> None:
        """Read the row, the first time that anything of it is asked for: static files and machines never do."""
        if self._given is None:
            return
        given, self._given = self._given, None
        found = self._find(given)
        if found is not None:
            self._token, self._assurance = given, found.assurance
            self._data = {FORMS_KEY: web_sessions.forms_secret(given), **found.data}
            self._person_id, self._officer_id, self.person = found.person_id, found.officer_id, found.person

    def _find(self, token: str) -> Living | None:
        """Find the row; on a page of a draft the draft comes with it."""
        asked, own = this_request(), work.unit()
        draft_id = (asked.view_args or {}).get("draft_id")
        if draft_id is not None:
            lock = asked.method == "POST" and not own.alone
            self.visit = visits.at_draft(work.db(), token, draft_id, at=work.now(), lock=lock, received=own.receives)
            own.received = self.visit.received if self.visit else None
        return self.visit.living if self.visit else web_sessions.find(work.db(), token, work.now())

    def sign_in(self, *, person_id: UUID | None = None, officer_id: UUID | None = None, assurance: int = 0) -> None:
        """Make this browser someone's, under a new token."""
        self._read()
        self._person_id, self._officer_id, self._assurance, self.person = person_id, officer_id, assurance, None
        # Whoever knew the token of the form before may not know it afterwards.
        self._data.pop(FORMS_KEY, None)
        self.renewed = self.modified = True

    def sign_out(self) -> None:
        """Make this browser nobody's, and forget everything."""
        self.clear()
        self.sign_in()


def this_session() -> RowSession:
    """Return the session itself: Flask's ``session`` looks it up anew for each thing that is asked of it."""
    found: RowSession = session._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the documented way.
    return found


class RowSessions(SessionInterface):
    """Opens and saves the session of each request."""

    def open_session(self, app: Flask, request: Request) -> RowSession:
        """Return the session of the browser's token; nothing is read yet."""
        return RowSession(_cookie(request.environ.get("HTTP_COOKIE", ""), self.get_cookie_name(app)))

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
            # A session that was ended while this request ran stays ended: what was to be kept goes with it.
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


def _cookie(header: str, name: str) -> str | None:
    """Return the value of one cookie; ours hold no sign that would have to be quoted."""
    for pair in header.split(";"):
        key, _, value = pair.partition("=")
        if key.strip() == name:
            return value.strip()
    return None
