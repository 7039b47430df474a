"""Who may enter: each view declares it, and a view that declares nothing is closed to everyone.

The declaration also ends the unit of work: returning commits, raising rolls back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from portal.models import Agency, Draft, Offer, Person
from portal.services import catalogue, counter, people
from portal.services.actors import Actor, ActorKind
from portal.services.officers import actor_of, agencies_of
from portal.web import kept_typing, work
from portal.web.agency_names import agency_name
from portal.web.incoming import this_request
from portal.web.language import own_path
from portal.web.rendering import Account
from portal.web.sessions import RowSession, this_session

View = TypeVar("View", bound=Callable[..., Any])


class Who(StrEnum):
    """The kinds of visitors."""

    ANYONE = "anyone"
    CITIZEN = "citizen"
    OFFICER = "officer"
    MACHINE = "machine"
    """Another program, whose message proves itself (a signed webhook): no session, no CSRF token."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares; ``roles`` empty means any officer."""

    who: Who
    roles: frozenset[str] = frozenset()
    at_counter: bool = False
    """Whether the officer enters too who fills in this very filing for the person present."""


def anyone(view: View) -> View:
    """Let everyone in, signed in or not."""
    return _declare(view, Access(Who.ANYONE))


def citizen(view: View) -> View:
    """Let in whoever signed in by electronic identity; others are sent to sign in and come back."""
    return _declare(view, Access(Who.CITIZEN))


def applicant(view: View) -> View:
    """Let in whoever files: the citizen who signed in, or at the counter the officer who fills this filing in."""
    return _declare(view, Access(Who.CITIZEN, at_counter=True))


def officer(*roles: str) -> Callable[[View], View]:
    """Let in officers who hold one of ``roles`` somewhere now; any officer when none is named."""
    return lambda view: _declare(view, Access(Who.OFFICER, frozenset(roles)))


def machine(view: View) -> View:
    """Let in programs; the view itself verifies what they send."""
    return _declare(view, Access(Who.MACHINE))


def me() -> Person:
    """Return whose filing it is: who is signed in, or the person at the counter as they showed themselves.

    The view declared ``citizen`` or ``applicant``.
    """
    return cast("Person", work.unit().person)


def actor() -> Actor:
    """Return who acts on this request, with the roles held at this instant."""
    return cast("Actor", work.unit().actor)


def visited_draft(draft_id: UUID, *, lock: bool) -> Draft | None:
    """Return the draft of this page as it came with the session, once; ``None`` when it has to be asked for."""
    here = work.at_counter()
    if here is not None:
        found, here.draft = here.draft, None
        return found if found and found.id == draft_id and not lock else None
    current = this_session()
    visit, current.visit = current.visit, None
    return visit.draft if visit and visit.draft.id == draft_id and (visit.locked or not lock) else None


def received(draft: Draft) -> tuple[Offer, Agency]:
    """Return the offer of a draft with the agency that receives it, as they came with the session or asked for now."""
    found = work.unit().received
    return found if found and found[0].id == draft.offer_id else catalogue.receiving(work.db(), draft.offer_id)


def install(app: Flask) -> None:
    """Close every route of ``app`` that declares nothing, and to addresses that no page of ours can have."""

    @app.before_request
    def closed_unless_declared() -> None:
        asked = this_request()
        if "\x00" in asked.path or b"%00" in asked.query_string:
            abort(400)
        endpoint = asked.endpoint
        if endpoint in (None, "static"):
            return
        view = app.view_functions[endpoint]
        if getattr(view, "access", None) is None:
            abort(403)


def _declare(view: View, access: Access) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        refused = _enter(access)
        if refused is not None:
            return refused
        try:
            answer = view(*args, **kwargs)
        except BaseException:
            work.roll_back()
            raise
        work.commit()
        return answer

    guarded.access = access  # type: ignore[attr-defined]
    return cast("View", guarded)


def _enter(access: Access) -> Response | None:
    if access.who is Who.MACHINE:
        return None
    current = this_session()
    person = current.person if current.person_id is not None else None
    if person is not None:
        _let_in(person, current.assurance)
    elif current.officer_id is not None:
        _load_officer(current)
    if access.who is Who.CITIZEN and person is None:
        return _enter_counter() if access.at_counter and _is_officer() else send_to_sign_in(_sign_in_for(access))
    if access.who is Who.OFFICER:
        return _admit_officer(access)
    return None


def _admit_officer(access: Access) -> Response | None:
    found = work.unit().actor
    if found is None or found.kind is not ActorKind.OFFICER:
        return send_to_sign_in("auth.officer_sign_in")
    if access.roles and not any(found.holds(role) for role in access.roles):
        abort(403)
    return None


def _is_officer() -> bool:
    found = work.unit().actor
    return found is not None and found.kind is ActorKind.OFFICER


def _enter_counter() -> Response | None:
    """Let an officer in at the filing that they fill in for somebody; once it was filed, lead to its dossier.

    Raises ``NotFoundError`` when another officer fills it in.
    """
    key = counter.key_of_draft(work.db(), this_request().view_args or {})
    if key is None or not counter.is_at_counter(work.db(), key):
        code = counter.filed_from(work.db(), actor(), key) if key else None
        return redirect(url_for("officer.counter_filed", code=code)) if code else send_to_sign_in("auth.sign_in")
    draft = counter.draft_of(work.db(), actor(), key)
    own = work.unit()
    own.person = people.applicant_of(work.db(), draft)
    own.counter = work.AtCounter(own.person.full_name, str(own.person.citizen_id), draft.id, draft)
    return None


def _sign_in_for(access: Access) -> str:
    """Return where whoever is not signed in signs in: an officer's session may have ended at the counter."""
    asked = this_request().view_args or {}
    if access.at_counter and "draft_id" in asked and counter.is_at_counter(work.db(), asked["draft_id"]):
        return "auth.officer_sign_in"
    return "auth.sign_in"


def _let_in(person: Person, assurance: int) -> None:
    own = work.unit()
    own.person = person
    own.actor = Actor(ActorKind.PERSON, person.id, person.full_name, assurance=assurance)
    own.account = Account(person.full_name)


def _load_officer(current: RowSession) -> None:
    if current.officer_id is None:
        return
    found = actor_of(work.db(), current.officer_id, work.now())
    if found is None:
        return
    agencies = agencies_of(work.db(), found)
    own = work.unit()
    own.actor = found
    roles = frozenset(role for held in found.roles.values() for role in held)
    own.account = Account(found.name, agency_name(agencies[0]) if agencies else None, roles)


def sign_in_that_is_missing() -> str | None:
    """Return where to sign in for the page of this request, when it is a citizen's or at the counter and nobody is.

    Their session may have ended.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    access: Access | None = getattr(view, "access", None)
    current = this_session()
    if access is None or access.who is not Who.CITIZEN or current.person_id is not None:
        return None
    if access.at_counter and current.officer_id is not None:
        return None
    return _sign_in_for(access)


def send_to_sign_in(endpoint: str) -> Response:
    """Lead to signing in and back; what was typed on a page that was posted is kept for the way back."""
    if request.method == "GET":
        wanted = request.script_root + own_path()
    else:
        kept_typing.remember()
        wanted = request.referrer or "/"
    session["come_back"] = _own_path(wanted)
    return redirect(url_for(endpoint))


def _own_path(url: str) -> str:
    """Return the path of one of our own pages, so that nobody is led elsewhere after signing in."""
    path = url.removeprefix(request.host_url.rstrip("/"))
    ours = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if ours else "/"
