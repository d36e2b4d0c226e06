"""The queue as a place: paused, put in order, retried, looked into, tidied, by key."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from hubtui import budgets
from hubtui.errors import RateLimited, Refused, Unauthorized, Unavailable
from hubtui.jobs.job import JobState, Place
from hubtui.jobs.options import Options
from hubtui.jobs.scan import CopyRequest
from hubtui.model import RepoKey, RepoType
from hubtui.ui.widgets.text_line import FrameTop, TextLine
from tests.ui.explorer import Driver, hubtui
from tests.ui.fakes import MODELS, FakeSession


@pytest.fixture
def held(session: FakeSession) -> Iterator[threading.Event]:
    """Reads wait until it is set."""
    go = threading.Event()
    session.left.always("read", lambda: go.wait(60))
    yield go
    go.set()


async def submit(me: Driver, *names: str) -> list[int]:
    """A copy job for each of these models; the jobs are on the screen then."""

    def ask(name: str) -> int:
        source, target = (RepoKey(RepoType.MODEL, f"rosalind/{name}") for _ in range(2))
        request = CopyRequest(Place("huggingface", source, ""), Place("modelscope", target, ""))
        return me.session.engine.submit(me.session.plan_copy([request]))

    ids = [await asyncio.to_thread(ask, name) for name in names]
    await me.press("w")
    await me.shows("Jobs")
    await me.until(lambda: me.app.screen.lines.shown_count == len(ids), "the jobs")
    return ids


def state(me: Driver, job_id: int) -> JobState:
    return me.session.engine.job(job_id).state


async def becomes(me: Driver, job_id: int, wanted: JobState) -> None:
    await me.until(lambda: state(me, job_id) is wanted, f"job {job_id} {wanted}")


def words(me: Driver) -> str:
    lines = me.app.screen.lines
    return "\n".join(lines.render_line(y).text.rstrip() for y in range(lines.size.height))


def said(me: Driver) -> str:
    return me.app.screen.query_one(".said", TextLine).text


async def test_a_job_is_paused_and_goes_on_by_the_same_key(session, held):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.RUNNING)
        await me.press("p")
        await becomes(me, job, JobState.PAUSED)
        await me.until(lambda: "⏸ paused" in words(me), "the pause on the screen")
        assert "1 paused" in me.app.context.explorer.query_one("#header").text
        await me.press("p")
        await becomes(me, job, JobState.RUNNING)
        held.set()
        await becomes(me, job, JobState.DONE)
        await me.press("p")
        await me.said("pause: the job is done already")


async def test_all_are_paused_and_go_on(session, held):
    async with hubtui(session) as me:
        await me.press("w")
        await me.shows("Jobs")
        await me.press("P")
        await me.said("no job runs or waits")
        await me.press("w")
        ids = await submit(me, *MODELS[:3])
        await me.press("P")
        await me.until(lambda: all(state(me, job) is JobState.PAUSED for job in ids), "all paused")
        await me.press("P")
        held.set()
        await me.until(lambda: all(state(me, job) is JobState.DONE for job in ids), "all done")


async def test_queued_jobs_change_places(session, held):
    async with hubtui(session) as me:
        ids = await submit(me, *MODELS)
        await becomes(me, ids[1], JobState.RUNNING)
        await me.press("g", "g", "K")
        await me.said("only those that have not begun change places")
        await me.press("G", "K")
        lines = me.app.screen.lines
        await me.until(lambda: [job.job_id for job in lines.shown_rows()] == [*ids[:2], ids[3], ids[2]])
        assert me.app.screen.job.job_id == ids[3], "the cursor goes with it"
        await me.press("K")
        await me.said("it is the first that waits")
        await me.press("J")
        await me.until(lambda: [job.job_id for job in lines.shown_rows()] == ids)
        await me.press("J")
        await me.said("it is the last that waits")


async def test_a_wait_is_told_with_its_reason_and_its_end(session):
    session.right.script("commit", RateLimited("too many commits", retry_after=600.0, hub="ModelScope"))
    async with hubtui(session, size=(80, 24)) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.WAITING)
        await me.until(lambda: "waiting" in words(me), "the state")
        await me.until(lambda: "too many commits" in said(me), "the reason")
        assert "asks again at" in said(me)
        await me.press("x")
        await becomes(me, job, JobState.CANCELLED)


async def test_a_file_tells_its_attempts(session):
    session.right.script("commit", Unavailable("busy", status=503, request_id="R-7", hub="ModelScope"))
    session.left.script("read", Unavailable("warming up", status=503, request_id="R-8", hub="Hugging Face"))
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.DONE)
        await me.press("L")
        await me.shows("Details")
        facts = " ".join(value for _, value in me.app.screen.facts)
        assert "request id R-7" in facts
        assert "Hugging Face: warming up (HTTP 503); asked again" in facts
        await me.press("escape", "enter")
        await me.shows("Items")
        await me.until(lambda: me.app.screen.lines.shown_count > 1, "the files")
        (line,) = [x for x in session.engine.log(job) if x.request_id == "R-8"]
        lines = me.app.screen.lines
        lines.move_to([item.path for item in lines.shown_rows()].index(line.path))
        await me.press("enter")
        await me.shows("Details")
        labels = dict(me.app.screen.facts)
        assert {"began", "ended", "sha256"} <= labels.keys()
        assert any("request id R-8" in value for value in labels.values())


async def test_where_nothing_went_wrong_the_log_says_so(session):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.DONE)
        await me.until(lambda: me.app.screen.job.state.is_over)
        await me.press("L")
        await me.said(f"nothing went wrong in job {job}")


async def test_the_report_stays_with_the_job(session):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.DONE)
        await me.press("enter")
        await me.shows("Items")
        report = lambda: [line.text for line in me.app.screen.query(".repo") if line.display]  # noqa: E731
        await me.until(report, "the report")
        assert f"{MODELS[0]}: 4 same" in report()[0]
        assert "commit" in report()[0]


async def test_jobs_that_are_over_go_off_the_list(session, held):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.RUNNING)
        await me.press("D")
        await me.said("off the list: the job is")
        await me.press("x")
        held.set()
        await becomes(me, job, JobState.CANCELLED)
        await me.until(lambda: me.app.screen.job.state.is_over)
        await me.press("D")
        await me.until(lambda: me.app.screen.lines.shown_count == 0, "an empty list")
        assert not session.engine.view().jobs


async def test_what_was_interrupted_is_offered_at_the_next_start(session, held, tmp_path):
    async with hubtui(session) as me:
        await me.press("g", "w")
        await me.said("go on: no job was interrupted")
        ids = await submit(me, *MODELS[:2])
        await becomes(me, ids[0], JobState.RUNNING)
    session.close()
    held.set()
    again = FakeSession(tmp_path)
    again.fakes = session.fakes
    async with hubtui(again) as me:
        await me.said("2 copies were interrupted")
        await me.said("g w")
        assert "2 interrupted" in me.app.context.explorer.query_one("#header").text
        await me.press("g", "w")
        await me.until(lambda: all(state(me, job) is JobState.DONE for job in ids), "both done")
    again.close()


async def test_a_retry_runs_what_failed(session):
    session.right.script("missing", Refused("not today", status=400, hub="ModelScope"))
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.FAILED)
        await me.until(lambda: "not today" in said(me), "the reason below the list")
        await me.press("R")
        await becomes(me, job, JobState.DONE)


async def test_a_filter_that_hides_every_file_leaves_none_to_look_into(session):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.DONE)
        await me.press("enter")
        await me.shows("Items")
        await me.until(lambda: me.app.screen.lines.shown_count > 1, "the files")
        await me.press("/")
        await me.type("no file is called so")
        await me.press("enter")
        await me.until(lambda: me.app.screen.lines.shown_count == 0, "no file")
        await me.press("enter")
        await me.said("nothing is listed")


async def test_a_mirror_is_asked_about_before_it_runs_again(session):
    target = RepoKey(RepoType.MODEL, "rosalind/old-port")
    session.right.add(target, {"only-there.bin": b"x"})
    session.right.script("commit", Refused("not today", status=400, hub="ModelScope"))
    source = Place("huggingface", RepoKey(RepoType.MODEL, f"rosalind/{MODELS[0]}"), "")
    request = CopyRequest(source, Place("modelscope", target, ""), options=Options(delete_extra=True))
    async with hubtui(session) as me:
        plan = await asyncio.to_thread(session.plan_copy, [request])
        job = await asyncio.to_thread(session.engine.submit, plan)
        await me.press("w")
        await becomes(me, job, JobState.FAILED)
        await me.press("R")
        await me.shows("Confirm")
        me.app.screen._opened -= 3600
        await me.press("escape")
        await me.shows("Jobs")
        assert state(me, job) is JobState.FAILED
        await me.press("R")
        await me.shows("Confirm")
        me.app.screen._opened -= 3600
        await me.press("y")
        await becomes(me, job, JobState.DONE)
        assert "only-there.bin" not in session.right.repos[target].tree


async def test_the_bandwidth_is_limited_while_jobs_run(session, held):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.RUNNING)
        await me.press("b")
        await me.shows("Prompt")
        await me.press("ctrl+u")
        await me.type("fast")
        await me.press("enter")
        await me.until(lambda: "not a rate" in me.app.screen.query(".hint").first().text, "the reason")
        await me.press("ctrl+u")
        await me.type("20 MB/s")
        await me.press("enter")
        await me.said("all jobs together move 20.0 MB/s at the most")
        assert session.engine.bandwidth == 20_000_000
        await me.until(lambda: "at most 20.0 MB/s" in me.app.screen.query_one(FrameTop).text, "the limit")
        await me.press("b")
        await me.shows("Prompt")
        await me.press("ctrl+u")
        await me.type("0")
        await me.press("enter")
        await me.said("there is no limit any more")
        held.set()
        await becomes(me, job, JobState.DONE)


async def test_a_window_made_tiny_and_large_again_leaves_jobs_and_keys_as_they_are(session, held):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await becomes(me, job, JobState.RUNNING)
        await me.pilot.resize_terminal(20, 5)
        await me.press("p")
        await becomes(me, job, JobState.PAUSED)
        await me.pilot.resize_terminal(120, 40)
        await me.until(lambda: "⏸ paused" in words(me), "the pause on the screen")
        await me.press("p")
        await becomes(me, job, JobState.RUNNING)
        held.set()
        await becomes(me, job, JobState.DONE)


async def test_the_top_line_tells_the_requests_that_are_left(session):
    budgets.note("huggingface", '"api";r=812;t=295', '"fixed window";"api";q=1000;w=300')
    async with hubtui(session) as me:
        header = me.app.context.explorer.query_one("#header")
        await me.until(lambda: "hf 812/1000 · 4m" in header.text, "the budget")
        assert "ms ok" in header.text
    budgets.forget()


async def test_a_mirror_whose_token_is_refused_pauses_says_so_and_asks_before_it_goes_on(session):
    target = RepoKey(RepoType.MODEL, "rosalind/old-port")
    source = Place("huggingface", RepoKey(RepoType.MODEL, f"rosalind/{MODELS[0]}"), "")
    request = CopyRequest(source, Place("modelscope", target, ""), options=Options(delete_extra=True))
    session.right.add(target, {"only-there.bin": b"x"})
    async with hubtui(session) as me:
        plan = await asyncio.to_thread(session.plan_copy, [request])
        session.left.always("read", Unauthorized("revoked", status=401, hub="Hugging Face"))
        session.left.signed_in = False
        job = await asyncio.to_thread(session.engine.submit, plan)
        await me.press("w")
        await becomes(me, job, JobState.PAUSED)
        await me.said(f"job {job} is paused: the token of huggingface was refused")
        await me.until(lambda: "then resume" in said(me), "what to do")
        session.left.clear()
        session.left.signed_in = True
        await me.press("p")
        await me.shows("Confirm")
        me.app.screen._opened -= 3600
        await me.press("y")
        await becomes(me, job, JobState.DONE)


async def test_leaving_while_jobs_run_can_let_them_run_on(session, held, monkeypatch):
    given: list[list[int]] = []
    released: list[bool] = []

    class Handed:
        def release(self) -> None:
            released.append(True)

    def hand_over(whose, jobs):
        assert whose is session
        given.append([*jobs])
        return Handed()

    monkeypatch.setattr("hubtui.ui.actions.app.hand_over", hand_over)
    async with hubtui(session) as me:
        ids = await submit(me, *MODELS[:3])
        await becomes(me, ids[0], JobState.RUNNING)
        await me.press("g", "g", "p")
        await becomes(me, ids[0], JobState.PAUSED)
        await me.press("escape", "q")
        await me.shows("Leave")
        assert "3 jobs are not over" in str(me.app.screen.query("Static").first().render())
        await me.until(lambda: me.app.screen.query("#keep"), "the choice")
        me.app.screen._opened -= 3600
        await me.press("k")
        await me.until(lambda: me.app.return_code is not None, "the end")
    assert given == [ids[1:]], "a paused one stays behind"
    assert not released
    session.close()
    assert released == [True]


async def test_where_they_cannot_run_on_leaving_says_why(session, held):
    async with hubtui(session) as me:
        (job,) = await submit(me, MODELS[0])
        await me.press("p")
        await becomes(me, job, JobState.PAUSED)
        await me.press("escape", "q")
        await me.shows("Leave")
        assert "None of them can run on" in str(me.app.screen.query_one("#details").render())
        me.app.screen._opened -= 3600
        await me.press("k")
        assert type(me.app.screen).__name__ == "Leave"
        await me.press("escape")
        await me.shows("Explorer")
