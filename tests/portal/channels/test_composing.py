"""Every kind of notice can be written in both languages, and says where to read on."""

import pytest

from portal.channels.composing import compose
from portal.channels.email import compose as as_mail
from portal.services.notices import KINDS, OF_ANSWERS, OF_DRAFTS, TO_OTHERS


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_notice_is_a_mail(kind: str, language: str) -> None:
    params = {"code": "H26.01-20261122-0000001", "title": "Cấp bản sao trích lục hộ tịch"}
    message = compose(kind, language, params, reference="0193", to="a@example.vn", public_url="https://dvc.example.vn/")
    assert params["code"] in message.subject
    assert "https://dvc.example.vn/" in message.text
    assert "{" not in message.text
    assert as_mail(message, "no-reply@dvc.example.vn", "Cổng").get_content() == message.text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", sorted(OF_DRAFTS))
def test_a_notice_of_a_draft_is_a_mail(kind: str, language: str) -> None:
    params = {"draft": "0193", "title": "Cấp bản sao trích lục hộ tịch", "day": "22/11/2026", "procedure": "2.000635"}
    message = compose(kind, language, params, reference="0193", to="a@example.vn", public_url="https://dvc.example.vn/")
    assert params["title"] in message.subject
    assert "22/11/2026" in message.text
    assert f"https://dvc.example.vn{'/en' if language == 'en' else ''}/" in message.text
    assert "{" not in message.text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", sorted(OF_ANSWERS | TO_OTHERS))
def test_a_notice_of_a_confirmation_is_a_mail(kind: str, language: str) -> None:
    params = {"title": "Cấp bản sao trích lục hộ tịch"}
    params |= {"asker": "Nguyễn Văn Con"} if kind in TO_OTHERS else {"draft": "0193", "name": "Trần Thị Mẹ"}
    message = compose(kind, language, params, reference="0193", to="a@example.vn", public_url="https://dvc.example.vn/")
    assert params["title"] in message.subject
    assert params.get("asker", params.get("name", "")) in message.text
    assert f"https://dvc.example.vn{'/en' if language == 'en' else ''}/" in message.text
    assert "{" not in message.text
