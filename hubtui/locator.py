"""Locators: `hf://datasets/namespace/name@revision/path` as huggingface_hub writes them, `ms://` likewise;
`file:///a/path` and plain paths for what is on this machine."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from hubtui.errors import BadInput
from hubtui.model import RepoKey, RepoType

FILE = "file"
"""The scheme of this machine's own files."""

_SEGMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?")
_TYPES = {repo_type.plural: repo_type for repo_type in RepoType}
_PR_REVISION = re.compile(r"refs/(?:pr|convert)/[^/]+")


@dataclass(frozen=True, slots=True)
class Locator:
    """A place on a hub: a namespace, a repo, or a path in a repo at a revision. On this machine the repo is
    always the whole path."""

    scheme: str
    namespace: str
    repo: RepoKey | None = None
    revision: str = ""
    """Empty: the hub's default branch."""
    path: str = ""
    repo_type: RepoType | None = None
    """Of a namespace's listing, when the locator names one."""

    def __str__(self) -> str:
        if self.repo is not None and self.repo.is_folder:
            return f"{self.scheme}://{quote(self.repo.repo_id)}"
        if self.repo is None:
            prefix = f"{self.repo_type.plural}/" if self.repo_type else ""
            return f"{self.scheme}://{prefix}{self.namespace}"
        revision = ""
        if self.revision:
            is_pr = _PR_REVISION.fullmatch(self.revision)
            revision = "@" + (self.revision if is_pr else quote(self.revision, safe=""))
        path = f"/{self.path}" if self.path else ""
        return f"{self.scheme}://{self.repo}{revision}{path}"


def parse_locator(text: str) -> Locator:
    """Read a locator. BadInput names what is wrong with it, and the value."""
    if is_local_path(text):
        return _local(os.path.abspath(os.path.expanduser(text)), text)
    scheme, mark, rest = text.partition("://")
    if mark and scheme == FILE:
        return _local(unquote(rest), text)
    if not mark or scheme not in ("hf", "ms"):
        raise BadInput(
            f"not a locator: {text!r} (write hf://namespace/name, ms://namespace/name or ./folder)"
        )
    first, slash, after = rest.partition("/")
    repo_type = _TYPES.get(first) or (RepoType.SPACE if first == "studios" else None)
    if repo_type is not None:
        rest = after if slash else ""
    namespace, _, rest = rest.strip("/").partition("/")
    check_name(namespace, text)
    if not rest:
        return Locator(scheme, namespace, repo_type=repo_type)
    head, _, path = rest.partition("/")
    name, at, revision = head.partition("@")
    if at and revision == "refs" and (match := _PR_REVISION.match(f"refs/{path}")):
        revision, path = match.group(), f"refs/{path}"[match.end() :].lstrip("/")
    if at and not revision:
        raise BadInput(f"no revision after '@' in {text!r}")
    check_name(name, text)
    key = RepoKey(repo_type or RepoType.MODEL, f"{namespace}/{name}")
    return Locator(scheme, namespace, key, unquote(revision), path.strip("/"), key.repo_type)


def is_local_path(text: str) -> bool:
    """Whether it is written as a path of this machine: `/a`, `./a`, `../a`, `~`, `~/a`."""
    return text.startswith(("/", "~")) or text.split("/")[0].split(os.sep)[0] in (".", "..")


def _local(path: str, text: str) -> Locator:
    if not os.path.isabs(path) or "\0" in path:
        raise BadInput(
            f"not a path of this machine: {text!r} (write file:///a/folder, /a/folder or ./folder)"
        )
    key = RepoKey(RepoType.MODEL, os.path.normpath(path).replace(os.sep, "/"))
    return Locator(FILE, key.namespace, key, repo_type=RepoType.MODEL)


def check_name(name: str, where: str = "") -> str:
    """`name` when a hub can have a user, organisation or repo of this name; BadInput otherwise."""
    if _SEGMENT.fullmatch(name) and "--" not in name and ".." not in name and not name.endswith(".git"):
        return name
    context = f" in {where!r}" if where and where != name else ""
    raise BadInput(
        f"not a name a hub can have: {name!r}{context} (letters, digits and . _ - , at most 96, "
        "starting with a letter or digit, no '--' or '..', not ending in '.' '-' or '.git')"
    )
