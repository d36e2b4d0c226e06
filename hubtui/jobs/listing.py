"""What a repo has, as a copy needs to know it: all of it, or what concerns some paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hubtui.errors import NotFound
from hubtui.hub import Hub
from hubtui.jobs.digests import Digester
from hubtui.jobs.hashes import Hashes
from hubtui.model import RepoKey, TreeEntry


def list_files(
    hub: Hub, repo: RepoKey, revision: str, path: str = "", *, dated: bool = False
) -> tuple[list[TreeEntry], str]:
    """Every file below `path` at the revision, and the hub's words when it cut the listing short. `dated`
    asks for each file's last commit, where that costs more requests too."""
    files: list[TreeEntry] = []
    note = ""
    for page in hub.list_tree(repo, revision, path, recursive=True, last_commits=dated):
        files.extend(entry for entry in page.items if not entry.is_directory)
        note = note or page.note
    return files, note


def list_beside(
    hub: Hub,
    repo: RepoKey,
    revision: str,
    sizes: Mapping[str, int],
    hashes: Hashes,
    on_progress: Callable[[str], None],
    *,
    dated: bool = False,
) -> tuple[list[TreeEntry], str]:
    """What a target has at these paths and in their way, or all it has where that is the only thing to ask
    for. Where only reading tells hashes, files of these sizes have been read."""
    found = hub.look_up(repo, revision, sizes)
    if found is None:
        return list_files(hub, repo, revision, dated=dated)
    if hub.keeps_history:
        return found, ""
    digester = Digester(hub, repo, hashes, on_progress)
    return digester.digest(found, lambda entry: sizes.get(entry.path) == entry.size).entries, ""


def find_head(hub: Hub, repo: RepoKey, revision: str) -> str | None:
    """The commit the branch is at, empty for a repo that has none yet, None when there is no such repo.
    NotFound when the repo is there but not this branch."""
    try:
        return hub.resolve(repo, revision)
    except NotFound:
        try:
            hub.repo_info(repo)
        except NotFound:
            return None
        if revision == hub.default_revision:
            return ""
        raise
