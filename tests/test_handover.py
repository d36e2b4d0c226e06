"""Jobs that run on after their hubtui has left, in a process that the next one sees and steers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hubtui.accounts import Accounts
from hubtui.errors import HubtuiError
from hubtui.handover import HandOver, can_be_left, hand_over
from hubtui.jobs.job import JobKind, JobState, JobView, Place
from hubtui.jobs.scan import CopyRequest
from hubtui.localhub.server import LocalHub
from hubtui.model import Account, RepoKey, RepoType
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session
from tests.test_cli import (  # noqa: F401 - fixtures
    FILES,
    HF_TOKEN,
    MS_TOKEN,
    hub,
    hugging_face,
    model_scope,
    sha,
    source,
    target_hashes,
)

PATIENCE = 60.0
SLOW = 100_000


def session_on(hub: LocalHub, home: Path) -> Session:  # noqa: F811
    accounts = Accounts()
    accounts.add(Account("hf", "huggingface", hub.hf, "test"), Secret(HF_TOKEN))
    accounts.add(Account("ms", "modelscope", hub.ms, "test"), Secret(MS_TOKEN))
    return Session(accounts, Directories.under(home))


def until(state: Callable[[], Any], words: str) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := state()):
        assert time.monotonic() < end, f"it never came: {words}"
        time.sleep(0.02)
    return found


def look(session: Session, job: int) -> JobView:
    session.engine.look_around()
    return session.engine.job(job)


@pytest.fixture
def left(hub: LocalHub, source: RepoKey, tmp_path: Path) -> Iterator[tuple[HandOver, int]]:  # noqa: F811
    """A copy that was begun, and left to a process of its own."""
    session = session_on(hub, tmp_path / "home")
    session.engine.limit(SLOW)
    target = RepoKey(RepoType.MODEL, "rosalind/plankton")
    plan = session.plan_copy([CopyRequest(Place("hf", source, ""), Place("ms", target, ""))])
    job = session.engine.submit(plan)
    until(lambda: session.engine.job(job).bytes_done, "a copy that moves")
    handed = hand_over(session, [job])
    session.when_closed.append(handed.release)
    session.close()
    yield handed, job
    until(lambda: not _is_alive(handed), "the end of the process")


def _is_alive(handed: HandOver) -> bool:
    try:
        return os.waitpid(handed._process.pid, os.WNOHANG)[0] == 0
    except ChildProcessError:
        return False


def test_it_goes_on_is_seen_steered_and_ends(hub, model_scope, left, tmp_path):  # noqa: F811
    handed, job = left
    pid = handed._process.pid
    session = session_on(hub, tmp_path / "home")
    seen = until(
        lambda: (view := look(session, job)).state is JobState.RUNNING and view.bytes_done and view, "it runs"
    )
    assert seen.elsewhere
    assert os.getsid(pid) == pid
    session.engine.pause(job)
    assert look(session, job).state is JobState.PAUSED
    session.engine.resume(job)
    until(lambda: look(session, job).state is JobState.RUNNING, "it goes on")
    session.engine.limit(None)
    assert session.engine.wait(job, PATIENCE).state is JobState.DONE
    assert target_hashes(model_scope, "rosalind/plankton") == {p: sha(data) for p, data in FILES.items()}
    until(lambda: not _is_alive(handed), "that it ends by itself")
    assert not [*(tmp_path / "home" / "state").glob("*.sock")]
    session.close()


def test_no_token_is_in_its_arguments_environment_or_files(hub, left, tmp_path):  # noqa: F811
    handed, job = left
    session = session_on(hub, tmp_path / "home")
    until(lambda: look(session, job).elsewhere, "it runs")
    process = Path("/proc") / str(handed._process.pid)
    told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    for token in (HF_TOKEN, MS_TOKEN):
        assert token.encode() not in told
        assert token.encode() not in kept
    session.engine.cancel(job)
    until(lambda: look(session, job).state is JobState.CANCELLED, "its end")
    session.close()


def test_without_a_token_nothing_is_started(hub, source, tmp_path):  # noqa: F811
    session = session_on(hub, tmp_path / "home")
    session.engine.limit(SLOW)
    target = RepoKey(RepoType.MODEL, "rosalind/plankton")
    plan = session.plan_copy([CopyRequest(Place("hf", source, ""), Place("ms", target, ""))])
    job = session.engine.submit(plan)

    def locked(name: str) -> None:
        raise HubtuiError("locked")

    session.accounts.token = locked  # type: ignore[method-assign, assignment]
    with pytest.raises(HubtuiError, match="locked"):
        hand_over(session, [job])
    session.close()


@pytest.mark.parametrize("state", JobState)
def test_only_copies_that_run_or_are_queued_can_be_left(state: JobState) -> None:
    view = JobView(1, "t", state, None)  # type: ignore[arg-type]
    assert can_be_left(view) == (state in (JobState.QUEUED, JobState.RUNNING, JobState.WAITING))
    assert not can_be_left(JobView(1, "t", state, None, kind=JobKind.DELETE))  # type: ignore[arg-type]
    assert not can_be_left(JobView(1, "t", state, None, elsewhere=True))  # type: ignore[arg-type]
