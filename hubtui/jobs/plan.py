"""What a copy will do, decided before anything moves. Pure: two trees in, items out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hubtui.jobs.job import Place
from hubtui.model import Visibility


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
    """The target holds the content already, under another path or repo: only named in the commit."""
    CANNOT = "cannot"
    """It cannot be done; `why` says so."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    action: Action
    path: str
    size: int = 0
    sha256: str = ""
    """Empty when the source does not tell it."""
    oid: str = ""
    """The source's git oid, where it tells one."""
    why: str = ""


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


@dataclass(frozen=True, slots=True)
class Totals:
    """What a plan comes to."""

    files: int
    size: int
    """Bytes of all files of the sources."""
    move: int
    """Bytes that will go over the wire to the target."""
    reuse: int
    """Bytes that the target holds already and the copy only names."""
    skip: int
    """Files left alone."""
    cannot: int
    commits: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole operation as it was agreed to."""

    repos: tuple[RepoPlan, ...]

    @property
    def items(self) -> Iterable[PlanItem]:
        return (item for repo in self.repos for item in repo.items)
