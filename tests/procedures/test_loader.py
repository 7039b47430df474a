"""Every mistake of a pack is told at once, each at its line, with a cure."""

import pytest

from procedures.definition import FiledFormSpec
from procedures.loader import Severity, load
from tests.procedures.samples import YAML, broken, line_of, pack, sound

NAMED = "label: Họ và tên,"
FROM = "label: Họ và tên, from:"
OWNER = "owner: {name: ho_ten}"


def party(**keys: str) -> str:
    """A pack's parties, one of them with these keys."""
    usual = {"name": "vo", "title": "Vợ", "citizen_id": "ho_ten", "full_name": "ho_ten"} | keys
    return "parties: [{" + ", ".join(f"{key}: {value}" for key, value in usual.items() if value) + "}]\n" + OWNER


SPOILED = [
    ('procedure: "9.000001"', "procedure: 9.000001", "read as a number", "quotes"),
    ('procedure: "9.000001"', 'procedure: "9.01"', "is no code", "six digits"),
    ("version: 1", "version: no", "'version' is a whole number", ""),
    ("sector: ho-tich", "sector: Hộ tịch", "is no name of a sector", "ho-tich"),
    ("competence: commune", "competence: comune", "unknown competence 'comune'", "did you mean 'commune'?"),
    ("applicants: [citizen]", "applicants: [citizen, citisen]", "unknown kind of applicant", "did you mean 'citizen'?"),
    ("title: {vi: Cấp bản sao, en: Copies}", "title: {en: Copies}", "Vietnamese text is missing", "vi"),
    ("mandate: uy_quyen", "mandate: uy_quyn", "unknown document 'uy_quyn'", "did you mean 'uy_quyen'?"),
    ("mandate: uy_quyen", "for: [persn], mandate: uy_quyen", "kind of represented 'persn'", "did you mean 'person'?"),
    ("mandate: uy_quyen", "for: [person]", "nobody could show", "by_identity: true"),
    ("mandate: uy_quyen", "for: [child], by_identity: true", "given by a person or an organisation", "for: [person]"),
    ("mandate: uy_quyen", "for: [child], proof: {child: gay}", "unknown document 'gay'", "did you mean 'giay'?"),
    ("mandate: uy_quyen", "for: [child], proof: {ward: giay}", "unknown key 'ward'", "child"),
    ("type: person_name", "type: persn_name", "unknown type 'persn_name'", "did you mean 'person_name'?"),
    ("min: 1, max: 9", "min: 1, mx: 9", "unknown key 'mx'", "did you mean 'max'?"),
    ("law: luat}\n      - {name: so_ban", "law: lut}\n      - {name: so_ban", "unknown legal basis 'lut'", "luat"),
    (NAMED, f"{FROM} identiti.full_name,", "unknown source 'identiti'", "did you mean 'identity'?"),
    (NAMED, f"{FROM} population.ful_name,", "'population' has no 'ful_name'", "did you mean 'full_name'?"),
    (NAMED, f"{FROM} [identity.full_name, population.sex],", "cannot hold 'population.sex'", "sex, text"),
    (NAMED, f"{FROM} dossier.ho_so.ten_ho,", "names no answer", "dossier.<code>.<field>"),
    (NAMED, f"{FROM} result.1.001612.issued_on,", "cannot hold 'result.issued_on'", "types that can: date"),
    (NAMED, f"{FROM} Population,", "a path such as identity.full_name is needed, not 'Population'", ""),
    (NAMED, f"{FROM} [identity.full_name, identity.full_name],", "a source stands twice", "the best first"),
    (NAMED, "label: Họ và tên, correctable: luat,", "'ho_ten' comes from no source", "add `from:`"),
    (NAMED, f"{FROM} identity.full_name, correctable: lut,", "unknown legal basis 'lut'", "luat"),
    ('law: "luat, Điều 1"', 'law: "lut, Điều 1"', "unknown legal basis 'lut'", "luat"),
    ("because: luat}\ndocuments", "because: nghi_dinh}\ndocuments", "unknown legal basis", "known: luat"),
    ('required: "so_ban > 2"', 'required: "so_bn > 2"', "unknown name 'so_bn'", "did you mean 'so_ban'?"),
    ('required: "so_ban > 2"', 'required: "so_ban"', "gives a whole number, but a yes or no is needed", "compare"),
    (
        "    clock: pause\n    rounding",
        "    due: at step kyy\n    clock: pause\n    rounding",
        "unknown step 'kyy'",
        "did you mean 'ky'?",
    ),
    (
        "    clock: pause\n    rounding",
        "    due: tiep_nhan\n    clock: pause\n    rounding",
        "unknown moment",
        "at step",
    ),
    (
        "    clock: pause\n    rounding",
        "    due: at step tiep_nhan\n    clock: pause\n    rounding",
        "is the first step",
        "before",
    ),
    ("when: facts.mien}\nfees", "when: facts.min}\nfees", "'facts' has no 'min'", "did you mean 'mien'?"),
    ("mien: dien == 'ngheo'", "mien: dien == 'ngeo'", "has no option 'ngeo'", "did you mean 'ngheo'?"),
    (
        "mien: dien == 'ngheo'",
        "mien: {when: dien == 'ngeo', title: Miễn}",
        "has no option 'ngeo'",
        "did you mean 'ngheo'?",
    ),
    ("mien: dien == 'ngheo'", "mien: {title: Miễn}", "'when' is missing", "so_ban > 5"),
    ("mien: dien == 'ngheo'", "mien: {when: dien == 'ngheo', titel: Miễn}", "unknown key 'titel'", "'title'"),
    ("mien: dien == 'ngheo'", "mien: {when: dien == 'ngheo', title: {en: Exempt}}", "Vietnamese text is missing", "vi"),
    ("mien: dien == 'ngheo'", "fees_settled: dien == 'ngheo'", "is a standing fact", "leave it out"),
    ("amount: so_ban * rate", "amount: double(so_ban) * 1.5", "decimal number", "rounded"),
    ("amount: so_ban * rate", "amount: so_ban * 8000", "does not use the rate", "rate"),
    ("amount: so_ban * rate", "amount: so_ban * gia", "unknown name 'gia'", ""),
    ("    clock: pause\n    rounding", "    rounding", "'clock' is missing", "clock"),
    ("    rounding: down\n", "", "'rounding' is missing", "down"),
    ("percent: 33", "percent: 133", "between 1 and 100", ""),
    ("proof: chung_minh", "proof: chung_mnh", "unknown document", "did you mean 'chung_minh'?"),
    ('"same day, cut-off 15:00"', "3 days of work", "is no duration", "working days"),
    (
        "needs: [documents_checked, fees_settled]",
        "needs: [documents_checkd, fees_settled]",
        "unknown fact",
        "did you mean",
    ),
    ("role: leader", "role: signer", "unknown role 'signer'", "leader"),
    ("needs: [documents_checked, fees_settled], ", "needs: [documents_checked], ", "fees", "fees_settled"),
    ("nhan: {to: ky,", "nhan: {to: kyy,", "unknown step 'kyy'", "did you mean 'ky'?"),
    ("type: text, label: Nhận xét", "type: txt, label: Nhận xét", "unknown type 'txt'", "did you mean 'text'?"),
    ("name: nhan_xet", "name: ho_ten", "is the name of another field already", "choose another"),
    ("template: result.html", "template: rsult.html", "there is no file 'rsult.html'", "result.html"),
    ("{seq:02d}/BS", "{sq:02d}/BS", "unknown placeholder '{sq}'", "did you mean '{seq}'?"),
    ("{seq:02d}/BS-", "BS-", "has no running number", "{seq}"),
    ("archive: 20 years", "archive: long", "no time to keep", "permanent"),
    ("owner: {name: ho_ten}", "owner: {name: ho_tn}", "unknown field 'ho_tn'", "did you mean 'ho_ten'?"),
    ("owner: {name: ho_ten}", "ownr: {name: ho_ten}", "unknown key 'ownr'", "did you mean 'owner'?"),
    (OWNER, party(citizen_id="ho_tn"), "unknown field 'ho_tn'", "did you mean 'ho_ten'?"),
    (OWNER, party(), "'ho_ten' is of type 'person_name'", "name a field of type citizen_id"),
    (OWNER, party(citizen_id="ho_ten.so", full_name="ho_ten.ten"), "'ho_ten.so' is no single answer", "ho_ten"),
    (OWNER, party(citizen_id="dien.so"), "are not of one person", "the same block or the same table"),
    (OWNER, party(name="owner"), "is the name of another party already", "a name of its own"),
    (OWNER, party(title=""), "'title' is missing", "Người chồng"),
    (OWNER, party(confirms="[nguoi, so_bn]"), "unknown page or field 'so_bn'", "did you mean 'so_ban'?"),
    (OWNER, party(when='"so_bn > 1"'), "unknown name 'so_bn'", "did you mean 'so_ban'?"),
    (OWNER, party(law="lut"), "unknown legal basis 'lut'", "luat"),
    (OWNER, party(confirm="all"), "unknown key 'confirm'", "did you mean 'confirms'?"),
    ("  how: [Nộp hồ sơ, Nhận kết quả]", "  hw: [Nộp hồ sơ]", "unknown key 'hw'", "did you mean 'how'?"),
    ("text: Luật Hộ tịch}", "text: Luật Hộ tịch, hôn nhân}", "unknown key 'hôn nhân'", "quotes"),
]


@pytest.mark.parametrize(("old", "new", "message", "cure"), SPOILED, ids=[new[:40] for _, new, _, _ in SPOILED])
def test_each_mistake_is_told_at_its_line_with_a_cure(old: str, new: str, message: str, cure: str) -> None:
    loaded = broken(old, new)
    fitting = [one for one in loaded.findings if message in one.message and cure in one.cure]
    assert fitting, list(map(str, loaded.findings))
    assert loaded.procedure is None
    # What is missing is told where the mapping begins that lacks it, a few lines above.
    line = line_of(YAML, old)
    assert any(line - 6 <= one.line <= line + old.count("\n") for one in fitting), (line, list(map(str, fitting)))


@pytest.mark.parametrize("due", ["at step ky", "at step tra", "before_handover"])
def test_no_result_is_given_out_before_its_fee_is_asked_for(due: str) -> None:
    loaded = broken("    clock: pause\n    rounding", f"    due: {due}\n    clock: pause\n    rounding")
    (told,) = [one for one in loaded.findings if "a fee is due by then" in one.message]
    assert "'phat_hanh'" in told.message
    assert "needs: [fees_settled]" in told.cure


def test_the_small_pack_is_sound() -> None:
    procedure = sound()
    assert procedure.result.archive_years == 20
    assert procedure.task_forms["ky"][0].name == "nhan_xet"
    assert procedure.source == YAML


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        YAML.replace("person_name", "persn_name")
        .replace("percent: 33", "percent: 0")
        .replace("role: clerk", "role: clrk")
    )
    text = text.replace("competence: commune", "competence: xa").replace("within: ", "with: ")
    loaded = load({"procedure.yaml": text.encode(), "result.html": b"{{ answers.khong_co }}{% if %}"})
    said = " | ".join(one.message for one in loaded.findings)
    for part in (
        "persn_name",
        "'percent'",
        "unknown role 'clrk'",
        "competence 'xa'",
        "'within' is missing",
        "syntax error",
    ):
        assert part in said
    assert [one.order for one in loaded.findings] == sorted(one.order for one in loaded.findings)


def test_a_mistake_in_the_form_does_not_accuse_the_sections_that_read_it() -> None:
    loaded = broken("type: person_name", "type: persn_name")
    assert len(loaded.findings) == 1, list(map(str, loaded.findings))
    assert loaded.code == "9.000001"
    assert loaded.version == 1


def test_an_error_in_a_template_is_told_at_its_line() -> None:
    loaded = load(pack(result_dot_html="<p>\n{{ answers.ho_ten }}\n{{ answers.ho_tn }}\n{% include 'x.html' %}\n</p>"))
    assert [(one.file, one.line) for one in loaded.findings] == [("result.html", 3), ("result.html", 4)]
    assert "did you mean 'ho_ten'?" in loaded.findings[0].cure
    syntax = load(pack(result_dot_html="<p>\n\n{% if x %}\n{{ 1 + }}"))
    assert (syntax.findings[0].line, syntax.procedure) == (4, None)


def test_the_form_as_filed_names_a_layout_of_the_pack() -> None:
    said = "filed_form: {title: {vi: Tờ khai}, template: to_khai.html}\n"
    layout = (
        b'{% extends "papers/filed_form.html" %}\n{% block content %}{{ super() }}{{ answers.ho_ten }}{% endblock %}\n'
    )
    files = pack() | {"procedure.yaml": (YAML + said).encode(), "to_khai.html": layout}
    sound = load(files)
    assert sound.procedure is not None
    assert sound.procedure.filed_form == FiledFormSpec({"vi": "Tờ khai"}, "to_khai.html")
    del files["to_khai.html"]
    (missing,) = load(files).findings
    assert (missing.file, missing.line) == ("procedure.yaml", YAML.count("\n") + 1)
    assert missing.message == "there is no file 'to_khai.html' in the pack"
    assert missing.cure == "the pack has result.html"
    files["to_khai.html"] = layout.replace(b"ho_ten", b"ho_tn")
    (misnamed,) = load(files).findings
    assert (misnamed.file, misnamed.line, misnamed.cure) == ("to_khai.html", 2, "did you mean 'ho_ten'?")


def test_what_is_uncertain_is_kept_with_its_place() -> None:
    text = "{name: ho_ten, type: person_name, label: Họ và tên, law: luat, uncertain: Có thể khác}"
    files = pack("{name: ho_ten, type: person_name, label: Họ và tên, law: luat}", text)
    procedure = sound(files)
    (doubt,) = procedure.uncertain
    assert (doubt.where, doubt.what) == ("form.nguoi.ho_ten", "Có thể khác")
    assert doubt.line == line_of(YAML, "name: ho_ten")


def test_advice_does_not_stop_publication() -> None:
    loaded = load(pack("description:\n", "description:\n  channels: [counter]\n"))
    assert loaded.procedure is not None
    assert loaded.errors == ()
    assert [(one.severity, one.line) for one in loaded.findings] == [
        (Severity.WARNING, 1),
        (Severity.WARNING, line_of(YAML, "  how:")),
        (Severity.WARNING, line_of(YAML, "  - page: nguoi") + 1),
    ]
    assert all(one.cure and ": warning: " in str(one) for one in loaded.findings)
    assert all(one.severity is Severity.ERROR for one in broken("version: 1", "version: x").findings)


BLOCK = "{name: toi, type: person, label: Người khác, parts: [full_name, phone], %slaw: luat}"


@pytest.mark.parametrize(
    ("source", "message", "cure"),
    [
        ("from: [population, identity], ", None, None),
        ("from: {phone: identity.phone, full_name: [population.full_name, dossier.1.000001.ten]}, ", None, None),
        ("from: identity.full_name, ", "not 'identity.full_name'", "identity, population; or the paths of each box"),
        ("from: {name: identity.full_name}, ", "the block has no 'name'", "full_name, birth_date"),
        ("from: {birth_date: identity.birth_date}, ", "'birth_date' is not asked", "name it in parts too"),
        ("from: {phone: identity.email}, ", "cannot hold 'identity.email'", "types that can: email, text"),
        ("from: {phone: population.phone}, ", "'population' has no 'phone'", None),
        ("correctable: luat, ", "'toi' comes from no source", "add `from:`"),
    ],
    ids=["whole", "by box", "path", "no box", "not asked", "type", "not held", "asked"],
)
def test_a_block_is_known_from_sources_box_by_box(source: str, message: str | None, cure: str | None) -> None:
    block = "law: luat}\n      - " + BLOCK % source
    found = [one for one in load(pack("law: luat}", block)).findings if one.severity is Severity.ERROR]
    if message is None:
        assert found == []
        return
    (one,) = found
    assert message in one.message
    assert cure is None or cure in one.cure
    assert one.line == line_of(YAML, "law: luat}") + 1


def test_a_pack_is_warned_of_a_block_that_asks_what_is_held() -> None:
    asking = BLOCK.replace("Người khác", "Người yêu cầu") % ""
    company = "{name: cong_ty, type: organisation, label: Tổ chức đề nghị, law: luat}"
    half = BLOCK.replace("toi", "ai") % "from: {phone: identity.phone}, "
    blocks = "\n      - ".join(["law: luat}", asking, company, half, BLOCK.replace("toi", "nguoi_khac") % ""])
    said = {str(one.message): one.cure for one in load(pack("law: luat}", blocks)).findings if " asks " in one.message}
    assert said == {
        "'toi' asks what the population register holds: full_name": "write `from: [population, identity]`",
        "'toi' asks what the electronic identity holds: phone": "write `from: [population, identity]`",
        "'cong_ty' asks what the electronic identity holds: name, tax_code, address": "write `from: identity`",
        "'ai' asks what the population register holds: full_name": "name them in `from` too",
    }


def test_a_pack_is_warned_that_asks_what_the_register_holds() -> None:
    asked = "label: Họ và tên, from: identity.full_name, law: luat}"
    held = """
      - {name: gioi_tinh, type: choice, label: Giới tính, options: [{code: nam, text: Nam}, {code: nu, text: Nữ}]}
      - {name: sinh, type: date, label: "Ngày, tháng, năm sinh"}
      - {name: dan_toc, type: ethnic_group, label: Dân tộc của bạn, from: population.ethnicity}
      - {name: nghe, type: text, label: Nghề nghiệp}"""
    findings = load(pack("label: Họ và tên, law: luat}", asked + held)).findings
    said = {str(one.message): one.cure for one in findings if "population register" in one.message}
    assert said == {
        "'gioi_tinh' asks what the population register holds": "write `type: sex` and `from: population.sex`",
        "'sinh' asks what the population register holds": "write `from: population.birth_date`",
    }
    lines = {one.line for one in findings if "population register" in one.message}
    assert lines == {line_of(YAML, "label: Họ và tên") + 1, line_of(YAML, "label: Họ và tên") + 2}
    # A page about somebody else is left alone.
    assert not [
        one
        for one in load(pack("law: luat}", "law: luat}" + held.replace(", from: population.ethnicity", ""))).findings
        if "population register" in one.message
    ]
