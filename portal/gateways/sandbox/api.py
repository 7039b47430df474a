"""The part of Stripe's API that the portal uses: sessions, intents and refunds, with keys and idempotency."""

import hashlib
import hmac
import json
from collections.abc import Callable
from http import HTTPStatus
from threading import Lock
from typing import Any

from flask import Blueprint, Response, request

from portal.gateways.sandbox.params import BadParameter, nested
from portal.gateways.sandbox.store import Store
from portal.gateways.sandbox.things import fresh_id, shown_error
from portal.gateways.sandbox.till import NotOpen, Till


class Api:
    """The routes below `/v1`; every one of them asks for the secret key."""

    def __init__(self, store: Store, till: Till, secret_key: str) -> None:
        self._store = store
        self._till = till
        self._secret_key = secret_key
        self._one_at_a_time = Lock()

    def blueprint(self) -> Blueprint:
        """The routes, ready to be registered."""
        routes = Blueprint("api", __name__, url_prefix="/v1")
        routes.before_request(self.check_key)
        routes.post("/checkout/sessions")(self.create_session)
        routes.get("/checkout/sessions/<thing_id>")(self.show_session)
        routes.post("/checkout/sessions/<thing_id>/expire")(self.expire_session)
        routes.get("/payment_intents/<thing_id>")(self.show_intent)
        routes.post("/refunds")(self.create_refund)
        routes.get("/refunds/<thing_id>")(self.show_refund)
        return routes

    def check_key(self) -> Response | None:
        """Nothing is answered without the key."""
        given = request.authorization.token if request.authorization else None
        if given is not None and hmac.compare_digest(given.encode(), self._secret_key.encode()):
            return None
        return _answer(shown_error("Invalid API Key provided", "api_key_invalid"), HTTPStatus.UNAUTHORIZED)

    def create_session(self) -> Response:
        """`POST /v1/checkout/sessions`."""
        return self._once(self._till.open_session)

    def show_session(self, thing_id: str) -> Response:
        """`GET /v1/checkout/sessions/{id}`."""
        return self._shown(thing_id, "checkout.session")

    def expire_session(self, thing_id: str) -> Response:
        """`POST /v1/checkout/sessions/{id}/expire`."""
        if self._store.thing(thing_id, "checkout.session") is None:
            return _missing("checkout.session")
        try:
            return _answer(self._till.expire(thing_id), HTTPStatus.OK)
        except NotOpen:
            message = "Only Checkout Sessions with a status of open can be expired"
            return _answer(shown_error(message, "checkout_session_not_open"), HTTPStatus.BAD_REQUEST)

    def show_intent(self, thing_id: str) -> Response:
        """`GET /v1/payment_intents/{id}`."""
        return self._shown(thing_id, "payment_intent")

    def create_refund(self) -> Response:
        """`POST /v1/refunds`."""
        return self._once(self._till.refund)

    def show_refund(self, thing_id: str) -> Response:
        """`GET /v1/refunds/{id}`."""
        return self._shown(thing_id, "refund")

    def _once(self, act: Callable[[dict[str, Any]], dict[str, Any]]) -> Response:
        """Act once for each idempotency key: the same question gets the same answer, another question is refused."""
        key = request.headers.get("Idempotency-Key", "")
        sent = json.dumps([request.path, sorted(request.form.items(multi=True))])
        asked = hashlib.sha256(sent.encode()).hexdigest()
        with self._one_at_a_time:
            known = self._store.remembered(key) if key else None
            if known is not None:
                return _again(known, asked)
            answer, status = _tried(act)
            body = json.dumps(answer, ensure_ascii=False)
            if key:
                self._store.remember(key, asked, status, body)
        return _sent(body, status)

    def _shown(self, thing_id: str, kind: str) -> Response:
        thing = self._store.thing(thing_id, kind)
        return _missing(kind) if thing is None else _answer(thing, HTTPStatus.OK)


def _tried(act: Callable[[dict[str, Any]], dict[str, Any]]) -> tuple[dict[str, Any], int]:
    try:
        return act(nested(request.form.items(multi=True))), HTTPStatus.OK
    except BadParameter as bad:
        missing = bad.code == "resource_missing"
        status = HTTPStatus.NOT_FOUND if missing else HTTPStatus.BAD_REQUEST
        return shown_error(str(bad), bad.code, param=bad.param), status


def _again(known: tuple[str, int, str], asked: str) -> Response:
    before, status, body = known
    if before != asked:
        message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        shown = shown_error(message, "idempotency_key_in_use", kind="idempotency_error")
        return _answer(shown, HTTPStatus.BAD_REQUEST)
    response = _sent(body, status)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _missing(kind: str) -> Response:
    return _answer(shown_error(f"No such {kind}", "resource_missing", param="id"), HTTPStatus.NOT_FOUND)


def _answer(shown: dict[str, Any], status: int) -> Response:
    return _sent(json.dumps(shown, ensure_ascii=False), status)


def _sent(body: str, status: int) -> Response:
    response = Response(body, status, content_type="application/json")
    response.headers["Request-Id"] = fresh_id("req")
    return response
