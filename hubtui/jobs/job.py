"""What a job is, and what can be seen of it while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hubtui.model import RepoKey


class JobKind(StrEnum):
    """What a job does to the repos that it names."""

    COPY = "copy"
    MIRROR = "mirror"
    """A copy that deletes what only the target has."""
    CHANGE = "change"
    """Something is said of each repo that can be said again: its visibility, its name."""
    DELETE = "delete"
    PAST = "past"
    """No job of the queue: something that was done at once, or what is left of a job that was taken off the
    list, so that it can be told, and taken back."""

    @property
    def is_taken_over(self) -> bool:
        """Whether it is offered to go on once its program has ended, and may be left to run on. What deletes
        is asked about again instead."""
        return self in (JobKind.COPY, JobKind.CHANGE)

    @property
    def can_run_again(self) -> bool:
        """Whether the same job can be run once more, by who was asked."""
        return self not in (JobKind.DELETE, JobKind.PAST)

    @property
    def copies(self) -> bool:
        return self in (JobKind.COPY, JobKind.MIRROR)


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    """It runs, and can do nothing until its hub answers again."""
    PAUSED = "paused"
    """By the user, until it is resumed: also by a program that starts later."""
    DONE = "done"
    """Everything moved, committed and verified."""
    FAILED = "failed"
    """Something could not be done; each failed item says what."""
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The program ended while it ran; it can be run again."""

    @property
    def is_over(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED)

    @property
    def is_active(self) -> bool:
        """It has been begun, and goes on by itself."""
        return self in (JobState.RUNNING, JobState.WAITING)


class Phase(StrEnum):
    """What a running job does now; each has its own unit."""

    LIST = "list"
    COMPARE = "compare"
    COPY = "copy"
    COMMIT = "commit"
    VERIFY = "verify"
    CHANGE = "change"
    """Of a bulk job: repos are done one by one."""


UNKNOWN = "not known: the program ended before the hub had answered"
"""Of one thing of a bulk job that is not running: it was asked for, and may have been done."""


class ItemState(StrEnum):
    WAITING = "waiting"
    MOVING = "moving"
    STORED = "stored"
    """The target has the content; no commit names it yet."""
    COMMITTED = "committed"
    VERIFIED = "verified"
    SKIPPED = "skipped"
    DONE = "done"
    """Of a bulk job: the hub has said so."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a copy: whose repo, at which revision. Enough for a worker elsewhere to open it."""

    account: str
    """The account's name."""
    repo: RepoKey
    revision: str
    """The branch, tag or oid that was asked for."""
    oid: str = ""
    """The commit it was when it was planned; empty for a repo that does not exist yet."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job at one moment, for a screen or a report."""

    job_id: int
    title: str
    state: JobState
    created: datetime
    phase: Phase | None = None
    items_done: int = 0
    items_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    rate: float | None = None
    """Bytes a second, an exponentially weighted average; None before it means anything."""
    eta: float | None = None
    """Seconds left, None when unknown."""
    current: tuple[str, ...] = ()
    """Paths that are moving now."""
    message: str = ""
    """The outcome, the first error, or what is waited for, in words."""
    finished: datetime | None = None
    until: datetime | None = None
    """When a WAITING job asks its hub again."""
    rank: int = 0
    """Its place among the jobs: the lower one runs first."""
    kind: JobKind = JobKind.COPY
    elsewhere: bool = False
    """Another hubtui has it."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One file of a job at one moment."""

    repo: RepoKey
    """The target's."""
    path: str
    action: str
    """The plan's, or what it turned out to be: a compared file is skipped or overwritten."""
    size: int
    state: ItemState
    sha256: str = ""
    error: str = ""
    """Why it failed or was left alone, in words."""
    began: datetime | None = None
    """When its content was last asked for."""
    ended: datetime | None = None
    """When it came into its state."""
    number: tuple[int, int] = (0, 0)
    """Of the repo in the job, and of the file in the repo."""
    branch: str = ""
    """The target's, where several of the repo's are beside each other."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that went wrong on the way, whether or not it was overcome."""

    at: datetime
    words: str
    """The hub's, and what was done about it."""
    request_id: str
    """What the hub calls the request; empty when it does not say."""
    path: str
    """The file's; empty for what concerns the whole repo."""
    repo: RepoKey
    """The target's."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What the target's own listing says after a copy, counted apart."""

    same: int = 0
    differs: int = 0
    missing: int = 0
    extra: int = 0
    """At the target only; a copy leaves them alone."""
    not_comparable: int = 0
    """The same size, but the target tells no hash of a kind that is known of the source."""


class Made(StrEnum):
    """What became of a repo, or of a branch, that a copy was to make first."""

    NOTHING = ""
    """The target was there."""
    PLANNED = "not made yet"
    ASKED = "asked for, without an answer that was read"
    DONE = "made"
    PASSED = "made for its tags, then deleted"


@dataclass(frozen=True, slots=True)
class RepoReport:
    """What became of one repo of a job."""

    source: Place
    target: Place
    items: tuple[ItemView, ...]
    commits: tuple[str, ...] = ()
    """Oids of the commits that were made, oldest first."""
    verified: Verified | None = None
    """None: it did not come to that."""
    error: str = ""
    made: Made = Made.NOTHING
    """The target, or its branch."""
    tags: tuple[str, ...] = ()
    """That the target has got."""


@dataclass(frozen=True, slots=True)
class JobReport:
    """What became of a job: what the command line prints."""

    job: JobView
    repos: tuple[RepoReport, ...]
    log: tuple[LogLine, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineView:
    """All jobs at one moment: in their order, running totals for the transfer bar."""

    jobs: tuple[JobView, ...]
    running: int = 0
    """WAITING ones among them."""
    queued: int = 0
    paused: int = 0
    interrupted: int = 0
    """Those that can be gone on with."""
    bytes_done: int = 0
    """Of the jobs that run or are queued; so are the next three."""
    bytes_total: int = 0
    rate: float | None = None
    eta: float | None = None
    bandwidth: int | None = None
    """What all jobs together may move a second; None is no limit."""
