"""The analyst's commands: what they print, and how they exit."""

from pathlib import Path

import pytest

from procedures import catalogue
from procedures.__main__ import main
from procedures.diff import Kind, diff
from tests.procedures.opening_packs import opening_pack, procedure_of
from tests.procedures.samples import CASE, YAML, pack, sound


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_check_of_a_sound_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = put(tmp_path / "goi", pack(cases__a_dot_yaml=CASE))
    assert main(["check", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert "9.000001 v1, 1 cases" in out
    assert [line for line in err.splitlines() if ": warning: " not in line] == []


def test_check_says_all_mistakes_with_file_line_column_and_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = pack("type: person_name", "type: persn_name", result_dot_html="{{ answers.x }}\n{% if %}")
    folder = put(tmp_path / "goi", files)
    assert main(["check", str(folder)]) == 1
    lines = capsys.readouterr().err.splitlines()
    start = f"{folder}/procedure.yaml:16:30: unknown type 'persn_name'; did you mean 'person_name'?"
    assert any(line.startswith(start) for line in lines), lines
    assert any(line.startswith(f"{folder}/result.html:2:1: ") for line in lines)


def test_check_of_a_failing_case_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = put(tmp_path / "goi", pack(cases__a_dot_yaml=CASE.replace("total: 10720", "total: 1")))
    assert main(["check", str(folder)]) == 1
    assert "total: expected 1, but it is 10720" in capsys.readouterr().err
    assert main(["case", str(folder)]) == 1
    assert "FAIL" in capsys.readouterr().out


def test_check_of_one_file_and_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = tmp_path / "procedure.yaml"
    alone.write_text(YAML)
    assert main(["check", str(alone)]) == 1
    assert f"{tmp_path}/procedure.yaml:" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "none")]) == 1
    assert "no such file" in capsys.readouterr().err


def test_without_a_path_all_shipped_packs_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert all(one.code in out for one in catalogue.shipped())
    assert ": uncertain: " in out


def test_draw_and_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = put(tmp_path / "goi", pack())
    assert main(["draw", str(folder), "--language", "en"]) == 0
    assert capsys.readouterr().out.startswith("<svg")
    assert main(["schema"]) == 0
    assert '"$schema"' in capsys.readouterr().out
    assert main(["fields"]) == 0
    assert "## `partial_date`" in capsys.readouterr().out
    assert main(["draw", str(put(tmp_path / "sai", pack("version: 1", "version: x")))]) == 1


def test_diff_names_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = pack(), pack("rate: 8000", "rate: 9000", result_dot_html="<p></p>")
    after["procedure.yaml"] = after["procedure.yaml"].replace(b"      - {name: ngay, ", b"      - {name: hom, ")
    found = {(one.kind, one.where) for one in diff(sound(before), sound(after))}
    assert found == {
        (Kind.CHANGED, "fees.phi.rate"),
        (Kind.REMOVED, "form.nguoi.fields.ngay"),
        (Kind.ADDED, "form.nguoi.fields.hom"),
        (Kind.CHANGED, "result.html"),
    }
    assert main(["diff", str(put(tmp_path / "a", before)), str(put(tmp_path / "b", after))]) == 0
    assert "~ fees.phi.rate: 8000 -> 9000" in capsys.readouterr().out
    assert diff(sound(before), sound(before)) == []


def test_moving_an_entry_is_no_change() -> None:
    old = "  mien: dien == 'ngheo'\n  truc_tuyen: delivery == 'online'\n"
    new = "  truc_tuyen: delivery == 'online'\n  mien: dien == 'ngheo'\n"
    assert diff(sound(), sound(pack(old, new))) == []


def test_a_fact_that_gets_a_title_keeps_its_condition() -> None:
    titled = sound(pack("mien: dien == 'ngheo'", "mien: {when: dien == 'ngheo', title: Được miễn}"))
    assert [(one.kind, one.where) for one in diff(sound(), titled)] == [(Kind.ADDED, "facts.mien.title")]
    assert [(one.kind, one.where) for one in diff(titled, sound())] == [(Kind.REMOVED, "facts.mien.title")]


def test_a_wrong_call_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_diff_tells_what_is_opened_elsewhere_by_what_it_is() -> None:
    one = """opens:
        procedure: "9.000002"
        agency: thue
        answers: {ho_ten: ho_ten, so_ban: so_ban + 1}
        documents: {giay: giay}
        brings: {so_thue: so_ban}
        within: 5 working days
        attach: true
        clock: pause
        law: luat
"""
    first = """      opens:
        - {procedure: "9.000003", agency: dia_chinh, name: do, clock: pause, law: luat, answers: {ho_ten: ho_ten}}
        - procedure: "9.000002"
          agency: thue
          answers: {ho_ten: ho_ten, so_ban: so_ban + 2}
          documents: {giay: giay}
          brings: {so_thue: so_ban}
          within: 5 working days
          attach: true
          clock: pause
          law: luat
"""
    before, after = procedure_of(opening_pack()), procedure_of(opening_pack("      " + one, first))
    opened = "workflow.steps.cho_thue.opens"
    assert {(found.kind, found.where) for found in diff(before, after)} == {
        (Kind.ADDED, f"{opened}.do"),
        (Kind.CHANGED, f"{opened}.thue.answers.so_ban"),
    }
    twice = first.replace("dia_chinh, name: do", "thue, name: hai")
    assert len(diff(after, procedure_of(opening_pack("      " + one, twice)))) > 1, "neither is lost behind the other"
