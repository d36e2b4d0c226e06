"""What is done to many repos (`hubtui visibility`, `delete`, `files`, ...), by the plan and queue that the
terminal UI has."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hubtui.cli.bulk_plans import Planner
from hubtui.cli.copy import told
from hubtui.cli.output import OK, REFUSED, print_json, say
from hubtui.cli.saved import read_saved
from hubtui.cli.signals import Interrupted, interrupted_by_signals
from hubtui.cli.user import AsWhom, as_whom, user_accounts
from hubtui.errors import BadInput
from hubtui.jobs.bulk import BulkPlan, bulk_from_json, bulk_to_json
from hubtui.paths import Directories
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
        most = max(session.settings.config.repos_a_job, options.up_to)
        if not (_within(plan, most) and _agreed(plan, options)):
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
    return Planner(session, account, options)()


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
        print(f"{safe(str(item.operation)):12} {item.account}: {safe(str(item.repo))}{safe(why)}")
        if len(item.operation.paths) > 1:
            for path in item.operation.paths:
                print(f"    {safe(path)}")


def _within(plan: BulkPlan, most: int) -> bool:
    """Whether the plan is within what one job may have."""
    number = len({(item.account, item.repo) for item in plan.items if not item.why})
    if number <= most:
        return True
    limit = f"these are {number:,} repos, more than {most:,}, the limit of one job (`repos_a_job`)"
    say(f"hubtui: nothing was changed; {limit}; --up-to {number} lets this one have them")
    return False


def _agreed(plan: BulkPlan, options: argparse.Namespace) -> bool:
    """What cannot be taken back, or opens what was closed, wants each repo's name again; the rest a yes."""
    able = [item for item in plan.items if not item.why]
    grave = [item for item in able if item.opens or item.operation.kind.deletes]
    unnamed = [*dict.fromkeys(item.meant for item in grave if item.meant not in options.yes_i_mean)]
    if unnamed:
        names = " ".join(f"--yes-i-mean {safe(name)}" for name in unnamed[:3])
        more = " ..." if len(unnamed) > 3 else ""
        say(f"hubtui: nothing was changed; to do this, say {names}{more}")
        return False
    if len(grave) == len(able) or options.yes:
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
    for item in session.engine.items(job_id, 0, len(plan.items)):
        if as_json:
            record = {"repo": str(item.repo), "action": item.action, "state": item.state, "error": item.error}
            print_json(record)
        elif item.error:
            say(f"hubtui: {safe(str(item.repo))}: {item.state}: {safe(item.error)}")
    if as_json:
        print_json({"job": view.job_id, "state": view.state, "message": view.message})
    sys.stdout.flush()
    return told(view)
