"""Keys of a development authority, and the words of one dossier, for the papers' tests."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509

from portal.papers.development_ca import Subject, ensure_development_keys
from portal.papers.keys import trusted_roots
from portal.papers.values import Agency, Dossier, PaperValues, Registration, Signatory

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

RESULT = """{% extends "papers/base_certificate.html" %}
{% block body %}
<p class="fact">Họ, chữ đệm, tên: <b>{{ answers.ho_ten|upper }}</b></p>
<p class="fact">Ghi chú: {{ answers.ghi_chu }}</p>
{% endblock %}"""

PACK = {"result.html": RESULT.encode()}


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "keys"
    people = [
        ("leader-1", Subject("Nguyễn Hữu Thắng", "UBND phường Ba Đình")),
        ("agency-1", Subject("UBND phường Ba Đình")),
    ]
    ensure_development_keys(folder, people, production=False, at=NOW)
    return folder


@pytest.fixture(scope="session")
def roots(keys: Path) -> list[x509.Certificate]:
    return trusted_roots(keys)


@pytest.fixture
def values() -> PaperValues:
    return sample_values()


def sample_values() -> PaperValues:
    return PaperValues(
        agency=Agency(
            name="Ủy ban nhân dân phường Ba Đình", superior="Ủy ban nhân dân thành phố Hà Nội", place="Ba Đình"
        ),
        dossier=Dossier(
            code="H26.01-20261122-0000001",
            procedure="Cấp bản sao trích lục hộ tịch",
            owner="Nguyễn Thị Quỳnh Hương",
            applicant="Trần Đức Lương",
        ),
        leader=Signatory(name="Nguyễn Hữu Thắng", title="Chủ tịch", authority=("TM. Ủy ban nhân dân",)),
        officer=Signatory(name="Phạm Ngọc Ánh", title="Người tiếp nhận hồ sơ"),
        result=Registration(title="Trích lục khai sinh", number_sample="0000/TLKS-BS", date=date(2026, 11, 22)),
        answers={"ho_ten": "Nguyễn Thị Quỳnh Hương"},
        recipients=("Người yêu cầu", "Lưu: VT"),
    )
