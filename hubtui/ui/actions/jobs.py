"""The jobs: looking, pausing, ordering, cancelling, running again, and what happens once one is over."""

from __future__ import annotations

import time
from collections.abc import Hashable
from contextlib import suppress

from hubtui import format
from hubtui.errors import BadInput, HubError
from hubtui.jobs.job import EngineView, JobKind, JobState, JobView
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.inbox import read_again
from hubtui.ui.actions.loading import reload
from hubtui.ui.actions.operations import show_operations
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.rows.chosen import chosen
from hubtui.ui.rows.details import facts_of
from hubtui.ui.rows.jobs import JOBS, item_name, log_facts
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.details import Details
from hubtui.ui.screens.jobs import Items, Jobs, chosen_jobs
from hubtui.ui.screens.prompt import Prompt
from hubtui.ui.widgets.header_bar import HeaderBar

ITEMS_SHOWN = 100_000
ITEMS_EVERY = 1.0
"""Seconds, at least, between two readings of a running job's files; longer where reading takes its time."""


class JobWatch:
    """Looks at the engine while something runs, and tells what it sees; sees each end of a job once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._open: set[int] = set()
        self._held: set[int] = set()
        """Those that are paused for a reason that was told."""
        self._cursors: dict[int, Hashable] = {}
        self._items_due = 0.0

    def started(self, job_id: int, cursor: Hashable | None = None) -> None:
        """`cursor` is the key of the row that it makes, for the cursor of the pane that lists it then."""
        self._open.add(job_id)
        if cursor is not None:
            self._cursors[job_id] = cursor
        self._context.app.dispatch.watch_jobs()

    def look(self) -> bool:
        """Show the engine as it is now; whether anything still runs or waits."""
        context = self._context
        view = context.session.engine.view()
        context.jobs, context.interrupted = view.jobs, view.interrupted
        context.show_budgets()
        for header in context.explorer.query(HeaderBar):  # none once the program is closing
            header.set_engine(view)
        self._tell_screens(view)
        for job in view.jobs:
            self._look_at_pause(job)
            if not job.state.is_over:
                self._open.add(job.job_id)
            elif job.job_id in self._open:
                self._open.discard(job.job_id)
                self._over(job)
        return bool(view.running or view.queued)

    def _look_at_pause(self, job: JobView) -> None:
        """One that runs no more before its user has done something says so, once."""
        is_held = job.state is JobState.PAUSED and bool(job.message) and not job.elsewhere
        if is_held and job.job_id not in self._held and job.job_id in self._open:
            key = self._context.key
            keys = f"{key('accounts.open')} shows the accounts, {key('jobs.open')} the jobs"
            self._context.say(f"job {job.job_id} is paused: {job.message}; {keys}", bad=True, seconds=20)
        (self._held.add if is_held else self._held.discard)(job.job_id)

    def offer(self) -> None:
        """At the start: say what can be gone on with, and how."""
        context = self._context
        number = context.interrupted
        if number:
            copies = "copy was" if number == 1 else "copies were"
            keys = f"{context.key('jobs.resume_all')} goes on, {context.key('jobs.open')} shows the jobs"
            context.say(f"{number} {copies} interrupted: {keys}", seconds=20)

    def _tell_screens(self, view: EngineView) -> None:
        screen = self._context.screen
        if not screen.is_mounted:
            return
        if isinstance(screen, Jobs):
            screen.show_engine(view)
        elif isinstance(screen, Items):
            job = next((job for job in view.jobs if job.job_id == screen.job.job_id), None)
            if job is not None and job != screen.job:
                is_due = job.state is not screen.job.state or time.monotonic() >= self._items_due
                screen.show_job(job)
                if is_due:
                    work = self._read_items(screen)
                    self._context.app.run_worker(work, group="items", exclusive=True)

    async def _read_items(self, screen: Items) -> None:
        began = time.monotonic()
        self._items_due = began + ITEMS_EVERY
        await show_items(self._context, screen)
        now = time.monotonic()
        self._items_due = now + max(ITEMS_EVERY, 5 * (now - began))

    def _over(self, job: JobView) -> None:
        self._context.say(
            f"job {job.job_id} {job.state}: {job.message}", bad=job.state is JobState.FAILED, seconds=8
        )
        work = refresh_targets(self._context, job.job_id, self._cursors.pop(job.job_id, None))
        self._context.app.run_worker(work, group=f"over-{job.job_id}")
        if (then := self._context.when_over.pop(job.job_id, None)) is not None:
            self._context.app.dispatch.run(then(job), f"after-{job.job_id}")


async def refresh_targets(context: Context, job_id: int, cursor: Hashable | None = None) -> None:
    """Forget what a job changed, and show panes anew that show it; the cursor goes to what it made."""
    targets = await offload(context.session.engine.targets, job_id)
    for place in targets:
        context.session.catalog.forget(place.account, place.repo)
    changed = {(place.account, place.repo.namespace) for place in targets}
    for pane in (context.pane, context.other):
        location = pane.location
        if location and (location.folder or (location.account, location.namespace) in changed):
            await reload(context, pane)
            if cursor is not None:
                pane.lines.move_to_key(cursor)
    await show_operations(context)
    for account in {place.account for place in targets}:
        await read_again(context, account, {p.repo for p in targets if p.account == account})


async def show_items(context: Context, screen: Items) -> None:
    engine, job_id = context.session.engine, screen.job.job_id
    with suppress(HubError):  # then what is not known stays so, and says it
        await offload(engine.find_out, job_id)
    items = await offload(engine.items, job_id, 0, ITEMS_SHOWN)
    repos = await offload(engine.repos, job_id)
    if screen.is_attached:
        screen.show_items(items, repos)


@action("jobs.open")
async def open_jobs(context: Context) -> None:
    if isinstance(context.screen, (Jobs, Items)):
        context.screen.dismiss()
        return
    await context.app.push_screen(Jobs(chosen(JOBS, context.session.settings.config)))
    context.app.dispatch.watch_jobs()


@action("jobs.items")
async def open_items(context: Context) -> None:
    if isinstance(context.screen, Jobs) and context.screen.job is not None:
        screen = Items(context.screen.job)
        await context.app.push_screen(screen)
        await show_items(context, screen)


@action("jobs.item")
async def open_item(context: Context) -> None:
    """What is known of the file, then what went wrong with it, oldest first."""
    screen = context.screen
    if not isinstance(screen, Items) or screen.lines is None:
        return
    if (item := screen.lines.current) is not None:
        log = await offload(context.session.engine.log, screen.job.job_id, item)
        facts = [fact for fact in facts_of(item) if fact[0] != "number"]
        await context.app.push_screen(Details(item_name(item), [*facts, *log_facts(log, with_path=False)]))


@action("jobs.log")
async def open_log(context: Context) -> None:
    for job in chosen_jobs(context.screen)[:1]:
        log = await offload(context.session.engine.log, job.job_id)
        if log:
            facts = log_facts(log, with_path=True)
            await context.app.push_screen(Details(f"what went wrong in job {job.job_id}", facts))
        else:
            context.say(f"nothing went wrong in job {job.job_id}" + ("" if job.state.is_over else " so far"))


@action("jobs.pause")
async def pause(context: Context) -> None:
    """Chosen jobs that run are paused; where all are paused, they go on."""
    jobs = [job for job in chosen_jobs(context.screen) if not job.state.is_over]
    await _pause(context, jobs)


@action("jobs.pause_all")
async def pause_all(context: Context) -> None:
    await _pause(context, [job for job in context.session.engine.view().jobs if not job.state.is_over])


async def _pause(context: Context, jobs: list[JobView]) -> None:
    engine = context.session.engine
    running = [job for job in jobs if job.state is not JobState.PAUSED]
    for job in running or jobs:
        if running or job.phase is not None or await _is_meant(context, job):
            await offload(engine.pause if running else engine.resume, job.job_id)
    context.app.dispatch.watch_jobs()


@action("jobs.up")
async def earlier(context: Context) -> None:
    await _move(context, -1, "it is the first that waits")


@action("jobs.down")
async def later(context: Context) -> None:
    await _move(context, 1, "it is the last that waits")


async def _move(context: Context, by: int, why_not: str) -> None:
    screen = context.screen
    job = screen.job if isinstance(screen, Jobs) else None
    if job is not None and not await offload(context.session.engine.move, job.job_id, by):
        context.say(why_not)
    context.app.dispatch.watch_jobs()


@action("jobs.bandwidth")
async def limit_bandwidth(context: Context) -> None:
    """For this session; the config's holds again at the next start."""
    engine = context.session.engine
    now = format.rate(engine.bandwidth) or "unlimited"
    hint = ("What all jobs together may move, such as 20 MB/s; 0 lifts the limit.",)
    answer = await context.ask(Prompt("Bandwidth", value=now, hint=hint, check=_rate, sign=">"))
    if answer:
        await offload(engine.limit, _rate(answer))
        rate = format.rate(engine.bandwidth)
        context.say(f"all jobs together move {rate} at the most" if rate else "there is no limit any more")


def _rate(text: str) -> int | None:
    try:
        return format.parse_rate(text)
    except ValueError as error:
        raise BadInput(str(error)) from None


@action("jobs.remove")
async def remove(context: Context) -> None:
    chosen_ones = [job.job_id for job in chosen_jobs(context.screen) if job.state.is_over]
    gone = await offload(context.session.engine.remove, chosen_ones)
    context.say(f"{format.plural(len(gone), 'job')} taken off the list")
    context.app.dispatch.watch_jobs()


@action("jobs.resume_all")
async def resume_all(context: Context) -> None:
    engine = context.session.engine
    for job_id in await offload(engine.unfinished):
        await offload(engine.resume, job_id)
    context.app.dispatch.watch_jobs()


async def go_on_with(context: Context, account: str) -> None:
    """What was paused when the account's token was refused goes on, with the one that it has now."""
    jobs = await offload(lambda: context.session.engine.refused(account))
    for job_id in jobs:
        await offload(context.session.engine.resume, job_id)
    if jobs:
        context.say(f"resumed: {format.plural(len(jobs), 'paused job')}")
        context.app.dispatch.watch_jobs()


@action("jobs.cancel")
async def cancel(context: Context) -> None:
    for job in chosen_jobs(context.screen):
        if not job.state.is_over:
            await offload(context.session.engine.cancel, job.job_id)
    context.app.dispatch.watch_jobs()


@action("jobs.retry")
async def retry(context: Context) -> None:
    for job in chosen_jobs(context.screen):
        if job.state.is_over and job.state is not JobState.DONE and await _is_meant(context, job):
            await offload(context.session.engine.retry, job.job_id)
    context.app.dispatch.watch_jobs()


async def _is_meant(context: Context, job: JobView) -> bool:
    """A mirror is asked about again: it deletes, as it was planned then."""
    if job.kind is not JobKind.MIRROR:
        return True
    details = f"{safe(job.title)}\nIt deletes what only the target had when it was planned."
    answer = await context.ask(Confirm(f"Run job {job.job_id} again?", details, "run it again"))
    return bool(answer)
