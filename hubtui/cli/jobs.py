"""`hubtui jobs`: what runs, waits and was done; also while another hubtui has the jobs."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from hubtui import format
from hubtui.accounts import Accounts
from hubtui.cli.copy import follow, repo_record
from hubtui.cli.output import OK, REFUSED, print_json, say
from hubtui.cli.signals import interrupted_by_signals
from hubtui.cli.user import user_accounts
from hubtui.cli.vault import unlock_for
from hubtui.errors import HubError
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import ItemState, JobState, JobView, LogLine, RepoReport
from hubtui.jobs.others import free_in
from hubtui.paths import Directories
from hubtui.session import Session
from hubtui.settings import load_settings
from hubtui.text import safe

_LOOK = 0.5
"""Seconds between two looks at whether another hubtui lives."""


def run(options: argparse.Namespace) -> int:
    directories = Directories.of_user()
    accounts = user_accounts(directories)
    session = Session(accounts, directories, settings=load_settings(directories.config))
    try:
        session.engine.look_around()
        if options.action == "list":
            return _list(session.engine, options.json)
        if options.action == "show":
            return _show(session.engine, options.job, options.json)
        if options.action == "resume":
            with interrupted_by_signals():
                if not is_free(session.engine, options.job, wait=options.wait or sys.stderr.isatty()):
                    return REFUSED
                return _resume(accounts, session, options.job, options.json)
        return _tell(session.engine, options.action, options.job)
    finally:
        session.close()


def _list(engine: Engine, as_json: bool) -> int:
    jobs = engine.view().jobs
    for job in jobs:
        if as_json:
            print_json(job)
        else:
            print(_line(job))
    if not jobs:
        say("hubtui: no jobs yet")
    return OK


def _line(job: JobView) -> str:
    done = int(job.bytes_done * 100 / job.bytes_total) if job.bytes_total else 0
    percent = 100 if job.state is JobState.DONE else done
    parts = [
        f"{job.job_id:>4}  {job.state:11} {percent:>3} %  {format.size(job.bytes_total):>9}",
        safe(job.title),
    ]
    if job.rate is not None:
        parts.append(format.rate(job.rate))
    if job.eta is not None:
        parts.append(f"ETA {format.duration(job.eta)}")
    if job.message:
        parts.append(safe(job.message, 300))
    if job.until is not None:
        parts.append(f"until {job.until.astimezone():%H:%M:%S}")
    return "  ".join(parts)


def _show(engine: Engine, job_id: int, as_json: bool) -> int:
    try:
        engine.find_out(job_id)
    except HubError as error:
        say(f"hubtui: what was not known before still is not: {safe(str(error))}")
    report = engine.outcome(job_id)
    if as_json:
        print_json(report.job)
        for repo in report.repos:
            for item in repo.items:
                print_json({"file": item.path, "repo": repo.target.repo, "item": item})
            print_json({"repo": repo.target.repo, **repo_record(repo)})
        for line in report.log:
            print_json({"log": line})
        return OK
    print(_line(report.job))
    for repo in report.repos:
        _print_repo(repo)
    for line in report.log:
        print(_log_line(line))
    return OK


def _print_repo(repo: RepoReport) -> None:
    branch = f"@{safe(repo.target.revision)}" if repo.target.revision else ""
    print(f"    {safe(str(repo.source.repo))} -> {safe(str(repo.target.repo))}{branch}: {_verified(repo)}")
    if repo.made:
        print(f"      new at the target: {repo.made}")
    for tag in repo.tags:
        print(f"      tag {safe(tag)}")
    for oid in repo.commits:
        print(f"      commit {safe(oid)}")
    for item in repo.items:
        if item.state is ItemState.FAILED:
            print(f"      failed {format.size(item.size):>9}  {safe(item.path)}  {safe(item.error, 300)}")


def _verified(repo: RepoReport) -> str:
    counts = repo.verified
    if counts is None:
        return safe(repo.error, 300) or "not verified"
    words = (
        f"{counts.same:,} same, {counts.differs:,} differ, {counts.missing:,} missing, "
        f"{counts.extra:,} at the target only, {counts.not_comparable:,} not comparable"
    )
    return f"{words}; {safe(repo.error, 300)}" if repo.error else words


def _log_line(line: LogLine) -> str:
    request = f"  request id {safe(line.request_id)}" if line.request_id else ""
    where = f"{line.repo.name}/{line.path}".rstrip("/")
    return f"    {line.at.astimezone():%Y-%m-%d %H:%M:%S}  {safe(where)}  {safe(line.words, 400)}{request}"


def is_free(engine: Engine, job_id: int, *, wait: bool) -> bool:
    """Whether no hubtui on another machine has it, after waiting for one that is seen no more."""
    left = engine.lease(job_id)
    if left is None:
        return True
    say(f"hubtui: job {job_id} is {safe(engine.job(job_id).message)}; {free_in(left)}")
    if not wait:
        say("hubtui: say --wait to await that")
        return False
    while left is not None:
        time.sleep(min(_LOOK, max(left, 0.0)))
        before, left = left, engine.lease(job_id)
        if left is not None and left > before:
            say("hubtui: that one lives: the job is left to it")
            return False
    engine.look_around()
    return True


def _resume(accounts: Accounts, session: Session, job_id: int, as_json: bool) -> int:
    """Run it here and follow it; where another hubtui has it, have that one go on with it."""
    engine = session.engine
    job = engine.job(job_id)
    if not (job.state.is_over or job.state is JobState.PAUSED):
        return _refuse(job)
    if job.elsewhere:
        engine.resume(job_id)
        say(f"hubtui: job {job_id} goes on in the hubtui that has it")
        return OK
    if not job.kind.is_taken_over:
        say(f"hubtui: job {job_id} deletes: plan it anew, or run it again in hubtui, which asks")
        return REFUSED
    for repo in engine.repos(job_id):
        for place in (repo.source, repo.target):
            unlock_for(accounts, accounts.get(place.account))
    engine.resume(job_id)
    return follow(session, job_id, as_json)


def _tell(engine: Engine, action: str, job_id: int) -> int:
    does: dict[str, Callable[[int], None]] = {"pause": engine.pause, "cancel": engine.cancel}
    job = engine.job(job_id)
    if job.state.is_over or (action == "pause" and not job.elsewhere):
        return _refuse(job)
    does[action](job_id)
    say(f"hubtui: job {job_id} is {'paused' if action == 'pause' else 'cancelled'}")
    return OK


def _refuse(job: JobView) -> int:
    say(f"hubtui: job {job.job_id} is {job.state} already")
    return REFUSED
