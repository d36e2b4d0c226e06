"""A text of a hub's repo, changed in the user's editor and committed. What was written is never lost."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hubtui import format
from hubtui.errors import BadInput
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import TreeEntry
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.committing import Branch, ask_how, branch_here, submit_one
from hubtui.ui.context import Context
from hubtui.ui.editor import edited_bytes, file_name
from hubtui.ui.offload import offload
from hubtui.ui.screens.preview import PreviewScreen

LARGEST = 4 * 1024 * 1024
"""Bytes of a text that is edited here."""


@action("files.edit")
async def edit(context: Context) -> None:
    """Nothing is drawn while the editor runs. What it leaves is kept in a file until a commit has it. A
    preview of the file is closed: it would show what was."""
    entry = context.pane.lines.current
    assert isinstance(entry, TreeEntry)
    if isinstance(context.screen, PreviewScreen):
        context.screen.dismiss()
    branch = await branch_here(context)
    before = await offload(_text, branch, entry)
    if not context.is_open:
        return
    after = edited_bytes(context.app, before, entry.path)
    if after == before:
        context.say("nothing was changed, so nothing is committed")
        return
    kept = await offload(_keep, context.session.directories.state / "edits", entry.path, after)
    operation = Operation(OperationKind.EDIT, str(kept), branch.name, (entry.path,))
    asked = await ask_how(context, branch, operation, "commits")
    if asked is None:
        context.say(f"not committed{operation.kept}", seconds=20)
        return
    await submit_one(context, branch, asked, len(after))


def _text(branch: Branch, entry: TreeEntry) -> bytes:
    """The whole file, byte for byte. BadInput for what is no text, or too long a one."""
    at_most = f"{format.size(LARGEST)} at most are edited here"
    if entry.size > LARGEST:
        raise BadInput(f"{entry.path} has {format.size(entry.size)}: {at_most}")
    content = b"".join(branch.hub.read(branch.repo, branch.head, entry.path, length=LARGEST + 1))
    if len(content) > LARGEST:
        raise BadInput(f"{entry.path} has grown: {at_most}")
    if b"\0" in content or not _is_utf8(content):
        raise BadInput(f"{entry.path} is no text in UTF-8: it is not edited here")
    return content


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _keep(folder: Path, path: str, content: bytes) -> Path:
    """In a new file that only its owner can read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / f"{datetime.now():%Y%m%d-%H%M%S-%f}-{file_name(path)}"
    kept.touch(mode=0o600, exist_ok=False)
    kept.write_bytes(content)
    return kept
