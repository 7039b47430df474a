"""What a supplement request calls the things that it asks for."""

from functools import cache

from portal.services.asked_titles import asked_title
from portal.web.language import _ENVIRON_KEY
from portal.web.officer.itemising import distinct_labels, possible_items
from procedures.catalogue import shipped
from procedures.definition import Procedure
from procedures.loader import load
from tests.portal.web.gallery.app import create

BIRTH = "1.001193"


@cache
def birth() -> Procedure:
    procedure = load(next(one.path for one in shipped() if one.code == BIRTH)).procedure
    assert procedure is not None
    return procedure


def test_no_two_fields_of_a_form_are_called_the_same() -> None:
    told = distinct_labels(birth().form, "vi")
    assert told["ho_ten_con"] == "Họ, chữ đệm, tên (Người được khai sinh)"
    assert told["chung_sinh"] == "Giấy tờ về việc sinh"
    assert len(set(told.values())) == len(told)


def test_what_an_officer_asks_in_english_stands_on_the_slip_in_vietnamese() -> None:
    with create().test_request_context("/", environ_overrides={_ENVIRON_KEY: "en"}):
        found = {one.name: one for one in possible_items(birth(), {"ho_ten_con": "Trần Thị Nụ"})}
    told = {
        "giay_chung_sinh": ("Certificate of birth of the health facility", "Giấy chứng sinh"),
        "ho_ten_con": ("Full name of the child", "Họ, chữ đệm, tên (Người được khai sinh)"),
    }
    for name, (english, vietnamese) in told.items():
        kept = found[name].as_json()
        assert (found[name].title, kept["title"]) == (english, vietnamese)
        assert [asked_title(kept, birth(), language) for language in ("vi", "en")] == [vietnamese, english]
    question = {"kind": "question", "name": "q1", "title": "Vì sao khác ngày?"}
    assert asked_title(question, birth(), "en") == "Vì sao khác ngày?"
