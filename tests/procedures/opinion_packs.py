"""The small pack with a step that asks an agency, a department and a council for their opinions."""

from __future__ import annotations

from tests.procedures.samples import TEMPLATE, YAML

ASKING = """\
    y_kien:
      title: Lấy ý kiến
      status: processing
      opinions:
        to:
          - {agency: pccc, title: {vi: Cảnh sát PCCC, en: Fire police}}
          - {role: department_head, title: Phòng Quy hoạch}
          - {council: hoi_dong}
        within: 5 working days
        silence: dong_y
        clock: pause
        remind: 1 working day
        law: luat
        about: [result, giay]
        question: Có đồng ý cấp bản sao không?
        passes: "'pccc' in dong_y && count(khong_dong_y) * 2 < asked && answered >= 2"
      next: {passed: ky, failed: tham_dinh}
"""
BEFORE = """\
    tham_dinh:
      title: Thẩm định
      role: case_officer
      status: processing
      asks_opinions: {within: 3 working days, silence: none, clock: run}
      actions:
        hoi: {title: Lấy ý kiến, to: y_kien, needs: [opinions_settled]}
        trinh: {title: Trình ký, to: ky}
"""
WORKFLOW = YAML.replace("nhan: {to: ky,", "nhan: {to: tham_dinh,").replace("    ky:\n", f"{BEFORE}{ASKING}    ky:\n", 1)
OPINION_YAML = WORKFLOW.replace("workflow:\n", "workflow:\n  roles:\n    hoi_dong: {vi: Hội đồng, en: Council}\n")


def opinion_pack(old: str = "", new: str = "", **files: str) -> dict[str, bytes]:
    """Return the pack with one stretch of its YAML replaced, and with other files."""
    assert old in OPINION_YAML, old
    text = OPINION_YAML.replace(old, new, 1) if old else OPINION_YAML
    named = {name.replace("__", "/").replace("_dot_", "."): said for name, said in files.items()}
    return {name: said.encode() for name, said in {"procedure.yaml": text, "result.html": TEMPLATE, **named}.items()}
