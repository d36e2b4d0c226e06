"""Which files patterns choose."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.globs import path_filter

segments = st.text("ab.*", min_size=1, max_size=3)
paths = st.lists(st.text("ab.", min_size=1, max_size=3), min_size=1, max_size=3).map("/".join)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.gguf", "a.gguf", True),
        ("*.gguf", "deep/er/a.gguf", True),
        ("*.gguf", "a.gguf.txt", False),
        ("*.GGUF", "a.gguf", False),
        ("onnx/**", "onnx/a/b.onnx", True),
        ("onnx/**", "more/onnx/a.onnx", False),
        ("onnx/*", "onnx/a.onnx", True),
        ("onnx/*.onnx", "onnx/deep/a.onnx", False),
        ("**/onnx/*", "more/onnx/a.onnx", True),
        ("onnx/", "onnx/a/b", True),
        ("onnx/", "more/onnx/b", True),
        ("onnx/", "onnx", False),
        ("onnx", "onnx/a/b", True),
        ("/onnx", "more/onnx/b", False),
        ("config.json", "sub/config.json", True),
        ("/config.json", "sub/config.json", False),
        ("data/2024", "data/2024/x.csv", True),
        ("?.bin", "a.bin", True),
        ("?.bin", "ab.bin", False),
        ("a.b", "aXb", False),
        ("line*", "line\nbreak", True),
    ],
)
def test_a_pattern(pattern: str, path: str, matches: bool) -> None:
    assert path_filter([pattern], [])(path) is matches


@given(segments, paths)
def test_a_pattern_of_a_name_is_the_shell_s(pattern: str, path: str) -> None:
    folders = path.split("/")
    if pattern.strip("*"):
        expected = any(fnmatchcase(segment, pattern) for segment in folders)
        assert path_filter([pattern], [])(path) is expected


@given(st.lists(segments, max_size=2), st.lists(segments, max_size=2), paths)
def test_what_is_excluded_is_out_whatever_includes_it(
    include: list[str], exclude: list[str], path: str
) -> None:
    chosen = path_filter(include, exclude)(path)
    assert chosen is (path_filter(include, [])(path) and path_filter([], exclude)(path))
    if exclude:
        assert path_filter([], exclude)(path) is not path_filter(exclude, [])(path)


@given(paths)
def test_no_patterns_choose_everything(path: str) -> None:
    assert path_filter([], [])(path)
