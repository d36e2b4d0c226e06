"""The two sides of a comparison, listed: a repo, folder or file, of a hub or of this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hubtui.errors import NotFound
from hubtui.hub import Hub
from hubtui.jobs.compare import Pair, Tree, Which, compare, is_below
from hubtui.jobs.digests import Digester
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import Place
from hubtui.jobs.listing import find_head, list_files
from hubtui.model import TreeEntry


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared."""

    place: Place
    """An empty revision stands for the hub's default branch."""
    path: str = ""
    """A folder or a file of the repo; empty for all of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides as they were when they were listed."""

    left: Side
    """Pinned: its place has the commit's oid, empty for a repo without any."""
    right: Side
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = ()
    """What a hub or this machine says it left out."""
    are_files: bool = False
    """One file is compared with another."""
    is_whole: bool = True
    """Everything of both sides was compared, not some paths."""

    def side(self, which: Which) -> Side:
        return self.left if which is Which.LEFT else self.right


@dataclass(frozen=True, slots=True)
class _Listed:
    side: Side
    tree: Tree
    note: str
    is_file: bool


def compare_sides(
    left: Side,
    right: Side,
    hub: Callable[[str], Hub],
    hashes: Hashes,
    on_progress: Callable[[str], None] = lambda _: None,
    *,
    paths: Sequence[str] = (),
) -> Compared:
    """Both sides listed and compared, reading no content. Only what is at or below `paths`, where some are
    given. `on_progress` is told each step in words; what it raises ends the comparison. NotFound when a side
    is not there."""
    one, other = (_listed(side, hub(side.place.account), hashes, on_progress) for side in (left, right))
    if one.is_file != other.is_file:
        paths = [next(iter(one.tree if one.is_file else other.tree))]
    trees = _by_one_name(one, other)
    cut = [which for which, side in zip(Which, (one, other), strict=True) if side.note]
    pairs = compare(*trees, hash_of=hashes.sha256, cut=cut)
    if paths:
        pairs = tuple(pair for pair in pairs if is_below(pair.path, paths))
    notes = tuple(note for note in (one.note, other.note) if note)
    are_files = one.is_file and other.is_file
    return Compared(one.side, other.side, pairs, notes, are_files, not (paths or are_files))


def absent(left: Side, right: Side, hub: Callable[[str], Hub]) -> Which | None:
    """The side whose repo does not exist; None when both do, or neither."""
    lacking = [which for which, side in zip(Which, (left, right), strict=True) if _lacks(side, hub)]
    return lacking[0] if len(lacking) == 1 else None


def _lacks(side: Side, hub: Callable[[str], Hub]) -> bool:
    one = hub(side.place.account)
    try:
        one.repo_info(side.place.repo)
    except NotFound:
        return True
    return False


def _by_one_name(one: _Listed, other: _Listed) -> tuple[Tree, Tree]:
    """Two files are one path, whatever they are called."""
    if not (one.is_file and other.is_file):
        return one.tree, other.tree
    ((name, _),), ((_, entry),) = one.tree.items(), other.tree.items()
    return one.tree, {name: entry}


def _listed(side: Side, hub: Hub, hashes: Hashes, on_progress: Callable[[str], None]) -> _Listed:
    on_progress(f"listing {side.place.repo}")
    pinned = pin(side, hub)
    entries, note = _entries(pinned, hub) if pinned.place.oid else ([], "")
    if not hub.keeps_history:
        entries = Digester(hub, side.place.repo, hashes, on_progress).digest(entries, lambda _: False).entries
    is_file = [entry.path for entry in entries] == [side.path]
    start = side.path.rfind("/") + 1 if is_file else len(side.path) + bool(side.path)
    return _Listed(pinned, {entry.path[start:]: entry for entry in entries}, note, is_file)


def pin(side: Side, hub: Hub) -> Side:
    """The side at the commit that its revision names now: what is read later is what was listed."""
    place = side.place
    revision = place.revision or hub.default_revision
    try:
        oid = hub.resolve(place.repo, place.oid or revision)
    except NotFound:
        if place.oid or find_head(hub, place.repo, revision) != "":
            raise
        oid = ""
    return replace(side, place=replace(place, revision=revision, oid=oid))


def _entries(side: Side, hub: Hub) -> tuple[list[TreeEntry], str]:
    """Every file at or below the side's path."""
    repo, oid, path = side.place.repo, side.place.oid, side.path
    folders = [path, path.rpartition("/")[0]] if path else [""]
    for folder in folders:
        try:
            files, note = list_files(hub, repo, oid, folder)
        except NotFound:
            continue
        if found := [entry for entry in files if not path or is_below(entry.path, [path])]:
            return found, note
        if not path:
            return [], note
    raise NotFound(f"no {path!r} in {repo}", hub=hub.title)
