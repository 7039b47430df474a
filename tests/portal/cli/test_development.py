"""What a development run makes for itself is made once, kept private, and yields to the operator."""

import json
from pathlib import Path

from portal.cli.development import FILE, complete, sandbox_ports
from portal.config import Settings


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = complete({"PORTAL_ENV": "development"}, tmp_path, 21000)
    assert complete({"PORTAL_ENV": "development"}, tmp_path, 22000) == first
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    settings = Settings.from_environment({**first, "PORT": "21000"})
    ports = sandbox_ports(settings)
    assert sorted(ports) == ["identity", "payments", "registries"]
    assert len({21000, *ports.values()}) == 4


def test_a_folder_of_before_gets_what_is_new_and_keeps_the_rest(tmp_path: Path) -> None:
    first = complete({}, tmp_path, 21000)
    kept = json.loads((tmp_path / FILE).read_text())
    del kept["registries_port"]
    (tmp_path / FILE).write_text(json.dumps(kept))
    again = complete({}, tmp_path, 21000)
    assert {**first, "PORTAL_REGISTRY_LISTS_URL": ""} == {**again, "PORTAL_REGISTRY_LISTS_URL": ""}
    assert again["PORTAL_REGISTRY_LISTS_URL"]


def test_another_folder_has_other_secrets(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, other = (complete({}, tmp_path / name, 21000) for name in ("a", "b"))
    secret = ("PORTAL_SECRET_KEY", "PORTAL_OIDC_CLIENT_SECRET", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
    assert all(one[name] != other[name] for name in secret)


def test_what_the_operator_gives_wins_and_starts_no_sandbox(tmp_path: Path) -> None:
    given = {
        "PORTAL_ENV": "development",
        "PORTAL_SECRET_KEY": "k" * 32,
        "PORTAL_PLACE": "tỉnh Thử Nghiệm",
        "PORTAL_PLACE_ENGLISH": "Trial Province",
        "PORTAL_OIDC_ISSUER": "https://id.example",
        "PORTAL_OIDC_CLIENT_ID": "cong",
        "PORTAL_OIDC_CLIENT_SECRET": "s",
        "STRIPE_SECRET_KEY": "sk_live",
        "STRIPE_WEBHOOK_SECRET": "whsec",
        "PORTAL_REGISTRY_LISTS_URL": "https://lists.example",
    }
    found = complete(given, tmp_path, 21000)
    assert found == {**given, "PORTAL_DATA": str(tmp_path)}
    assert sandbox_ports(Settings.from_environment(found)) == {}
