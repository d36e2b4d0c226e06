"""After a copy: the target's own listing against what the source has, every file counted once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from hubtui.jobs.job import Verified
from hubtui.jobs.names import PLATFORM_FILES
from hubtui.jobs.plan import KEPT, PLATFORM, Action, HashOf, PlanItem, same_content
from hubtui.model import TreeEntry


class Verdict(Enum):
    SAME = "same"
    DIFFERS = "the target has other content after the copy"
    MISSING = "the target does not have it after the copy"
    NOT_COMPARABLE = "the target tells no hash to compare"


def is_promised(item: PlanItem) -> bool:
    """Whether the target is to have the source's content under this path once the copy is done."""
    is_kept = item.action is Action.SKIP and (item.why == PLATFORM or item.why in KEPT)
    return item.action not in (Action.CANNOT, Action.DELETE) and not is_kept


def judge(
    item: PlanItem, there: TreeEntry | None, hash_of: HashOf, *, complete: bool = True, by_size: bool = False
) -> Verdict:
    """One file's verdict; `by_size` it has to be there only, with its size. What an incomplete listing does
    not name may still be there."""
    if there is None:
        return Verdict.MISSING if complete else Verdict.NOT_COMPARABLE
    if by_size:
        return Verdict.SAME if there.size == item.size else Verdict.DIFFERS
    same = same_content(item, there, hash_of)
    if same is None:
        return Verdict.NOT_COMPARABLE
    return Verdict.SAME if same else Verdict.DIFFERS


def count(verdicts: Mapping[str, Verdict], there: Iterable[str]) -> Verified:
    """The verdicts by kind. `there` are the paths the target lists."""
    found = list(verdicts.values())
    return Verified(
        same=found.count(Verdict.SAME),
        differs=found.count(Verdict.DIFFERS),
        missing=found.count(Verdict.MISSING),
        extra=len(set(there) - verdicts.keys() - PLATFORM_FILES),
        not_comparable=found.count(Verdict.NOT_COMPARABLE),
    )


def read_back(item: PlanItem, read: Callable[[], Iterable[bytes]]) -> Verdict:
    """The verdict from the target's content itself, for a file whose listing tells no comparable hash."""
    sha256 = hashlib.sha256()
    size = 0
    for block in read():
        sha256.update(block)
        size += len(block)
    same = size == item.size and sha256.hexdigest() == item.sha256
    return Verdict.SAME if same else Verdict.DIFFERS
