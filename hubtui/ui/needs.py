"""Why a command cannot act, in words: one function for each need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hubtui.commands import Need
from hubtui.jobs.compare import Match, Pair
from hubtui.jobs.job import JobState
from hubtui.jobs.namespaces import RepoPair
from hubtui.model import Capability, Commit, DiscussionStatus, Ref, RefType, TreeEntry
from hubtui.text import safe
from hubtui.ui.documents.card import has_rest
from hubtui.ui.location import Location, Source, View
from hubtui.ui.owning import (
    may_answer,
    may_create,
    may_delete,
    may_move,
    may_set,
    may_weigh,
    may_write_files,
    read_only,
)
from hubtui.ui.screens.compare import Comparison
from hubtui.ui.screens.jobs import Jobs, chosen_jobs
from hubtui.ui.screens.plan import PlanScreen
from hubtui.ui.screens.preview import PreviewScreen
from hubtui.ui.screens.thread import ThreadScreen

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def why_not(context: Context, need: Need) -> str:
    """Empty when it is met."""
    check = _CHECKS.get(need)
    return check(context) if check else ""


def _row(context: Context) -> str:
    lines = context.lines
    if isinstance(context.screen, ThreadScreen):
        return _discussion(context)
    return (
        "" if lines is not None and (lines.current is not None or len(lines.marks)) else "nothing is listed"
    )


def _target(context: Context) -> str:
    if why := _row(context):
        return why
    mine, theirs = context.pane.location, context.other.location
    if mine is None or theirs is None:
        return "the other pane shows nothing yet"
    if theirs.repo is None and (not theirs.namespace or theirs.source is not Source.NAMESPACE):
        return "the other pane shows no namespace to copy to"
    if theirs.folder:
        return ""
    if mine.folder:
        return _target_of_upload(context, theirs)
    if not context.supports(theirs.account, Capability.WRITE, mine.repo_type):
        return f"the other hub takes no {mine.repo_type.plural}"
    if context.users.get(theirs.account) is None:
        return "the other pane is not signed in"
    return read_only(context, theirs.account)


def _target_of_upload(context: Context, theirs: Location) -> str:
    if not context.supports(theirs.account, Capability.WRITE, theirs.repo_type):
        return f"the other hub takes no {theirs.repo_type.plural}"
    if context.users.get(theirs.account) is None:
        return "the other pane is not signed in"
    return read_only(context, theirs.account)


def _back(context: Context) -> str:
    return "" if context.pane.back else "this is where the pane began"


def _forward(context: Context) -> str:
    return "" if context.pane.forward else "nothing was gone back from"


def _repo(context: Context) -> str:
    return "" if context.repo is not None else "no repo here"


def _commit(context: Context) -> str:
    lines = context.lines
    is_one = lines is not None and isinstance(lines.current, (Commit, Ref))
    return "" if is_one else "no commit here"


def _discuss(context: Context) -> str:
    place, here = context.thread_place, context.pane.location
    account = place.account if place else here.account if here else ""
    repo = place.repo if place else here.repo if here else None
    if repo is None:
        return "no repo here"
    if not context.supports(account, Capability.DISCUSS, repo.repo_type):
        return "this hub takes no discussions from here"
    if (account, repo) in context.busy:
        return "the change before is still on its way"
    return read_only(context, account) if context.users.get(account) else "not signed in"


def _discussion(context: Context) -> str:
    if context.discussion is None:
        return "the thread is not read yet" if context.thread_place else "no discussion here"
    return ""


def _reply(context: Context) -> str:
    return _discussion(context) or _discuss(context)


def _status(context: Context) -> str:
    found, lines = context.discussion, context.lines
    if found is not None and found.status is DiscussionStatus.MERGED and not (lines and len(lines.marks)):
        return f"#{found.num} is merged, and stays so"
    return _reply(context)


def _own_comment(context: Context) -> str:
    if why := _reply(context):
        return why
    screen, place = context.screen, context.thread_place
    user = context.users.get(place.account) if place else None
    if isinstance(screen, ThreadScreen) and user and screen.thread and not screen.comments_of(user.name):
        return f"no comment here is yours ({user.name})"
    return ""


def _pull_request(context: Context) -> str:
    found = context.discussion
    if found is not None and not found.is_pull_request:
        return f"#{found.num} is no pull request"
    return _discussion(context)


def _draft(context: Context) -> str:
    found = context.discussion
    if found is not None and found.is_pull_request and found.status is not DiscussionStatus.DRAFT:
        return f"#{found.num} is {found.status}, no draft"
    return _pull_request(context) or _reply(context)


def _merge(context: Context) -> str:
    found = context.discussion
    if found is not None and found.is_pull_request:
        match found.status:
            case DiscussionStatus.MERGED:
                return f"#{found.num} is merged already"
            case DiscussionStatus.CLOSED:
                return f"#{found.num} is closed; {context.key('discussions.close')} opens it again"
            case DiscussionStatus.DRAFT:
                opening = "" if isinstance(context.screen, ThreadScreen) else "once it is open, "
                return f"#{found.num} is a draft; {opening}{context.key('discussions.publish')} publishes it"
    return _pull_request(context) or _reply(context)


def _pull_ref(context: Context) -> str:
    row = context.lines.current if context.lines else None
    is_one = isinstance(row, Ref) and row.ref_type is RefType.PULL_REQUEST
    return "" if is_one else "no pull request's ref here"


def _marks(context: Context) -> str:
    return "" if context.lines is not None and len(context.lines.marks) else "nothing is marked"


def _partial(context: Context) -> str:
    return "" if context.pane.is_partial else "all of it is read"


def _rest(context: Context) -> str:
    location = context.pane.location
    cards = context.listing(location).items if location and location.view is View.CARD else ()
    return "" if any(has_rest(found) for found in cards) else "all of it is shown"


def _more(context: Context) -> str:
    screen = context.screen
    return "" if isinstance(screen, PreviewScreen) and screen.can_read_on else "all of it is shown"


def _file(context: Context) -> str:
    if context.comparison is not None:
        return _pair(context)
    row = context.pane.lines.current
    return "" if isinstance(row, TreeEntry) and not row.is_directory else "no file here"


def _beside(context: Context) -> str:
    is_open = context.explorer.has_class("-beside")
    return "" if is_open else f"no quick view is open; {context.key('look.beside')} opens one"


def _anchors(context: Context) -> str:
    document = context.document
    return "" if document is not None and document.has_anchors else "there are no files to go between"


def _diff(context: Context) -> str:
    here, lines = context.pane.location, context.lines
    if why := _commit(context):
        return why
    if here is not None and not context.supports(here.account, Capability.COMPARE, here.repo_type):
        return f"{context.hub_title(here.account)} cannot compare commits of {here.repo_type.plural}"
    return "mark one commit or two to see what changed" if lines and len(lines.marks) > 2 else ""


def _new_ref(context: Context) -> str:
    here = context.pane.location
    able = Capability.CREATE_BRANCH, Capability.CREATE_TAG
    if here is not None and not any(context.supports(here.account, one, here.repo_type) for one in able):
        return f"{context.hub_title(here.account)} creates no branches or tags of {here.repo_type.plural}"
    if here is not None and not context.users.get(here.account):
        return "not signed in"
    return _commit(context)


def _old_refs(context: Context) -> str:
    here, lines = context.pane.location, context.lines
    if here is None or lines is None:
        return "no ref here"
    if not context.supports(here.account, Capability.DELETE_REF, here.repo_type):
        return f"{context.hub_title(here.account)}'s API cannot delete branches or tags"
    if not context.users.get(here.account):
        return "not signed in"
    for ref in lines.marks if len(lines.marks) else [lines.current]:
        if not isinstance(ref, Ref):
            return "no ref here"
        if ref.ref_type is RefType.PULL_REQUEST:
            return f"{ref.name} belongs to its pull request"
        if ref.ref_type is RefType.BRANCH and ref.name == context.default_revision(here.account):
            return f"{ref.name} is the default branch"
    return ""


def _running_job(context: Context) -> str:
    jobs = chosen_jobs(context.screen)
    if not jobs or any(not job.state.is_over for job in jobs):
        return "" if jobs else "no job here"
    return f"the job is {jobs[0].state} already"


def _over_job(context: Context) -> str:
    jobs = chosen_jobs(context.screen)
    if not jobs or any(job.state.is_over for job in jobs):
        return "" if jobs else "no job here"
    return f"the job is {jobs[0].state}; {context.key('jobs.cancel')} cancels it"


def _queued_job(context: Context) -> str:
    screen = context.screen
    job = screen.job if isinstance(screen, Jobs) else None
    if job is None:
        return "no job here"
    waits = job.state in (JobState.QUEUED, JobState.PAUSED) and job.phase is None
    return "" if waits else f"the job is {job.state}: only those that have not begun change places"


def _live_jobs(context: Context) -> str:
    screen = context.screen
    jobs = screen.lines.rows if isinstance(screen, Jobs) and screen.lines else ()
    return "" if any(not job.state.is_over for job in jobs) else "no job runs or waits"


def _interrupted_jobs(context: Context) -> str:
    return "" if context.interrupted else "no job was interrupted"


def _finished_job(context: Context) -> str:
    jobs = chosen_jobs(context.screen)
    if not jobs or any(job.state.is_over and job.state is not JobState.DONE for job in jobs):
        return "" if jobs else "no job here"
    over = [job for job in jobs if job.state.is_over]
    return "the job is done; there is nothing to retry" if over else f"the job is {jobs[0].state}"


def _own_account(context: Context) -> str:
    row = context.sign_in
    if row is None:
        return "no account here"
    account = row.account
    if account.is_borrowed:
        return f"{safe(account.name)} belongs to another program ({safe(account.origin)}): change it there"
    return "" if account.store else f"{safe(account.name)} is not signed in"


def _signed_in(context: Context) -> str:
    row = context.sign_in
    if row is None:
        return "no account here"
    return (
        ""
        if row.account.origin
        else f"{safe(row.account.name)} is not signed in: nothing can be written with it"
    )


def _counterpart(context: Context) -> str:
    if why := _row(context):
        return why
    theirs = context.other.location
    if theirs is None:
        return "the other pane shows nothing yet"
    if theirs.repo is None and (not theirs.namespace or theirs.source is not Source.NAMESPACE):
        return "the other pane shows no repo, namespace or folder to compare with"
    return ""


def _pair(context: Context) -> str:
    screen = context.comparison
    return "" if screen is not None and screen.pair is not None else "no file here"


def _both(context: Context) -> str:
    screen = context.screen
    row = screen.lines.current if isinstance(screen, Comparison) and screen.lines else None
    if row is None:
        return "nothing is listed"
    if row.left is None or row.right is None:
        return f"only the {'right' if row.left is None else 'left'} side has it"
    return f"{context.key('look.preview')} shows it: both sides are the same" if _is_same_file(row) else ""


def _is_same_file(row: Pair | RepoPair) -> bool:
    return isinstance(row, Pair) and row.match is Match.SAME


def _unread(context: Context) -> str:
    screen = context.comparison
    if screen is None or screen.compared is None or not screen.is_settled:
        return "the sides are not listed yet"
    if screen.settling is not None:
        return "it is being read already"
    return "" if screen.unread.files else "there is nothing that reading would settle"


def _reading(context: Context) -> str:
    screen = context.screen
    return "" if isinstance(screen, Comparison) and screen.is_busy else "nothing is being read"


def _compared(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, Comparison):
        return _counterpart(context)
    if not screen.is_settled or not screen.rows:
        return "there is nothing to compare" if screen.is_settled else "it is still being compared"
    return "both sides are the same" if screen.is_same else ""


def _moves(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None or screen.totals is None:
        return "the plan is not made yet"
    totals = screen.totals
    creates = any(repo.create for repo in screen.plan.repos)
    if not screen.is_settled:
        return "the plan is being made anew"
    if totals.files - totals.skip - totals.cannot + totals.delete <= 0 and not (
        creates and not totals.cannot
    ):
        return "nothing is to be copied"
    return ""


def _new_target(context: Context) -> str:
    screen = context.screen
    if not isinstance(screen, PlanScreen) or screen.plan is None:
        return "the plan is not made yet"
    if any(repo.create and not repo.target.repo.is_folder for repo in screen.plan.repos):
        return ""
    return "no repo is made: those that exist stay as visible as they are"


def _branches(context: Context) -> str:
    screen = context.screen
    is_folder = isinstance(screen, PlanScreen) and any(one.target.repo.is_folder for one in screen.requests)
    return "a folder has no branches" if is_folder else ""


_CHECKS: dict[Need, Callable[[Context], str]] = {
    Need.ROW: _row,
    Need.TARGET: _target,
    Need.BACK: _back,
    Need.FORWARD: _forward,
    Need.REPO: _repo,
    Need.COMMIT: _commit,
    Need.DISCUSS: _discuss,
    Need.DISCUSSION: _discussion,
    Need.REPLY: _reply,
    Need.STATUS: _status,
    Need.OWN_COMMENT: _own_comment,
    Need.PULL_REQUEST: _pull_request,
    Need.DRAFT: _draft,
    Need.MERGE: _merge,
    Need.PULL_REF: _pull_ref,
    Need.MARKS: _marks,
    Need.SETTABLE: may_set,
    Need.DELETABLE: may_delete,
    Need.MOVABLE: may_move,
    Need.GATED: may_answer,
    Need.LARGE_FILES: may_weigh,
    Need.WRITABLE: may_write_files,
    Need.NEW_REPO: may_create,
    Need.PARTIAL: _partial,
    Need.REST: _rest,
    Need.MORE: _more,
    Need.FILE: _file,
    Need.BESIDE: _beside,
    Need.ANCHORS: _anchors,
    Need.DIFF: _diff,
    Need.NEW_REF: _new_ref,
    Need.OLD_REFS: _old_refs,
    Need.RUNNING_JOB: _running_job,
    Need.FINISHED_JOB: _finished_job,
    Need.OVER_JOB: _over_job,
    Need.QUEUED_JOB: _queued_job,
    Need.LIVE_JOBS: _live_jobs,
    Need.INTERRUPTED_JOBS: _interrupted_jobs,
    Need.OWN_ACCOUNT: _own_account,
    Need.SIGNED_IN: _signed_in,
    Need.COUNTERPART: _counterpart,
    Need.BOTH: _both,
    Need.UNREAD: _unread,
    Need.READING: _reading,
    Need.COMPARED: _compared,
    Need.MOVES: _moves,
    Need.NEW_TARGET: _new_target,
    Need.BRANCHES: _branches,
}
