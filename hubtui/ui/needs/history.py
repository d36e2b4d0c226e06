"""Of commits and refs: why a command cannot act on them, in words; empty when it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubtui.model import Capability, Commit, Ref, RefType
from hubtui.ui.needs.owning import may_write

if TYPE_CHECKING:
    from hubtui.ui.context import Context


def a_commit(context: Context) -> str:
    lines = context.lines
    is_one = lines is not None and isinstance(lines.current, (Commit, Ref))
    return "" if is_one else "no commit here"


def diff(context: Context) -> str:
    here, lines = context.pane.location, context.lines
    if why := a_commit(context):
        return why
    if here is not None and not context.supports(here.account, Capability.COMPARE, here.repo_type):
        return f"{context.hub_title(here.account)} cannot compare commits of {here.repo_type.plural}"
    return "mark one commit or two to see what changed" if lines and len(lines.marks) > 2 else ""


def new_ref(context: Context) -> str:
    here = context.pane.location
    able = Capability.CREATE_BRANCH, Capability.CREATE_TAG
    if here is not None and not any(context.supports(here.account, one, here.repo_type) for one in able):
        return f"{context.hub_title(here.account)} creates no branches or tags of {here.repo_type.plural}"
    if here is not None and (why := may_write(context, here.account)):
        return why
    return a_commit(context)


def old_refs(context: Context) -> str:
    here, lines = context.pane.location, context.lines
    if here is None or lines is None:
        return "no ref here"
    if not context.supports(here.account, Capability.DELETE_REF, here.repo_type):
        return f"{context.hub_title(here.account)}'s API cannot delete branches or tags"
    if why := may_write(context, here.account):
        return why
    for ref in lines.marks if len(lines.marks) else [lines.current]:
        if not isinstance(ref, Ref):
            return "no ref here"
        if ref.ref_type is RefType.PULL_REQUEST:
            return f"{ref.name} belongs to its pull request"
        if ref.ref_type is RefType.BRANCH and ref.name == context.default_revision(here.account):
            return f"{ref.name} is the default branch"
    return ""
