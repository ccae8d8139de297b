"""YAML from strangers: what is read, and every hostile input that must be refused in one line."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import InputError
from twin.safe_yaml import LARGEST_FILE, load_yaml, load_yaml_file

BOMB = 'a: &a ["lol","lol"]\n' + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country: NO", {"country": "NO"}),
        ("a: yes\nb: off\nc: true\nd: False", {"a": "yes", "b": "off", "c": True, "d": False}),
        ("start: 12:30:00\nday: 2024-05-01", {"start": "12:30:00", "day": "2024-05-01"}),
        (
            "a: 1e3\nb: 1.\nc: -.5\nd: +12\ne: 1_000",
            {"a": 1000.0, "b": 1.0, "c": -0.5, "d": 12, "e": "1_000"},
        ),
        ("a: '12'\nb: \"null\"\nc: ~\nd:", {"a": "12", "b": "null", "c": None, "d": None}),
        ("2024: x\nNO: y\ntrue: z", {"2024": "x", "NO": "y", "true": "z"}),
        ("a: 0x1F\nb: 0o17\nc: 1e", {"a": "0x1F", "b": "0o17", "c": "1e"}),
        ("- {a: [1, 2]}\n- >-\n  two\n  words", [{"a": [1, 2]}, "two words"]),
        ('{"json": [1, 2.5, null, false]}', {"json": [1, 2.5, None, False]}),
        ("", None),
        ("nan", "nan"),
        ("1_000", "1_000"),
        ("<<: {a: 1}", {"<<": {"a": 1}}),
        ("a: 3 weeks # a comment", {"a": "3 weeks"}),
    ],
)
def test_reads_the_core_schema(text: str, expected: object) -> None:
    value = load_yaml(text, "example")
    assert value == expected
    assert repr(value) == repr(expected)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "anchor"),
        ("a: *b", "alias"),
        ("a: &x 1", "line 1: this file defines the anchor"),
        ("x: 1\na: !!python/object/apply:os.system ['true']", "line 2: this file uses the tag"),
        ("a: !!str 1", "tag"),
        ("a: 1\nb: 2\na: 3", "line 3: this file has the key 'a' twice"),
        ("a: .nan", "no finite number"),
        ("a: [-.inf]", "no finite number"),
        ("a: 1e999", "no finite number"),
        ("a: " + "9" * 5000, "more than 18 digits"),
        ("[" * 100_000, "more than 40 levels"),
        ("{a: " * 50, "more than 40 levels"),
        ("- " * 200, "more than 40 levels"),
        ("[" + "1," * 150_000 + "1]", "more than 100,000 values"),
        ("x" * (LARGEST_FILE + 1), "larger than 2 MB"),
        ("é" * (LARGEST_FILE // 2 + 1), "larger than 2 MB"),
        ("a: 1\n---\nb: 2", "second document"),
        ("[a]: 1", "as a key"),
        ("{{a: 1}: 2}", "as a key"),
        ("a: [1", "not valid YAML"),
        ("a: b: c", "line 1: this is not valid YAML"),
        ("a: \x00", "not valid YAML"),
        ("a: \ud800", "not valid"),
        ("%YAML 9.9\n---\na: 1", "not valid YAML"),
    ],
)
def test_refuses_in_one_line_at_once(text: str, says: str) -> None:
    started = time.perf_counter()
    with pytest.raises(InputError, match=says) as refused:
        load_yaml(text, "network.yaml")
    assert time.perf_counter() - started < 2.0
    assert str(refused.value).startswith("network.yaml")
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 250


def test_a_file_is_read_with_or_without_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    path.write_bytes("\ufeffname: Zürich\n".encode())
    assert load_yaml_file(path) == {"name": "Zürich"}


def test_a_missing_folder_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^none\.yaml: there is no such file"):
        load_yaml_file(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        load_yaml_file(tmp_path)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"name: Z\xfcrich")
    with pytest.raises(InputError, match="byte 7 is not UTF-8"):
        load_yaml_file(latin)
    big = tmp_path / "big.yaml"
    big.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(InputError, match="larger than 2 MB"):
        load_yaml_file(big)


@given(st.text(max_size=300))
def test_any_text_is_a_value_or_one_line(text: str) -> None:
    said = "nothing"
    try:
        load_yaml(text, "x")
    except InputError as refused:
        said = str(refused)
    assert said.isprintable()
