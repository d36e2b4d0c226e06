"""Two trees side by side: what is the same, and what is not, as far as their hashes tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hubtui.jobs.names import PLATFORM_FILES
from hubtui.jobs.plan import HashOf, blob_oid, same_content
from hubtui.model import TreeEntry


class Match(StrEnum):
    """How the two sides of a path stand to each other."""

    DIFFERS = "differs"
    ONLY_LEFT = "only-left"
    ONLY_RIGHT = "only-right"
    UNKNOWN = "not-comparable"
    """The same size, and no hash that both sides tell; or a listing that was cut short."""
    PLATFORM = "platform"
    """A file that each hub writes for itself: neither the same nor different."""
    SAME = "same"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ")


class Which(StrEnum):
    """One of the two sides."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Which:
        return Which.RIGHT if self is Which.LEFT else Which.LEFT


CUT = "the listing was cut short"
NO_HASH = "same size, no hash in common"


@dataclass(frozen=True, slots=True)
class Pair:
    """One path and what each side has there."""

    path: str
    """Below what is compared, on both sides."""
    match: Match
    left: TreeEntry | None = None
    """With its path in its own repo."""
    right: TreeEntry | None = None
    why: str = ""
    """Of what is not comparable."""

    def side(self, which: Which) -> TreeEntry | None:
        return self.left if which is Which.LEFT else self.right

    @property
    def is_unreadable(self) -> bool:
        """Whether reading its content was tried, and failed."""
        return self.match is Match.UNKNOWN and self.why not in (CUT, NO_HASH)

    @property
    def size(self) -> int:
        """The left file's, where there is one."""
        entry = self.left or self.right
        return entry.size if entry else 0


@dataclass(frozen=True, slots=True)
class Count:
    files: int = 0
    size: int = 0


Tree = Mapping[str, TreeEntry]
"""Files by their path below what is compared."""


def _unknown(oid: str, size: int) -> str:
    return ""


def compare(
    left: Tree, right: Tree, *, hash_of: HashOf = _unknown, cut: Sequence[Which] = ()
) -> tuple[Pair, ...]:
    """One pair for each path of either side, in the order of the paths. What the listing of a side in `cut`
    does not name may be there all the same."""
    return tuple(
        judge(path, left.get(path), right.get(path), hash_of, cut) for path in sorted(left.keys() | right)
    )


def judge(
    path: str,
    left: TreeEntry | None,
    right: TreeEntry | None,
    hash_of: HashOf = _unknown,
    cut: Sequence[Which] = (),
) -> Pair:
    """What one path comes to; at least one side has it."""
    if any(entry is not None and entry.path in PLATFORM_FILES for entry in (left, right)):
        return Pair(path, Match.PLATFORM, left, right)
    if left is None or right is None:
        lacking = Which.LEFT if left is None else Which.RIGHT
        if lacking in cut:
            return Pair(path, Match.UNKNOWN, left, right, CUT)
        return Pair(path, Match.ONLY_RIGHT if left is None else Match.ONLY_LEFT, left, right)
    match _same(left, right, hash_of):
        case None:
            return Pair(path, Match.UNKNOWN, left, right, NO_HASH)
        case same:
            return Pair(path, Match.SAME if same else Match.DIFFERS, left, right)


def _same(left: TreeEntry, right: TreeEntry, hash_of: HashOf) -> bool | None:
    same = same_content(left, right, hash_of)
    if same is None and left.xet_hash and left.xet_hash == right.xet_hash:
        return True
    return same


def counts(pairs: Iterable[Pair]) -> dict[Match, Count]:
    """Files and bytes of every kind, zeros too."""
    found = dict.fromkeys(Match, Count())
    for pair in pairs:
        old = found[pair.match]
        found[pair.match] = Count(old.files + 1, old.size + pair.size)
    return found


def overall(count: Mapping[Match, Count]) -> Match:
    """What the trees are as wholes: the same only when every path is known to be."""
    if any(count[one].files for one in (Match.DIFFERS, Match.ONLY_LEFT, Match.ONLY_RIGHT)):
        return Match.DIFFERS
    return Match.UNKNOWN if count[Match.UNKNOWN].files else Match.SAME


def to_read(pair: Pair) -> tuple[Which, ...]:
    """The sides whose content has to be read to settle the pair; empty when reading settles nothing.

    A side that tells no hash has to be; where both tell one, but of different kinds, the one without a sha256
    is, for what is learned of it is good for every other comparison too.
    """
    left, right = pair.left, pair.right
    if pair.match is not Match.UNKNOWN or left is None or right is None:
        return ()
    bare = tuple(which for which in Which if not _hashed(pair.side(which)))
    return bare or ((Which.RIGHT,) if left.sha256 else (Which.LEFT,))


def _hashed(entry: TreeEntry | None) -> bool:
    return entry is not None and bool(entry.sha256 or blob_oid(entry))


def reading(pairs: Iterable[Pair]) -> Count:
    """How many files and bytes are read to settle all that reading can settle."""
    sides = [(pair, len(to_read(pair))) for pair in pairs]
    return Count(sum(count for _, count in sides), sum(pair.size * count for pair, count in sides))


def with_hashes(pair: Pair, which: Which, sha256: str, oid: str) -> Pair:
    """The pair after one side's content was read, not yet judged anew."""
    entry = pair.side(which)
    assert entry is not None
    known = replace(entry, sha256=sha256, oid=oid or entry.oid)
    return replace(pair, left=known) if which is Which.LEFT else replace(pair, right=known)


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Whether the path is one of these, or below one."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)
