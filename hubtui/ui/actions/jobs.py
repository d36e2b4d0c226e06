"""The jobs: looking, cancelling, running again, and what happens once one is over."""

from __future__ import annotations

from hubtui.jobs.job import EngineView, JobState, JobView
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import reload
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.rows.chosen import chosen
from hubtui.ui.rows.jobs import JOBS
from hubtui.ui.screens.jobs import Items, Jobs, chosen_jobs
from hubtui.ui.widgets.header_bar import HeaderBar


class JobWatch:
    """Looks at the engine while something runs, and tells what it sees; sees each end of a job once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._open: set[int] = set()

    def started(self, job_id: int) -> None:
        self._open.add(job_id)
        self._context.app.dispatch.watch_jobs()

    def look(self) -> bool:
        """Show the engine as it is now; whether anything still runs or waits."""
        context = self._context
        view = context.session.engine.view()
        for header in context.explorer.query(HeaderBar):  # none once the program is closing
            header.set_engine(view)
        self._tell_screens(view)
        for job in view.jobs:
            if not job.state.is_over:
                self._open.add(job.job_id)
            elif job.job_id in self._open:
                self._open.discard(job.job_id)
                self._over(job)
        return bool(view.running or view.queued)

    def _tell_screens(self, view: EngineView) -> None:
        screen = self._context.screen
        if not screen.is_mounted:
            return
        if isinstance(screen, Jobs):
            screen.show_engine(view)
        elif isinstance(screen, Items):
            job = next((job for job in view.jobs if job.job_id == screen.job.job_id), None)
            if job is not None and job != screen.job:
                screen.show_job(job)
                self._context.app.run_worker(show_items(self._context, screen), group="items", exclusive=True)

    def _over(self, job: JobView) -> None:
        self._context.say(
            f"job {job.job_id} {job.state}: {job.message}", bad=job.state is JobState.FAILED, seconds=8
        )
        work = refresh_targets(self._context, job.job_id)
        self._context.app.run_worker(work, group=f"over-{job.job_id}")


async def refresh_targets(context: Context, job_id: int) -> None:
    """Forget what a job changed, and show panes anew that show it."""
    targets = await offload(context.session.engine.targets, job_id)
    for place in targets:
        context.session.catalog.forget(place.account, place.repo)
    changed = {(place.account, place.repo.namespace) for place in targets}
    for pane in (context.pane, context.other):
        location = pane.location
        if location and (location.folder or (location.account, location.namespace) in changed):
            await reload(context, pane)


async def show_items(context: Context, screen: Items) -> None:
    items = await offload(context.session.engine.items, screen.job.job_id, 0, 100_000)
    if screen.is_attached:
        screen.show_items(items)


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


@action("jobs.cancel")
async def cancel(context: Context) -> None:
    for job in chosen_jobs(context.screen):
        if not job.state.is_over:
            await offload(context.session.engine.cancel, job.job_id)
    context.app.dispatch.watch_jobs()


@action("jobs.retry")
async def retry(context: Context) -> None:
    for job in chosen_jobs(context.screen):
        if job.state.is_over and job.state is not JobState.DONE:
            await offload(context.session.engine.retry, job.job_id)
    context.app.dispatch.watch_jobs()
