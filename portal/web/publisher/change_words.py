"""Where a change stands, in an approver's words: titles instead of names, the words of the law instead of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from forms.spec import Text, say
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure

SECTIONS = {
    "title": N_("Tên thủ tục"),
    "version": N_("Số phiên bản"),
    "sector": N_("Lĩnh vực"),
    "competence": N_("Cấp thực hiện"),
    "applicants": N_("Đối tượng thực hiện"),
    "on_behalf": N_("Nộp thay"),
    "assurance": N_("Mức độ định danh"),
    "effective": N_("Hiệu lực"),
    "online": N_("Mức độ trực tuyến"),
    "description": N_("Nội dung công bố"),
    "legal_basis": N_("Căn cứ pháp lý"),
    "form": N_("Tờ khai"),
    "documents": N_("Thành phần hồ sơ"),
    "fees": N_("Phí, lệ phí"),
    "time_limit": N_("Thời hạn giải quyết"),
    "facts": N_("Điều kiện"),
    "workflow": N_("Quy trình"),
    "result": N_("Kết quả"),
    "delivery": N_("Cách nhận kết quả"),
    "owner": N_("Chủ hồ sơ"),
    "parties": N_("Người cùng xác nhận"),
    "uncertain": N_("Chỗ chưa chắc"),
}
"""The sections of a pack in the words of the law, in the order of reading."""

KEYS = {
    "agencies": N_("cơ quan phối hợp"),
    "agency": N_("cơ quan"),
    "amount": N_("cách tính"),
    "answers": N_("nội dung chuyển đi"),
    "article": N_("điều khoản"),
    "because": N_("căn cứ"),
    "brings": N_("kết quả mang về"),
    "clock": N_("đồng hồ thời hạn"),
    "copies": N_("loại bản"),
    "documents": N_("giấy tờ chuyển đi"),
    "due": N_("thời điểm nộp"),
    "en": N_("tiếng Anh"),
    "from": N_("từ"),
    "hint": N_("gợi ý"),
    "how": N_("trình tự"),
    "keywords": N_("từ khóa"),
    "label": N_("nhãn"),
    "law": N_("căn cứ"),
    "max": N_("nhiều nhất"),
    "min": N_("ít nhất"),
    "needs": N_("cần có"),
    "next": N_("bước tiếp theo"),
    "number": N_("số văn bản"),
    "opens": N_("hồ sơ mở ở cơ quan khác"),
    "opinions": N_("lấy ý kiến"),
    "options": N_("lựa chọn"),
    "paper": N_("văn bản"),
    "percent": N_("phần trăm giảm"),
    "rate": N_("mức thu"),
    "reasons": N_("lý do"),
    "reductions": N_("mức giảm"),
    "required": N_("bắt buộc"),
    "role": N_("vai trò"),
    "say": N_("lời giải thích"),
    "sign": N_("chữ ký"),
    "status": N_("trạng thái"),
    "summary": N_("tóm tắt"),
    "template": N_("mẫu"),
    "text": N_("nội dung"),
    "title": N_("tên"),
    "to": N_("chuyển tới"),
    "type": N_("kiểu câu hỏi"),
    "uncertain": N_("chỗ chưa chắc"),
    "vi": N_("tiếng Việt"),
    "when": N_("điều kiện"),
    "where": N_("trường hợp khác"),
    "within": N_("thời hạn"),
}
SILENT = frozenset({"fields", "steps", "actions", "ends"})
"""Keys that only hold others together."""


def place_words(where: str, *procedures: Procedure) -> str:
    """Return where a change stands inside its section: ``Người nộp / Số bản / ít nhất``."""
    section, *parts = where.split(".")
    titles = {name: words for procedure in reversed(procedures) for name, words in _titles(section, procedure)}
    said = [_part(part, titles) for part in parts if part not in SILENT]
    return " / ".join(said) or section_words(section)


def section_words(section: str) -> str:
    """Return the name of a section of the pack; a file is called by its own name."""
    return _(SECTIONS[section]) if section in SECTIONS else section


def _part(part: str, titles: Mapping[str, str]) -> str:
    if part in titles:
        return titles[part]
    return _(KEYS[part]) if part in KEYS else part


def _titles(section: str, procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Yield what the named things of a section are called."""
    language = current_language()
    if section == "form":
        for page in procedure.form.pages:
            yield page.name, say(page.title, language)
        for field in procedure.form.fields():
            yield field.name, say(field.label, language)
    elif section == "workflow":
        yield from _titles_of_steps(procedure, language)
    else:
        yield from ((name, say(words, language)) for name, words in _named(section, procedure))


def _named(section: str, procedure: Procedure) -> Iterable[tuple[str, Text]]:
    match section:
        case "facts":
            return procedure.workflow.facts.items()
        case "legal_basis":
            return [(law.id, law.text) for law in procedure.legal_basis]
        case "parties":
            return [(one.name, one.title) for one in procedure.parties]
        case "documents":
            return [(one.id, one.title) for one in procedure.documents]
        case "fees":
            return [(one.id, one.title) for one in procedure.fees]
    return ()


def _titles_of_steps(procedure: Procedure, language: str) -> Iterator[tuple[str, str]]:
    for name, step in procedure.workflow.steps.items():
        yield name, say(step.title, language)
        for branch in step.branches.values():
            yield branch.name, say(branch.title, language)
        for action in step.actions.values():
            yield action.name, say(action.title, language)
    yield from ((name, say(words, language)) for name, words in procedure.workflow.agencies.items())
    for name, end in procedure.workflow.ends.items():
        yield name, say(end.title, language)
