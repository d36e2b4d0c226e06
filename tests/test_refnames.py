"""What can be a ref's name; git has the last word."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.refnames import bad_ref_name


@pytest.mark.parametrize(
    "name", ["main", "v1.0", "feature/new-head", "été", "release-2026.11", "a@b", "x" * 200, "日本"]
)
def test_names_that_can_be(name):
    assert not bad_ref_name(name)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "needed"),
        ("two words", "blank"),
        ("a..b", "dots"),
        ("a//b", "slashes"),
        ("a:b", ":"),
        ("a^", "^"),
        ("what?", "?"),
        ("a\\b", "backslash"),
        ("a@{1}", "@{"),
        ("tab\tx", "control"),
        ("esc\x1bx", "control"),
        (".hidden", "dot"),
        ("a/.b", "dot"),
        ("a.lock", ".lock"),
        ("a.lock/b", ".lock"),
        ("/a", "begins"),
        ("a/", "ends"),
        ("a.", "ends"),
        ("-x", "begins"),
        ("@", "git"),
        ("HEAD", "git"),
        ("refs/heads/x", "refs/"),
        ("0123456789" * 4, "commit"),
        ("x" * 201, "200 bytes"),
    ],
)
def test_names_that_cannot_be_and_why(name, word):
    assert word in bad_ref_name(name)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab.@{}~^:?*[\\/- \x7f\x01lockrefs"), min_size=1, max_size=12))
def test_git_accepts_whatever_is_accepted_here(name):
    if not bad_ref_name(name):
        done = subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=False)
        assert done.returncode == 0
