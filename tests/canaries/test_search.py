"""The search itself finds what it should: else it would prove nothing."""

from __future__ import annotations

import base64
import gzip
import os
import sqlite3
import zlib
from urllib.parse import quote

import pytest

from tests.canaries.search import found_below, found_in, found_in_processes

SECRET = "hf_canary~/+of the search"

HIDDEN = {
    "plain": SECRET.encode(),
    "percent": quote(SECRET, safe="").encode(),
    "hex": SECRET.encode().hex().encode(),
    "utf-16": SECRET.encode("utf-16"),
    **{f"base64 at {n}": base64.b64encode(b"x" * n + SECRET.encode() + b"yy") for n in range(3)},
    "gzip": b"some words before" + gzip.compress(b"a" * 500 + SECRET.encode()),
    "zlib": b"some words before" + zlib.compress(b"a" * 500 + SECRET.encode()),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_a_secret_is_found_however_it_was_written(way, tmp_path):
    (tmp_path / "file").write_bytes(b"before " + HIDDEN[way] + b" after")
    assert found_below([tmp_path], [SECRET])
    assert not found_below([tmp_path], ["hf_another0secret"])


def test_a_secret_is_found_across_the_pages_of_a_database(tmp_path):
    connection = sqlite3.connect(tmp_path / "seen.sqlite")
    connection.execute("create table t (x)")
    for length in range(3_000, 5_000, 7):
        connection.execute("insert into t values (?)", ("x" * length + SECRET,))
    connection.commit()
    connection.close()
    assert found_below([tmp_path], [SECRET])


def test_a_secret_is_found_in_a_name_and_in_an_environment(tmp_path, monkeypatch):
    (tmp_path / SECRET.replace("/", "")).touch()
    assert found_below([tmp_path], [SECRET.replace("/", "")])
    assert not found_in_processes(os.getpid(), ["hf_another0secret" + str(os.getpid())])


def test_nothing_is_found_where_nothing_is():
    assert found_in(os.urandom(100_000), [SECRET]) == []
