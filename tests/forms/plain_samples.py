"""Samples of the types whose answers have a form of their own: lists of the state, times, numbers on papers."""

from __future__ import annotations

from tests.forms.sample import Sample

PLAIN: dict[str, Sample] = {
    "sex": Sample(
        {},
        [("nu", "nu", "Nữ"), ("male", "nam", "Nam"), ("NAM", "nam", "Nam")],
        [("khac", "no_such_option"), ("<b>", "no_such_option")],
        bad_keys=[({"more": "co"}, "true or false"), ({"options": []}, "unknown key")],
    ),
    "country": Sample(
        {"first": ["LA", "VN"], "without": ["TW"]},
        [("LA", "LA", "Lào"), ("viet nam".upper(), "VN", "Việt Nam"), ("Vietnam", "VN", "Việt Nam")],
        [
            ("TW", "no_such_option"),
            ("XXA", "no_such_option"),
            ("Atlantis", "no_such_option"),
            ("vn\x00", "bad_character"),
        ],
        bad_keys=[
            ({"first": ["vn"]}, "no code of this list"),
            ({"without": "VN"}, "a list of codes"),
            ({"first": ["VN"], "without": ["VN"]}, "is left out"),
        ],
    ),
    "nationality": Sample(
        {"without": ["VN"]},
        [("FR", "FR", "Pháp"), ("XXA", "XXA", "Không quốc tịch"), ("không quốc tịch", "XXA", "Không quốc tịch")],
        [("VN", "no_such_option"), ("F" * 300, "too_long")],
        bad_keys=[({"without": [1]}, "no code of this list")],
    ),
    "ethnic_group": Sample(
        {},
        [("01", "01", "Kinh"), ("Ê-đê", "12", "Ê Đê"), ("Hmông", "08", "Mông"), ("54", "54", "Rơ Măm")],
        [("55", "no_such_option"), ("1", "no_such_option")],
        bad_keys=[({"more": 1}, "true or false")],
    ),
    "religion": Sample(
        {},
        [("khong", "khong", "Không"), ("Tin lành", "tin_lanh", "Tin Lành"), ("Baha'i", "bahai", "Tôn giáo Baha'i")],
        [("jedi", "no_such_option")],
        bad_keys=[({"more": True}, "unknown key")],
    ),
}
