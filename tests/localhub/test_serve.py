"""`hubtui hub serve` as another process: its one line, its exit codes, what a kill leaves."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from huggingface_hub import HfApi

from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.localhub.serve import parse_account

PROGRAM = """
import argparse, sys
from hubtui.localhub.arguments import add_arguments
from hubtui.localhub.serve import run
parser = argparse.ArgumentParser()
add_arguments(parser)
sys.exit(run(parser.parse_args()))
"""
TOKEN = "hf_ada0not0a0token"
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []
    (tmp_path / "tmp").mkdir()

    def started(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        )  # fmt: skip
        running.append(process)
        return process

    yield started
    for process in running:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()


def ports(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout
    return dict(json.loads(process.stdout.readline()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_when_told(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    process = start()
    told = ports(process)
    assert set(told) == {"hf", "ms"}
    assert HfApi(endpoint=told["hf"], token=DEMO_ACCOUNTS[0].token).whoami()["name"] == "rosalind"
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_it_ends_with_its_parent_if_told_to(start: Start) -> None:
    process = start("--until-eof", "--empty")
    ports(process)
    assert process.stdin
    process.stdin.close()
    assert process.wait(timeout=30) == 0


def test_accounts_are_those_given(start: Start) -> None:
    process = start("--empty", "--account", f"hf:ada={TOKEN}:lab,den", "--account", "ms:bo=ms-0000-0000:lab")
    api = HfApi(endpoint=ports(process)["hf"], token=TOKEN)
    assert [each["name"] for each in api.whoami()["orgs"]] == ["lab", "den"]
    assert list(api.list_models()) == []


@pytest.mark.parametrize(("options", "status"), [((), 404), (("--xet",), 200)])
def test_xet_is_there_only_when_asked_for(start: Start, options: tuple[str, ...], status: int) -> None:
    endpoint = ports(start("--empty", "--account", f"hf:ada={TOKEN}", *options))["hf"]
    HfApi(endpoint=endpoint, token=TOKEN).create_repo("ada/x")
    url = f"{endpoint}/api/models/ada/x/xet-write-token/main"
    assert requests.get(url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30).status_code == status


@pytest.mark.parametrize(
    "text", ["ada=secretsecret", "hf:ada", "hf:ada=short", "gh:ada=secretsecret", "hf:=secretsecret"]
)
def test_a_bad_account_is_told_in_a_line_without_the_token(start: Start, text: str) -> None:
    process = start("--account", text)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.count("\n")) == (2, "", 1)
    assert "--account" in err
    assert "secret" not in err


def test_a_token_may_hold_what_tokens_hold() -> None:
    assert parse_account("hf:ada=a=b/c+d~!e:lab").token == "a=b/c+d~!e"


@pytest.mark.parametrize(
    ("text", "organisations", "role"),
    [
        ("", (), "write"),
        (":lab", ("lab",), "write"),
        (":lab,den:read", ("lab", "den"), "read"),
        ("::admin", (), "admin"),
    ],
)
def test_a_token_may_have_a_role(text: str, organisations: tuple[str, ...], role: str) -> None:
    account = parse_account(f"ms:ada=ms-0000-0000{text}")
    assert (account.organisations, account.role) == (organisations, role)


def test_a_taken_port_is_told(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start("--empty", "--hf-port", str(taken.getsockname()[1]))
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.count("\n")) == (2, "", 1)
    assert "in use" in err


def test_a_directory_is_held_by_one(start: Start, tmp_path: Path) -> None:
    ports(start("--empty", "--dir", str(tmp_path / "kept")))
    second = start("--empty", "--dir", str(tmp_path / "kept"))
    _, err = second.communicate(timeout=30)
    assert (second.returncode, err.count("\n")) == (2, 1)


def test_what_was_committed_survives_a_kill(start: Start, tmp_path: Path) -> None:
    arguments = ("--dir", str(tmp_path / "kept"), "--empty", "--account", f"hf:ada={TOKEN}")
    process = start(*arguments)
    api = HfApi(endpoint=ports(process)["hf"], token=TOKEN)
    api.create_repo("ada/x")
    sent = {"m.bin": os.urandom(2_000_000), "a.txt": b"text"}
    for path, data in sent.items():
        oid = api.upload_file(repo_id="ada/x", path_in_repo=path, path_or_fileobj=data).oid
    half_sent(api.endpoint)
    process.kill()
    process.wait()
    again = ports(start(*arguments))["hf"]
    assert HfApi(endpoint=again, token=TOKEN).model_info("ada/x").sha == oid
    for path, data in sent.items():
        assert requests.get(f"{again}/ada/x/resolve/main/{path}", timeout=30).content == data
    assert list((tmp_path / "kept" / "incoming").iterdir()) == []


def half_sent(endpoint: str) -> None:
    """Begin an upload that never ends."""
    sha, size = "0" * 64, 5_000_000
    ask = {"operation": "upload", "transfers": ["basic"], "objects": [{"oid": sha, "size": size}]}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{endpoint}/ada/x.git/info/lfs/objects/batch"
    (told,) = requests.post(url, json=ask, headers=headers, timeout=30).json()["objects"]
    host, _, path = told["actions"]["upload"]["href"].removeprefix("http://").partition("/")
    with socket.create_connection(tuple(host.rsplit(":", 1))) as connection:  # type: ignore[arg-type]
        head = f"PUT /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\n\r\n"
        connection.sendall(head.encode() + bytes(2_000_000))
