"""What is compared: of two panes, the two sides, or repos of one name by one name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hubtui.errors import BadInput
from hubtui.jobs.compare import is_below
from hubtui.jobs.job import Place
from hubtui.jobs.sides import Side
from hubtui.model import RepoInfo, RepoKey, RepoType, TreeEntry
from hubtui.ui.location import Location
from hubtui.ui.transfers import below, into


@dataclass(frozen=True, slots=True)
class Two:
    """Two repos, folders or files."""

    left: Side
    right: Side
    paths: tuple[str, ...] = ()
    """Only these, below both; empty for everything."""

    @property
    def mirrored(self) -> Two:
        return Two(self.right, self.left, self.paths)


@dataclass(frozen=True, slots=True)
class Many:
    """Repos, each with that of its name where the other pane is."""

    places: tuple[Place, ...]
    there: Location
    is_left: bool = True
    """Whether these are the left side."""

    @property
    def mirrored(self) -> Many:
        return Many(self.places, self.there, not self.is_left)


def to_compare(
    here: Location, rows: Sequence[Any], current: Any, there: Location, theirs: Sequence[Any]
) -> Two | Many:
    """What is marked here (`rows`), else what is open here or under the cursor, with its counterpart there:
    what is marked there, when it is one thing on each side, else what has its name, else what is open.
    BadInput when that is the same thing."""
    found = _of_repos if here.repo is None else _of_files
    two = found(here, rows, current, there, theirs)
    if isinstance(two, Two) and two.left == two.right:
        raise BadInput("both panes show the same: there is nothing to compare")
    return two


def _of_repos(
    here: Location, rows: Sequence[Any], current: Any, there: Location, theirs: Sequence[Any]
) -> Two | Many:
    keys = [row.key for row in rows or [current] if isinstance(row, RepoInfo)]
    if not keys:
        raise BadInput("no repo here to compare")
    if len(keys) > 1:
        return Many(tuple(Place(here.account, key, "") for key in keys), there)
    mine = Side(Place(here.account, keys[0], ""))
    marked = [row for row in theirs if isinstance(row, RepoInfo)]
    if len(marked) == 1:
        return Two(mine, Side(Place(there.account, marked[0].key, "")))
    return Two(mine, _counterpart(there, keys[0]))


def _counterpart(there: Location, key: RepoKey) -> Side:
    """What is open there; of a list of repos, or a folder of folders, what has the repo's name."""
    is_open = there.repo is not None and (not there.folder or there.folder.endswith(f"/{key.name}"))
    if is_open and there.repo is not None:
        return Side(Place(there.account, there.repo, there.revision))
    return Side(into(there, key))


def _of_files(
    here: Location, rows: Sequence[Any], current: Any, there: Location, theirs: Sequence[Any]
) -> Two | Many:
    assert here.repo is not None
    marked = [row for row in rows if isinstance(row, TreeEntry)]
    folders = [row for row in marked if row.is_directory]
    if here.folder and there.repo is None and folders and len(folders) == len(marked):
        keys = [RepoKey(RepoType.MODEL, below(here.folder, row.path)) for row in folders]
        return Many(tuple(Place(here.account, key, "") for key in keys), there)
    mine = Place(here.account, here.repo, here.revision)
    other = _open_side(here, here.repo, there)
    paths = [row.path for row in marked]
    their_paths = [row.path for row in theirs if isinstance(row, TreeEntry)]
    if there.repo is not None and len(paths) == len(their_paths) == 1:
        return Two(Side(mine, paths[0]), Side(other.place, their_paths[0]))
    base = here.path if all(is_below(path, [here.path]) for path in paths) or not here.path else ""
    if base != here.path:
        other = Side(other.place)
    return Two(Side(mine, base), other, tuple(path[len(base) + bool(base) :] for path in paths))


def _open_side(here: Location, repo: RepoKey, there: Location) -> Side:
    if there.repo is not None:
        return Side(Place(there.account, there.repo, there.revision), there.path)
    return Side(_counterpart(there, repo).place, here.path)
