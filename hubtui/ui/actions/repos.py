"""What an owner does with the marked repos: say who sees them, rename, delete; and taking that back."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import suppress
from functools import partial

from hubtui import format
from hubtui.errors import BadInput, HubtuiError
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, BulkPlan, can_undo, make_bulk
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import Capability, Collection, RepoInfo, RepoKey, items
from hubtui.reponames import bad_repo_id
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.doing import do_now
from hubtui.ui.actions.loading import reload, visit
from hubtui.ui.context import Context
from hubtui.ui.offers import settings
from hubtui.ui.offload import offload
from hubtui.ui.rows.owning import LISTED, SETTINGS, Setting, repo_lines, total
from hubtui.ui.screens.choose import Choose
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.new_repo import NewRepo, Wanted
from hubtui.ui.screens.prompt import Prompt


@action("repos.set")
async def set_repos(context: Context) -> None:
    account = context.location.account
    hub, infos = await context.hub(account), await chosen_repos(context)
    offered = settings(account, hub, infos, await _collections(context, hub))
    first = next((one.operation for one in offered if not one.reason), None)
    title = f"{total(infos)}: {context.whose(context.location.account)}"
    setting = await context.ask(Choose(title, SETTINGS, offered, cursor=first))
    if setting is None:
        return
    if setting.reason:
        context.say(f"{setting.label}: {setting.reason}")
        return
    if (setting.operation.opens or setting.bills) and not await _may(context, setting, infos):
        return
    await submit(context, setting.plan)


async def chosen_repos(context: Context) -> list[RepoInfo]:
    """The marked repos, the one under the cursor, or the one that is open."""
    rows = [row for row in context.pane.lines.chosen() if isinstance(row, RepoInfo)]
    if rows:
        return rows
    repo = context.repo
    assert repo is not None
    hub = await context.hub(context.location.account)
    return [await offload(hub.repo_info, repo)]


async def _collections(context: Context, hub: Hub) -> list[Collection]:
    """Of the account itself; none where they cannot be had now."""
    user = context.users.get(context.location.account)
    if user is None or not hub.supports(Capability.ADD_TO_COLLECTION, context.location.repo_type):
        return []
    with suppress(HubtuiError):
        return await offload(lambda: list(items(hub.list_collections(user.name))))
    return []


async def _may(context: Context, setting: Setting, infos: Sequence[RepoInfo]) -> bool:
    """Whether the user wants what more people see from then on, or what is paid for."""
    match setting.operation.kind:
        case OperationKind.VISIBILITY:
            verb = f"make it {setting.label}"
        case OperationKind.GATING:
            verb = "take the gate off"
        case _:
            verb = setting.label
    question = f"{verb.capitalize()}: {total(infos)}?"
    after = "Its owner pays for it while it runs." if setting.bills else "Who has seen it once may keep it."
    lines = [context.whose(context.location.account), *repo_lines(infos, setting.plan), after]
    return await typed(context, question, lines, verb, setting.plan)


async def typed(context: Context, question: str, lines: Sequence[str], verb: str, plan: BulkPlan) -> bool:
    """The top of the ladder: of one repo its name is typed, of many the account's, and of more than the
    config lets one job have their number too."""
    screen = Confirm(question, "\n".join(lines), verb, typed=agreed_by(plan))
    answer = await context.ask(screen)
    return bool(answer) and await counted_out(context, question, verb, plan)


def agreed_by(plan: BulkPlan) -> str:
    """What is typed to agree."""
    able = [item for item in plan.items if not item.why]
    return able[0].meant if len(able) == 1 else able[0].account


async def counted_out(context: Context, question: str, verb: str, plan: BulkPlan) -> bool:
    """Whether the plan is within what one job may have, or its number is typed."""
    most, number = context.session.settings.config.repos_a_job, sum(not item.why for item in plan.items)
    if number <= most:
        return True
    asked = f"These are {number:,} repos: more than {most:,}, the limit of one job (`repos_a_job`)."
    answer = await context.ask(Confirm(question, asked, verb, typed=str(number)))
    return bool(answer)


async def submit(
    context: Context, plan: BulkPlan, cursor: Hashable | None = None, *, besides: Sequence[str] = ()
) -> None:
    """Queue what was agreed to; the cursor goes to the row of this key once it is there. `besides` is told
    with it."""
    accounts = {item.account for item in plan.items}
    opened = {name: await offload(context.session.hub_to_write, name) for name in accounts}
    job_id = await offload(context.session.engine.submit_bulk, plan)
    context.app.dispatch.jobs.started(job_id, cursor)
    if context.inbox is not None:
        context.talk_lines.unmark_all()
    else:
        context.pane.forget_marks()
    has_undo = not plan.undoes and all(can_undo(opened[item.account], item) for item in plan.items)
    undo = f"; {context.key('app.undo')} takes it back" if has_undo else ""
    context.say(" · ".join([f"job {job_id}: {plan.title}{undo}", *besides]))


@action("repos.move")
async def move(context: Context) -> None:
    account = context.location.account
    hub, infos = await context.hub(account), await chosen_repos(context)
    if len(infos) == 1:
        to = await _new_name(context, infos[0].key)
        name_of = {infos[0].key: to}
    else:
        namespace = await _new_namespace(context, hub, infos)
        name_of = {info.key: f"{namespace}/{info.key.name}" if namespace else "" for info in infos}
    if not all(name_of.values()):
        return
    plan = make_bulk(account, hub, infos, lambda info: Operation(OperationKind.MOVE, name_of[info.key]))
    await submit(context, plan)


async def _new_name(context: Context, repo: RepoKey) -> str:
    def check(typed: str) -> None:
        if why := bad_repo_id(typed):
            raise BadInput(why)
        if typed == repo.repo_id:
            raise BadInput("that is its name")

    hint = ["another name, or another namespace of yours; the old name may lead to it or not"]
    question = f"Rename or move {safe(str(repo))}"
    return await context.ask(Prompt(question, sign="→", value=repo.repo_id, hint=hint, check=check)) or ""


async def _new_namespace(context: Context, hub: Hub, infos: Sequence[RepoInfo]) -> str:
    own = [space.name for space in await offload(hub.namespaces)]
    check = partial(check_own, own=own)
    hint = [f"one of {safe(', '.join(sorted(own)))}; each keeps its name"]
    question = f"Move {total(infos)} to the namespace"
    return await context.ask(Prompt(question, sign="→", hint=hint, check=check)) or ""


def check_own(namespace: str, own: Sequence[str]) -> None:
    """BadInput when it is none of the account's own."""
    if namespace not in own:
        raise BadInput(f"not a namespace of this account: {namespace!r} ({', '.join(sorted(own))})")


@action("repos.create")
async def create(context: Context) -> None:
    here = context.location
    hub = await context.hub(here.account)

    async def make(wanted: Wanted) -> RepoKey:
        await offload(context.session.hub_to_write, here.account)
        said = Operation(OperationKind.CREATE, visibility=wanted.visibility)
        await do_now(
            context,
            BulkItem(here.account, wanted.repo, said),
            lambda: hub.create_repo(
                wanted.repo, visibility=wanted.visibility, license=wanted.license, sdk=wanted.sdk
            ),
        )
        return wanted.repo

    user = context.users.get(here.account)
    namespace = here.namespace or (user.name if user else "")
    able = hub.visibilities.get(here.repo_type, ())
    repo = await context.ask(NewRepo(here.repo_type, namespace, able, hub.sdks, make))
    if repo is None:
        return
    context.session.catalog.forget(here.account, repo)
    context.session.catalog.expire(here.account, repo.namespace)
    context.say(f"{repo} is made")
    if here.namespace == repo.namespace:
        await reload(context, context.pane)
        context.pane.lines.move_to_key(repo)
    else:
        await visit(context, context.pane, here.in_repo(repo, hub.default_revision))


@action("app.undo")
async def undo(context: Context) -> None:
    plan = await offload(context.session.engine.undo_plan)
    if plan is None:
        context.say("nothing was done that can be taken back")
        return
    await take_back(context, plan)


async def take_back(context: Context, plan: BulkPlan) -> None:
    """What opens something again is asked about as it was when it was closed."""
    opens = [item for item in plan.items if item.opens]
    if opens:
        lines = format.few(opens, LISTED, lambda item: f"  {safe(str(item.repo))}")
        question = f"Take back: {safe(plan.title.removeprefix('undo: '))}?"
        if not await typed(context, question, lines, "take it back", plan):
            return
    await submit(context, plan)
