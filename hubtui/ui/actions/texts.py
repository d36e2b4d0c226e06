"""Copying text to the terminal's clipboard."""

from __future__ import annotations

import os
from typing import Any

from rich.text import Text

from hubtui import format
from hubtui.jobs.compare import Pair
from hubtui.jobs.inbox import InboxItem
from hubtui.jobs.job import ItemView, JobView
from hubtui.jobs.namespaces import RepoPair
from hubtui.jobs.operation_log import OperationRecord
from hubtui.logs import LogLine
from hubtui.model import AccessRequest, Collection, Commit, Discussion, Ref, RepoInfo, TreeEntry
from hubtui.text import safe, safe_block
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.looking import show
from hubtui.ui.clipboard import osc52
from hubtui.ui.context import Context
from hubtui.ui.rows.details import Detail
from hubtui.ui.rows.places import Place
from hubtui.ui.rows.plan import PlanLine
from hubtui.ui.rows.sign_ins import SignIn
from hubtui.ui.rows.storage import Stored
from hubtui.ui.rows.weights import Weighed
from hubtui.ui.screens.details import Details
from hubtui.ui.screens.marked import Marked


@action("text.id")
def copy_id(context: Context) -> None:
    """Of the row under the cursor of whatever list has the keys; beside a document, of what it is about."""
    if context.lines is not None:
        copy_text(context, name_of(context.lines.current))
    else:
        copy_text(context, name_of(context.discussion or context.pane.lines.current))


@action("text.all")
def copy_all(context: Context) -> None:
    screen, lines = context.screen, context.lines
    if isinstance(screen, Details):
        copy_text(context, "\n".join(f"{label}: {value}" for label, value in screen.facts))
    elif lines is not None:
        rows = lines.rows if isinstance(screen, Marked) else lines.chosen()
        copy_text(context, "\n".join(name_of(row) for row in rows))


@action("text.oid")
def copy_oid(context: Context) -> None:
    row = context.pane.lines.current
    if isinstance(row, (Commit, Ref)):
        copy_text(context, row.oid)


@action("text.show")
async def show_copied(context: Context) -> None:
    if not context.copied:
        context.say(f"nothing was copied yet; {context.key('text.id')} copies what is under the cursor")
        return
    await show(context, "Copied text", lambda _: [Text(safe_block(context.copied))], small=True)


def copy_text(context: Context, text: str) -> None:
    """To the terminal's clipboard, and kept to be shown."""
    context.copied = text
    try:
        context.app.write_to_terminal(osc52(text, in_tmux="TMUX" in os.environ))
    except ValueError as error:
        context.say(f"{error}; {context.key('text.show')} shows the text")
        return
    lines = text.count("\n") + 1
    words = safe(text) if lines == 1 else format.plural(lines, "line")
    key = context.key("text.show")
    context.say(f"copied: {words}   ({key} shows it, should the terminal not take it)")


def name_of(row: Any) -> str:
    """What a row is called on its hub."""
    match row:
        case RepoInfo(key=key):
            return key.repo_id
        case TreeEntry(path=path):
            return path
        case Place(name=name) | Ref(name=name):
            return name
        case Collection(slug=slug):
            return slug
        case Commit(oid=oid):
            return oid
        case LogLine(words=words):
            return words
        case Discussion(num=num, title=title):
            return f"#{num} {title}"
        case InboxItem(repo=repo, discussion=one):
            return f"{repo}#{one.num} {one.title}"
        case JobView(title=title):
            return title
        case ItemView(path=path, repo=repo):
            return path or str(repo)
        case PlanLine(name=name):
            return name
        case Pair(path=path):
            return path
        case RepoPair(name=name):
            return name
        case Detail(value=value):
            return value
        case SignIn(account=account):
            return account.name
        case Weighed(weight=one):
            return one.path or one.name
        case OperationRecord(row=one):
            return one.name
        case Stored(file=file):
            return file.path
        case AccessRequest(user=user):
            return user
        case _:
            return ""
