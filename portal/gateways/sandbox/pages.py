"""What a person sees: the page to pay on, and the desk where the sandbox can be made to misbehave."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.clock import local
from portal.gateways.sandbox.courier import HOLD, Courier
from portal.gateways.sandbox.store import Store
from portal.gateways.sandbox.till import NotOpen, Till

NEWEST = 30
"""How many sessions the desk shows."""

OVERCHARGE = 1_000
"""By how many đồng the falsified amount is wrong."""


class Pages:
    """The routes for people; no sign-in, because the sandbox listens on this machine only."""

    def __init__(self, store: Store, till: Till, courier: Courier) -> None:
        self._store = store
        self._till = till
        self._courier = courier
        self._acts: dict[str, Callable[[str], str]] = {
            "pay": lambda session_id: _return_of(till.pay(session_id)),
            "pay_twice": lambda session_id: _return_of(till.pay(session_id, times=2)),
            "transfer": lambda session_id: _return_of(till.transfer(session_id)),
            "arrived": lambda session_id: _return_of(till.transfer_ends(session_id, arrived=True)),
            "bounced": lambda session_id: _return_of(till.transfer_ends(session_id, arrived=False)),
            "decline": self._decline,
            "leave": self._leave,
        }
        self._tricks: dict[str, Callable[[str], None]] = {
            "replay": till.resend,
            "backwards": lambda session_id: till.resend(session_id, backwards=True),
            "forged": lambda session_id: till.resend(session_id, forged=True),
            "wrong_amount": lambda session_id: till.mislead(session_id, _overcharge),
            "unknown_payment": lambda session_id: till.mislead(session_id, _rename),
            "expire": lambda session_id: _nothing(till.expire(session_id)),
        }

    def blueprint(self) -> Blueprint:
        """The routes, ready to be registered."""
        routes = Blueprint("pages", __name__)
        routes.get("/")(self.desk)
        routes.post("/switches/hold")(self.switch_hold)
        routes.post("/sessions/<session_id>/<trick>")(self.play)
        routes.get("/pay/<session_id>")(self.checkout)
        routes.post("/pay/<session_id>")(self.act)
        routes.get("/healthz")(lambda: {"status": "ok"})
        routes.add_app_template_filter(_dong, "dong")
        routes.add_app_template_filter(_time, "local_time")
        routes.add_app_template_filter(_minute, "local_minute")
        return routes

    def checkout(self, session_id: str) -> Response | str:
        """The page that Stripe would show: what is paid, to whom, how much, and the ways to end."""
        session = self._store.thing(session_id, "checkout.session") or abort(HTTPStatus.NOT_FOUND)
        self._till.expire_overdue()
        return render_template(
            "payments/checkout.html",
            session=session,
            title=self._store.title(session_id),
            state=_state(session),
            declined=request.args.get("declined") == "1",
            closed=request.args.get("closed") == "1",
        )

    def act(self, session_id: str) -> Response:
        """One of the ways to end; the browser then goes where the real provider would send it."""
        act = self._acts.get(request.form.get("act", "")) or abort(HTTPStatus.BAD_REQUEST)
        if self._store.thing(session_id, "checkout.session") is None:
            abort(HTTPStatus.NOT_FOUND)
        try:
            target = act(session_id)
        except NotOpen:
            target = url_for("pages.checkout", session_id=session_id, closed=1)
        return redirect(target, HTTPStatus.SEE_OTHER)

    def desk(self) -> str:
        """The newest sessions with their events and each attempt to bring them to the portal."""
        rows = [
            (session, _state(session), [(event, self._store.deliveries(event["id"])) for event in events])
            for session in self._store.sessions(NEWEST)
            for events in [self._store.events(session["id"])]
        ]
        return render_template("payments/desk.html", rows=rows, hold=self._store.switched_on(HOLD))

    def play(self, session_id: str, trick: str) -> Response:
        """Misbehave as asked."""
        play = self._tricks.get(trick) or abort(HTTPStatus.NOT_FOUND)
        try:
            play(session_id)
        except NotOpen:
            abort(HTTPStatus.CONFLICT)
        return redirect(url_for("pages.desk", _anchor=session_id), HTTPStatus.SEE_OTHER)

    def switch_hold(self) -> Response:
        """Keep events back, or let them go."""
        self._store.switch(HOLD, on=request.form.get("on") == "1")
        self._courier.wake()
        return redirect(url_for("pages.desk"), HTTPStatus.SEE_OTHER)

    def _decline(self, session_id: str) -> str:
        self._till.decline(session_id)
        return url_for("pages.checkout", session_id=session_id, declined=1)

    def _leave(self, session_id: str) -> str:
        session = self._store.thing(session_id, "checkout.session") or abort(HTTPStatus.NOT_FOUND)
        return str(session["cancel_url"] or session["success_url"])


def form_targets(session: dict[str, Any]) -> str:
    """The origins that the page's form may lead to: the browser applies `form-action` to redirects as well."""
    parts = [urlsplit(session[key]) for key in ("success_url", "cancel_url") if session[key]]
    return " ".join(sorted({f"{part.scheme}://{part.netloc}" for part in parts}))


def _return_of(session: dict[str, Any]) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _overcharge(session: dict[str, Any]) -> None:
    session["amount_total"] += OVERCHARGE


def _rename(session: dict[str, Any]) -> None:
    session["client_reference_id"] = "00000000-0000-7000-8000-000000000000"
    session["metadata"] = {"reference": session["client_reference_id"]}
    session["id"] = "cs_test_unknown"


def _nothing(_: object) -> None:
    """What a change gives back is of no use to the desk."""


def _state(session: dict[str, Any]) -> str:
    if session["payment_status"] == "paid":
        return "paid"
    return "transfer" if session["status"] == "complete" else str(session["status"])


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"


def _time(seconds: int) -> str:
    return f"{local(datetime.fromtimestamp(seconds, UTC)):%H:%M:%S, %d/%m/%Y}"


def _minute(seconds: int) -> str:
    return f"{local(datetime.fromtimestamp(seconds, UTC)):%H:%M, %d/%m/%Y}"
