"""`hubtui visibility`, `delete` and `move`: one thing done to many repos, by the same plan and queue."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from hubtui.cli.output import FAILED, OK, REFUSED, print_json, say
from hubtui.cli.saved import read_saved
from hubtui.cli.signals import Interrupted, interrupted_by_signals
from hubtui.cli.user import AsWhom, as_whom, user_accounts
from hubtui.errors import BadInput
from hubtui.jobs.bulk import BulkItem, BulkPlan, bulk_from_json, bulk_to_json, make_bulk
from hubtui.jobs.job import JobState
from hubtui.jobs.operations import Operation, OperationKind
from hubtui.locator import FILE, Locator, parse_locator
from hubtui.model import RepoInfo, Visibility
from hubtui.paths import Directories
from hubtui.reponames import bad_repo_id
from hubtui.session import Session
from hubtui.settings import load_settings
from hubtui.text import safe


def run(options: argparse.Namespace) -> int:
    directories = Directories.of_user()
    accounts = user_accounts(directories)
    session = Session(accounts, directories, settings=load_settings(directories.config))
    try:
        plan = _plan(session, as_whom(accounts, options.account), options)
        _show(plan, options.json)
        if options.plan:
            return OK
        if not _agreed(plan, options):
            return REFUSED
        for account in {item.account for item in plan.items}:
            session.hub_to_write(account)
        with interrupted_by_signals():
            return _run_job(session, plan, options.json)
    finally:
        session.close()


def _plan(session: Session, account: AsWhom, options: argparse.Namespace) -> BulkPlan:
    if options.plan_file:
        if options.places:
            raise BadInput("either locators or --from FILE, not both")
        return _read_plan(Path(options.plan_file))
    if not options.places:
        raise BadInput("which repos? write hf://namespace/name")
    if options.action == "move":
        return _plan_move(session, account, options.places)
    operation = Operation(OperationKind.DELETE)
    if options.action == "visibility":
        operation = Operation(OperationKind.VISIBILITY, Visibility(options.visibility))
    return _plan_all(session, account, map(_locator, options.places), lambda _: operation)


def _plan_all(
    session: Session,
    account: AsWhom,
    locators: Iterable[Locator],
    operation_of: Callable[[RepoInfo], Operation],
) -> BulkPlan:
    items: list[BulkItem] = []
    for locator in dict.fromkeys(locators):
        assert locator.repo is not None
        name = account(locator.scheme).name
        hub = session.hub(name)
        items += make_bulk(name, hub, [hub.repo_info(locator.repo)], operation_of).items
    return BulkPlan(tuple(items))


def _plan_move(session: Session, account: AsWhom, places: Sequence[str]) -> BulkPlan:
    """`move REPO NAME` renames one; `move REPO... NAMESPACE` gives many another namespace."""
    if len(places) < 2:
        raise BadInput("move needs a repo and where to: hubtui move hf://ns/name other/name")
    sources, to = [_locator(place) for place in places[:-1]], places[-1]
    to = to.partition("://")[2] or to
    is_name = "/" in to
    if is_name and len(sources) > 1:
        raise BadInput(f"several repos move to a namespace, not to one name: {to!r}")
    if why := bad_repo_id(to if is_name else f"{to}/name"):
        raise BadInput(why)

    def operation_of(info: RepoInfo) -> Operation:
        return Operation(OperationKind.MOVE, to if is_name else f"{to}/{info.key.name}")

    return _plan_all(session, account, sources, operation_of)


def _locator(text: str) -> Locator:
    locator = parse_locator(text)
    if locator.scheme == FILE or locator.repo is None or locator.path or locator.revision:
        raise BadInput(f"not a whole repo of a hub: {text!r} (write hf://namespace/name)")
    return locator


def _read_plan(path: Path) -> BulkPlan:
    plan = bulk_from_json(read_saved(path))
    if not plan.items:
        raise BadInput(f"a plan without a repo: {str(path)!r}")
    return plan


def _show(plan: BulkPlan, as_json: bool) -> None:
    if as_json:
        print_json(bulk_to_json(plan))
        return
    for item in plan.items:
        why = f"  left out: {item.why}" if item.why else ""
        print(f"{item.operation!s:12} {item.account}: {safe(str(item.repo))}{safe(why)}")


def _agreed(plan: BulkPlan, options: argparse.Namespace) -> bool:
    """What cannot be taken back, or opens what was closed, wants each repo's name again; the rest a yes."""
    able = [item for item in plan.items if not item.why]
    grave = [item for item in able if item.operation.opens or item.operation.kind.deletes]
    unnamed = [item.repo.repo_id for item in grave if item.repo.repo_id not in options.yes_i_mean]
    if unnamed:
        names = " ".join(f"--yes-i-mean {safe(name)}" for name in unnamed[:3])
        more = " ..." if len(unnamed) > 3 else ""
        say(f"hubtui: nothing was changed; to do this, say {names}{more}")
        return False
    if grave or options.yes or not able:
        return True
    say("hubtui: nothing was changed; say --yes to do this")
    return False


def _run_job(session: Session, plan: BulkPlan, as_json: bool) -> int:
    job_id = session.engine.submit_bulk(plan)
    try:
        view = session.engine.wait(job_id)
    except Interrupted as interrupted:
        session.engine.close()
        say("hubtui: interrupted; what was done stays done, the rest was not begun")
        return interrupted.code
    for item in session.engine.items(job_id):
        if as_json:
            told = {"repo": str(item.repo), "action": item.action, "state": item.state, "error": item.error}
            print_json(told)
        elif item.error:
            say(f"hubtui: {safe(str(item.repo))}: {item.state}: {safe(item.error)}")
    if as_json:
        print_json({"job": view.job_id, "state": view.state, "message": view.message})
    sys.stdout.flush()
    say(f"hubtui: {safe(view.message)}")
    return OK if view.state is JobState.DONE else FAILED
