"""Settings are checked all at once, and never betray a secret."""

import pytest

from portal.config import Environment, Secret, Settings, SettingsError

GOOD = {"PORTAL_ENV": "development", "PORTAL_SECRET_KEY": "k" * 32}
LIVE = {
    "PORTAL_SECRET_KEY": "k" * 32,
    "PORTAL_PUBLIC_URL": "https://dichvucong.example",
    "PORTAL_CLAMD": "unix:/run/clamav/clamd.ctl",
}


def problems(**given: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(given)
    return caught.value.problems


def test_an_empty_environment_is_production_and_refuses_to_start() -> None:
    told = problems()
    assert [line.split()[0] for line in told] == ["PORTAL_PUBLIC_URL", "PORTAL_SECRET_KEY", "PORTAL_CLAMD"]


def test_every_problem_is_told_at_once() -> None:
    told = problems(
        PORTAL_ENV="prod",
        PORTAL_SECRET_KEY="short",
        PORT="0",
        PORTAL_SCHEMA="Bắc Ninh",
        PORTAL_PUBLIC_URL="ftp://x",
        DATABASE_URL="mysql://x/y",
        PORTAL_SMTP_URL="http://x",
        PORTAL_OIDC_ISSUER="https://id.example",
        STRIPE_SECRET_KEY="sk",
        PORTAL_POSTGRES_BIN="/nowhere",
        PORTAL_CLAMD="http://127.0.0.1:3310",
    )
    assert {line.split()[0] for line in told} == {
        "PORTAL_ENV",
        "PORTAL_SECRET_KEY",
        "PORT",
        "PORTAL_SCHEMA",
        "PORTAL_PUBLIC_URL",
        "DATABASE_URL",
        "PORTAL_SMTP_URL",
        "PORTAL_OIDC_ISSUER",
        "STRIPE_SECRET_KEY",
        "PORTAL_POSTGRES_BIN",
        "PORTAL_CLAMD",
    }


@pytest.mark.parametrize("port", ["-1", "65536", "٣", "8000.0", "1e3", "http"])
def test_a_port_is_a_plain_number(port: str) -> None:
    assert len(problems(**GOOD, PORT=port)) == 1


@pytest.mark.parametrize("name", ["DATABASE_URL", "PORTAL_PUBLIC_URL", "PORTAL_SMTP_URL"])
@pytest.mark.parametrize("address", ["postgresql://[x", "https://host:port:port/x", "smtp://host:99999", "//"])
def test_an_unreadable_address_is_a_problem_and_does_not_show(name: str, address: str) -> None:
    told = problems(**{**GOOD, name: address})
    assert len(told) == 1
    assert told[0].startswith(name)


def test_production_speaks_https() -> None:
    assert Settings.from_environment(LIVE).production
    assert len(problems(**{**LIVE, "PORTAL_VERIFY_URL": "http://dichvucong.example"})) == 1


@pytest.mark.parametrize("where", ["unix:/run/clamav/clamd.ctl", "tcp://10.0.0.5:3310", "tcp://clamd", "none"])
def test_where_the_scanner_is_or_that_there_is_none_is_said(where: str) -> None:
    assert Settings.from_environment({**LIVE, "PORTAL_CLAMD": where}).clamd == where


@pytest.mark.parametrize("where", ["/run/clamav/clamd.ctl", "unix:clamd.ctl", "tcp:///x", "tcp://host:99999", "off"])
def test_a_scanner_that_is_nowhere_is_a_problem(where: str) -> None:
    assert len(problems(**{**LIVE, "PORTAL_CLAMD": where})) == 1


def test_the_verification_host_is_the_public_one_unless_set() -> None:
    settings = Settings.from_environment({**GOOD, "PORT": "8123", "PORTAL_SMTP_URL": " "})
    assert settings.environment is Environment.DEVELOPMENT
    assert (settings.public_url, settings.verify_url) == ("http://localhost:8123", "http://localhost:8123")
    assert settings.smtp_url is None


def test_secrets_do_not_print() -> None:
    settings = Settings.from_environment({**GOOD, "DATABASE_URL": "postgresql://portal:geheim@host/db"})
    shown = f"{settings!r} {settings.secret_key} {settings.database_url!s}"
    assert "geheim" not in shown
    assert "k" * 32 not in shown
    assert settings.secret_key == Secret("k" * 32)
