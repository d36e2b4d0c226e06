"""What is looked at: a file at a revision, and what was seen of it already."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from hubtui import format
from hubtui.hub import Hub
from hubtui.jobs.compare import Pair, Which
from hubtui.jobs.sides import Compared
from hubtui.model import RepoInfo, RepoKey, TreeEntry
from hubtui.previews import Preview, Reader, of_hub, preview
from hubtui.previews.kinds import FIRST
from hubtui.text import safe
from hubtui.ui.location import Location, View

REMEMBERED = 50
QUICK_FIRST, QUICK_LIMIT = 16 * 1024, 1024 * 1024
"""What a quick view reads of a text, and of any file at the most."""
LONGEST = 4 * 1024 * 1024
"""As far as a text is read on."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A file that a preview is of."""

    account: str
    repo: RepoKey
    revision: str
    path: str
    size: int | None = None
    storage: str = ""
    """`LFS`, `xet`; empty where the hub keeps it as an ordinary file, or does not tell."""
    content: str = ""
    """What tells this content from what the file is tomorrow: a hash, a commit; empty when unknown."""

    @property
    def title(self) -> str:
        """Path, size and storage, safe to show."""
        known = (format.size(self.size) if self.size is not None else "", self.storage)
        return " · ".join(part for part in (f"{safe(self.repo.name)}/{safe(self.path)}", *known) if part)


def of_entry(here: Location, entry: TreeEntry) -> Subject:
    assert here.repo is not None
    storage = "xet" if entry.xet_hash else "LFS" if entry.lfs else ""
    content = entry.sha256 or entry.oid
    return Subject(here.account, here.repo, here.revision, entry.path, entry.size, storage, content)


def of_pair(compared: Compared, pair: Pair) -> Subject | None:
    """The left side's file; the right side's where only that has one."""
    for which in Which:
        if entry := pair.side(which):
            place = compared.side(which).place
            here = Location(place.account, View.FILES, repo=place.repo, revision=place.oid)
            return of_entry(here, entry)
    return None


def card_of(here: Location, info: RepoInfo, default_revision: str) -> Subject:
    """A repo's README."""
    content = info.head or str(info.updated or "")
    return Subject(here.account, info.key, default_revision, "README.md", content=content)


class Sight:
    """One file, seen as far as it was asked for; further looks ask for what is missing only."""

    def __init__(self) -> None:
        self.preview: Preview | None = None
        self.first = 0
        """How much of a text the preview was made of."""
        self._limit = 0
        self._reader: Reader | None = None
        self._lock = threading.Lock()

    def suffices(self, first: int, limit: int) -> bool:
        """Whether a look with these bounds would show nothing new."""
        shown = self.preview
        if shown is None:
            return False
        return (first <= self.first and limit <= self._limit) or not (shown.rest or shown.note)

    def look(self, hub: Hub, subject: Subject, first: int, limit: int) -> Preview:
        """Blocks, and raises what the hub raises."""
        with self._lock:
            if self.preview is not None and self.suffices(first, limit):
                return self.preview
            if self._reader is None:
                self._reader = of_hub(hub, subject.repo, subject.revision, subject.path, subject.size)
            self._reader.limit = limit
            self.preview = preview(self._reader, subject.path, first=first)
            self.first, self._limit = first, limit
            if not self.preview.rest and not self.preview.note:
                self._reader = None
            return self.preview


class Seen:
    """The latest files that were looked at. Safe to use from several threads."""

    def __init__(self) -> None:
        self._sights: OrderedDict[Subject, Sight] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, subject: Subject) -> Sight:
        """What was seen of the file; nothing yet, of one whose content has no name to know it by."""
        if not subject.content:
            return Sight()
        with self._lock:
            sight = self._sights.setdefault(subject, Sight())
            self._sights.move_to_end(subject)
            while len(self._sights) > REMEMBERED:
                self._sights.popitem(last=False)
            return sight

    def forget(self, account: str) -> None:
        """Drop what this account has seen."""
        with self._lock:
            for subject in [subject for subject in self._sights if subject.account == account]:
                del self._sights[subject]


__all__ = [
    "FIRST",
    "LONGEST",
    "QUICK_FIRST",
    "QUICK_LIMIT",
    "Seen",
    "Sight",
    "Subject",
    "card_of",
    "of_entry",
]
