"""Pull requests that a copy was made to: drafts, until everything is in them and somebody publishes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from hubtui import format
from hubtui.jobs.bulk import BulkItem
from hubtui.jobs.job import JobState, JobView, Place
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.jobs.plan import Plan
from hubtui.model import DiscussionStatus, Ref, RefType
from hubtui.text import safe
from hubtui.ui.actions.discussions import number_of
from hubtui.ui.actions.doing import do_now
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.confirm import Confirm

LISTED = 6
PULLS = "refs/pr/"


def proposals(plan: Plan) -> list[Place]:
    """The targets of the plan that are pull requests."""
    return [repo.target for repo in plan.repos if _number(repo.target)]


def _number(place: Place) -> int:
    """Of the pull request; 0 is none."""
    ref = Ref(place.revision, RefType.PULL_REQUEST, "")
    return number_of(ref) or 0 if place.revision.startswith(PULLS) else 0


async def offer_publishing(context: Context, job: JobView, places: Sequence[Place]) -> None:
    """Once all of the copy is there and verified; drafts alone are asked about."""
    drafts = [place for place in places if await _is_draft(context, place)]
    if not drafts:
        return
    names = [f"#{_number(place)} of {safe(str(place.repo))}" for place in drafts]
    key = context.key("discussions.publish")
    if job.state is not JobState.DONE or context.screen is not context.explorer:
        context.say(
            f"{format.few(names, 1, str)[0]} is a draft; {key} in its thread publishes it", seconds=10
        )
        return
    question = f"Publish {names[0] if len(names) == 1 else format.plural(len(names), 'pull request')}?"
    lines = [context.whose(drafts[0].account), *format.few(names, LISTED, lambda name: f"  {name}")]
    details = "\n".join(
        [*lines, "Everything is in it and verified. Published, it can be reviewed and merged."]
    )
    if await context.ask(Confirm(question, details, "publish")):
        for place in drafts:
            await _publish(context, place)
        context.say(f"{', '.join(format.few(names, LISTED, str))}: published")


async def _is_draft(context: Context, place: Place) -> bool:
    hub = await context.hub(place.account)
    thread = await offload(hub.read_discussion, place.repo, _number(place))
    return thread.discussion.status is DiscussionStatus.DRAFT


async def _publish(context: Context, place: Place) -> None:
    hub, number = await offload(context.session.hub_to_write, place.account), _number(place)
    item = BulkItem(place.account, place.repo, Operation(OperationKind.PUBLISH, num=number))
    opened = DiscussionStatus.OPEN
    await do_now(context, item, partial(hub.set_discussion_status, place.repo, number, opened))
