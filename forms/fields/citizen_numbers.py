"""What the 12 digits of a personal number say: place of birth registration, century and sex, year.

Three digits for the province or country where the birth was registered, one for century and sex, two for the year,
six at random; there is no check digit. The province codes are those of the 63 provinces before July 2025 and stay with
a person for life.
"""

from __future__ import annotations

import re

from forms.errors import InvalidAnswer

BIRTH_PLACES: dict[str, str] = {
    "001": "Hà Nội",
    "002": "Hà Giang",
    "004": "Cao Bằng",
    "006": "Bắc Kạn",
    "008": "Tuyên Quang",
    "010": "Lào Cai",
    "011": "Điện Biên",
    "012": "Lai Châu",
    "014": "Sơn La",
    "015": "Yên Bái",
    "017": "Hoà Bình",
    "019": "Thái Nguyên",
    "020": "Lạng Sơn",
    "022": "Quảng Ninh",
    "024": "Bắc Giang",
    "025": "Phú Thọ",
    "026": "Vĩnh Phúc",
    "027": "Bắc Ninh",
    "030": "Hải Dương",
    "031": "Hải Phòng",
    "033": "Hưng Yên",
    "034": "Thái Bình",
    "035": "Hà Nam",
    "036": "Nam Định",
    "037": "Ninh Bình",
    "038": "Thanh Hoá",
    "040": "Nghệ An",
    "042": "Hà Tĩnh",
    "044": "Quảng Bình",
    "045": "Quảng Trị",
    "046": "Thừa Thiên Huế",
    "048": "Đà Nẵng",
    "049": "Quảng Nam",
    "051": "Quảng Ngãi",
    "052": "Bình Định",
    "054": "Phú Yên",
    "056": "Khánh Hoà",
    "058": "Ninh Thuận",
    "060": "Bình Thuận",
    "062": "Kon Tum",
    "064": "Gia Lai",
    "066": "Đắk Lắk",
    "067": "Đắk Nông",
    "068": "Lâm Đồng",
    "070": "Bình Phước",
    "072": "Tây Ninh",
    "074": "Bình Dương",
    "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu",
    "079": "Thành phố Hồ Chí Minh",
    "080": "Long An",
    "082": "Tiền Giang",
    "083": "Bến Tre",
    "084": "Trà Vinh",
    "086": "Vĩnh Long",
    "087": "Đồng Tháp",
    "089": "An Giang",
    "091": "Kiên Giang",
    "092": "Cần Thơ",
    "093": "Hậu Giang",
    "094": "Sóc Trăng",
    "095": "Bạc Liêu",
    "096": "Cà Mau",
}
"""Codes below 100; from 100 on a code is a country's and is taken as it is."""

_FIRST_CENTURY = 1900
_NUMBER = re.compile(r"\d{12}", re.ASCII)


def birth_year(number: str) -> int:
    """Return the year of birth in a personal number: digit 4 is 0 or 1 for 1900-1999, 2 or 3 for 2000-2099."""
    return _FIRST_CENTURY + int(number[3]) // 2 * 100 + int(number[4:6])


def is_male(number: str) -> bool:
    """Say whether a personal number is a man's: digit 4 is even."""
    return int(number[3]) % 2 == 0


def check_citizen_id(number: str) -> str:
    """Return the number when its parts can be true; raise ``InvalidAnswer``."""
    if not _NUMBER.fullmatch(number):
        raise InvalidAnswer("citizen_id_digits")
    place = number[:3]
    if place < "100" and place not in BIRTH_PLACES:
        raise InvalidAnswer("citizen_id_place", place=place)
    return number
