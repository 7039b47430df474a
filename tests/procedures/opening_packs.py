"""A small pack that opens dossiers of another procedure elsewhere, and ways to break it."""

from collections.abc import Mapping

from procedures.definition import Procedure
from procedures.loader import load
from tests.procedures.samples import TEMPLATE, YAML, pack

OPENING_WORKFLOW = """\
workflow:
  agencies:
    thue: {vi: Cơ quan thuế, en: Tax office}
    dia_chinh: Cơ quan địa chính
  steps:
    tiep_nhan:
      title: Tiếp nhận
      role: receptionist
      status: new
      check: documents
      actions:
        nhan: {to: tham_dinh, needs: [documents_checked, fees_settled], paper: receipt}
        bo_sung: {effect: request_supplement, once: true, clock: pause}
        tu_choi: {to: khong}
    tham_dinh:
      title: Thẩm định
      role: case_officer
      status: processing
      actions:
        hoi_thue: {to: cho_thue}
        hoi_do: {to: do_dac}
        bao_tin: {opens: {procedure: "9.000002", agency: dia_chinh, name: tin, answers: {ho_ten: ho_ten}}, once: true}
    cho_thue:
      title: Chờ cơ quan thuế
      role: case_officer
      status: processing
      form:
        - {name: so_thue, type: integer, label: Số thuế, required: false}
      opens:
        procedure: "9.000002"
        agency: thue
        answers: {ho_ten: ho_ten, so_ban: so_ban + 1}
        documents: {giay: giay}
        brings: {so_thue: so_ban}
        within: 5 working days
        attach: true
        clock: pause
        law: luat
      next: {done: ky, refused: tham_dinh}
      actions:
        rut: {title: Thôi không chờ, to: tham_dinh, reasons: required}
    do_dac:
      title: Đo đạc
      role: surveyor
      agency: dia_chinh
      status: processing
      actions:
        xong: {to: ky, needs: [children_settled]}
    ky:
      title: Ký
      role: leader
      status: processing
      form:
        - {name: nhan_xet, type: text, label: Nhận xét, required: false}
      actions:
        duyet: {to: tra, sign: personal}
        khong_cap: {to: tra_loi, when: thue_refused, paper: refusal}
    tra:
      title: Phát hành
      role: clerk
      status: processing
      actions:
        phat_hanh: {to: da_tra, number: true, sign: agency, paper: result}
  roles:
    surveyor: Cán bộ đo đạc
  ends:
    da_tra: {status: returned}
    tra_loi: {status: returned, title: Không cấp}
    khong: {status: not_accepted}
"""
_START, _END = YAML.index("workflow:\n"), YAML.index("result:\n  {title")
OPENING_YAML = YAML[:_START] + OPENING_WORKFLOW + YAML[_END:]


def opening_pack(old: str = "", new: str = "", **files: str) -> Mapping[str, bytes]:
    """Return the pack that opens other dossiers, with one stretch of its YAML replaced."""
    assert old in OPENING_YAML, old
    texts = {"procedure.yaml": OPENING_YAML.replace(old, new, 1) if old else OPENING_YAML, "result.html": TEMPLATE}
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return {name: text.encode() for name, text in {**texts, **named}.items()}


def other_pack() -> Mapping[str, bytes]:
    """Return the pack whose dossiers are opened."""
    return pack('procedure: "9.000001"', 'procedure: "9.000002"')


def procedure_of(files: Mapping[str, bytes]) -> Procedure:
    """Return the procedure of a pack that must be sound."""
    loaded = load(files)
    assert loaded.procedure is not None, "\n".join(map(str, loaded.findings))
    return loaded.procedure
