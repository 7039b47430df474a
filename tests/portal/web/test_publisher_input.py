"""What publishers send that is no pack, is broken, huge or hostile: told clearly, and nothing typed is lost."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, func, select

from portal.db import unit_of_work
from portal.models import ProcedureVersion, WebSession
from tests.conftest import Database
from tests.portal.web.publishing_house import House, changed, hidden, pack, token_of, typed_in

UPLOAD = "/cong-bo/tai-len"


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with House.open(database) as opened:
        yield opened


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


REFUSED = {
    "nothing": (b"", "không có nội dung"),
    "ten megabytes": (b"a: b\n" * 2_000_000, "lớn quá"),
    "not UTF-8": ('procedure: "9.000001"\ntitle: Đăng ký'.encode("utf-16"), "không phải văn bản UTF-8"),
    "latin letters": ("version: 1\ntitle: Thú cưng".encode("cp1258"), "dòng 2"),
    "cut off zip": (zipped(**{"procedure.yaml": b"x" * 5000})[:80], "không đọc được tệp zip"),
    "zip by name": (b"hello", "không phải là tệp zip"),
    "zip bomb": (zipped(**{f"f{n}.txt": bytes(1_900_000) for n in range(5)}), "lớn quá"),
    "way out": (zipped(**{"..__..__etc__passwd.txt": b"x"}), "không dùng được cho tệp"),
}


def test_what_is_no_pack_is_refused_and_what_was_typed_stays(house: House) -> None:
    for kind, (content, words) in REFUSED.items():
        name = "goi.zip" if "zip" in kind or content.startswith(b"PK") else "procedure.yaml"
        answer = house.post("soan", UPLOAD, goi=(io.BytesIO(content), name), van_ban="đang gõ dở: <b>")
        assert answer.status_code == 400, kind
        assert words in answer.text, kind
        assert "đang gõ dở: &lt;b&gt;" in answer.text, kind
    with unit_of_work(house.database.sessions()) as session:
        assert session.scalar(select(func.count()).select_from(ProcedureVersion)) == 0


def test_whoever_only_publishes_begins_with_the_procedures(house: House) -> None:
    assert house.get("soan", "/can-bo").headers["Location"] == "/cong-bo"
    page = house.get("soan", "/cong-bo").text
    assert "Công bố thủ tục" in page
    assert "Bàn làm việc" not in page


def test_nothing_at_all_is_refused(house: House) -> None:
    assert house.post("soan", UPLOAD).status_code == 400


def test_an_enormous_text_in_the_page_is_refused_as_too_large(house: House) -> None:
    assert house.post("soan", UPLOAD, van_ban="x" * 3_000_000).status_code == 413


KEPT = {
    "cyclic anchor": "procedure: &a\n  b: *a\n",
    "tab": 'procedure: "9.000001"\n\tversion: 1\n',
    "open quote": 'title: "Đăng ký\n',
    "null byte": 'procedure: "\\0"\nversion: 1\n',
    "lone surrogate": 'procedure: "\\uD800"\n',
    "billion laughs": "a: &a [1,1,1,1,1,1,1,1,1]\n"
    + "".join(f"{n}: &{n} [{','.join([f'*{p}'] * 9)}]\n" for p, n in zip("abcdefg", "bcdefgh", strict=True)),
    "deep": "a: " + "[" * 500 + "]" * 500,
    "a list": "- 1\n- 2\n",
    "one word": "khai sinh",
    "huge version": 'procedure: "9.000001"\nversion: 99999999999999999999999999\n',
}


def test_text_that_cannot_be_read_is_kept(house: House) -> None:
    for kind, text in KEPT.items():
        answer = house.post("soan", UPLOAD, van_ban=text)
        assert answer.status_code == 302, kind
        draft = str(answer.location)
        assert "findings__item--error" in house.get("soan", draft).text, kind
        for tab in ("nguon", "bieu-mau", "phi", "quy-trinh", "to-khai", "ket-qua", "truong-hop", "so-sanh", "tai-ve"):
            assert house.get("soan", f"{draft}/{tab}").status_code == 200, (kind, tab)
        assert house.get("soan", f"{draft}/quy-trinh.svg").status_code == 404
        assert typed_in(house.get("soan", f"{draft}/sua").text).rstrip("\n") == text.rstrip("\n"), kind


def test_a_text_that_names_nothing_is_mended_until_it_is_a_pack(house: House) -> None:
    draft = str(house.post("soan", UPLOAD, van_ban="khai sinh").location)
    assert house.row(draft).code == ""
    editor = house.get("soan", f"{draft}/sua").text
    good = pack()["procedure.yaml"].decode()
    house.post("soan", f"{draft}/sua", tep="procedure.yaml", noi_dung=good, revision=hidden(editor, "revision"))
    row = house.row(draft)
    assert (row.code, row.version) == ("9.000001", 1)
    assert "result.html" in house.get("soan", draft).text
    template = (io.BytesIO(pack()["result.html"]), "result.html")
    house.post("soan", f"{draft}/tep", draft, revision=row.lock_version, tep=template)
    assert not [finding for finding in house.row(draft).findings if finding["severity"] == "error"]
    broken = house.get("soan", f"{draft}/sua").text
    house.post("soan", f"{draft}/sua", tep="procedure.yaml", noi_dung='title: "', revision=hidden(broken, "revision"))
    assert house.row(draft).code == "9.000001"  # a mistake in between does not lose the claim


def test_two_drafts_never_claim_one_version_and_both_are_kept(house: House) -> None:
    first, second = house.draft(pack()), house.draft(pack(), "tinh-khac")
    assert house.row(first).code == "9.000001"
    assert house.row(second).code == ""
    page = house.get("tinh-khac", second).text
    assert "đã có một bản nháp khác" in page
    assert "viết version: 2" in page
    assert "procedure.yaml:2" in page
    assert "Gửi phê duyệt</button>" not in page


def test_a_published_version_is_never_written_over(house: House) -> None:
    live = house.publish(pack())
    again = house.draft(changed(("Xác nhận thử", "Xác nhận khác")))
    assert house.row(again).code == ""
    assert "đã công bố, mà bản đã công bố thì không bao giờ sửa" in house.get("soan", again).text
    assert house.row(live).title == "Xác nhận thử"
    assert house.post("soan", f"{live}/sua", tep="procedure.yaml", noi_dung="x", revision="1").status_code == 409
    assert house.post("soan", f"{live}/bo").status_code == 409


def test_two_tabs_do_not_overwrite_each_other(house: House) -> None:
    draft = house.draft(pack())
    opened = hidden(house.get("soan", f"{draft}/sua").text, "revision")
    one = changed(("Thủ tục dùng để kiểm thử.", "Bản một."))["procedure.yaml"].decode()
    two = changed(("Thủ tục dùng để kiểm thử.", "Bản hai."))["procedure.yaml"].decode()
    send = {"tep": "procedure.yaml", "revision": opened}
    assert house.post("soan", f"{draft}/sua", noi_dung=one, **send).status_code == 302
    late = house.post("soan", f"{draft}/sua", noi_dung=two, **send)
    assert late.status_code == 409
    assert "Bản hai." in typed_in(late.text)
    assert "Bản một." in house.get("soan", f"{draft}/nguon").text
    again = house.post(
        "soan", f"{draft}/sua", noi_dung=two, tep="procedure.yaml", revision=hidden(late.text, "revision")
    )
    assert again.status_code == 302
    assert "Bản hai." in house.get("soan", f"{draft}/nguon").text


def test_what_was_typed_survives_the_end_of_the_session(house: House) -> None:
    draft = house.draft(pack())
    client, url = house.client("soan"), f"{draft}/sua"
    page = house.get("soan", url).text
    typed = {"tep": "procedure.yaml", "noi_dung": "gõ rất lâu\ndòng hai", "revision": hidden(page, "revision")}
    with unit_of_work(house.database.sessions()) as session:
        session.execute(delete(WebSession))
    headers = {"Referer": f"http://localhost{url}", "Sec-Fetch-Site": "same-origin"}
    stale = client.post(url, data={**typed, "csrf_token": token_of(page)}, headers=headers)
    assert stale.status_code == 400
    assert "gõ rất lâu" in stale.text
    away = client.post(url, data={**typed, "csrf_token": token_of(stale.text)}, headers=headers)
    assert away.status_code == 302
    house.sign_in(client, "soan")
    back = house.get("soan", url).text
    assert typed_in(back) == "gõ rất lâu\ndòng hai"
    assert "Những gì bạn gõ vẫn còn" in back
