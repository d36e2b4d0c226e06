"""What takes how much space: a namespace's repos, a repo's folders and files, and what its history holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hubtui.errors import Forbidden, NotFound, Refused, Unauthorized
from hubtui.hub import Hub
from hubtui.jobs.listing import list_files
from hubtui.model import Capability, LargeFile, RepoKey, TreeEntry, items


class WeightKind(StrEnum):
    REPO = "repo"
    FOLDER = "folder"
    FILE = "file"
    HISTORY = "history"
    """Contents that no file of the default branch has."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One thing that takes space."""

    kind: WeightKind
    name: str
    size: int | None
    """None: its hub does not say."""
    repo: RepoKey
    path: str = ""
    files: int = 0
    """How many files it is, where that is known."""


@dataclass(frozen=True, slots=True)
class NamespaceWeights:
    """A namespace's repos, the heaviest first."""

    weights: tuple[Weight, ...]
    failures: tuple[str, ...] = ()
    """In words, what could not be listed."""


@dataclass(frozen=True, slots=True)
class RepoWeights:
    """All that one repo holds."""

    repo: RepoKey
    files: tuple[TreeEntry, ...]
    past: tuple[LargeFile, ...] = ()
    note: str = ""
    """In words, what is not known of it."""

    def below(self, path: str) -> list[Weight]:
        """What stands in this folder, the heaviest first, folders as one; at the root, what only history or
        other branches hold."""
        start = f"{path}/" if path else ""
        found: dict[str, Weight] = {}
        for entry in self.files:
            if entry.path.startswith(start):
                name, _, rest = entry.path.removeprefix(start).partition("/")
                kind = WeightKind.FOLDER if rest else WeightKind.FILE
                before = found.get(name) or Weight(kind, name, 0, self.repo, start + name)
                size = (before.size or 0) + entry.size
                found[name] = Weight(kind, name, size, self.repo, before.path, before.files + 1)
        return heaviest_first([*found.values(), *([] if path else self._past())])

    def _past(self) -> list[Weight]:
        groups = {
            "history only": [one for one in self.past if not one.ref],
            "other branches": [one for one in self.past if one.ref],
        }
        return [
            Weight(WeightKind.HISTORY, name, sum(one.size for one in group), self.repo, files=len(group))
            for name, group in groups.items()
            if group
        ]


def short_name(repo: RepoKey) -> str:
    """Within its namespace: `name`, `datasets/name`."""
    return str(RepoKey(repo.repo_type, repo.name))


def heaviest_first(weights: Iterable[Weight]) -> list[Weight]:
    return sorted(weights, key=lambda one: (-(one.size or 0), one.name))


def weigh_namespace(hub: Hub, namespace: str) -> NamespaceWeights:
    """Of every type that the hub has, as its listings tell. Blocks."""
    found: list[Weight] = []
    failures: list[str] = []
    for repo_type in hub.capabilities:
        try:
            for info in items(hub.list_repos(namespace, repo_type)):
                found.append(Weight(WeightKind.REPO, short_name(info.key), info.size, info.key))
        except (NotFound, Refused, Forbidden) as error:
            failures.append(f"{repo_type.plural}: {error}")
    return NamespaceWeights(tuple(heaviest_first(found)), tuple(failures))


def weigh_repo(hub: Hub, repo: RepoKey) -> RepoWeights:
    """Its default branch, and what else it stores where the hub tells this account. Blocks."""
    files, note = list_files(hub, repo, hub.default_revision)
    if not hub.supports(Capability.LARGE_FILES, repo.repo_type):
        return RepoWeights(repo, tuple(files), (), note or f"{hub.title} tells nobody what the history holds")
    try:
        stored = list(items(hub.list_large_files(repo)))
    except (Forbidden, Unauthorized, NotFound, Refused):
        return RepoWeights(repo, tuple(files), (), note or "what the history holds is told to who may write")
    return RepoWeights(repo, tuple(files), tuple(_past(files, stored)), note)


def _past(files: Sequence[TreeEntry], stored: Sequence[LargeFile]) -> list[LargeFile]:
    """Each content once that no file has now."""
    present = {entry.sha256 for entry in files}
    return [*{one.oid: one for one in stored if one.oid not in present}.values()]
