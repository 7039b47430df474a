"""The composition root: the one place that knows which concrete thing stands behind each contract.

What comes with a large library is imported when it is first asked for: no process needs all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from portal import clock
from portal.channels.base import Channel
from portal.channels.email import EmailChannel, SmtpSettings
from portal.channels.sandbox import SandboxChannel
from portal.config import NO_SCANNER, Settings
from portal.db import Role, open_engine
from portal.errors import StartError
from portal.gateways.base import Gateway
from portal.gathering import GatheringSession, has_changes
from portal.identity.base import IdentityProvider
from portal.identity.claims import ClaimMap, levels_of
from portal.lending import Lending
from portal.papers.base import Signer
from portal.papers.development_ca import Subject, key_for
from portal.papers.keys import load_key
from portal.prepared import ALONE
from portal.registries.base import PopulationRegistry, RegistryLists
from portal.registries.lists_http import HttpLists
from portal.registries.sandbox import PEOPLE, SandboxPopulation
from portal.scanning.base import Scanner
from portal.scanning.clamd import ClamdScanner
from portal.scanning.sandbox import SandboxScanner
from portal.storage.base import Storage
from portal.storage.folder import FolderStorage


@dataclass(frozen=True)
class Parts:
    """What a process works with; each part is made when it is first asked for."""

    settings: Settings
    role: Role

    @cached_property
    def engine(self) -> Engine:
        """Return the engine that speaks as this process's role."""
        return open_engine(self.settings, self.role, pool_size=5, max_overflow=10, pool_pre_ping=False)

    @cached_property
    def make_session(self) -> sessionmaker[Session]:
        """Return what opens a unit of work."""
        return self._lending

    @cached_property
    def _lending(self) -> Lending:
        return Lending(self.engine)

    @cached_property
    def alone_engine(self) -> Engine:
        """Return the engine on which each statement stands alone: nothing is begun, ended or rolled back."""
        options = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
        return open_engine(self.settings, self.role, pool_size=5, max_overflow=10, pool_pre_ping=False, **options)

    @cached_property
    def _idle(self) -> list[Session]:
        """Return the sessions that stand alone and are not in use, each with the connection that it keeps."""
        return []

    def alone_session(self) -> Session:
        """Return a session whose statements stand alone; whoever is done with it calls ``give_back``.

        To keep session and connection together costs a request less than to put them together anew.
        """
        try:
            return self._idle.pop()
        except IndexError:
            return GatheringSession(self.alone_engine.connect(), expire_on_commit=False, info={ALONE: True})

    def give_back(self, session: Session) -> None:
        """Take a session that stands alone back, empty, for the next request."""
        if cast("Connection", session.bind).in_transaction():
            session.close()
        elif len(session.identity_map) or has_changes(session):
            # The ORM began nothing on the connection: whatever it keeps books on is forgotten with the objects.
            session.expunge_all()
        self._idle.append(session)

    def close(self) -> None:
        """Give every connection back to the database."""
        while self._idle:
            self._idle.pop().bind.close()  # type: ignore[union-attr]
        if "_lending" in self.__dict__:
            self._lending.close()
        for name in ("engine", "alone_engine"):
            if name in self.__dict__:
                self.__dict__[name].dispose()

    @cached_property
    def storage(self) -> Storage:
        """Return where files lie."""
        return FolderStorage(self.settings.data / "files")

    @cached_property
    def scanner(self) -> Scanner | None:
        """Return who looks for malware: ClamAV's daemon, a sandbox outside production, nobody where that was said."""
        settings = self.settings
        if settings.clamd is None:
            return SandboxScanner(production=settings.production)
        return None if settings.clamd == NO_SCANNER else ClamdScanner(settings.clamd)

    def signer(self, key: str, name: str, organisation: str) -> Signer:
        """Return who signs with the key called ``key``; outside production it is made when it is missing."""
        from portal.papers.signing import FileSigner

        folder, production = self.settings.keys, self.settings.production
        if production:
            return FileSigner(load_key(folder, key))
        return FileSigner(key_for(folder, key, Subject(name, organisation), production=production, at=clock.now()))

    @cached_property
    def gateway(self) -> Gateway:
        """Return how fees are paid online."""
        settings = self.settings
        if settings.stripe_secret_key is None or settings.stripe_webhook_secret is None:
            raise StartError("STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are missing: fees cannot be paid")
        from portal.gateways.stripe import StripeGateway

        return StripeGateway(settings.stripe_secret_key, settings.stripe_webhook_secret, settings.stripe_api_base)

    @cached_property
    def identity(self) -> IdentityProvider:
        """Return how citizens prove who they are."""
        settings = self.settings
        if not (settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret):
            raise StartError("PORTAL_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET are missing: nobody can sign in")
        from portal.identity.oidc import OidcProvider, OidcSettings

        return OidcProvider(
            OidcSettings(
                settings.oidc_issuer,
                settings.oidc_client_id,
                settings.oidc_client_secret,
                scope=settings.oidc_scope,
                names=ClaimMap.with_names(settings.oidc_claims),
                levels=levels_of(settings.oidc_levels),
            )
        )

    @cached_property
    def population(self) -> PopulationRegistry | None:
        """Return the population register; in production there is none until a connector of its own is set up."""
        if self.settings.production:
            return None
        return SandboxPopulation(PEOPLE, production=self.settings.production)

    @cached_property
    def registry_lists(self) -> RegistryLists | None:
        """Return the lists of registries, where an address of them was set."""
        address = self.settings.registry_lists_url
        return None if address is None else HttpLists(address)

    @cached_property
    def email(self) -> Channel | None:
        """Return how e-mail goes out: by SMTP, into files outside production, or not at all."""
        settings = self.settings
        if settings.smtp_url is not None:
            return EmailChannel(SmtpSettings.from_url(settings.smtp_url, sender=f"no-reply@{_host(settings)}"))
        if settings.production:
            return None
        return SandboxChannel(settings.data / "mail", production=settings.production)


def _host(settings: Settings) -> str:
    """Return the host of the portal's own address: e-mail comes from there unless the setting says otherwise."""
    return urlsplit(settings.public_url).hostname or "localhost"
