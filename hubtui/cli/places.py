"""What the places named on the command line mean: which repo, folder or file goes where."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hubtui.cli.user import AsWhom
from hubtui.errors import BadInput
from hubtui.jobs.job import Place
from hubtui.jobs.names import PathMap
from hubtui.jobs.scan import CopyRequest
from hubtui.locator import FILE, Locator, check_name, parse_locator
from hubtui.model import RepoKey, RepoType


def copy_requests(account: AsWhom, sources: Sequence[str], target: str) -> list[CopyRequest]:
    """One a source. A namespace, and a folder that ends in a slash, keeps the sources' names."""
    to, froms = parse_locator(target), [parse_locator(source) for source in sources]
    keeps_names = to.repo is None or (to.scheme == FILE and (target.endswith("/") or len(froms) > 1))
    if len(froms) > 1 and not keeps_names:
        raise BadInput(f"several sources need a namespace as the target, not a repo: {to}")
    return [_request(account, source, to, keeps_names=keeps_names) for source in froms]


def _request(account: AsWhom, source: Locator, target: Locator, *, keeps_names: bool) -> CopyRequest:
    if source.repo is None:
        raise BadInput(f"a source is a repo, not a namespace: {source}")
    names = account(source.scheme).name, account(target.scheme).name
    repo, paths = _source(source)
    to = _target(source, repo, target, keeps_names=keeps_names and not (source.scheme == FILE and paths))
    if names[0] == names[1] and to == repo:
        raise BadInput(f"source and target are the same repo: {source}")
    return CopyRequest(
        Place(names[0], repo, source.revision),
        Place(names[1], to, target.revision),
        paths,
        PathMap("", target.path),
    )


def _source(source: Locator) -> tuple[RepoKey, tuple[str, ...]]:
    """The repo, and the paths of it; a file of this machine is a path of its folder."""
    assert source.repo is not None
    if source.scheme == FILE and os.path.isfile(source.repo.repo_id):
        return RepoKey(RepoType.MODEL, source.repo.namespace or "/"), (source.repo.name,)
    return source.repo, (source.path,) if source.path else ()


def _target(source: Locator, repo: RepoKey, target: Locator, *, keeps_names: bool) -> RepoKey:
    assert source.repo is not None
    if target.scheme == FILE:
        assert target.repo is not None
        folder = target.repo.repo_id
        return RepoKey(RepoType.MODEL, f"{folder.rstrip('/')}/{repo.name}" if keeps_names else folder)
    if target.repo is None and source.repo != repo:
        raise BadInput(f"a file goes into a repo, not into a namespace: {source}")
    repo_type = (target.repo_type or RepoType.MODEL) if source.scheme == FILE else repo.repo_type
    if target.repo and target.repo.repo_type is not repo_type:
        raise BadInput(f"a {repo_type} does not become a {target.repo.repo_type}: {source} to {target}")
    return target.repo or RepoKey(repo_type, f"{target.namespace}/{check_name(repo.name)}")
