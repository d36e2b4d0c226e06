"""What goes where: rows of one place, as copies into another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hubtui.errors import BadInput
from hubtui.jobs.job import Place
from hubtui.jobs.names import PathMap
from hubtui.jobs.scan import CopyRequest
from hubtui.locator import check_name
from hubtui.model import RepoInfo, RepoKey, RepoType, TreeEntry
from hubtui.ui.location import Location


def copy_requests(here: Location, there: Location, rows: Sequence[Any]) -> list[CopyRequest]:
    """Repos go into a namespace or a folder under their names; files into the folder that is shown, those of
    a hub's repo into one of the same name where a namespace is. BadInput for what cannot go there."""
    if here.repo is None:
        keys = [row.key for row in rows if isinstance(row, RepoInfo)]
        return [CopyRequest(Place(here.account, key, ""), into(there, key)) for key in keys]
    entries = [row for row in rows if isinstance(row, TreeEntry)]
    if here.folder and there.repo is None:
        return [*_folders(here, there, entries)]
    return [_files(here, here.repo, there, [entry.path for entry in entries])]


def below(folder: str, name: str) -> str:
    """The path of what has this name in a folder of this machine."""
    return f"{folder.rstrip('/')}/{name}"


def into(there: Location, key: RepoKey) -> Place:
    """The repo or folder of this name there. BadInput for a folder whose name no hub can have."""
    if there.folder:
        return Place(there.account, RepoKey(RepoType.MODEL, below(there.folder, key.name)), "")
    repo_type = there.repo_type if key.is_folder else key.repo_type
    return Place(there.account, RepoKey(repo_type, f"{there.namespace}/{check_name(key.name)}"), "")


def _folders(here: Location, there: Location, entries: Sequence[TreeEntry]) -> Iterator[CopyRequest]:
    """Each folder of this machine becomes a repo of its name, of the type that is listed there."""
    for entry in entries:
        if not entry.is_directory:
            raise BadInput(f"{entry.path} is a file: open the repo that it is to go into in the other pane")
        source = RepoKey(RepoType.MODEL, below(here.folder, entry.path))
        target = RepoKey(there.repo_type, f"{there.namespace}/{check_name(entry.path)}")
        yield CopyRequest(Place(here.account, source, ""), Place(there.account, target, ""))


def _files(here: Location, repo: RepoKey, there: Location, paths: Sequence[str]) -> CopyRequest:
    source = Place(here.account, repo, here.revision)
    if there.repo is None:
        target = RepoKey(here.repo_type, f"{there.namespace}/{repo.name}")
        return CopyRequest(source, Place(there.account, target, ""), tuple(paths))
    to = PathMap(_shared(here.path, paths), there.path)
    return CopyRequest(source, Place(there.account, there.repo, there.revision), tuple(paths), to)


def _shared(folder: str, paths: Sequence[str]) -> str:
    """The innermost folder, from `folder` outwards, that all of these paths are below."""
    while folder and not all(path.startswith(f"{folder}/") for path in paths):
        folder = folder.rpartition("/")[0]
    return folder
