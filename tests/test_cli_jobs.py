"""`hubtui jobs` beside a hubtui that copies: seen live, paused, resumed, cancelled, gone on with."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hubtui.jobs.remote import socket_path
from hubtui.model import RepoType
from tests.cli_runs import command, hubtui
from tests.test_cli import (  # noqa: F401 - fixtures
    FILES,
    environment,
    hub,
    hugging_face,
    model_scope,
    sha,
    source,
    target_hashes,
)

PATIENCE = 60.0
COPY = ("copy", "hf://acme-lab/plankton", "ms://rosalind", "--yes")


def limit(environment: Mapping[str, str], rate: str) -> Path:  # noqa: F811
    """The config of whoever runs it: a copy takes its time."""
    file = Path(environment["HOME"]) / ".config" / "hubtui" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'bandwidth = "{rate}"\n')
    return file


@contextmanager
def copying(environment: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:  # noqa: F811
    process = subprocess.Popen(
        command(*arguments), env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def jobs(environment: Mapping[str, str]) -> list[dict[str, Any]]:  # noqa: F811
    return hubtui(environment, "jobs", "--json").records


def until(state: Callable[[], Any], words: str) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := state()):
        assert time.monotonic() < end, f"it never came: {words}"
        time.sleep(0.05)
    return found


def moving(environment: Mapping[str, str]) -> dict[str, Any] | None:  # noqa: F811
    return next((job for job in jobs(environment) if job["state"] == "running" and job["bytes_done"]), None)


def test_a_copy_elsewhere_is_seen_paused_resumed_and_cancelled(environment, source, model_scope):  # noqa: F811
    config = limit(environment, "40 KB/s")
    with copying(environment, *COPY) as process:
        job = until(lambda: moving(environment), "a copy that moves")
        assert job["elsewhere"] is True
        assert job["bytes_total"] == sum(map(len, FILES.values()))
        socket = socket_path(Path(environment["HOME"]) / ".local" / "state" / "hubtui", process.pid)
        assert stat.S_IMODE(socket.stat().st_mode) == 0o600
        assert hubtui(environment, "jobs", "resume", "1").code == 3
        paused = hubtui(environment, "jobs", "pause", "1")
        assert (paused.code, paused.err) == (0, "hubtui: job 1 is paused\n")
        before = jobs(environment)[0]
        assert before["state"] == "paused"
        assert hubtui(environment, "jobs", "resume", "1").code == 0
        until(lambda: jobs(environment)[0]["bytes_done"] > before["bytes_done"], "that it goes on")
        assert hubtui(environment, "jobs", "cancel", "1").code == 0
        assert process.wait(PATIENCE) == 1
    assert not socket.exists()
    assert jobs(environment)[0]["state"] == "cancelled"
    assert "already" in (again := hubtui(environment, "jobs", "cancel", "1")).err
    assert again.code == 3
    config.unlink()
    ended = hubtui(environment, "jobs", "resume", "1", "--json")
    assert ended.code == 0, ended.err
    assert ended.records[-1]["state"] == "done"
    assert target_hashes(model_scope, "rosalind/plankton") == {p: sha(data) for p, data in FILES.items()}


def test_an_interrupted_copy_is_resumed_by_its_number(environment, source, model_scope):  # noqa: F811
    config = limit(environment, "40 KB/s")
    with copying(environment, *COPY) as process:
        until(lambda: moving(environment), "a copy that moves")
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert "hubtui jobs resume 1" in process.stderr.read()  # type: ignore[union-attr]
    config.unlink()
    assert jobs(environment)[0]["state"] == "interrupted"
    assert hubtui(environment, "jobs", "resume", "1").code == 0
    assert target_hashes(model_scope, "rosalind/plankton", RepoType.MODEL)["model.safetensors"]


def test_a_killed_copy_is_interrupted_not_running(environment, source):  # noqa: F811
    limit(environment, "40 KB/s")
    with copying(environment, *COPY) as process:
        until(lambda: moving(environment), "a copy that moves")
        process.kill()
        process.wait(PATIENCE)
    assert jobs(environment)[0]["state"] == "interrupted"


def test_a_copy_whose_token_is_refused_waits_for_another_one(environment, source, hub, model_scope):  # noqa: F811
    hub.faults.add(hub="hf", path="/resolve/", revoke=True)
    run = hubtui(environment, *COPY, "--json")
    assert run.code == 3, run.err
    assert "the token of huggingface was refused: Hugging Face:" in run.err
    assert "`hubtui jobs resume 1` goes on where it was" in run.err
    assert run.records[-1]["state"] == "paused"
    hub.faults.clear()
    assert hubtui(environment, "jobs", "resume", "1").code == 0
    assert target_hashes(model_scope, "rosalind/plankton") == {p: sha(data) for p, data in FILES.items()}


def test_a_job_is_shown_with_its_report(environment, source):  # noqa: F811
    assert hubtui(environment, *COPY).code == 0
    shown = hubtui(environment, "jobs", "show", "1")
    assert shown.code == 0
    assert "done        100 %" in shown.out
    assert f"{len(FILES)} same, 0 differ, 0 missing" in shown.out
    records = hubtui(environment, "jobs", "show", "1", "--json").records
    assert records[0]["job_id"] == 1
    assert {record["file"] for record in records if "file" in record} == {*FILES, ".gitattributes"}
    (repo,) = [record for record in records if "commits" in record]
    assert repo["verified"]["same"] == len(FILES)


def test_a_job_that_is_not_is_named(environment):  # noqa: F811
    for action in ("show", "resume", "pause", "cancel"):
        run = hubtui(environment, "jobs", action, "7")
        assert run.code == 2
        assert "no job 7" in run.err
    assert hubtui(environment, "jobs").out == ""
