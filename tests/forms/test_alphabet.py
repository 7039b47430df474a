"""Names and titles stand as in a Vietnamese dictionary, whatever the locale of the machine."""

import unicodedata

import pytest

from forms.alphabet import alphabetical

DICTIONARY = [
    ["Anh", "Ăn", "Ân", "Ba", "Đà", "E", "Ê Đê"],
    ["Cấp bản sao", "Công nhận", "Dân sự", "Đăng ký khai sinh", "Đăng ký thành lập", "Ghi chú", "Ủy quyền", "Xác nhận"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "man"],
    ["Ba Vì", "Bà Rịa", "Ban Mê"],
    ["Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng"],
    ["Phường 1", "Phường 2", "Phường Ba Đình"],
    ["Ong", "Ông", "Ơn", "Uống", "Ưu"],
]


@pytest.mark.parametrize("words", DICTIONARY)
def test_words_stand_as_in_a_dictionary(words: list[str]) -> None:
    assert sorted(sorted(words), key=alphabetical) == words
    decomposed = [unicodedata.normalize("NFD", word.upper()) for word in words]
    assert [alphabetical(word) for word in decomposed] == [alphabetical(word) for word in words]
