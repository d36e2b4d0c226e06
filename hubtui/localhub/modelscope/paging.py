"""ModelScope: pages of a tree that is far larger than a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from weakref import WeakKeyDictionary

from hubtui.localhub.records import Entry, Found
from hubtui.localhub.trees import Trees

_SIZES: WeakKeyDictionary[Trees, dict[int, int]] = WeakKeyDictionary()
"""How much is below each tree that was counted; a tree never changes."""


def count(trees: Trees, tree: int) -> int:
    """How many files and directories are below a tree."""
    sizes = _SIZES.setdefault(trees, {})
    if tree not in sizes:
        entries = trees.get(tree).entries.values()
        sizes[tree] = len(entries) + sum(count(trees, each.subtree) for each in entries if each.is_tree)
    return sizes[tree]


def walk(trees: Trees, tree: int, prefix: str, skip: int) -> Iterator[Found]:
    """Everything below a tree in its order, without the first `skip`; what is skipped is not read."""
    entries = iter(trees.get(tree).entries.values())
    for entry in entries:
        if not entry.is_tree:
            files = islice(chain([entry], entries), skip, None)
            yield from (Found(prefix + each.name, each) for each in files)
            return
        below = count(trees, entry.subtree)
        if skip > below:
            skip -= below + 1
        else:
            yield from _whole(trees, entry, prefix, skip)
            skip = 0


def _whole(trees: Trees, entry: Entry, prefix: str, skip: int) -> Iterator[Found]:
    """A directory and everything below it, without the first `skip`."""
    path = prefix + entry.name
    if not skip:
        yield Found(path, entry)
    yield from walk(trees, entry.subtree, path + "/", max(skip - 1, 0))
