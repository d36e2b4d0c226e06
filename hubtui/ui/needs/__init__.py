"""Why a command cannot act, in words: one function for each need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hubtui.commands import Need
from hubtui.ui.needs.accounts import own_account, signed_in
from hubtui.ui.needs.compare import both, compared, counterpart, reading, same_kind, unread
from hubtui.ui.needs.history import a_commit, diff, new_ref, old_refs
from hubtui.ui.needs.jobs import (
    all_refs,
    branches,
    finished_job,
    interrupted_jobs,
    live_jobs,
    moves,
    new_target,
    over_job,
    plan_row,
    proposable,
    queued_job,
    running_job,
)
from hubtui.ui.needs.owning import (
    may_answer,
    may_create,
    may_delete,
    may_duplicate,
    may_edit,
    may_map,
    may_move,
    may_rename,
    may_restore,
    may_set,
    may_squash,
    may_weigh,
    may_write_files,
)
from hubtui.ui.needs.rows import (
    a_file,
    a_repo,
    a_row,
    anchors,
    back,
    beside,
    forward,
    marks,
    more,
    partial,
    rest,
    target,
)
from hubtui.ui.needs.talk import (
    a_discussion,
    a_status,
    discuss,
    draft,
    inbox,
    merge,
    own_comment,
    pull_ref,
    pull_request,
    reply,
)

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def why_not(context: Context, need: Need) -> str:
    """Empty when it is met."""
    check = _CHECKS.get(need)
    return check(context) if check else ""


_CHECKS: dict[Need, Callable[[Context], str]] = {
    Need.ROW: a_row,
    Need.TARGET: target,
    Need.BACK: back,
    Need.FORWARD: forward,
    Need.REPO: a_repo,
    Need.COMMIT: a_commit,
    Need.DISCUSS: discuss,
    Need.INBOX: inbox,
    Need.DISCUSSION: a_discussion,
    Need.REPLY: reply,
    Need.STATUS: a_status,
    Need.OWN_COMMENT: own_comment,
    Need.PULL_REQUEST: pull_request,
    Need.DRAFT: draft,
    Need.MERGE: merge,
    Need.PULL_REF: pull_ref,
    Need.MARKS: marks,
    Need.SETTABLE: may_set,
    Need.DELETABLE: may_delete,
    Need.MOVABLE: may_move,
    Need.DUPLICABLE: may_duplicate,
    Need.GATED: may_answer,
    Need.SPACE: may_map,
    Need.LARGE_FILES: may_weigh,
    Need.WRITABLE: may_write_files,
    Need.NAMES: may_rename,
    Need.EDITABLE: may_edit,
    Need.OLD_STATE: may_restore,
    Need.HISTORY: may_squash,
    Need.NEW_REPO: may_create,
    Need.PARTIAL: partial,
    Need.REST: rest,
    Need.MORE: more,
    Need.FILE: a_file,
    Need.BESIDE: beside,
    Need.ANCHORS: anchors,
    Need.DIFF: diff,
    Need.NEW_REF: new_ref,
    Need.OLD_REFS: old_refs,
    Need.RUNNING_JOB: running_job,
    Need.FINISHED_JOB: finished_job,
    Need.OVER_JOB: over_job,
    Need.QUEUED_JOB: queued_job,
    Need.LIVE_JOBS: live_jobs,
    Need.INTERRUPTED_JOBS: interrupted_jobs,
    Need.OWN_ACCOUNT: own_account,
    Need.SIGNED_IN: signed_in,
    Need.COUNTERPART: counterpart,
    Need.SAME_KIND: same_kind,
    Need.BOTH: both,
    Need.UNREAD: unread,
    Need.READING: reading,
    Need.COMPARED: compared,
    Need.MOVES: moves,
    Need.PLAN_ROW: plan_row,
    Need.NEW_TARGET: new_target,
    Need.PROPOSABLE: proposable,
    Need.BRANCHES: branches,
    Need.ALL_REFS: all_refs,
}
