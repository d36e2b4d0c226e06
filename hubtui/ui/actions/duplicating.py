"""Repos that their hub duplicates on its own side, history included."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui.errors import BadInput, NotFound
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkPlan, make_bulk
from hubtui.jobs.duplicating import duplicating
from hubtui.model import RepoInfo, RepoKey
from hubtui.reponames import bad_repo_id, led_to
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.repos import check_own, chosen_repos, counted_out, submit, typed
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.rows.owning import repo_lines, total
from hubtui.ui.screens.duplicate import Duplicate, Twin


@action("repos.duplicate")
async def duplicate(context: Context) -> None:
    account, infos = context.location.account, await chosen_repos(context)
    hub = await context.hub(account)
    told = await _ask(context, hub, infos)
    if told is None:
        return
    plan = make_bulk(
        account, hub, infos, lambda info: duplicating(info, led_to(told.to, info.key.name), told.visibility)
    )
    if all(item.why for item in plan.items):
        context.say(plan.items[0].why)
    elif await _agreed(context, infos, plan):
        made = plan.items[0].operation.leads_to(plan.items[0].repo)
        key = context.key("repos.delete")
        await submit(context, plan, made, besides=[f"no undo: {key} deletes what is made"])


async def _ask(context: Context, hub: Hub, infos: Sequence[RepoInfo]) -> Twin | None:
    own = [space.name for space in await offload(hub.namespaces)]
    kinds = [hub.visibilities.get(info.key.repo_type, ()) for info in infos]
    able = [one for one in kinds[0] if all(one in others for others in kinds)]
    if len(infos) == 1:
        repo = infos[0].key
        taken = repo.repo_id if repo.namespace == own[0] else f"{own[0]}/{repo.name}"
        title, where = f"Duplicate {safe(str(repo), 60)}", "Another name, or a namespace that you write in."

        async def check(told: Twin) -> None:
            if why := bad_repo_id(told.to):
                raise BadInput(why)
            await offload(_check_free, hub, RepoKey(repo.repo_type, told.to))

        return await context.ask(Duplicate(title, taken, where, able, check))

    async def check_namespace(told: Twin) -> None:
        check_own(told.to, own)

    where = f"One of {safe(', '.join(sorted(own)))}; each keeps its name."
    return await context.ask(Duplicate(f"Duplicate {total(infos)}", own[0], where, able, check_namespace))


def _check_free(hub: Hub, repo: RepoKey) -> None:
    """Blocks."""
    try:
        hub.repo_info(repo)
    except NotFound:
        return
    raise BadInput(f"there is a {repo.repo_type} {repo.repo_id} already")


async def _agreed(context: Context, infos: Sequence[RepoInfo], plan: BulkPlan) -> bool:
    """What more people will see is asked about, with its name to be typed."""
    question = f"Duplicate {total(infos)}"
    opened = {item.repo for item in plan.items if item.opens and not item.why}
    if not opened:
        return await counted_out(context, f"{question}?", "duplicate", plan)
    wider = [info for info in infos if info.key in opened]
    lines = [
        context.whose(context.location.account),
        *repo_lines(wider, BulkPlan(tuple(item for item in plan.items if item.repo in opened))),
        "Who has seen a duplicate once may keep it.",
    ]
    who = plan.items[0].operation.visibility
    return await typed(context, f"{question} as {who}, for more people to see?", lines, "duplicate", plan)
