"""A province with a publisher, an approver and a ward, and a browser for each of them."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.app import create_app
from portal.db import Role, unit_of_work
from portal.models import ProcedureVersion
from portal.parts import Parts
from procedures.loader import pack_bytes
from procedures.reading.files import gather
from tests.conftest import Database
from tests.factories import CONFIRMATION, MORNING, PASSWORD, ROLES, make_agency, make_officer
from tests.portal.worker import work

CODE = "9.000001"
LINK = re.compile(r"/cong-bo/ban/([0-9a-f-]{36})")


def pack(**files: str) -> dict[str, bytes]:
    """The confirmation pack of the tests, with some files replaced."""
    return gather(CONFIRMATION) | {name.replace("__", "."): text.encode() for name, text in files.items()}


def changed(*pairs: tuple[str, str], path: Path = CONFIRMATION) -> dict[str, bytes]:
    """A pack whose definition has some texts replaced, each of which must be there."""
    files = gather(path)
    text = files["procedure.yaml"].decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return files | {"procedure.yaml": text.encode()}


@dataclass
class House:
    """The portal, its officers, and the worker that renders."""

    database: Database
    parts: Parts
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def open(cls, database: Database) -> Iterator[House]:
        """Make the agencies and officers; give the connections back in the end."""
        with unit_of_work(database.sessions()) as session:
            province = make_agency(session, "H26", "Ủy ban nhân dân thành phố Thử")
            province.tier = "province"
            ward = make_agency(session)
            ward.parent_id = province.id
            make_officer(session, province, "publisher", username="soan")
            make_officer(session, province, "approver", username="duyet")
            make_officer(session, province, "publisher", "approver", username="ca-hai")
            for role in ROLES:
                make_officer(session, ward, role)
            other = make_agency(session, "H30", "Ủy ban nhân dân tỉnh Khác")
            make_officer(session, other, "publisher", "approver", username="tinh-khac")
        parts = Parts(database.settings, Role.WEB)
        yield cls(database, parts)
        parts.close()

    def client(self, username: str) -> FlaskClient:
        """The browser of an officer who is signed in."""
        if username not in self.clients:
            client = create_app(self.database.settings, parts=self.parts, now=lambda: MORNING).test_client()
            self.sign_in(client, username)
            self.clients[username] = client
        return self.clients[username]

    @staticmethod
    def sign_in(client: FlaskClient, username: str) -> None:
        """Sign an officer in."""
        page = client.get("/can-bo/dang-nhap").text
        typed = {"username": username, "password": PASSWORD, "csrf_token": token_of(page)}
        assert client.post("/can-bo/dang-nhap", data=typed).status_code == 302

    def get(self, username: str, url: str) -> TestResponse:
        """Open a page."""
        return self.client(username).get(url)

    def post(self, username: str, url: str, follow: str = "/cong-bo/tai-len", **typed: object) -> TestResponse:
        """Send a form with the token of a page that the officer may see."""
        page = self.client(username).get(follow).text
        parts = {name: FileStorage(*value) if isinstance(value, tuple) else value for name, value in typed.items()}
        boundary, body = encode_multipart({"csrf_token": token_of(page), **parts})
        return self.client(username).post(url, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def upload(self, files: dict[str, bytes], username: str = "soan") -> TestResponse:
        """Send a pack as a zip."""
        return self.post(username, "/cong-bo/tai-len", goi=(io.BytesIO(pack_bytes(files)), "goi.zip"))

    def draft(self, files: dict[str, bytes], username: str = "soan") -> str:
        """Send a pack and return the address of its draft."""
        answer = self.upload(files, username)
        assert answer.status_code == 302, answer.text
        return str(answer.location)

    def rewrite(self, draft: str, *pairs: tuple[str, str]) -> None:
        """Change texts in the editor, sending back exactly what its form holds."""
        page = self.get("soan", f"{draft}/sua").text
        typed = {name: hidden(page, name) for name in ("tep", "revision")}
        text = typed_in(page)
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        assert self.post("soan", f"{draft}/sua", noi_dung=text, **typed).status_code == 302

    def work(self) -> None:
        """Do every job that waits, as the worker does."""
        parts = Parts(self.database.settings, Role.WORKER)
        work(self.database.settings, parts)
        parts.close()

    def digest(self, draft: str) -> str:
        """The digest that the page of a version shows."""
        found = re.search(r"<code>([0-9a-f]{64})</code>", self.get("soan", draft).text)
        assert found is not None
        return found.group(1)

    def publish(self, files: dict[str, bytes]) -> str:
        """Bring a pack all the way, by two persons."""
        draft = self.draft(files)
        self.work()
        digest = self.digest(draft)
        assert self.post("soan", f"{draft}/gui", digest=digest).status_code == 302
        answer = self.post("duyet", f"{draft}/duyet", draft, digest=digest)
        assert answer.status_code == 302, answer.text
        return draft

    def row(self, draft: str) -> ProcedureVersion:
        """The version as it lies in the database."""
        found = LINK.search(draft)
        assert found is not None
        with unit_of_work(self.database.sessions()) as session:
            return session.scalars(select(ProcedureVersion).where(ProcedureVersion.id == found.group(1))).one()


def token_of(page: str) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None, page
    return found.group(1)


def hidden(page: str, name: str) -> str:
    """The value of a hidden input of a page."""
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found.group(1))


def typed_in(page: str) -> str:
    """The text that stands in the editor of a page."""
    inside = page.split("data-editor", 1)[1].split(">", 1)[1].split("</textarea>", 1)[0]
    return html.unescape(inside).removeprefix("\n")
