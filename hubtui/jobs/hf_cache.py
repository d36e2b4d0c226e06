"""Downloads into Hugging Face's own cache, where `from_pretrained` finds them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hubtui.errors import BadInput
from hubtui.hub import Hub
from hubtui.jobs.job import Place
from hubtui.jobs.names import PathMap
from hubtui.jobs.scan import CopyRequest
from hubtui.model import RepoKey, RepoType, is_oid


def cache_root(environ: Mapping[str, str] = os.environ) -> Path:
    """Where huggingface_hub of the same user keeps it."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environ.get(name):
            return Path(environ[name]).expanduser().absolute()
    home = environ.get("HF_HOME") or f"{environ.get('XDG_CACHE_HOME') or '~/.cache'}/huggingface"
    return Path(home).expanduser().absolute() / "hub"


def into_cache(request: CopyRequest, source: Hub, account: str, root: Path) -> CopyRequest:
    """The request with the cache for its target; asks the source which commit that is now. `account` is that
    of this machine."""
    if source.name != "huggingface":
        raise BadInput(f"only Hugging Face's repos go into its cache, {source.title}'s do not")
    if request.options.delete_extra:
        raise BadInput("nothing is deleted in the cache: a snapshot has the files of its own commit")
    repo, revision = request.source.repo, request.source.revision or source.default_revision
    oid = source.resolve(repo, revision)
    folder = root / f"{repo.repo_type.plural}--{repo.repo_id.replace('/', '--')}"
    target = Place(account, RepoKey(RepoType.MODEL, folder.as_posix()), "" if is_oid(revision) else revision)
    return replace(
        request,
        source=replace(request.source, revision=revision, oid=oid),
        target=target,
        to=PathMap("", f"snapshots/{oid}"),
    )
