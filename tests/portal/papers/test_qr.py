import pytest

from portal.papers.qr import paper_qr, qr_svg, verification_url


def test_the_address_is_permanent_and_short() -> None:
    code = paper_qr("https://xacminh.example.vn/", bytes(range(16)))
    assert code.url == "https://xacminh.example.vn/v/1/000102030405060708090a0b0c0d0e0f"
    assert code.code == "0001 0203 0405 0607 0809 0a0b 0c0d 0e0f"
    assert paper_qr("https://x.vn", bytes(16), "H26-1").code == "H26-1"


@pytest.mark.parametrize("token", [b"", bytes(15), bytes(17)])
def test_a_token_has_128_bits(token: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        verification_url("https://x.vn", token)


def test_the_drawing_scales_with_its_box() -> None:
    head = qr_svg("https://xacminh.example.vn/v/1/" + "0" * 32).split(">")[0]
    assert head.startswith("<svg ")
    assert 'viewBox="0 0 ' in head
    assert "width=" not in head
