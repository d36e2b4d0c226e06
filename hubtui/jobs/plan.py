"""What a copy will do, decided before anything moves. Pure: two trees in, items out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from hubtui.jobs.job import JobKind, Place
from hubtui.jobs.names import PLATFORM_FILES, PathMap, why_not
from hubtui.jobs.packed import oid_of, packed, sha256_of
from hubtui.model import TreeEntry, Visibility


class Action(StrEnum):
    """What happens to one file."""

    COPY = "copy"
    """The target has no such path."""
    OVERWRITE = "overwrite"
    """The target has other content under this path."""
    COMPARE = "compare"
    """The same path and size, but no hash that both hubs tell: read the source, then copy or skip."""
    SKIP = "skip"
    """The target has it, or the file is the platform's own."""
    REUSE = "reuse"
    """The target holds the content, under another path or repo, or its hub gives it: only named."""
    DELETE = "delete"
    """The target has it and the source has not: of a mirror, it goes."""
    CANNOT = "cannot"
    """It cannot be done; `why` says so."""


class Policy(StrEnum):
    """What happens to a path that the target has already; the same content is left alone by all of them."""

    DIFFERENT = "different"
    """Overwritten when its content differs: what no hash tells is read and compared."""
    OVERWRITE = "overwrite"
    """Overwritten, without a comparison where no hash tells."""
    MISSING = "missing"
    """Kept: only what the target has not is copied."""
    NEWER = "newer"
    """Overwritten when the source's file is the newer one; kept where a side tells no date."""


class Verify(StrEnum):
    """How a target is looked at once the copy is done."""

    HASH = "sha256"
    """Every file's hash, read from the target where its listing tells none that is known of the source."""
    SIZE = "size"
    """Every file is there, and has its size."""
    OFF = "off"
    """Not at all."""


SAME = "same content"
PLATFORM = "the platform's own"
NAMELESS = "/"
"""Stands for a file without a name, which cannot be copied: an empty path is the whole repo."""
EXISTS = "exists at the target"
NOT_NEWER = "not newer than the target's"
NO_DATE = "kept: no date tells which is newer"
LEFT = "left out by you"
GONE = "gone from the target already"
KEPT = frozenset({EXISTS, NOT_NEWER, NO_DATE, LEFT, GONE})
"""Why a file is skipped that the target has otherwise, or not at all: as it was agreed to."""
OTHER = "other content at the target"
HELD = "the target holds the content"
HELD_INSTEAD = "the target holds the content; it takes the place of other content"
EXTRA = "only at the target"
OF_BASE = "only in what the new branch begins with"
SHARED = "the hub itself passes it on"
SHARED_INSTEAD = "the hub itself passes it on; it takes the place of other content"
BROUGHT = "another branch of the plan brings it"
BROUGHT_INSTEAD = "another branch of the plan brings it; it takes the place of other content"
INSTEAD = frozenset({HELD_INSTEAD, SHARED_INSTEAD, BROUGHT_INSTEAD})
INLINE_BELOW = 64 * 1024
"""Bytes up to which a file goes inside the commit, as a rule."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    action: Action
    path: str
    """Empty: the whole repo, with action CANNOT."""
    size: int = 0
    digests: bytes = b""
    """The content's hashes, as `packed` has them."""
    why: str = ""
    newer: bool | None = None
    """Of a path that the target has too: whether the source's is newer; None where a side tells no date."""

    @property
    def sha256(self) -> str:
        """Empty when the source does not tell it."""
        return sha256_of(self.digests)

    @property
    def oid(self) -> str:
        """The git blob oid, where the source tells it; never that of an LFS pointer."""
        return oid_of(self.digests)


@dataclass(frozen=True, slots=True)
class RepoPlan:
    """One repo of a plan."""

    source: Place
    target: Place
    items: tuple[PlanItem, ...]
    create: bool = False
    """The target does not exist: it is made first, with this visibility and licence."""
    visibility: Visibility = Visibility.PRIVATE
    license: str = ""
    notes: tuple[str, ...] = ()
    """What does not map, in words."""
    policy: Policy = Policy.DIFFERENT
    paths: PathMap = PathMap()
    """The items' paths are the target's; this tells the source's."""
    verify: Verify = Verify.HASH
    widest: Visibility = Visibility.PUBLIC
    """What a new target may be without showing the content to more people than the source does."""
    new_branch: bool = False
    """The target has no such branch: it is made first, at the target's `oid`, or where a repo that was made
    just then begins. What is deleted in it is lost nowhere else."""
    tags: tuple[str, ...] = ()
    """That the target gets once everything has arrived, at the commit where it has."""

    passing: bool = False
    """The new branch is there for the tags alone: it is deleted once they are made."""

    @property
    def makes(self) -> bool:
        """Whether the target gets something beside its files."""
        return self.create or self.new_branch or bool(self.tags)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole operation as it was agreed to."""

    repos: tuple[RepoPlan, ...]

    @property
    def items(self) -> Iterable[PlanItem]:
        return (item for repo in self.repos for item in repo.items)

    @property
    def makes(self) -> bool:
        """Whether a target gets something beside its files; one does not whose files cannot all come."""
        whole = (repo for repo in self.repos if all(i.action is not Action.CANNOT for i in repo.items))
        return any(repo.makes for repo in whole)

    @property
    def kind(self) -> JobKind:
        return JobKind.MIRROR if next(doomed(self), None) else JobKind.COPY


def doomed(plan: Plan) -> Iterator[tuple[RepoPlan, PlanItem]]:
    """The files that a target has and will have no more."""
    for repo in plan.repos:
        if not repo.new_branch:
            yield from ((repo, item) for item in repo.items if item.action is Action.DELETE)


HashOf = Callable[[str, int], str]
"""The sha256 of a content known by git oid and size; empty when it is not known."""


def _unknown(oid: str, size: int) -> str:
    return ""


def diff(
    source: Iterable[TreeEntry],
    target: Iterable[TreeEntry],
    *,
    policy: Policy = Policy.DIFFERENT,
    hash_of: HashOf = _unknown,
) -> tuple[PlanItem, ...]:
    """One item for each file of the source, in its order: what makes the target have its content."""
    listed = list(target)
    there = {entry.path: entry for entry in listed if not entry.is_directory}
    folders = {folder for path in there for folder in _folders(path)}
    folders |= {entry.path for entry in listed if entry.is_directory}
    found = (_item(entry, there, folders, hash_of) for entry in source if not entry.is_directory)
    return tuple(settle(item, policy) for item in found)


def settle(item: PlanItem, policy: Policy) -> PlanItem:
    """The item of the policy DIFFERENT as another policy has it; what is not in its way stays as it is."""
    if not replaces(item) or policy is Policy.DIFFERENT:
        return item
    if policy is Policy.OVERWRITE:
        return replace(item, action=Action.OVERWRITE, why=OTHER) if item.action is Action.COMPARE else item
    if policy is Policy.NEWER and item.newer:
        return item
    why = EXISTS if policy is Policy.MISSING else NO_DATE if item.newer is None else NOT_NEWER
    return replace(item, action=Action.SKIP, why=why)


def leave_out(item: PlanItem) -> PlanItem:
    """The item as one that is not wanted; what would not be done anyway stays as it is."""
    return replace(item, action=Action.SKIP, why=LEFT) if changes(item) else item


Choices = Mapping[tuple[int, str], Policy | None]
"""What was chosen for single files, by repo and path; None leaves the file out."""


def settled(plan: Plan, policy: Policy, choices: Choices = MappingProxyType({})) -> Plan:
    """A plan of the policy DIFFERENT as another one has it, but for the choices. A new branch has nothing yet
    that could be kept."""

    def chosen(number: int, item: PlanItem, usual: Policy) -> PlanItem:
        choice = choices.get((number, item.path), usual) if choices else usual
        return leave_out(item) if choice is None else settle(item, choice)

    def repos() -> Iterator[RepoPlan]:
        for number, repo in enumerate(plan.repos):
            own = Policy.DIFFERENT if repo.new_branch else policy
            items = tuple(chosen(number, item, own) for item in repo.items)
            yield replace(repo, policy=own, items=items)

    return Plan(tuple(repos()))


def replaces(item: PlanItem) -> bool:
    """Whether other content of the target makes room for it."""
    return item.action in (Action.OVERWRITE, Action.COMPARE) or item.why in INSTEAD


def reused(item: PlanItem) -> PlanItem:
    """The item, now that the target is known to hold its content."""
    return replace(item, action=Action.REUSE, why=HELD_INSTEAD if replaces(item) else HELD)


def shared(item: PlanItem) -> PlanItem:
    """The item, whose content the source's hub gives to the target without moving it."""
    return replace(item, action=Action.REUSE, why=SHARED_INSTEAD if replaces(item) else SHARED)


def extras(
    paths: Collection[str],
    target: Iterable[TreeEntry],
    *,
    covers: Callable[[str], bool] = lambda _: True,
    fold: Callable[[str], str] = str,
) -> tuple[PlanItem, ...]:
    """What the target has beside the source's `paths`, to be deleted; never the platform's own. `covers` says
    which paths of the target are looked at, `fold` which names are one to the target."""
    known = {fold(path) for path in paths}
    return tuple(
        PlanItem(Action.DELETE, entry.path, entry.size, packed(entry.sha256, blob_oid(entry)), EXTRA)
        for entry in target
        if not entry.is_directory
        and entry.path not in PLATFORM_FILES
        and fold(entry.path) not in known
        and covers(entry.path)
    )


def same_content(
    left: TreeEntry | PlanItem, right: TreeEntry | PlanItem, hash_of: HashOf = _unknown
) -> bool | None:
    """Whether both are the same content; None when no hash tells."""
    if left.size != right.size:
        return False
    left_oid, right_oid = blob_oid(left), blob_oid(right)
    if left_oid and right_oid:
        return left_oid == right_oid
    left_sha = left.sha256 or (left_oid and hash_of(left_oid, left.size))
    right_sha = right.sha256 or (right_oid and hash_of(right_oid, right.size))
    return left_sha == right_sha if left_sha and right_sha else None


def blob_oid(content: TreeEntry | PlanItem) -> str:
    """The git oid of the content itself: empty for an LFS file, whose oid is its pointer's."""
    return "" if isinstance(content, TreeEntry) and content.lfs else content.oid


def as_entry(item: PlanItem) -> TreeEntry:
    """The source's file again, as far as the item knows it."""
    return TreeEntry(item.path, size=item.size, sha256=item.sha256, oid=item.oid)


def moves(item: PlanItem) -> bool:
    """Whether content is on its way for it: something is read, sent or named."""
    return item.action not in (Action.SKIP, Action.CANNOT, Action.DELETE)


def changes(item: PlanItem) -> bool:
    """Whether the item is work: the target is another afterwards."""
    return item.action not in (Action.SKIP, Action.CANNOT)


def _item(entry: TreeEntry, there: Mapping[str, TreeEntry], folders: set[str], hash_of: HashOf) -> PlanItem:
    action, why = _decide(entry, there, folders, hash_of)
    oid = blob_oid(entry)
    sha256 = entry.sha256 or (hash_of(oid, entry.size) if oid else "")
    path = _one_of_many(entry.path or NAMELESS)
    newer = _is_newer(entry, there.get(entry.path))
    return PlanItem(action, path, entry.size, packed(sha256, oid), why, newer)


@lru_cache(4096)
def _one_of_many(path: str) -> str:
    """The same text, kept once: hundreds of repos have the same few names in them. What only one has is soon
    forgotten here."""
    return path


def _is_newer(entry: TreeEntry, old: TreeEntry | None) -> bool | None:
    dates = [one.last_commit.date if one and one.last_commit else None for one in (entry, old)]
    return dates[0] > dates[1] if dates[0] and dates[1] else None


def _decide(
    entry: TreeEntry, there: Mapping[str, TreeEntry], folders: set[str], hash_of: HashOf
) -> tuple[Action, str]:
    if why := why_not(entry.path):
        return Action.CANNOT, why
    if entry.path in PLATFORM_FILES:
        return Action.SKIP, PLATFORM
    if entry.path in folders:
        return Action.CANNOT, "the target has a folder of this name"
    if any(folder in there for folder in _folders(entry.path)):
        return Action.CANNOT, "the target has a file where this needs a folder"
    old = there.get(entry.path)
    if old is None:
        return Action.COPY, ""
    same = same_content(entry, old, hash_of)
    if same:
        return Action.SKIP, SAME
    if same is None:
        return Action.COMPARE, "same size, no hash in common"
    return Action.OVERWRITE, OTHER


def _folders(path: str) -> Iterator[str]:
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
