"""The bandwidth limit, and the budget of requests that copies leave to the user."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui import budgets
from hubtui.format import parse_rate
from hubtui.hubs.traffic import Way
from hubtui.jobs.job import JobState
from hubtui.jobs.pacing import Pace
from hubtui.jobs.throttle import PIECE, Throttle
from tests.jobs.test_queue import BIG, PATIENCE, Queue


class Turning:
    """A clock that goes on by itself each time somebody waits."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Waiting(threading.Condition):
    def __init__(self, clock: Turning) -> None:
        super().__init__()
        self._turning = clock

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self._turning.now += timeout
        return True


def throttle(rate: int | None) -> tuple[Throttle, Turning]:
    clock = Turning()
    made = Throttle(rate, clock)
    made._changed = Waiting(clock)
    return made, clock


def fine() -> None:
    pass


@given(st.binary(min_size=1, max_size=300_000), st.sampled_from([1_000, 100_000, 10_000_000, None]))
def test_nothing_is_lost_or_changed(block: bytes, rate: int | None) -> None:
    made, _ = throttle(rate)
    pieces = [*made.pieces(block, fine)]
    assert b"".join(pieces) == block
    assert rate is None or max(map(len, pieces)) <= PIECE


def test_the_rate_is_kept_and_no_piece_lasts_long() -> None:
    made, clock = throttle(1_000_000)
    ends = []
    for piece in made.pieces(bytes(3_000_000), fine):
        ends.append((clock.now, len(piece)))
    assert 2.9 < clock.now < 3.1
    gaps = [later - before for (before, _), (later, _) in pairwise(ends)]
    assert max(gaps) < 0.26


def test_what_was_not_used_is_not_saved_up() -> None:
    made, clock = throttle(1_000_000)
    [*made.pieces(bytes(1_000), fine)]
    clock.now += 3_600
    before = clock.now
    [*made.pieces(bytes(1_000_000), fine)]
    assert clock.now - before > 0.9


def test_a_new_limit_holds_for_those_who_wait() -> None:
    made = Throttle(1)
    came = threading.Event()
    thread = threading.Thread(target=lambda: ([*made.pieces(bytes(1_000), fine)], came.set()))
    thread.start()
    made.set(None)
    assert came.wait(PATIENCE)


def test_a_limited_copy_can_be_cancelled_and_let_go() -> None:
    queue = Queue()
    queue.engine.limit(1)
    queue.source.free()
    first, second = queue.submit("a"), queue.submit("b")
    queue.becomes(first, JobState.RUNNING)
    queue.engine.cancel(first)
    assert queue.engine.wait(first, PATIENCE).state is JobState.CANCELLED
    queue.becomes(second, JobState.RUNNING)
    queue.engine.limit(None)
    assert queue.engine.wait(second, PATIENCE).state is JobState.DONE
    assert queue.arrived("b") == BIG
    queue.engine.close()


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("20 MB/s", 20_000_000), ("1.5MiB", 1_572_864), ("800k", 800_000), ("12", 12), ("2 GB/s", 2 * 10**9),
        ("", None), ("0", None), ("unlimited", None),
    ],
)  # fmt: skip
def test_a_rate_is_read_as_people_write_it(text: str, rate: int | None) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["fast", "-1", "20 XB/s", "MB", "1e3", "1 2"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        parse_rate(text)


@pytest.fixture
def clean() -> Iterator[None]:
    budgets.forget()
    yield
    budgets.forget()


def told(account: str, left: int, seconds: int) -> None:
    headers = {
        "RateLimit": f'"api";r={left};t={seconds}',
        "RateLimit-Policy": '"fixed window";"api";q=500;w=300',
    }
    Way("HF", "https://hub.test", account).ask("GET", "https://hub.test/x").answered(200, headers)


@pytest.mark.usefixtures("clean")
def test_an_answer_s_headers_tell_the_budget() -> None:
    told("me", 489, 189)
    known = budgets.budget("me")
    assert known is not None
    assert (known.left, known.quota) == (489, 500)
    assert 180 < known.seconds <= 189
    assert budgets.budget("you") is None
    told("me", 3, 0)
    assert budgets.budget("me") is None, "its time is over"


@pytest.mark.parametrize("limit", ["", "api;r=1", '"api";r=x;t=1', "\x1b]0;x"])
@pytest.mark.usefixtures("clean")
def test_headers_that_say_nothing_are_let_be(limit: str) -> None:
    budgets.note("me", limit, '"api";q=1')
    assert budgets.budget("me") is None


@pytest.mark.usefixtures("clean")
def test_copies_leave_the_last_requests_to_the_user() -> None:
    told("to", 10, 600)
    queue = Queue(pace=Pace(gives_up=False))
    queue.source.free()
    job_id = queue.submit("a")
    view = queue.becomes(job_id, JobState.WAITING)
    assert "10 of 500 requests left of to" in view.message
    assert view.until is not None
    queue.engine.cancel(job_id)
    queue.engine.wait(job_id, PATIENCE)
    queue.engine.close()
