"""What a supplement request calls the things that it asks for."""

from portal.web.officer.itemising import distinct_labels
from procedures.catalogue import shipped
from procedures.loader import load

BIRTH = "1.001193"


def test_no_two_fields_of_a_form_are_called_the_same() -> None:
    procedure = load(next(one.path for one in shipped() if one.code == BIRTH)).procedure
    assert procedure is not None
    told = distinct_labels(procedure.form, "vi")
    assert told["ho_ten_con"] == "Họ, chữ đệm, tên (Người được khai sinh)"
    assert told["chung_sinh"] == "Giấy tờ về việc sinh"
    assert len(set(told.values())) == len(told)
