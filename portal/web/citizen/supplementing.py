"""Answering a supplement request: saved while typing, resumed anywhere, and filed when everything asked is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import wtforms
from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.answers import to_json
from forms.fields.attachment import AttachmentField
from forms.spec import say
from portal.services import attachments, sending
from portal.services.refusals import BlockedFilingError, IncompleteFilingError
from portal.web import access, kept_typing, registry_lists, work
from portal.web.access import actor, me
from portal.web.citizen.answering import forgive, unreadable
from portal.web.citizen.area import citizen
from portal.web.citizen.conflicts import CONFLICT, differ, different, not_saved
from portal.web.citizen.document_items import Item
from portal.web.citizen.form_drawing import files_around
from portal.web.citizen.form_rendering import saved_words
from portal.web.citizen.replying import Question, different_replies, keep_replies, questions_of, what_follows
from portal.web.citizen.supplement_request import Request, forms_of, items_of, judged, open_request, take_files
from portal.web.dossier_titles import dossier_title
from portal.web.fields.surroundings import Around
from portal.web.incoming import takes_files
from portal.web.language import current_language
from portal.web.language import gettext as _

OK, BAD_REQUEST = 200, 400


@dataclass(slots=True)
class Said:
    """What the page says at its head."""

    blames: bool = False
    """Something is wrong with what was sent."""
    refused: str | None = None
    """Why the answer as a whole cannot be filed."""
    conflict: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    """Label, kept value and typed value of each answer that was saved elsewhere meanwhile."""
    returned: bool = False
    """What was typed before the session ended is back."""


@citizen.get("/ho-so/<code>/bo-sung")
@access.citizen
def supplement(code: str) -> str | Response:
    """Show what is asked, why, and by when; with what is kept, or with what was typed before the session ended."""
    found = open_request(code)
    if found is None:
        return _nothing_asked(code)
    typed = kept_typing.typed_here()
    forms = forms_of(found, typed)
    for form in forms if typed else ():
        forgive(form)
    said = Said(returned=typed is not None)
    return _page(found, forms, items_of(found, {}), said, questions_of(found, typed))


@citizen.post("/ho-so/<code>/bo-sung")
@access.citizen
@takes_files
def answer(code: str) -> Response | tuple[str, int]:
    """Keep what was sent, unless another window was faster; file the answer when everything asked is there."""
    by_script = "luu" in request.args
    if not by_script:
        _ask_lists(code)
    found = open_request(code, lock=True)
    if found is None:
        return not_saved(_("Hồ sơ này không có yêu cầu bổ sung nào đang mở.")) if by_script else _nothing_asked(code)
    kept_typing.forget()
    errors = {} if by_script else take_files(found)
    forms = forms_of(found, request.form)
    answers, valid = judged(found, forms)
    if _is_stale(found, answers):
        return _conflict(found, forms, answers)
    keep_replies(found)
    _keep(found, answers)
    if by_script:
        return jsonify(saved=saved_words(work.now()), revision=found.filing.draft.revision)
    return _go(found, forms, errors, valid=valid)


def _is_stale(found: Request, answers: Mapping[str, Any]) -> bool:
    """Say whether the draft moved on since the page was shown, and holds other answers than those typed now."""
    if request.form.get("_revision") == str(found.filing.draft.revision):
        return False
    return differ(found.filing, found.fields, answers) or bool(different_replies(found))


def _conflict(found: Request, forms: Sequence[wtforms.Form], answers: Mapping[str, Any]) -> Response | tuple[str, int]:
    if "luu" in request.args:
        return not_saved(_("Phần bổ sung vừa được lưu ở nơi khác. Bấm Gửi bổ sung để so hai bản."))
    for form in forms:
        forgive(form)
    said = Said(conflict=different(found.filing, found.fields, answers) + different_replies(found))
    return _page(found, forms, items_of(found, {}), said, questions_of(found, request.form)), CONFLICT


def _keep(found: Request, answers: Mapping[str, Any]) -> None:
    draft = found.filing.draft
    draft.answers, draft.updated_at = to_json(found.filing.spec, answers), work.now()
    draft.revision += 1
    sending.take_back(work.db(), found.supplement)
    work.db().flush()


def _go(
    found: Request, forms: Sequence[wtforms.Form], errors: Mapping[str, list[str]], *, valid: bool
) -> Response | tuple[str, int]:
    """Go where the pressed button leads, or show the page again with what is wrong."""
    files = "_file" in request.form
    items = items_of(found, errors, demand=files)
    for form in forms:
        for name in (name for name in errors if name in form):
            form[name].errors = errors[name]
        if not files and not errors:
            forgive(form)
    questions = questions_of(found, demand=files)
    lacks = any(item.errors for item in items) or any(one.error for one in questions)
    if errors or lacks or (files and not valid):
        return _page(found, forms, items, Said(blames=True), questions), BAD_REQUEST
    if files:
        return _file(found, forms, items)
    if "_later" in request.form:
        return _later(found.dossier.code, forms)
    if any(unreadable(form) for form in forms):
        # What cannot be kept yet stays as it was typed.
        return _page(found, forms, items, Said()), OK
    return redirect(url_for("citizen.supplement", code=found.dossier.code))


def _file(found: Request, forms: Sequence[wtforms.Form], items: list[Item]) -> Response | tuple[str, int]:
    try:
        done = sending.send(work.db(), found.dossier, found.filing.procedure, person=me(), actor=actor(), at=work.now())
    except IncompleteFilingError as refused:
        names = [say(found.filing.spec.by_name[name].label, current_language()) for name in refused.fields]
        words = _(
            "Câu trả lời mới cần thêm mục chưa được mở: %(names)s. Bạn cần báo cho cơ quan.", names=", ".join(names)
        )
        return _page(found, forms, items, Said(refused=words)), BAD_REQUEST
    except BlockedFilingError as refused:
        return _page(found, forms, items, Said(refused=refused.words)), BAD_REQUEST
    if done and found.supplement.kind == "clarification":
        flash(_("Đã gửi giải trình. Cơ quan tiếp tục thẩm định hồ sơ của bạn."), "success")
    elif done:
        flash(_("Đã gửi bổ sung. Cơ quan tiếp tục giải quyết hồ sơ của bạn."), "success")
    return redirect(url_for("citizen.dossier", code=found.dossier.code))


def _later(code: str, forms: Sequence[wtforms.Form]) -> Response:
    lost = [name for form in forms for name in unreadable(form)]
    if lost:
        flash(_("Chưa lưu được mục chưa đọc ra: %(names)s. Những mục khác đã lưu.", names=", ".join(lost)), "error")
    else:
        flash(_("Đã lưu phần bổ sung. Phần này chưa được gửi cho cơ quan."), "info")
    return redirect(url_for("citizen.dossier", code=code))


def _nothing_asked(code: str) -> Response:
    flash(_("Hồ sơ này không có yêu cầu bổ sung nào đang mở."), "info")
    return redirect(url_for("citizen.dossier", code=code))


def _ask_lists(code: str) -> None:
    """Ask lists of registries for what was typed, before anything is locked."""
    if any(name.endswith("-typed") for name in request.form):
        seen = open_request(code)
        registry_lists.ask(seen.filing.spec.pages if seen else (), request.form)


def _page(
    found: Request,
    forms: Sequence[wtforms.Form],
    items: list[Item],
    said: Said,
    questions: Sequence[Question] | None = None,
) -> str:
    draft = found.filing.draft
    files = attachments.of_draft(work.db(), draft)
    takes = any(isinstance(field, AttachmentField) for form in forms for field in form)
    return render_template(
        "citizen/supplement.html",
        dossier=found.dossier,
        title=dossier_title(found.dossier),
        supplement=found.supplement,
        filing=found.filing,
        forms=forms,
        reasons=found.reasons("field"),
        items=items,
        questions=questions_of(found) if questions is None else questions,
        explains=found.supplement.kind == "clarification",
        follows=what_follows(found),
        said=said,
        surroundings=files_around(files, draft.id) if takes else Around(),
        checked=any(file.state == "arrived" for file in files),
    )
