"""YAML 1.2, bounded, with the place of everything."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import catalogue
from procedures.reading import yaml_text
from procedures.reading.yaml_text import LARGEST, read_yaml

BAD = [
    (b"a: 1\na: 2\n", 2, 1, "written twice"),
    (b"a: &x [*x]", 1, 8, "refers to what it stands in"),
    (b"a: *x", 1, 4, "nothing is named"),
    (b"a: !!python/object:os.system x", 1, 4, "tag"),
    (b"a: 1\n---\nb: 2", 2, 1, "second document"),
    (b"a: 1\nb: \xff\n", 2, 4, "not UTF-8"),
    (b"a: \x00", 1, 4, "not YAML"),
    (b"a:\n\t- b", 2, 1, "not YAML"),
    (b'a: "x', 1, 6, "not YAML"),
    (b"a: b: c", 1, 5, "not YAML"),
    (b"? [a]\n: b", 1, 3, "a key is a word"),
    (b"a: [" * 30, 1, None, "nested deeper"),
    (b"[" * 100_000, 1, 25, "nested deeper"),
    (b"#" * (LARGEST + 1), 1, 1, "too many"),
]


@pytest.mark.parametrize(("content", "line", "column", "message"), BAD, ids=[one[0][:20].hex() for one in BAD])
def test_bad_yaml_is_one_clear_finding(content: bytes, line: int, column: int | None, message: str) -> None:
    _, findings = read_yaml(content, "x.yaml")
    assert len(findings) == 1
    assert message in findings[0].message
    assert findings[0].cure
    assert findings[0].line == line
    assert column is None or findings[0].column == column


def test_anchors_may_repeat_but_not_explode() -> None:
    yaml, findings = read_yaml(b"a: &x {b: 1}\nc: *x", "x.yaml")
    assert yaml is not None
    assert yaml.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert findings == []
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(9)
    )
    yaml, findings = read_yaml(bomb.encode(), "x.yaml")
    assert yaml is None
    assert "more than" in findings[0].message


def test_words_that_yaml_1_1_took_for_truths_are_words() -> None:
    yaml, _ = read_yaml(b"a: no\nb: on\nc: 2026-07-01\nd: 012\ne: 0.5\nf: true\ng: ~\nh: 1_000\nno: x", "x.yaml")
    assert yaml is not None
    assert yaml.data == {
        "a": "no",
        "b": "on",
        "c": "2026-07-01",
        "d": 12,
        "e": 0.5,
        "f": True,
        "g": None,
        "h": "1_000",
        "no": "x",
    }


def test_a_text_of_several_lines_is_what_was_written() -> None:
    yaml, _ = read_yaml(b"a: >-\n  one\n  line\nb: |\n  two\n  lines\n", "x.yaml")
    assert yaml is not None
    assert yaml.data == {"a": "one line", "b": "two\nlines\n"}


def test_decomposed_vietnamese_becomes_composed() -> None:
    yaml, _ = read_yaml("a: Tiê\u0301p nhâ\u0323n".encode(), "x.yaml")
    assert yaml is not None
    assert yaml.data == {"a": "Tiếp nhận"}


def test_places_are_those_of_key_and_value() -> None:
    yaml, _ = read_yaml(b"a:\n  - {b: 1, c: 2}\n", "x.yaml")
    assert yaml is not None
    value, key = yaml.place(("a", 0, "c")), yaml.place(("a", 0, "c"), on_key=True)
    assert (value.line, value.column) == (2, 15)
    assert (key.line, key.column) == (2, 12)
    around = yaml.place(("a", 0, "missing"))
    assert (around.line, around.column) == (2, 5)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    yaml, findings = read_yaml(content, "x.yaml")
    assert yaml is not None or findings


@given(st.text(alphabet=" \n-:{}[]&*!|>'\"#,?%@`abc01\t\u1ebf", max_size=120))
def test_no_text_makes_it_raise(text: str) -> None:
    yaml, findings = read_yaml(text.encode(), "x.yaml")
    assert yaml is not None or findings
    assert all(one.line >= 1 and one.column >= 1 for one in findings)


PIECES = [
    *("a: ", "b:", "- ", "? ", ": ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ", ", "&a ", "*a", "&a:", "!", "!a "),
    *('"', "'", "|\n", ">-\n ", "# x", "1", "ế", "a b", "~", "@", "%Y", "\\n"),
    *("---\n", "...\n", '"k":1', "\t", "\r", "\x85"),
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_what_is_read_quickly_is_read_as_the_thorough_reader_does(text: str) -> None:
    quick, _ = read_yaml(text.encode(), "x.yaml")
    assert quick == yaml_text._thoroughly(text, "x.yaml")[0]


@pytest.mark.parametrize("shipped", catalogue.shipped(), ids=lambda one: one.name)
def test_the_shipped_packs_are_read_quickly_and_in_no_other_way(shipped: catalogue.Shipped) -> None:
    text = unicodedata.normalize("NFC", (shipped.path / "procedure.yaml").read_text())
    assert yaml_text._UNUSUAL.search(text) is None
    assert yaml_text._quickly(text, "x.yaml") == yaml_text._thoroughly(text, "x.yaml")[0]
