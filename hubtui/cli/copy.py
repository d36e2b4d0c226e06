"""`hubtui copy`: plan, ask, move, verify, from one hub to the other, or to and from folders."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hubtui import format
from hubtui.accounts import Accounts
from hubtui.cli.output import FAILED, OK, REFUSED, print_json, say
from hubtui.cli.places import copy_requests
from hubtui.cli.saved import read_saved
from hubtui.cli.signals import Interrupted, interrupted_by_signals
from hubtui.cli.user import as_whom, user_accounts
from hubtui.cli.vault import unlock_for
from hubtui.errors import BadInput
from hubtui.jobs.hf_cache import cache_root, into_cache
from hubtui.jobs.job import ItemView, JobState, JobView, RepoReport
from hubtui.jobs.options import Options
from hubtui.jobs.plan import Action, Plan, Policy, RepoPlan, Verify, changes, doomed
from hubtui.jobs.plan_json import accounts_of, hubs_from_json, plan_from_json, plan_to_json, with_accounts
from hubtui.jobs.scan import CopyRequest
from hubtui.model import Visibility
from hubtui.paths import Directories
from hubtui.session import Session
from hubtui.settings import load_settings
from hubtui.text import safe


def run(options: argparse.Namespace) -> int:
    directories = Directories.of_user()
    accounts = user_accounts(directories)
    session = Session(accounts, directories, settings=load_settings(directories.config))
    try:
        with interrupted_by_signals():
            plan = _plan(accounts, options, session)
            _show_plan(session, plan, options.json)
            if options.plan:
                return OK
            if not _agreed(plan, options):
                return REFUSED
            return _run_job(session, plan, options.json)
    finally:
        session.close()


def _plan(accounts: Accounts, options: argparse.Namespace, session: Session) -> Plan:
    if options.plan_file:
        if options.places:
            raise BadInput("either locators or --from FILE, not both")
        plan = _read_plan(accounts, Path(options.plan_file), options.account)
        for name in accounts_of(plan):
            unlock_for(accounts, accounts.get(name))
        return plan
    if options.to_cache:
        return _plan_into_cache(accounts, options, session)
    if len(options.places) < 2:
        raise BadInput("copy needs a source and a target: hubtui copy SRC... DST")
    requests = copy_requests(as_whom(accounts, options.account), options.places[:-1], options.places[-1])
    asked = [_as_asked(request, options) for request in requests]
    return session.plan_copy(asked, lambda words: say(f"hubtui: {safe(words)}"))


def _plan_into_cache(accounts: Accounts, options: argparse.Namespace, session: Session) -> Plan:
    if not options.places or options.revision:
        raise BadInput("--to-cache takes sources alone: hubtui copy --to-cache hf://namespace/name...")
    root = cache_root()
    asked = copy_requests(as_whom(accounts, options.account), options.places, f"{root}/")
    requests = [
        into_cache(_as_asked(one, options), session.hub(one.source.account), one.target.account, root)
        for one in asked
    ]
    return session.plan_copy(requests, lambda words: say(f"hubtui: {safe(words)}"))


def _as_asked(request: CopyRequest, options: argparse.Namespace) -> CopyRequest:
    """The request as the command line's options have it."""
    target = request.target
    if options.revision and target.revision not in ("", options.revision):
        raise BadInput(f"two branches of the target: {target.revision!r} and {options.revision!r}")
    is_meant = target.repo.repo_id in options.yes_i_mean
    chosen = Options(
        Policy(options.policy),
        delete_extra=options.delete_extra,
        delete_here=options.delete_extra and is_meant,
        include=tuple(options.include),
        exclude=tuple(options.exclude),
        visibility=Visibility(options.visibility) if options.visibility else None,
        widen=is_meant,
        verify=Verify(options.verify),
        all_refs=options.all_refs,
    )
    return replace(
        request, target=replace(target, revision=target.revision or options.revision), options=chosen
    )


def _read_plan(accounts: Accounts, path: Path, chosen: Sequence[str]) -> Plan:
    saved = read_saved(path)
    data = saved.get("plan", saved) if isinstance(saved, dict) else saved
    plan = plan_from_json(data)
    if not plan.repos:
        raise BadInput(f"a plan without a repo: {str(path)!r}")
    return with_accounts(plan, _accounts_here(accounts, plan, hubs_from_json(data), chosen))


def _accounts_here(
    accounts: Accounts, plan: Plan, hubs: Mapping[str, str], chosen: Sequence[str]
) -> dict[str, str]:
    """Who stands for the plan's accounts on this machine: who was named, is called so and on the same hub, or
    is there for that hub."""
    named = {accounts.get(name).hub: name for name in chosen}
    here = {account.name: account.hub for account in accounts}
    found: dict[str, str] = {}
    for name in accounts_of(plan):
        hub = hubs.get(name) or here.get(name, "")
        one = accounts.of_hub(hub)
        if hub in named:
            found[name] = named[hub]
        elif here.get(name, "") != hub or not hub:
            if one is None:
                raise BadInput(f"no account {name!r} on this machine, and no other on {hub or 'its hub'}")
            found[name] = one.name
        if found.get(name, name) != name:
            say(f"hubtui: {safe(found[name])} stands for the plan's account {safe(name)} on {safe(hub)}")
    return found


def _show_plan(session: Session, plan: Plan, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "plan": plan_to_json(plan, lambda name: session.accounts.get(name).hub),
                "totals": session.totals(plan),
            }
        )
        return
    for repo in plan.repos:
        print(_repo_line(session, repo))
        for note in repo.notes:
            print(f"    note: {safe(note)}")
        for item in repo.items:
            if changes(item) or item.action is Action.CANNOT:
                why = f"  {item.why}" if item.why else ""
                print(f"    {item.action:9} {format.size(item.size):>9}  {safe(item.path)}{safe(why)}")
    sums = session.totals(plan)
    print(
        f"{format.plural(sums.files, 'file')}, {format.size(sums.size)}: move {format.size(sums.move)} in "
        f"{format.plural(sums.commits, 'commit')}, saved {format.size(sums.reuse)}, "
        f"skip {format.exact(sums.skip)}, "
        + (f"delete {format.exact(sums.delete)}, " if sums.delete else "")
        + f"cannot {format.exact(sums.cannot)}"
    )
    for words in sums.warnings:
        print(f"    warning: {words}")


def _repo_line(session: Session, repo: RepoPlan) -> str:
    from_hub, to_hub = session.hub(repo.source.account), session.hub(repo.target.account)
    made = _made(repo, has_visibility=to_hub.keeps_history)
    at = f"@{repo.source.oid[:8]}" if from_hub.keeps_history else ""
    into = f"@{safe(repo.target.revision)}" if to_hub.keeps_history else ""
    below = f"/{repo.paths.target}" if repo.paths.target else ""
    return (
        f"{from_hub.scheme}://{safe(str(repo.source.repo))}{at} -> "
        f"{to_hub.scheme}://{safe(str(repo.target.repo))}{into}{safe(below)}{made}"
    )


def _made(repo: RepoPlan, *, has_visibility: bool) -> str:
    news = [
        *(["new"] if repo.create else []),
        *([str(repo.visibility)] if repo.create and has_visibility else []),
        *(["new branch until its tag is made" if repo.passing else "new branch"] if repo.new_branch else []),
        *[f"tag {safe(tag)}" for tag in repo.tags],
    ]
    return f" ({', '.join(news)})" if news else ""


def _agreed(plan: Plan, options: argparse.Namespace) -> bool:
    lost = Counter(repo.target.repo.repo_id for repo, _ in doomed(plan))
    unnamed = {name: count for name, count in lost.items() if name not in options.yes_i_mean}
    if unnamed:
        return _agreed_to_delete(unnamed)
    is_work = plan.makes or any(changes(item) for item in plan.items)
    if options.yes or not is_work:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say("hubtui: nothing was changed; say --yes to do this without being asked")
        return False
    return _answered("Copy? [y/N] ", ("y", "yes"))


def _agreed_to_delete(lost: Mapping[str, int]) -> bool:
    """Whether the user types how many files go; where nobody can be asked, they do not."""
    count = sum(lost.values())
    for name, files in lost.items():
        say(f"hubtui: {format.plural(files, 'file')} of {safe(name)} would be deleted")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        words = " ".join(f"--yes-i-mean {safe(name)}" for name in lost)
        say(f"hubtui: nothing was changed; say {words} to do this without being asked")
        return False
    return _answered(f"To delete them, type {count}: ", (str(count),))


def _answered(question: str, yes: Sequence[str]) -> bool:
    """Whether the user types one of these; the end of what is typed is a no."""
    sys.stderr.write(question)
    sys.stderr.flush()
    typed = sys.stdin.readline()
    if typed.strip().lower() in yes:
        return True
    say("hubtui: nothing was changed" if typed.endswith("\n") else "\nhubtui: nothing was changed")
    return False


def _run_job(session: Session, plan: Plan, as_json: bool) -> int:
    return follow(session, session.engine.submit(plan), as_json)


def follow(session: Session, job_id: int, as_json: bool) -> int:
    """Say how the job goes until it is over; the exit code."""
    try:
        view = _followed(session, job_id)
    except Interrupted as interrupted:
        session.engine.close()
        say(f"hubtui: interrupted; `hubtui jobs resume {job_id}` goes on where it was")
        return interrupted.code
    if as_json:
        _print_outcome(session, view)
    return told(view)


def told(view: JobView) -> int:
    """Say what became of a job that is over, or waits for its user; the exit code."""
    say(f"hubtui: {safe(view.message, 600)}")
    if view.state is JobState.PAUSED:
        say(f"hubtui: `hubtui jobs resume {view.job_id}` goes on where it was")
        return REFUSED
    return OK if view.state is JobState.DONE else FAILED


def _followed(session: Session, job_id: int) -> JobView:
    """The job when it is at rest; meanwhile one line on a terminal that says where it is."""
    live = sys.stderr.isatty()
    while True:
        goes_on = session.engine.has(job_id)
        view = session.engine.wait(job_id, 0.5 if live else None)
        is_over = view.state.is_over or not (goes_on or view.elsewhere)
        if live:
            live = _shown("" if is_over else _progress(view))
        if is_over:
            return view


def _shown(line: str) -> bool:
    """Write the line over the one before; False when the terminal is gone."""
    try:
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
    except OSError:
        return False
    return True


def _progress(view: JobView) -> str:
    return (
        f"{view.phase or view.state}  {view.items_done}/{view.items_total} files  "
        f"{format.size(view.bytes_done)} of {format.size(view.bytes_total)}  "
        f"{format.rate(view.rate)}  ETA {format.duration(view.eta)}"
    )


def _print_outcome(session: Session, view: JobView) -> None:
    """A line a file, a line a repo, and one for the whole."""
    for repo in session.engine.outcome(view.job_id).repos:
        target = f"{session.hub(repo.target.account).scheme}://{repo.target.repo}"
        for item in repo.items:
            print_json({"file": item.path, "target": target, **_file_record(item)})
        print_json({"repo": target, **repo_record(repo)})
    print_json({"job": view.job_id, "state": view.state, "message": view.message})


def repo_record(repo: RepoReport) -> dict[str, object]:
    """What became of it, as JSON has it."""
    return {
        "revision": repo.target.revision,
        "made": repo.made,
        "commits": repo.commits,
        "tags": repo.tags,
        "verified": repo.verified,
        "error": repo.error,
    }


def _file_record(item: ItemView) -> dict[str, object]:
    return {
        "action": item.action,
        "size": item.size,
        "sha256": item.sha256,
        "state": item.state,
        "error": item.error,
    }
