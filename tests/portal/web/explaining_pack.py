"""The small pack once more, with a clarification at its appraisal that lapses into a stop."""

from __future__ import annotations

from pathlib import Path

from tests.factories import CONFIRMATION

CLARIFICATION = """\
        lam_ro: {effect: request_clarification, clock: pause, law: "luat, Điều 9", within: 5 working days, lapses: dung}
        trinh: {title: Trình ký, to: ky}
        dung: {title: Dừng giải quyết, to: da_dung}
"""
PAIRS = (
    ("        trinh: {title: Trình ký, to: ky}\n", CLARIFICATION),
    ("    khong_nhan: {title", "    da_dung: {title: Dừng giải quyết, status: stopped}\n    khong_nhan: {title"),
)


def explaining_pack(folder: Path) -> Path:
    """Write the pack into a folder."""
    written = (CONFIRMATION / "procedure.yaml").read_text(encoding="utf-8")
    for old, new in PAIRS:
        assert old in written, old
        written = written.replace(old, new, 1)
    (folder / "procedure.yaml").write_text(written, encoding="utf-8")
    (folder / "result.html").write_bytes((CONFIRMATION / "result.html").read_bytes())
    return folder
