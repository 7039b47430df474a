"""A small pack for tests, and ways to break it."""

from collections.abc import Mapping

from procedures.definition import Procedure
from procedures.loader import Loaded, load

YAML = """\
procedure: "9.000001"
version: 1
title: {vi: Cấp bản sao, en: Copies}
sector: ho-tich
competence: commune
legal_basis:
  - {id: luat, text: Luật Hộ tịch}
applicants: [citizen]
on_behalf: {allowed: true, mandate: uy_quyen}
description:
  how: [Nộp hồ sơ, Nhận kết quả]
form:
  - page: nguoi
    title: Người yêu cầu
    fields:
      - {name: ho_ten, type: person_name, label: Họ và tên, law: luat}
      - {name: so_ban, type: integer, label: Số bản, min: 1, max: 9}
      - name: dien
        type: choice
        label: Diện
        options: [{code: thuong, text: Thường}, {code: ngheo, text: Hộ nghèo}]
      - {name: ngay, type: date, label: Ngày, required: false}
    blocks:
      - {when: so_ban == 9, say: Nhiều quá, because: luat}
documents:
  - {id: giay, title: Giấy tờ, required: "so_ban > 2", law: "luat, Điều 1"}
  - {id: uy_quyen, title: Ủy quyền, when: filed_on_behalf}
  - {id: chung_minh, title: Chứng minh, when: facts.mien}
fees:
  - id: phi
    kind: fee
    title: Phí
    rate: 8000
    amount: so_ban * rate
    clock: pause
    rounding: down
    law: luat
    reductions:
      - {id: online, when: "channel == 'online'", percent: 33, say: Trực tuyến}
      - {id: mien, when: facts.mien, percent: 100, because: luat, proof: chung_minh}
time_limit: {within: "same day, cut-off 15:00", law: luat}
facts:
  mien: dien == 'ngheo'
  truc_tuyen: delivery == 'online'
workflow:
  steps:
    tiep_nhan:
      title: Tiếp nhận
      role: receptionist
      status: new
      check: documents
      actions:
        nhan: {to: ky, needs: [documents_checked, fees_settled], paper: receipt}
        bo_sung: {effect: request_supplement, once: true, clock: pause}
        tu_choi: {to: khong}
    ky:
      title: Ký
      role: leader
      status: processing
      form:
        - {name: nhan_xet, type: text, label: Nhận xét, required: false}
      actions:
        duyet: {to: tra, sign: personal}
    tra:
      title: Phát hành
      role: clerk
      status: processing
      actions:
        phat_hanh: {to: da_tra, number: true, sign: agency, paper: result}
  ends:
    da_tra: {status: returned}
    khong: {status: not_accepted}
result:
  {title: Bản sao, template: result.html, number: "{seq:02d}/BS-{agency.abbr}", valid_for: 6 months, archive: 20 years}
owner: {name: ho_ten}
"""

TEMPLATE = """\
{% extends "papers/base_result.html" %}
{% block body %}
<p>{{ answers.ho_ten }}, {{ answers["so_ban"] }}, {{ answers.get("nhan_xet") }}</p>
{% endblock %}
"""

CASE = """\
case: Hai bản
filed: {at: 2026-11-23 09:30, channel: online, delivery: online}
answers: {ho_ten: Nguyễn An, so_ban: 2, dien: thuong}
then:
  - {at: 2026-11-23 09:40, applicant: pays}
  - {at: 2026-11-23 10:00, officer: receptionist, takes: nhan}
expect:
  pages: [nguoi]
  shown: [so_ban]
  hidden: []
  documents: []
  fees: {phi: 10720}
  total: 10720
  facts: [truc_tuyen]
  path: [tiep_nhan, ky]
  statuses: [fee_due, new, processing]
  promised: 2026-11-23
  papers: [receipt]
"""


def pack(old: str = "", new: str = "", **files: str) -> dict[str, bytes]:
    """Return the small pack with one stretch of its YAML replaced, and with other files."""
    assert old in YAML, old
    texts = {"procedure.yaml": YAML.replace(old, new, 1) if old else YAML, "result.html": TEMPLATE}
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return {name: text.encode() for name, text in {**texts, **named}.items()}


def sound(files: Mapping[str, bytes] | None = None) -> Procedure:
    """Return the procedure of a pack that must be sound."""
    loaded = load(pack() if files is None else files)
    assert loaded.procedure is not None, "\n".join(map(str, loaded.findings))
    return loaded.procedure


def broken(old: str, new: str) -> Loaded:
    """Load the small pack with one thing broken."""
    return load(pack(old, new))


def line_of(text: str, part: str) -> int:
    """Return the line, from 1, on which ``part`` first stands in ``text``."""
    return text[: text.index(part)].count("\n") + 1
