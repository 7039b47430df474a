"""The settings: read from the environment only, all checked at start, every problem told at once.

A default stands here only when it is right in production and harmless in public source; so there is none for a secret.
docs/settings.md lists each of them for operators.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, urlsplit

from portal.errors import StartError

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that holds pyproject.toml, templates and migrations."""

SHORTEST_SECRET = 32
SCHEMA_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


NO_SCANNER = "none"
"""The value of PORTAL_CLAMD by which an operator says that files are not scanned."""


class Environment(StrEnum):
    """Where the portal runs: sandboxes and sample data exist only outside production."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TEST = "test"


class Secret:
    """A value that never prints: only `reveal()` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


class SettingsError(StartError):
    """One or more settings are missing or wrong; `problems` has one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True)
class Settings:
    """Everything that an operator decides; docs/settings.md says what each is for."""

    environment: Environment
    secret_key: Secret
    data: Path
    keys: Path
    database_url: Secret | None
    database_web_url: Secret | None
    database_worker_url: Secret | None
    schema: str
    postgres_bin: Path | None
    host: str
    port: int
    proxies: int
    place: str | None
    place_english: str | None
    public_url: str
    verify_url: str
    web_workers: int
    job_workers: int
    dossier_code: str
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: Secret | None
    oidc_scope: str
    oidc_claims: Mapping[str, str]
    oidc_levels: Mapping[str, str]
    stripe_api_base: str | None
    stripe_secret_key: Secret | None
    stripe_webhook_secret: Secret | None
    smtp_url: Secret | None
    clamd: str | None
    registry_lists_url: str | None

    @property
    def production(self) -> bool:
        """Whether sandboxes and sample data must refuse to exist."""
        return self.environment is Environment.PRODUCTION

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read and check every setting; raises `SettingsError` with all the problems together."""
        read = _Reader(environ)
        environment = read.environment()
        data = read.folder("PORTAL_DATA", PROJECT / "var")
        port = read.number("PORT", default=8000, lowest=1, highest=65535)
        public_url = read.url("PORTAL_PUBLIC_URL", environment) or f"http://localhost:{port}"
        if environment is Environment.PRODUCTION and not environ.get("PORTAL_PUBLIC_URL"):
            read.problems.append("PORTAL_PUBLIC_URL is missing: the https address under which people reach the portal")
        settings = cls(
            environment=environment,
            secret_key=read.key("PORTAL_SECRET_KEY"),
            data=data,
            keys=read.folder("PORTAL_KEYS", data / "keys"),
            database_url=read.database("DATABASE_URL"),
            database_web_url=read.database("PORTAL_DATABASE_WEB_URL"),
            database_worker_url=read.database("PORTAL_DATABASE_WORKER_URL"),
            schema=read.matching("PORTAL_SCHEMA", "dossiers", SCHEMA_NAME, "lower-case letters, digits and _"),
            postgres_bin=read.existing_folder("PORTAL_POSTGRES_BIN"),
            host=read.text("PORTAL_HOST") or "127.0.0.1",
            port=port,
            proxies=read.number("PORTAL_PROXIES", default=0, lowest=0, highest=8),
            place=read.text("PORTAL_PLACE"),
            place_english=read.text("PORTAL_PLACE_ENGLISH"),
            public_url=public_url,
            verify_url=read.url("PORTAL_VERIFY_URL", environment) or public_url,
            web_workers=read.number("PORTAL_WEB_WORKERS", default=3, lowest=1, highest=64),
            job_workers=read.number("PORTAL_JOB_WORKERS", default=1, lowest=1, highest=64),
            dossier_code=read.text("PORTAL_DOSSIER_CODE") or "{agency}-{date}-{seq:07d}",
            oidc_issuer=read.url("PORTAL_OIDC_ISSUER", environment),
            oidc_client_id=read.text("PORTAL_OIDC_CLIENT_ID"),
            oidc_client_secret=read.secret("PORTAL_OIDC_CLIENT_SECRET"),
            oidc_scope=read.text("PORTAL_OIDC_SCOPE") or "openid",
            oidc_claims=read.pairs("PORTAL_OIDC_CLAIMS", ""),
            oidc_levels=read.pairs("PORTAL_OIDC_LEVELS", "LoA1=1 LoA2=2"),
            stripe_api_base=read.url("STRIPE_API_BASE", environment),
            stripe_secret_key=read.secret("STRIPE_SECRET_KEY"),
            stripe_webhook_secret=read.secret("STRIPE_WEBHOOK_SECRET"),
            smtp_url=read.smtp("PORTAL_SMTP_URL"),
            clamd=read.clamd("PORTAL_CLAMD", environment),
            registry_lists_url=read.url("PORTAL_REGISTRY_LISTS_URL", environment),
        )
        read.together("PORTAL_OIDC_ISSUER", "PORTAL_OIDC_CLIENT_ID", "PORTAL_OIDC_CLIENT_SECRET")
        read.together("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
        if read.problems:
            raise SettingsError(read.problems)
        return settings


class _Reader:
    """Reads one setting after the other and collects what is wrong with them; an empty value counts as absent."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str | None:
        return self._environ.get(name, "").strip() or None

    def secret(self, name: str) -> Secret | None:
        value = self.text(name)
        return None if value is None else Secret(value)

    def environment(self) -> Environment:
        value = self.text("PORTAL_ENV") or Environment.PRODUCTION
        try:
            return Environment(value)
        except ValueError:
            self.problems.append(f"PORTAL_ENV is {value!r}: say {', '.join(Environment)}")
            return Environment.PRODUCTION

    def key(self, name: str) -> Secret:
        value = self.text(name) or ""
        if not value:
            self.problems.append(f"{name} is missing: give {SHORTEST_SECRET} or more random characters")
        elif len(value) < SHORTEST_SECRET:
            self.problems.append(f"{name} has {len(value)} characters: {SHORTEST_SECRET} or more are needed")
        return Secret(value)

    def number(self, name: str, *, default: int, lowest: int, highest: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if value.isascii() and value.isdigit() and lowest <= int(value) <= highest:
            return int(value)
        self.problems.append(f"{name} is {value!r}: say a whole number from {lowest} to {highest}")
        return default

    def matching(self, name: str, default: str, pattern: re.Pattern[str], meaning: str) -> str:
        value = self.text(name) or default
        if not pattern.fullmatch(value):
            self.problems.append(f"{name} is {value!r}: only {meaning} are allowed")
        return value

    def folder(self, name: str, default: Path) -> Path:
        value = self.text(name)
        return default if value is None else Path(value).expanduser().absolute()

    def existing_folder(self, name: str) -> Path | None:
        value = self.text(name)
        if value is None:
            return None
        if not (Path(value) / "postgres").is_file():
            self.problems.append(f"{name} is {value!r}: there is no `postgres` in that folder")
        return Path(value)

    def url(self, name: str, environment: Environment) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        parts = self.address(name, value)
        if parts is None:
            return None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            self.problems.append(f"{name} is {value!r}: say an address like https://host without ? and #")
        elif environment is Environment.PRODUCTION and parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS:
            self.problems.append(f"{name} is {value!r}: in production it must begin with https://")
        return value.rstrip("/")

    def database(self, name: str) -> Secret | None:
        return self.secret_address(name, "postgresql", "postgres")

    def smtp(self, name: str) -> Secret | None:
        return self.secret_address(name, "smtp", "smtps")

    def clamd(self, name: str, environment: Environment) -> str | None:
        """Where the scanner is; in production nobody goes without one by forgetting it."""
        value = self.text(name)
        if value is None:
            if environment is Environment.PRODUCTION:
                self.problems.append(f"{name} is missing: say where clamd listens, or {NO_SCANNER} to scan nothing")
            return None
        parts = self.address(name, value)
        if value == NO_SCANNER or parts is None:
            return value
        socket = parts.scheme == "unix" and parts.path.startswith("/")
        if not socket and not (parts.scheme == "tcp" and parts.hostname):
            self.problems.append(f"{name} is {value!r}: say unix:/path/of/its/socket, tcp://host:port or {NO_SCANNER}")
        return value

    def secret_address(self, name: str, *schemes: str) -> Secret | None:
        """An address that holds a password: what is wrong is told without showing it."""
        value = self.secret(name)
        if value is None:
            return None
        parts = self.address(name, value.reveal())
        if parts is not None and parts.scheme not in schemes:
            self.problems.append(f"{name} must begin with {schemes[0]}://")
        return value

    def address(self, name: str, value: str) -> SplitResult | None:
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            self.problems.append(f"{name} is no address that can be read: check its host and port")
            return None
        return parts

    def pairs(self, name: str, default: str) -> Mapping[str, str]:
        """`word=word` with blanks between the pairs."""
        found = [word.partition("=") for word in (self.text(name) or default).split()]
        for left, equals, right in found:
            if not (left and equals):
                self.problems.append(f"{name} has {left + equals + right!r}: say name=value, with blanks between them")
        return {left: right for left, _, right in found}

    def together(self, *names: str) -> None:
        given = [name for name in names if self.text(name)]
        missing = [name for name in names if not self.text(name)]
        if given and missing:
            self.problems.append(f"{given[0]} is set, so {' and '.join(missing)} must be set too")
