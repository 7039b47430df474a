"""The pages of a form, one theme at a time; what was typed is never lost and never silently overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import wtforms
from flask import flash, jsonify, url_for
from werkzeug.wrappers import Response

from forms.answers import blocked
from forms.building import Posted
from forms.sourced import field_of
from forms.spec import Page
from portal.models import Attachment
from portal.services import attachments
from portal.services.refusals import StaleDraftError
from portal.services.uncomputable import report
from portal.web import access, kept_typing, registry_lists, work
from portal.web.citizen import uploading
from portal.web.citizen.answering import Typed, as_it_stands, bind, bind_over, forgive, input_of, judge, unreadable
from portal.web.citizen.area import citizen
from portal.web.citizen.conflicts import CONFLICT, differ, different, not_saved
from portal.web.citizen.correcting import corrected
from portal.web.citizen.filing import Filing, open_filing
from portal.web.citizen.form_drawing import around, known_on
from portal.web.citizen.form_rendering import Said, has_files, query, render_page, saved_words
from portal.web.citizen.waiting import go_on_alone, waits
from portal.web.citizen.way import CHECK, after, first_undone, home, page_url
from portal.web.fields.drawing import draw
from portal.web.incoming import takes_files, this_request
from portal.web.language import gettext as _
from portal.web.outgoing import redirect
from portal.web.stopped_words import stopped_words

BAD_REQUEST = 400


@citizen.get("/nop/<uuid:draft_id>/<page>", endpoint="form_page")
@access.applicant
@work.alone
def show(draft_id: UUID, page: str) -> str | Response:
    """Show one page with what is kept, or with what was typed before the session ended."""
    filing = open_filing(draft_id)
    if waits(filing.draft):
        return redirect(url_for("citizen.waiting", draft_id=draft_id))
    spec = filing.page(page)
    if spec is None:
        return redirect(first_undone(filing))
    if "ban" in query():
        kept_typing.forget()
    typed = kept_typing.typed_here()
    files = _files(filing, spec)
    if typed is not None and kept_typing.is_of_another_page():
        return render_page(filing, spec, bind_over(filing, spec, typed), files=files, said=Said(moved=True))
    if typed is None:
        filing = as_it_stands(filing, spec)
    form = bind(filing, spec, typed, files)
    if typed is not None:
        posted = judge(filing, form)
        forgive(form)
        return render_page(filing, spec, form, posted=posted, files=files, said=Said(returned=True))
    return render_page(filing, spec, form, files=files)


@citizen.post("/nop/<uuid:draft_id>/<page>")
@access.applicant
@work.alone
@takes_files
def save(draft_id: UUID, page: str) -> str | Response | tuple[str, int]:
    """Keep one page and go on; or show it again with what is wrong, what it reveals, or who was faster."""
    filing = open_filing(draft_id)
    if go_on_alone(filing.draft):
        # What the draft knows is settled only now, and is kept with the page.
        filing = open_filing(draft_id)
    spec = filing.page(page)
    _ask_lists(spec)
    if spec is None or not has_files(spec):
        try:
            return _save(filing, spec)
        except StaleDraftError:
            # Another window saved between our reading and our writing: look again, and let nobody in between.
            pass
    work.begin()
    filing = open_filing(draft_id, lock=True)
    return _save(filing, filing.page(page))


def _ask_lists(spec: Page | None) -> None:
    """Ask lists of registries for what was typed, while nothing is open; a page that is only kept asks nobody."""
    if spec is not None and "luu" not in query():
        registry_lists.ask([spec], this_request().form)


def _save(filing: Filing, spec: Page | None) -> str | Response | tuple[str, int]:
    """Keep what was posted of a page; ``None`` when no page of that name is asked now."""
    if spec is None:
        return _no_such_page(filing)
    typed, only_asks = this_request().form, "phan" in query()
    asked = [one for one in spec.fields if one.name in filing.visible.fields]
    errors = {} if only_asks else uploading.take_of_fields(filing.draft, asked)
    files = _files(filing, spec)
    form = bind(filing, spec, typed, files)
    posted = judge(filing, form)
    if only_asks:
        # The script only wants the parts of the page anew: nothing is kept.
        forgive(form)
        known = known_on(filing, spec, posted, typed)
        return draw(form, around(spec, posted.visible, filing.procedure.words, known, files, filing.draft.id))
    kept_typing.forget()
    if _is_stale(filing, spec, posted, typed):
        return _conflict(filing, spec, form, posted, files)
    return _go(filing, spec, form, posted, errors, files)


def _no_such_page(filing: Filing) -> Response:
    """Lead from a page that a new version has no more to the one that asks the same now, with what was typed."""
    if "luu" in query():
        words = _("Thủ tục vừa có phiên bản mới. Bạn bấm Tiếp tục để chuyển sang; những gì bạn nhập được giữ.")
        return not_saved(words)
    names = {name.partition("-")[0] for name in this_request().form}
    pages = {page: sum(one.name in names for one in filing.spec.page(page).fields) for page in filing.visible.pages}
    nearest = max(pages, key=lambda page: pages[page])
    if not pages[nearest]:
        flash(_("Trang vừa gửi không còn trong hồ sơ này. Bạn cần xem lại các trang."), "info")
        return redirect(first_undone(filing))
    address = page_url(filing, nearest)
    kept_typing.remember(for_page=address.removeprefix(this_request().script_root))
    return redirect(address)


def _go(
    filing: Filing,
    page: Page,
    form: wtforms.Form,
    posted: Posted,
    errors: dict[str, list[str]],
    files: Sequence[Attachment],
) -> str | Response | tuple[str, int]:
    correcting = corrected(filing, page, posted, this_request().form)
    errors = {key: found for key, found in correcting.errors.items() if not input_of(form, key).errors} | errors
    valid = posted.valid and not errors
    report(filing.procedure, posted.failures)
    filing.keep(page.name, posted.answers, complete=valid, why=correcting.why)
    if "luu" in query():
        return jsonify(saved=saved_words(work.now()), revision=filing.draft.revision)
    typed = this_request().form
    if "_later" in typed:
        return _later(form)
    for key, messages in errors.items():
        form[field_of(key)].errors = input_of(form, key).errors = messages
    refreshes = "_refresh" in typed
    if valid and not refreshes:
        return _next(filing, page, form, posted, files)
    if refreshes:
        forgive(form)
    status = 200 if refreshes or (posted.stay and not errors) else BAD_REQUEST
    return render_page(filing, page, form, posted=posted, files=files), status


def _next(
    filing: Filing, page: Page, form: wtforms.Form, posted: Posted, files: Sequence[Attachment]
) -> str | Response | tuple[str, int]:
    """Go to what comes next, unless a rule of the procedure stops the filing here."""
    block = blocked(filing.spec, posted.answers, filing.values, posted.visible)
    if block is not None and block.page == page.name:
        said = Said(stopped=stopped_words(filing.procedure, block))
        return render_page(filing, page, form, posted=posted, files=files, said=said), BAD_REQUEST
    if query().get("ve") == CHECK:
        return redirect(url_for("citizen.check", draft_id=filing.draft.id))
    return redirect(after(filing, page.name, posted.visible.pages))


def _later(form: wtforms.Form) -> Response:
    lost = unreadable(form)
    if lost:
        flash(_("Chưa lưu được mục chưa đọc ra: %(names)s. Những mục khác đã lưu.", names=", ".join(lost)), "error")
    else:
        flash(_("Đã lưu. Bạn có thể làm tiếp bất cứ lúc nào, trên máy này hoặc máy khác."), "success")
    return redirect(home())


def _is_stale(filing: Filing, page: Page, posted: Posted, typed: Typed) -> bool:
    """Say whether the draft moved on since the page was shown, and holds other answers than those typed now."""
    if typed.get("_revision") == str(filing.draft.revision):
        return False
    return differ(filing, page.fields, posted.answers)


def _conflict(
    filing: Filing, page: Page, form: wtforms.Form, posted: Posted, files: Sequence[Attachment]
) -> Response | tuple[str, int]:
    if "luu" in query():
        return not_saved(_("Bản nháp vừa được lưu ở nơi khác. Bấm Tiếp tục để so hai bản."))
    forgive(form)
    said = Said(conflict=different(filing, page.fields, posted.answers))
    return render_page(filing, page, form, posted=posted, files=files, said=said), CONFLICT


def _files(filing: Filing, page: Page) -> Sequence[Attachment]:
    return attachments.of_draft(work.db(), filing.draft) if has_files(page) else ()
