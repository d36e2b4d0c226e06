"""What can be chosen about a plan before it starts: policy, target, visibility, files, verification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from hubtui import format
from hubtui.errors import BadInput
from hubtui.jobs.plan import Policy, RepoPlan, Verify
from hubtui.jobs.scan import CopyRequest
from hubtui.locator import check_name, parse_locator
from hubtui.model import RepoKey, Visibility
from hubtui.refnames import bad_ref_name
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.planning import SHOWN, made_of, make_plan, title_of
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.rows.order import parted
from hubtui.ui.rows.plan import patterns_of
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.screens.prompt import Prompt


async def _change(context: Context, screen: PlanScreen, **changed: Any) -> None:
    """Plan again with other options."""
    requests = [replace(one, options=replace(one.options, **changed)) for one in screen.requests]
    await make_plan(context, screen, requests)


async def _adjust(context: Context, screen: PlanScreen, **changed: Any) -> None:
    """Have other options where neither side has to be looked at again for it."""
    screen.requests = [replace(one, options=replace(one.options, **changed)) for one in screen.requests]
    screen.show_choices()
    if screen.scanned is not None and screen.is_settled:
        screen.show_plan(await offload(made_of, context, screen, screen.scanned, screen.options))


async def _settle(context: Context, policy: Policy | None) -> None:
    """The marked rows, or all, are decided so."""
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return
    if screen.scanned is None or not screen.is_settled:
        context.say("the plan is not made yet")
        return
    marked = screen.marked()
    if marked:
        screen.choices.update(dict.fromkeys(marked, policy))
    else:
        screen.choices.clear()
        policy = policy or Policy.MISSING
        options = replace(screen.options, policy=policy)
        screen.requests = [replace(one, options=options) for one in screen.requests]
    if policy is Policy.NEWER and not screen.options.dated:
        await _change(context, screen, dated=True)
        return
    made = await offload(made_of, context, screen, screen.scanned, screen.options)
    if screen.plan is not None and [*made.plan.items] == [*screen.plan.items]:
        context.say("that changes nothing here")
    screen.show_plan(made)


@action("plan.overwrite")
async def overwrite(context: Context) -> None:
    await _settle(context, Policy.OVERWRITE)


@action("plan.different")
async def different(context: Context) -> None:
    await _settle(context, Policy.DIFFERENT)


@action("plan.missing")
async def missing(context: Context) -> None:
    await _settle(context, Policy.MISSING)


@action("plan.newer")
async def newer(context: Context) -> None:
    await _settle(context, Policy.NEWER)


@action("plan.skip")
async def skip(context: Context) -> None:
    await _settle(context, None)


@action("plan.extra")
async def delete_extra(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return
    wanted = not screen.options.delete_extra
    if wanted and not await may_delete_here(context, screen.requests):
        return
    is_here = any(one.target.repo.is_folder for one in screen.requests)
    await _change(context, screen, delete_extra=wanted, delete_here=wanted and is_here)


async def may_delete_here(context: Context, requests: Sequence[CopyRequest]) -> bool:
    """Whether files of this machine may be planned to be deleted; true where none are touched."""
    folders = [one.target.repo.repo_id for one in requests if one.target.repo.is_folder]
    if not folders:
        return True
    shown = [safe(folder) for folder in folders[:SHOWN]]
    details = "\n".join([*shown, "", "The plan shows each file first."])
    answer = await context.ask(Confirm("Plan to delete files of this machine?", details, "plan it"))
    return answer is True


@action("plan.target")
async def name_target(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return
    old, is_one = screen.requests[0].target.repo, len(screen.requests) == 1
    question = "Target" if is_one else "Namespace of the targets"
    begin = old.repo_id if is_one else old.namespace
    typed = await context.ask(Prompt(question, value=begin, check=partial(_target, old, is_one)))
    if not typed or typed == begin or not screen.is_attached:
        return
    targets = [
        replace(one.target, repo=_target(one.target.repo, is_one, typed), oid="") for one in screen.requests
    ]
    requests = [replace(one, target=to) for one, to in zip(screen.requests, targets, strict=True)]
    screen.title_words = title_of(context, requests)
    await make_plan(context, screen, requests)


def _target(old: RepoKey, is_one: bool, typed: str) -> RepoKey:
    """The repo that is meant. BadInput for what no hub, or no file system, can have."""
    if old.is_folder:
        folder = parse_locator(typed).repo
        if folder is None or not folder.is_folder:
            raise BadInput(f"not a path of this machine: {typed!r} (write /a/folder or ~/folder)")
        return folder if is_one else RepoKey(old.repo_type, f"{folder.repo_id.rstrip('/')}/{old.name}")
    namespace, slash, name = typed.partition("/") if is_one else (typed, "/", old.name)
    if not slash:
        raise BadInput(f"not namespace/name: {typed!r}")
    return RepoKey(old.repo_type, f"{check_name(namespace)}/{check_name(name)}")


@action("plan.branch")
async def name_branch(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None:
        context.say("the plan is not made yet")
        return
    begin = screen.plan.repos[0].target.revision
    typed = await context.ask(Prompt("Branch of the target", value=begin, check=_check_branch))
    if typed and typed != begin and screen.is_attached:
        to = [replace(one, target=replace(one.target, revision=typed)) for one in screen.requests]
        await make_plan(context, screen, to)


@action("plan.refs")
async def take_all_refs(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return
    options = replace(screen.options, all_refs=not screen.options.all_refs)
    screen.choices.clear()  # of other repos of the plan, by their numbers
    requests = [
        replace(one, target=replace(one.target, revision="", oid=""), options=options)
        for one in screen.requests
    ]
    await make_plan(context, screen, requests)


def _check_branch(name: str) -> None:
    if why := bad_ref_name(name):
        raise BadInput(why)


@action("plan.files")
async def choose_files(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen):
        return
    begin = patterns_of(screen.options)
    hint = ("*.gguf onnx/** takes these only, !*.bin leaves these out", "* takes all")
    typed = await context.ask(Prompt("Files to copy", value=begin, hint=hint, check=lambda _: None))
    if not typed or typed == begin or not screen.is_attached:
        return
    patterns = [one for one in parted(typed) if one not in ("*", "**")]
    exclude = tuple(one[1:] for one in patterns if one.startswith("!") and one[1:])
    include = tuple(one for one in patterns if not one.startswith("!"))
    await _change(context, screen, include=include, exclude=exclude)


@action("plan.verify")
async def choose_verify(context: Context) -> None:
    screen = context.screen
    if isinstance(screen, PlanScreen):
        ways = list(Verify)
        after = ways[(ways.index(screen.options.verify) + 1) % len(ways)]
        await _adjust(context, screen, verify=after)


@action("plan.visibility")
async def choose_visibility(context: Context) -> None:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None:
        return
    target = screen.requests[0].target
    hub = await context.hub(target.account)
    ways = [None, *hub.visibilities.get(target.repo.repo_type, (Visibility.PRIVATE, Visibility.PUBLIC))]
    after = ways[(ways.index(screen.options.visibility) + 1) % len(ways)]
    wider = [repo for repo in screen.plan.repos if after and repo.create and after.is_wider(repo.widest)]
    if wider and not await _agreed_to_widen(context, wider, str(after)):
        return
    if screen.is_attached:
        await _adjust(context, screen, visibility=after, widen=bool(wider))


async def _agreed_to_widen(context: Context, wider: Sequence[RepoPlan], visibility: str) -> bool:
    """More people will see what these sources show to fewer: the name is typed for that."""
    names = format.few(wider, SHOWN, lambda repo: safe(repo.target.repo.repo_id), "repo")
    title, account = context.hub_title(wider[0].target.account), wider[0].target.account
    details = "\n".join([*names, f"on {title}; their sources are open to fewer people"])
    typed = names[0] if len(wider) == 1 else account
    question = f"Make {format.plural(len(wider), 'new repo')} {visibility}?"
    answer = await context.ask(Confirm(question, details, f"make them {visibility}", typed=typed))
    return answer is True
