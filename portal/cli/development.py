"""What a development run makes for itself: secrets and the places of the sandboxes, kept in the data folder."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from portal.cli.ports import free_port
from portal.config import Settings

CLIENT_ID = "portal"
FILE = "development.json"
SANDBOXES = ("identity", "payments", "registries")
SAMPLE_PLACE = {"PORTAL_PLACE": "thành phố Hà Nội", "PORTAL_PLACE_ENGLISH": "Hà Nội"}
"""Where the sample agencies are."""


def complete(environ: Mapping[str, str], data: Path, port: int) -> dict[str, str]:
    """The environment with what is missing for a development run; what the operator gave always wins.

    Secrets and ports are made once and kept, readable by their owner alone: sessions and payments that are under way
    survive a restart, and a citizen of the sandbox e-ID stays the same person.
    """
    kept = _kept(data / FILE, port)
    found = {**environ, "PORTAL_DATA": str(data)}
    found.setdefault("PORTAL_SECRET_KEY", kept["secret_key"])
    for name, place in SAMPLE_PLACE.items():
        found.setdefault(name, place)
    if "PORTAL_OIDC_ISSUER" not in found:
        found["PORTAL_OIDC_ISSUER"] = f"http://localhost:{kept['identity_port']}"
        found["PORTAL_OIDC_CLIENT_ID"] = CLIENT_ID
        found["PORTAL_OIDC_CLIENT_SECRET"] = kept["oidc_client_secret"]
    if "STRIPE_SECRET_KEY" not in found:
        found["STRIPE_API_BASE"] = f"http://localhost:{kept['payments_port']}"
        found["STRIPE_SECRET_KEY"] = kept["stripe_secret_key"]
        found["STRIPE_WEBHOOK_SECRET"] = kept["stripe_webhook_secret"]
    found.setdefault("PORTAL_REGISTRY_LISTS_URL", f"http://localhost:{kept['registries_port']}")
    return found


def sandbox_ports(settings: Settings) -> dict[str, int]:
    """The sandboxes that this run owns, with their ports: those whose address was not the operator's choice."""
    path = settings.data / FILE
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    ports = {name: int(kept.get(f"{name}_port", 0)) for name in SANDBOXES}
    addresses = dict(
        zip(SANDBOXES, (settings.oidc_issuer, settings.stripe_api_base, settings.registry_lists_url), strict=True)
    )
    return {name: port for name, port in ports.items() if port and addresses[name] == f"http://localhost:{port}"}


def _kept(path: Path, port: int) -> dict[str, str]:
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if "registries_port" in kept:
        return kept
    return _written(path, {**_made(port), **kept})


def _made(port: int) -> dict[str, str]:
    identity_port = free_port(port + 1)
    payments_port = free_port(identity_port + 1)
    return {
        "secret_key": secrets.token_urlsafe(48),
        "oidc_client_secret": secrets.token_urlsafe(32),
        "stripe_secret_key": f"sk_test_{secrets.token_hex(24)}",
        "stripe_webhook_secret": f"whsec_{secrets.token_hex(24)}",
        "identity_port": str(identity_port),
        "payments_port": str(payments_port),
        "registries_port": str(free_port(payments_port + 1)),
    }


def _written(path: Path, made: dict[str, str]) -> dict[str, str]:
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=2)
    unfinished.replace(path)
    return made
