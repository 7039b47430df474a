"""A browser as far as a sign-in needs one, and what is common to the tests against both providers."""

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from portal.identity.base import Identity, SignIn, code_from
from portal.identity.oidc import OidcProvider

REDIRECT = "http://localhost:8000/dang-nhap/vneid/tra-ve"
CLIENT = "cong-dich-vu-cong"
SECRET = "a secret that both sides know"


@dataclass(frozen=True)
class Returned:
    """What came back to the redirect address, with the secrets of the attempt."""

    sign_in: SignIn
    parameters: dict[str, str]

    def complete(self, provider: OidcProvider, assurance: int = 1, max_age: int | None = None) -> Identity:
        """The second half of a sign-in, as the portal does it."""
        code = code_from(self.parameters, self.sign_in.state)
        return provider.complete(
            code, REDIRECT, self.sign_in.verifier, self.sign_in.nonce, assurance=assurance, max_age=max_age
        )


def sign_in_at(
    provider: OidcProvider, form: dict[str, str], assurance: int = 1, max_age: int | None = None
) -> Returned:
    """Go to the provider, fill its form, and come back."""
    sign_in = SignIn.fresh()
    address = provider.begin(
        REDIRECT,
        state=sign_in.state,
        nonce=sign_in.nonce,
        code_challenge=sign_in.challenge,
        assurance=assurance,
        max_age=max_age,
    )
    with httpx.Client() as client:
        answer = client.get(address)
        while not answer.is_redirect or not answer.headers["Location"].startswith(REDIRECT):
            answer = _next(client, answer, form)
    return Returned(sign_in, dict(parse_qsl(urlsplit(answer.headers["Location"]).query)))


def _next(client: httpx.Client, answer: httpx.Response, form: dict[str, str]) -> httpx.Response:
    if answer.is_redirect:
        return client.get(urljoin(str(answer.url), answer.headers["Location"]))
    assert answer.status_code == 200, answer.text
    found = re.search(r'<form[^>]* action="([^"]*)"', answer.text)
    assert found is not None, answer.text
    return client.post(urljoin(str(answer.url), html.unescape(found[1])), data=form)
