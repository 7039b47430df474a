"""The drawing is well-formed, accessible, safe under a strict policy, and nothing lies on anything else."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from tests.workflows import random_forks
from tests.workflows.forked import forked
from tests.workflows.samples import sound
from tests.workflows.test_driving import workflows
from workflows.drawing import as_list, draw
from workflows.layout import lay_out
from workflows.lettering import width, wrap
from workflows.nodes import nodes
from workflows.parsing import parse_workflow
from workflows.walked import Stand, Walked, walked

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing is read


def at(step: str) -> Walked:
    return walked(sound(), (), [step], [])


def texts(root: ET.Element) -> str:
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_action_and_end_is_drawn(language: str) -> None:
    spec = sound()
    said = texts(parsed(draw(spec, language=language)))
    for shown in as_list(spec, language):
        assert shown.title.split()[0] in said
        assert shown.status in said
    for word in ("Lấy ý kiến", "cao_tang"):
        assert word in said


def test_the_picture_has_a_name_and_a_description() -> None:
    root = parsed(draw(sound()))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), description.get("id")]
    assert title.text == "Sơ đồ quy trình: 7 bước"
    assert "Tiếp nhận: chuyển đến “Phân công thụ lý”" in (description.text or "")


def test_nothing_needs_a_style_sheet_or_a_script() -> None:
    root = parsed(draw(sound(), way=at("ky"), failing=["phat_hanh"]))
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "title", "desc", "defs", "marker", "path", "circle", "g", "rect", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on") or "href" in name}


def test_marks_are_words_as_well_as_colours() -> None:
    svg = draw(sound(), way=at("tham_dinh"), failing=["phat_hanh"])
    assert svg.count("wf-current") == svg.count("wf-failing") == 1
    assert "Đang ở bước này" in svg
    assert "Cần sửa" in svg
    assert "Now here" in draw(sound(), language="en", way=at("tham_dinh"))
    ended = draw(sound(), way=at("da_tra"))
    assert "Kết thúc ở đây" in ended
    assert "Đang ở bước này" not in ended


def test_what_an_author_writes_is_never_markup() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["steps"]["ky"]["title"] = "</text><script>alert(1)</script>&"
        raw["ends"]["da_tra"]["title"] = '"><img src=x onerror=alert(1)>'

    svg = draw(sound(spoil))
    assert not [element.tag for element in parsed(svg).iter() if element.tag in {f"{SVG}script", f"{SVG}img"}]
    assert "<script" not in svg


def test_branches_are_drawn_from_their_fork_to_their_join() -> None:
    spec = forked()
    svg = draw(spec)
    said = texts(parsed(svg))
    for word in ("Chờ mọi nhánh", "Chờ một nhánh đạt", "Mở các nhánh cùng lúc", "Hiện trường", "(không đạt)"):
        assert word in said
    assert svg.count('class="wf-join"') == 2
    steps = {one.name: one for one in as_list(spec)}
    assert steps["chay"].branch == "Kiểm tra / Phòng cháy"
    assert steps["phoi_hop"].role == ""
    assert steps["phoi_hop"].actions == (
        "Mở nhánh “Xác minh” từ bước “Hỏi xã cũ”; khi can_xac_minh",
        "Mở nhánh “Kiểm tra” từ bước “Đoàn kiểm tra”",
        "Khi mọi nhánh xong và đạt: chuyển đến “Ký”",
        "Khi mọi nhánh xong, có nhánh không đạt: chuyển đến “Rà soát”",
    )
    assert "Khi không nhánh nào đạt: nhánh xong, không đạt" in steps["doan"].actions
    assert "Sai: nhánh xong, không đạt; phải nêu lý do" in steps["cho"].actions


def test_the_way_of_a_dossier_is_told_by_words_and_lines() -> None:
    spec = forked()
    done = [("tiep_nhan", "nhan"), ("hoi", "gui"), ("do_ve", "xong")]
    way = walked(spec, {"can_xac_minh"}, ["phoi_hop", "cho", "doan"], done)
    stands = {name: way.stand(name) for name in [*spec.steps, *spec.ends]}
    assert [name for name, one in stands.items() if one is Stand.PASSED] == ["tiep_nhan", "hoi", "do_ve"]
    assert [name for name, one in stands.items() if one is Stand.HERE] == ["phoi_hop", "cho", "doan"]
    assert [name for name, one in stands.items() if one is Stand.ASIDE] == ["chay", "khong_nhan"]
    svg = draw(spec, way=way)
    assert svg.count("wf-passed") == svg.count("Đã qua") == 3
    assert svg.count("wf-walked") == len(way.taken) == 6
    assert ("phoi_hop", "kiem_tra") in way.taken
    ended = walked(spec, (), ["khong_nhan"], [("tiep_nhan", "tu_choi")])
    assert (ended.coming, ended.stand("khong_nhan")) == (frozenset(), Stand.HERE)


@given(workflows() | random_forks.workflows())
@settings(max_examples=60, deadline=None)
def test_no_card_lies_on_another_and_everything_is_inside(raw: dict[str, Any]) -> None:
    spec, _ = parse_workflow(raw, facts=("nhanh", "phuc_tap"), papers=["result"])
    if spec is None:
        return
    root = parsed(draw(spec))
    left, top, across, down = (float(number) for number in (root.get("viewBox") or "").split())
    boxes = [
        group.find(f"{SVG}rect")
        for group in root.iter(f"{SVG}g")
        if group.get("class") in {"wf-step", "wf-end", "wf-join"}
    ]
    places = [
        tuple(float(box.get(name) or 0) for name in ("x", "y", "width", "height")) for box in boxes if box is not None
    ]
    assert len(places) == len(nodes(spec))
    for x, y, wide, high in places:
        assert left <= x <= x + wide <= left + across
        assert top <= y <= y + high <= top + down
    for one, other in combinations(places, 2):
        beside = one[0] + one[2] <= other[0] + 0.2 or other[0] + other[2] <= one[0] + 0.2
        assert beside or one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]


def test_the_main_way_goes_straight_down() -> None:
    spec = sound()
    layout = lay_out(spec, dict.fromkeys([*spec.steps, *spec.ends], 200.0), 40)
    assert {layout.centres[name] for name in spec.steps} == {0.0}
    assert layout.centres["khong_nhan"] >= 240


def test_lines_break_between_words_and_end_in_an_ellipsis() -> None:
    lines = wrap("Xác minh, kiểm tra thực địa tại nơi xây dựng công trình nhà ở", 16, 180, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line, 16) <= 180 for line in lines)
    assert width("Phê duyệt", 10) == width("Phe duyet", 10)


def test_the_words_of_a_step() -> None:
    intake = as_list(sound())[0]
    assert (intake.role, intake.within, intake.status) == ("Cán bộ tiếp nhận", "8 giờ làm việc", "Mới đăng ký")
    assert intake.actions == (
        "Tiếp nhận: chuyển đến “Phân công thụ lý”; cần: đã kiểm tra giấy tờ, đã nộp đủ phí, lệ phí",
        "Yêu cầu bổ sung: hồ sơ ở lại bước này",
        "Từ chối tiếp nhận: chuyển đến “Không được tiếp nhận”; phải nêu lý do",
    )
    assert re.search("when cao_tang", as_list(sound(), "en")[2].actions[0])
