"""Files of one repo deleted or renamed in place: few changes, made at once, each commit sent exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from hubtui.errors import BadInput, HubError, Offline, Unavailable
from hubtui.format import plural, size
from hubtui.hub import Hub
from hubtui.jobs.names import why_not
from hubtui.model import AddFile, Change, DeleteFile, RepoKey, TreeEntry, Upload, items


@dataclass(frozen=True, slots=True)
class Where:
    """A branch of a repo, and the hub it is on."""

    hub: Hub
    repo: RepoKey
    revision: str


def files_below(where: Where, entries: Iterable[TreeEntry]) -> list[TreeEntry]:
    """The files themselves, and all that the folders hold. Blocks."""
    found: dict[str, TreeEntry] = {}
    for entry in entries:
        below = [entry]
        if entry.is_directory:
            tree = where.hub.list_tree(where.repo, where.revision, entry.path, recursive=True)
            below = [file for file in items(tree) if not file.is_directory]
        found.update({file.path: file for file in below})
    return list(found.values())


def commits_needed(hub: Hub, changes: int) -> int:
    return -(-changes // hub.commit_limit)


def delete_files(where: Where, files: Sequence[TreeEntry], message: str) -> list[str]:
    """The oids of the commits that it took. Blocks; a HubError when not all of them are gone."""
    changes = [DeleteFile(file.path) for file in files]
    return _commit(where, changes, message, lambda entries: not entries & {file.path for file in files})


def rename_files(where: Where, files: Sequence[TreeEntry], old: str, new: str, message: str) -> list[str]:
    """What is at `old`, a file or a folder, is at `new` afterwards, in one commit: what the hub stores apart
    is named anew, the rest read and sent along. Blocks. BadInput for a path that cannot be or is taken."""
    moved = {file.path: new + file.path.removeprefix(old) for file in files}
    for path in moved.values():
        if why := why_not(path):
            raise BadInput(f"{path!r}: {why}")
    _check_free(where, set(moved.values()) - set(moved))
    added = [_renamed(where, file, moved[file.path]) for file in files]
    inline = sum(len(change.content or b"") for change in added)
    if inline > where.hub.commit_inline_limit or 2 * len(files) > where.hub.commit_limit:
        raise BadInput(f"too much for one commit: {plural(len(files), 'file')}, {size(inline)} of text in it")
    kept = set(moved.values())
    gone = [DeleteFile(file.path) for file in files if file.path not in kept]
    done: Callable[[set[str]], bool] = lambda entries: kept <= entries  # noqa: E731
    return _commit(where, [*added, *gone], message, done)


def _check_free(where: Where, paths: set[str]) -> None:
    if taken := sorted(paths & _there(where, where.revision, paths)):
        raise BadInput(f"there is something at {taken[0]!r} already")


def _there(where: Where, revision: str, paths: Iterable[str]) -> set[str]:
    """What stands at these paths, and maybe elsewhere; asked for by name where the hub can be."""
    found = where.hub.look_up(where.repo, revision, paths)
    if found is None:
        found = list(items(where.hub.list_tree(where.repo, revision, recursive=True)))
    return {entry.path for entry in found}


def _renamed(where: Where, file: TreeEntry, path: str) -> AddFile:
    if file.sha256:
        upload = Upload(path, file.size, file.sha256)
        needs = where.hub.missing(where.repo, where.revision, [upload])
        if not needs:
            return AddFile(path, file.size, file.sha256)
        if not needs[0].inline:
            raise BadInput(f"the hub wants {path!r} sent anew: copy it there instead")
    if file.size > where.hub.commit_inline_limit:
        raise BadInput(f"{file.path!r} is too large to go inside a commit ({size(file.size)})")
    content = b"".join(where.hub.read(where.repo, where.revision, file.path))
    return AddFile(path, len(content), sha256(content).hexdigest(), content)


def _commit(
    where: Where, changes: Sequence[Change], message: str, is_done: Callable[[set[str]], bool]
) -> list[str]:
    """In as many commits as the hub's limit asks for, each on top of the one before."""
    hub, oids = where.hub, []
    head = hub.resolve(where.repo, where.revision)
    limit = hub.commit_limit
    for start in range(0, len(changes), limit):
        batch = changes[start : start + limit]
        try:
            head = hub.commit(where.repo, where.revision, batch, message, parent=head)
        except (Offline, Unavailable) as error:
            is_last = start + limit >= len(changes)
            head = _after(where, head, error, changes, is_done if is_last else None)
        oids.append(head)
    return oids


def _after(
    where: Where,
    head: str,
    error: HubError,
    changes: Sequence[Change],
    is_done: Callable[[set[str]], bool] | None,
) -> str:
    """The commit whose answer was lost, if it was made; raises the error when that cannot be told."""
    try:
        now = where.hub.resolve(where.repo, where.revision)
        there = _there(where, now, [change.path for change in changes])
    except HubError:
        raise error from None
    if now == head or is_done is None or not is_done(there):
        raise error
    return now
