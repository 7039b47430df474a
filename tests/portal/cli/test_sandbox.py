"""The sandboxes as processes: they serve, stop when told, and say in one line why they do not start."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.portal.servers import free_port, process

KINDS = ["identity", "payments", "registries"]


def environment(data: Path, **more: str) -> dict[str, str]:
    return {
        "PORTAL_ENV": "development",
        "PORTAL_SECRET_KEY": "x" * 32,
        "PORTAL_DATA": str(data),
        "PORTAL_PUBLIC_URL": "https://dvc.example.vn",
        "PORTAL_OIDC_ISSUER": "http://127.0.0.1:1",
        "PORTAL_OIDC_CLIENT_ID": "cong",
        "PORTAL_OIDC_CLIENT_SECRET": "secret",
        "STRIPE_SECRET_KEY": "sk_test",
        "STRIPE_WEBHOOK_SECRET": "whsec_test",
        "PORTAL_CLAMD": "none",
        **more,
    }


def command(kind: str, port: int) -> list[str | Path]:
    return [sys.executable, "-m", "portal.cli", "sandbox", kind, "--port", str(port)]


def refusal(kind: str, port: int, env: dict[str, str]) -> str:
    ended = subprocess.run(
        command(kind, port), env={**os.environ, **env}, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    return ended.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, kind: str) -> None:
    port = free_port()
    health = f"http://127.0.0.1:{port}/healthz"
    with process(command(kind, port), health, environment(tmp_path)) as running:
        assert httpx.get(health).json() == {"status": "ok"}
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_taken_port(tmp_path: Path, kind: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is taken" in refusal(kind, port, environment(tmp_path))


@pytest.mark.parametrize("kind", KINDS)
def test_production(tmp_path: Path, kind: str) -> None:
    env = environment(tmp_path, PORTAL_ENV="production")
    assert "does not run in production" in refusal(kind, free_port(), env)


@pytest.mark.parametrize(("kind", "empty"), [("identity", "PORTAL_OIDC"), ("payments", "STRIPE")])
def test_a_missing_secret(tmp_path: Path, kind: str, empty: str) -> None:
    env = environment(tmp_path)
    env.update({name: "" for name in env if name.startswith(empty)})
    assert "is missing" in refusal(kind, free_port(), env)
