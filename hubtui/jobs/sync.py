"""What makes one side of a comparison as the other: which copies, and what of their plan is meant. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hubtui.errors import BadInput
from hubtui.jobs.compare import Count, Match, Pair, Which
from hubtui.jobs.job import Place
from hubtui.jobs.names import PathMap
from hubtui.jobs.options import Options
from hubtui.jobs.scan import CopyRequest
from hubtui.jobs.sides import Compared, Side
from hubtui.model import is_oid

ONLY = {Which.LEFT: Match.ONLY_LEFT, Which.RIGHT: Match.ONLY_RIGHT}
FEW = 500
"""So many paths a request names; beyond that everything is looked at and the plan narrowed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways to even out a difference."""

    source: Which
    delete: bool
    """What only the other side has goes."""
    copy: Count
    """What only the source has."""
    overwrite: Count
    """What differs, or may."""
    extra: Count
    """What only the other side has."""
    repos: int = 0
    """Whole repos that only the source has. Those of the other side stay: no repo is ever deleted."""

    def options(self, target: Place) -> Options:
        """Of the copy to this place: who chose a way that deletes means files of this machine too."""
        return Options(delete_extra=self.delete, delete_here=self.delete and target.repo.is_folder)


@dataclass(frozen=True, slots=True)
class Sync:
    """Copies to be planned."""

    request: CopyRequest
    wanted: Collection[str] | None = None
    """Only these paths of the target are meant; None for whatever the plan finds."""


def ways(pairs: Iterable[Pair], first: Which) -> list[Way]:
    """The ways that change anything, those from the `first` side first; what deletes after what does not."""
    kinds: dict[Match, Count] = dict.fromkeys(Match, Count())
    for pair in pairs:
        old = kinds[pair.match]
        kinds[pair.match] = Count(old.files + 1, old.size + pair.size)
    return ways_of(kinds, first)


def ways_of(kinds: Mapping[Match, Count], first: Which, repos: Mapping[Match, int] = {}) -> list[Way]:
    """The same from counts: of the files of repos that both sides have, and of the repos that one has."""
    changed = _sum(kinds[Match.DIFFERS], kinds[Match.UNKNOWN])
    found = []
    for source in (first, first.other):
        copy, extra, new = kinds[ONLY[source]], kinds[ONLY[source.other]], repos.get(ONLY[source], 0)
        if copy.files or changed.files or new:
            found.append(Way(source, False, copy, changed, extra, new))
        if extra.files:
            found.append(Way(source, True, copy, changed, extra, new))
    return found


def _sum(one: Count, other: Count) -> Count:
    return Count(one.files + other.files, one.size + other.size)


def sync(compared: Compared, way: Way, chosen: Sequence[Pair] | None) -> Sync:
    """The copy that makes the other side as the source, of the chosen pairs or of all that was compared.
    BadInput where it cannot be one."""
    source, target = compared.side(way.source), compared.side(way.source.other)
    if is_oid(target.place.revision):
        raise BadInput(f"the {way.source.other} side is a commit, which never changes: show a branch there")
    if compared.are_files and source.path.rpartition("/")[2] != target.path.rpartition("/")[2]:
        raise BadInput("a file is copied under its own name: the names of the two differ")
    to = PathMap(_folder(compared, way.source), _folder(compared, way.source.other))
    meant = compared.pairs if chosen is None else chosen
    place = target.place
    request = CopyRequest(
        source.place,
        Place(place.account, place.repo, place.revision),
        (to.source,) if to.source else (),
        to,
        way.options(place),
    )
    if chosen is None and compared.is_whole:
        return Sync(request)
    named = [entry.path for pair in meant if _is_work(pair) and (entry := pair.side(way.source))]
    if not way.delete and 0 < len(named) <= FEW:
        return Sync(CopyRequest(request.source, request.target, tuple(named), to, request.options))
    return Sync(request, frozenset(_target_path(to, pair) for pair in meant))


def whole(source: Side, target: Side, paths: Sequence[str] = ()) -> CopyRequest:
    """What the source has, of `paths` below it only these, to a repo that is not there yet."""
    named = [f"{source.path}/{path}".lstrip("/") for path in paths] or [source.path]
    to = Place(target.place.account, target.place.repo, target.place.revision)
    taken = tuple(path for path in named if path)
    return CopyRequest(source.place, to, taken, PathMap(source.path, target.path))


def _is_work(pair: Pair) -> bool:
    return pair.match not in (Match.SAME, Match.PLATFORM)


def _target_path(to: PathMap, pair: Pair) -> str:
    return f"{to.target}/{pair.path}" if to.target else pair.path


def _folder(compared: Compared, which: Which) -> str:
    """The folder whose paths the pairs have."""
    path = compared.side(which).path
    is_file = any((entry := pair.side(which)) and entry.path == path for pair in compared.pairs)
    return path.rpartition("/")[0] if is_file else path
