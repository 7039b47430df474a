"""Files in parts, by the tus protocol: what is lost on the way is sent again, and nothing else is believed."""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Attachment, Upload
from tests.portal.papers import some_files as some
from tests.portal.web.citizen_site import Site, Visitor, hidden_values, open_site
from tests.portal.web.test_citizen_filing import begin

BODY = some.pdf(40)


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("parts")) as opened:
        yield opened


@dataclass
class Sender:
    """A browser at the documents of its filing."""

    site: Site
    visitor: Visitor
    documents: str

    @classmethod
    def at(cls, site: Site, number: str) -> "Sender":
        visitor = site.citizen(number)
        return cls(site, visitor, begin(site, visitor).rsplit("/", 1)[0] + "/giay-to")

    def headers(self, **more: str) -> dict[str, str]:
        token = hidden_values(self.visitor.get(self.documents).text)["csrf_token"]
        return {"Tus-Resumable": "1.0.0", "X-CSRF-Token": token} | {
            name.replace("_", "-"): value for name, value in more.items()
        }

    def begin(self, size: int, name: str = "giấy.pdf", document: str = "giay_to") -> TestResponse:
        named = f"filename {base64.b64encode(name.encode()).decode()},filetype YQ=="
        address = self.documents.replace("/giay-to", f"/tep/{document}")
        headers = self.headers(Upload_Length=str(size), Upload_Metadata=named)
        return self.visitor.client.post(address, headers=headers)

    def part(self, place: str, offset: int, body: bytes, environ: Mapping[str, str] | None = None) -> TestResponse:
        headers = self.headers(Upload_Offset=str(offset))
        kind = "application/offset+octet-stream"
        return self.visitor.client.patch(
            place, data=body, headers=headers, content_type=kind, environ_overrides=dict(environ or {})
        )

    def offset(self, place: str) -> str:
        return self.visitor.client.head(place, headers={"Tus-Resumable": "1.0.0"}).headers["Upload-Offset"]

    def files(self) -> list[Attachment]:
        with unit_of_work(self.site.database.sessions()) as session:
            draft = re.findall(r"/nop/([^/]+)/", self.documents)[0]
            return list(session.scalars(select(Attachment).where(Attachment.draft_id == draft)))


def test_a_file_comes_in_parts_over_a_connection_that_breaks(site: Site) -> None:
    sender = Sender.at(site, "001190000041")
    begun = sender.begin(len(BODY))
    assert begun.status_code == 201
    place = begun.headers["Location"]
    assert begun.headers["Upload-Expires"].endswith("GMT")
    assert sender.part(place, 0, BODY[:1000]).headers["Upload-Offset"] == "1000"
    assert sender.offset(place) == "1000"
    assert sender.part(place, 0, BODY[:1000]).status_code == 409, "the same part twice"
    # The connection is lost after two thousand bytes of a longer part.
    sender.part(place, 1000, BODY[1000:3000], {"CONTENT_LENGTH": "5000"})
    assert sender.offset(place) == "3000"
    assert sender.files() == []
    assert sender.part(place, 3000, BODY[3000:]).status_code == 204
    (file,) = sender.files()
    assert (file.filename, file.size, file.state) == ("giấy.pdf", len(BODY), "arrived")
    with site.parts.storage.open(file.sha256) as stored:
        assert stored.read() == BODY
    assert sender.visitor.client.head(place).status_code == 404, "it is over"
    site.check_files()
    assert sender.files()[0].pages == 40


def test_what_the_rules_refuse_is_refused_before_it_is_sent_or_when_it_is_there(site: Site) -> None:
    sender = Sender.at(site, "001190000042")
    large = sender.begin(21 << 20)
    assert large.status_code == 422
    assert large.json is not None
    assert "lớn hơn 20 MB" in large.json["words"]
    assert sender.begin(0).status_code == 422
    body = b"<html><script>alert(1)</script></html>"
    place = sender.begin(len(body)).headers["Location"]
    refused = sender.part(place, 0, body)
    assert refused.status_code == 422
    assert refused.json is not None
    assert "không phải là PDF" in refused.json["words"]
    assert sender.files() == []
    assert sender.begin(10, document="khong_co").status_code == 404


def test_more_than_was_announced_is_not_taken(site: Site) -> None:
    sender = Sender.at(site, "001190000043")
    place = sender.begin(10).headers["Location"]
    assert sender.part(place, 0, bytes(11)).status_code == 413
    assert sender.offset(place) == "0"
    assert sender.part(place, 0, b"x", {"CONTENT_LENGTH": str(17 << 20)}).status_code == 413


def test_the_protocol_is_held_to(site: Site) -> None:
    sender = Sender.at(site, "001190000044")
    place = sender.begin(10).headers["Location"]
    client, headers = sender.visitor.client, sender.headers(Upload_Offset="0")
    kind = "application/offset+octet-stream"
    assert client.patch(place, data=b"x", headers=headers, content_type="text/plain").status_code == 415
    other = headers | {"Tus-Resumable": "0.2.2"}
    assert client.patch(place, data=b"x", headers=other, content_type=kind).headers["Tus-Version"] == "1.0.0"
    for offset in ("-1", "x", "\uff11", "9" * 40):
        wrong = headers | {"Upload-Offset": offset.encode().decode("latin-1")}
        assert client.patch(place, data=b"x", headers=wrong, content_type=kind).status_code == 400
    forged = headers | {"X-CSRF-Token": "x"}
    assert client.patch(place, data=b"x", headers=forged, content_type=kind).status_code == 400
    assert client.delete(place, headers=headers).status_code == 204
    assert client.head(place).status_code == 404
    with unit_of_work(site.database.sessions()) as session:
        assert session.get(Upload, place.rsplit("/", 1)[1]) is None


def test_nobody_reaches_the_upload_of_somebody_else(site: Site) -> None:
    sender, stranger = Sender.at(site, "001190000045"), Sender.at(site, "001190000046")
    place = sender.begin(len(BODY)).headers["Location"]
    assert stranger.visitor.client.head(place).status_code == 404
    assert stranger.part(place, 0, BODY).status_code == 404
    assert stranger.visitor.client.delete(place, headers=stranger.headers()).status_code == 404
    elsewhere = Sender(site, stranger.visitor, sender.documents)
    address = sender.documents.replace("/giay-to", "/tep/giay_to")
    headers = stranger.headers(Upload_Length="10", Upload_Metadata="")
    assert elsewhere.visitor.client.post(address, headers=headers).status_code == 404
    assert sender.offset(place) == "0"


def test_a_person_has_only_so_many_unfinished_uploads(site: Site) -> None:
    sender = Sender.at(site, "001190000047")
    answers = [sender.begin(10).status_code for _ in range(21)]
    assert answers == [201] * 20 + [422]
