"""A message arrives as it was written, whichever channel carries it; and no value can become a header."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.channels.base import AddressRefused, Channel, ChannelUnavailable, Message
from portal.channels.email import EmailChannel, SmtpSettings
from portal.channels.sandbox import SandboxChannel
from portal.config import Secret
from portal.errors import StartError
from tests.portal.channels.smtp_server import Mailbox, mail_server
from tests.portal.servers import free_port

MESSAGE = Message(
    reference="0193a6b0-7c5e-7d4f-9a21-1f2e3d4c5b6a",
    to="lan.anh@example.vn",
    subject="Hồ sơ H26.01-20261122-0000001: bạn cần bổ sung giấy tờ trước ngày 27/11/2026",
    text="Chào chị Nguyễn Thị Lan Anh,\n\nBạn cần bổ sung 2 giấy tờ. Mở hồ sơ để xem.\n.\nMột dòng chỉ có dấu chấm.\n",
)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


def by_smtp(port: int, **more: object) -> EmailChannel:
    return EmailChannel(SmtpSettings("127.0.0.1", port, "cong@dvc.example.vn", "Cổng dịch vụ công", **more))  # type: ignore[arg-type]  # a test varies the settings


def read(raw: bytes) -> EmailMessage:
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_it_arrives_as_it_was_written(mailbox: Mailbox, tmp_path: Path) -> None:
    channels: list[Channel] = [by_smtp(mailbox.port), SandboxChannel(tmp_path, production=False)]
    for channel in channels:
        assert channel.kind == "email"
        channel.send(MESSAGE)
    by_wire = mailbox.mails[0].replace(b"\r\n..", b"\r\n.")
    for raw in (by_wire, (tmp_path / f"{MESSAGE.reference}.eml").read_bytes()):
        mail = read(raw)
        assert mail["Subject"] == MESSAGE.subject
        assert mail["To"].addresses[0].addr_spec == MESSAGE.to
        assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text
        assert mail["Message-ID"].startswith(f"<{MESSAGE.reference}@")
        assert mail["Auto-Submitted"] == "auto-generated"
    assert read(mailbox.mails[0])["From"].addresses[0].display_name == "Cổng dịch vụ công"


def test_the_same_message_twice_is_one_file(tmp_path: Path) -> None:
    channel = SandboxChannel(tmp_path, production=False)
    channel.send(MESSAGE)
    channel.send(MESSAGE)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("reference", ["../../x", "a/b", "", "đ", "x" * 300 + "/"])
def test_no_reference_leaves_the_folder(tmp_path: Path, reference: str) -> None:
    folder = tmp_path / "mail"
    SandboxChannel(folder, production=False).send(Message(reference, MESSAGE.to, "x", "y"))
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b@c", "a@example.vn\r\nBcc: x@example.vn", "đ@example.vn", "<a@example.vn>,"]
)
def test_what_is_no_address_is_refused(mailbox: Mailbox, to: str) -> None:
    with pytest.raises(AddressRefused):
        by_smtp(mailbox.port).send(Message("ref", to, "x", "y"))
    assert mailbox.mails == []


def test_a_subject_adds_no_header(mailbox: Mailbox) -> None:
    by_smtp(mailbox.port).send(Message("ref", MESSAGE.to, "Hồ sơ\r\nBcc: x@example.vn", "y"))
    mail = read(mailbox.mails[0])
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hồ sơ Bcc: x@example.vn"


@pytest.mark.parametrize(
    ("word", "answer", "error"),
    [
        ("RCPT", "550 no such user", AddressRefused),
        ("RCPT", "450 later", ChannelUnavailable),
        ("MAIL", "550 who are you", ChannelUnavailable),
        ("DATA", "552 full", ChannelUnavailable),
        ("EHLO", "421 closing", ChannelUnavailable),
    ],
)
def test_what_the_server_says_is_told(mailbox: Mailbox, word: str, answer: str, error: type[Exception]) -> None:
    mailbox.answers = {word: answer, "HELO": answer} if word == "EHLO" else {word: answer}
    with pytest.raises(error) as told:
        by_smtp(mailbox.port).send(MESSAGE)
    assert MESSAGE.to not in str(told.value)


def test_what_was_handed_over_is_sent_whatever_the_good_bye(mailbox: Mailbox) -> None:
    mailbox.answers = {"QUIT": "500 no"}
    by_smtp(mailbox.port).send(MESSAGE)
    assert len(mailbox.mails) == 1


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(ChannelUnavailable):
        by_smtp(free_port()).send(MESSAGE)


def test_a_password_is_never_sent_in_the_clear(mailbox: Mailbox) -> None:
    with pytest.raises(ChannelUnavailable, match="no encryption"):
        by_smtp(mailbox.port, user="portal", password=Secret("secret")).send(MESSAGE)
    assert [line.split()[0].upper() for line in mailbox.heard] in (["EHLO", "QUIT"], ["EHLO"])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.vn", ("mail.example.vn", 587, None, "", False)),
        ("smtps://mail.example.vn", ("mail.example.vn", 465, None, "", True)),
        ("smtp://an%40x:p%2Fw@mail.example.vn:25", ("mail.example.vn", 25, "an@x", "p/w", False)),
    ],
)
def test_one_setting_says_it_all(url: str, expected: tuple[object, ...]) -> None:
    read_back = SmtpSettings.from_url(Secret(url), sender="a@b.vn")
    found = (read_back.host, read_back.port, read_back.user, read_back.password.reveal(), read_back.encrypted)
    assert found == expected


def test_the_sender_is_a_setting_too() -> None:
    named = SmtpSettings.from_url(Secret("smtp://m.vn?from=tb@dvc.vn&name=DVC+H%C3%A0+N%E1%BB%99i"), sender="a@b.vn")
    assert (named.sender, named.sender_name) == ("tb@dvc.vn", "DVC Hà Nội")
    usual = SmtpSettings.from_url(Secret("smtp://m.vn"), sender="a@b.vn")
    assert (usual.sender, usual.sender_name) == ("a@b.vn", "Cổng dịch vụ công")


def test_production_has_no_sandbox(tmp_path: Path) -> None:
    with pytest.raises(StartError):
        SandboxChannel(tmp_path / "mail", production=True)
    assert not (tmp_path / "mail").exists()
