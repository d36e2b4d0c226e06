"""Two namespaces side by side: repos of the same name compared, each with what it comes to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hubtui.errors import HubError
from hubtui.hub import Hub
from hubtui.jobs.compare import Count, Match, Which, counts, overall
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import Place
from hubtui.jobs.sides import Compared, Side, compare_sides
from hubtui.jobs.workers import Width, each
from hubtui.model import RepoKey, RepoType, items


@dataclass(frozen=True, slots=True)
class RepoPair:
    """One name and what each side has of it."""

    repo_type: RepoType
    name: str
    left: Place | None = None
    right: Place | None = None
    match: Match | None = None
    """None: not compared yet, or it could not be."""
    counts: Mapping[Match, Count] = field(default_factory=dict)
    error: str = ""

    def place(self, which: Which) -> Place | None:
        return self.left if which is Which.LEFT else self.right


def pair_repos(left: Iterable[Place], right: Iterable[Place]) -> tuple[RepoPair, ...]:
    """One pair for each type and name, in that order. A folder of this machine is of the type of whatever has
    its name on the other side."""
    lefts, rights = ({_name(place.repo): place for place in side} for side in (left, right))
    for one, other in ((lefts, rights), (rights, lefts)):
        for (_, name), place in [*one.items()]:
            if place.repo.is_folder and (found := _named(other, name)) is not None:
                one[found] = one.pop((RepoType.MODEL, name))
    return tuple(
        _pair(*key, lefts.get(key), rights.get(key)) for key in sorted(lefts.keys() | rights, key=_order)
    )


def _pair(repo_type: RepoType, name: str, left: Place | None, right: Place | None) -> RepoPair:
    match = Match.ONLY_RIGHT if left is None else Match.ONLY_LEFT if right is None else None
    return RepoPair(repo_type, name, left, right, match)


def _name(repo: RepoKey) -> tuple[RepoType, str]:
    return repo.repo_type, repo.name


def _named(places: Mapping[tuple[RepoType, str], Place], name: str) -> tuple[RepoType, str] | None:
    return next((key for key in ((one, name) for one in RepoType) if key in places), None)


def _order(key: tuple[RepoType, str]) -> tuple[int, str]:
    return [*RepoType].index(key[0]), key[1]


def list_places(hub: Hub, account: str, namespace: str, repo_type: RepoType) -> list[Place]:
    """The namespace's repos of this type, all of them; none of a type that the hub does not have."""
    if repo_type not in hub.capabilities:
        return []
    return [Place(account, info.key, "") for info in items(hub.list_repos(namespace, repo_type))]


def compare_each(
    pairs: Sequence[RepoPair],
    hub: Callable[[str], Hub],
    hashes: Hashes,
    on_compared: Callable[[int, RepoPair], None],
    stop: threading.Event,
    settle: Callable[[Compared], Compared] = lambda found: found,
) -> None:
    """Compare every pair that both sides have, several at once, and tell each with its place, on any thread.
    `settle` may look closer. What a hub refuses is kept with the pair. Raises Stopped once `stop` is set."""

    def one(place: int) -> None:
        on_compared(place, _compared(pairs[place], hub, hashes, settle))

    each((n for n, pair in enumerate(pairs) if pair.left and pair.right), one, Width(4, 8), stop)


def _compared(
    pair: RepoPair, hub: Callable[[str], Hub], hashes: Hashes, settle: Callable[[Compared], Compared]
) -> RepoPair:
    """The pair with what its files come to."""
    assert pair.left is not None
    assert pair.right is not None
    try:
        found = counts(settle(compare_sides(Side(pair.left), Side(pair.right), hub, hashes)).pairs)
    except HubError as error:
        return replace(pair, match=None, error=str(error))
    return replace(pair, match=overall(found), counts=found, error="")


def overall_of(pairs: Iterable[RepoPair]) -> Match:
    """What the namespaces are as wholes: the same only when every repo is known to be."""
    found = {pair.match for pair in pairs}
    if found & {Match.DIFFERS, Match.ONLY_LEFT, Match.ONLY_RIGHT}:
        return Match.DIFFERS
    return Match.SAME if found <= {Match.SAME} else Match.UNKNOWN
