"""What is done to a repo, one of its branches or discussions, as values: when it is done already, what undoes
it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hubtui.errors import BadInput, Unsupported
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs.operation_kinds import UNMADE, OperationKind
from hubtui.model import (
    AccessStatus,
    Capability,
    DiscussionStatus,
    Gating,
    RepoInfo,
    RepoKey,
    Visibility,
)

ALREADY = "it is so already"
ON, OFF = "on", "off"
NEVER = "-1"
"""Of a space's sleep."""
STATUSES = (DiscussionStatus.OPEN, DiscussionStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that is done to one repo, or to one of its discussions."""

    kind: OperationKind
    value: str = ""
    """The visibility or gating to be; `on` or `off`; the repo id that a move or a duplicate leads to; the
    collection's slug; the seconds after which a space sleeps, or what it runs on; the file of this machine
    that holds an edited text; the commit to go back to; the name of a ref; what a discussion is to be, or its
    title; a comment's text; what becomes of a request for access."""
    revision: str = ""
    """The branch that is committed to or squashed; of a new ref the commit that it begins at."""
    paths: tuple[str, ...] = ()
    """The files that are deleted, renamed or edited; those that are restored, none is all. The user who is
    let in or turned down."""
    message: str = ""
    """Of the commit, where the user wrote one."""
    is_proposal: bool = False
    """A pull request is opened; the branch stays as it is."""
    num: int = 0
    """Of the discussion that it is said of."""
    visibility: str = ""
    """Of a duplicate."""
    new_paths: tuple[str, ...] = ()
    """Where the files and folders that are renamed go, in the order of `paths`."""

    def __str__(self) -> str:
        """In a word or two, for a row: `private`, `delete`, `move to ns/name`."""
        return f"{self._words} as a pull request" if self.is_proposal else self._words

    @property
    def _words(self) -> str:
        match self.kind:
            case OperationKind.VISIBILITY:
                return self.value
            case OperationKind.GATING:
                return f"gate {self.value}" if self.value else "gate off"
            case OperationKind.DISCUSSIONS:
                return f"discussions {self.value}"
            case OperationKind.MOVE:
                return f"move to {self.value}"
            case OperationKind.DUPLICATE:
                return f"duplicate as {self.value} ({self.visibility})"
            case OperationKind.SLEEP:
                return "never sleep" if self.value == NEVER else f"sleep after {_spelled(int(self.value))}"
            case OperationKind.HARDWARE:
                return f"run on {self.value}"
            case OperationKind.LIKE:
                return "like" if self.value == ON else "unlike"
            case OperationKind.COLLECT:
                return f"into {self.value}"
            case OperationKind.STATUS:
                return "close" if self.value == DiscussionStatus.CLOSED else "reopen"
            case OperationKind.ANSWER:
                verb = "let in" if self.value == AccessStatus.ACCEPTED else "turn down"
                return f"{verb} {self._files}"
            case OperationKind.RETITLE:
                return f"rename to {self.value}"
            case OperationKind.PURGE:
                return f"delete {self._files} for good"
            case OperationKind.RESTORE:
                return f"restore {self._files or self.revision} to {self.value[:8]}"
            case OperationKind.RENAME_FILES:
                to = f" to {self.new_paths[0]}" if len(self.new_paths) == 1 else ""
                return f"rename {self._files}{to}"
            case OperationKind.DELETE_FILES | OperationKind.EDIT:
                return f"{self.kind.value.partition(' ')[0]} {self._files}"
            case OperationKind.SQUASH:
                return f"squash {self.revision}"
            case kind if kind.ref_type:
                return f"{kind.value} {self.value}"
            case _:
                return self.kind.value

    def leads_to(self, repo: RepoKey) -> RepoKey | None:
        """The repo that there is afterwards and was not before."""
        is_new = self.kind in (OperationKind.MOVE, OperationKind.DUPLICATE)
        return RepoKey(repo.repo_type, self.value) if is_new else None

    @property
    def concerned(self) -> tuple[str, ...]:
        """The files and folders that are not afterwards as they were; none is all."""
        return (*self.paths, *self.new_paths)

    @property
    def _files(self) -> str:
        return (
            self.paths[0] if len(self.paths) == 1 else plural(len(self.paths), "file") if self.paths else ""
        )

    @property
    def subject(self) -> str:
        """The commit's message: the user's, else what is done."""
        words = self._words
        return self.message or words[0].upper() + words[1:]

    @property
    def kept(self) -> str:
        """Where what the user wrote still is when it was not committed, as the end of a sentence."""
        return f"; your text is in {self.value}" if self.kind is OperationKind.EDIT else ""

    @property
    def opens(self) -> bool:
        """Whether more people see the content afterwards than may have before."""
        return (self.kind, self.value) in (
            (OperationKind.VISIBILITY, Visibility.PUBLIC),
            (OperationKind.GATING, Gating.OFF),
        )

    def to_json(self) -> dict[str, Any]:
        told = {"kind": self.kind.value, "value": self.value}
        more = {
            "revision": self.revision,
            "paths": list(self.paths),
            "message": self.message,
            "is_proposal": self.is_proposal,
            "num": self.num,
            "visibility": self.visibility,
            "new_paths": list(self.new_paths),
        }
        return {**told, **{name: value for name, value in more.items() if value}}

    @classmethod
    def from_json(cls, data: Any) -> Operation:
        """BadInput when it is none."""
        try:
            made = cls(
                OperationKind(data["kind"]),
                str(data.get("value", "")),
                str(data.get("revision", "")),
                tuple(str(path) for path in data.get("paths", ())),
                str(data.get("message", "")),
                data.get("is_proposal") is True,
                int(data.get("num", 0)),
                str(data.get("visibility", "")),
                tuple(str(path) for path in data.get("new_paths", ())),
            )
            made.check()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(f"not an operation: {data!r} ({type(error).__name__})") from None
        return made

    def check(self) -> None:
        """ValueError when the value is none of its kind."""
        match self.kind:
            case OperationKind.VISIBILITY:
                Visibility(self.value)
            case OperationKind.DUPLICATE:
                Visibility(self.visibility)
            case OperationKind.SLEEP if int(self.value) <= 0 and self.value != NEVER:
                raise ValueError(self.value)
            case OperationKind.GATING:
                Gating(self.value)
            case OperationKind.RENAME_FILES if len(self.paths) != len(self.new_paths):
                raise ValueError(self.new_paths)
            case OperationKind.STATUS if self.value not in STATUSES:
                raise ValueError(self.value)
            case OperationKind.DISCUSSIONS | OperationKind.LIKE if self.value not in (ON, OFF):
                raise ValueError(self.value)
        if self.kind.commits and not self.revision:
            raise ValueError("no branch")


def _spelled(seconds: int) -> str:
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds % size == 0:
            return plural(seconds // size, unit)
    return plural(seconds, "second")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was known of a repo when its operation was planned: what must still be so when it is carried out,
    and what undoing goes back to. Empty is not known, and not compared."""

    visibility: str = ""
    gated: str | None = None
    head: str = ""
    updated: str = ""
    """To the second. Known of what is to be deleted where the hub tells no heads."""
    status: str = ""
    """The discussion's."""

    @classmethod
    def of(cls, info: RepoInfo) -> Seen:
        return cls(info.visibility or "", info.gated, info.head)

    @classmethod
    def to_delete(cls, info: RepoInfo) -> Seen:
        """So that nothing is deleted that was added to since."""
        updated = "" if info.head else _second(info.updated)
        return cls(info.visibility or "", info.gated, info.head, updated)

    @property
    def widest(self) -> Visibility:
        """As of a `RepoInfo`."""
        is_open = self.visibility == Visibility.PUBLIC and self.gated == Gating.OFF
        return Visibility.PUBLIC if is_open else Visibility.PRIVATE

    def to_json(self) -> dict[str, str | None]:
        return {
            "visibility": self.visibility,
            "gated": self.gated,
            "head": self.head,
            "updated": self.updated,
            "status": self.status,
        }

    @classmethod
    def from_json(cls, data: Any) -> Seen:
        gated = data.get("gated")
        return cls(
            str(data.get("visibility") or ""),
            None if gated is None else str(gated),
            str(data.get("head") or ""),
            str(data.get("updated") or ""),
            str(data.get("status") or ""),
        )

    def changed(self, now: RepoInfo) -> str:
        """What is not as it was, in words; empty when nothing is."""
        if self.visibility and now.visibility and now.visibility != self.visibility:
            return f"it is {now.visibility} now, not {self.visibility}"
        if self.gated is not None and now.gated != self.gated:
            return f"its gate is {now.gated or 'off'} now, not {self.gated or 'off'}"
        if self.head and now.head and now.head != self.head:
            return f"it has other commits: {now.head[:8]}, not {self.head[:8]}"
        if self.updated and now.updated and _second(now.updated) != self.updated:
            return f"it was updated at {now.updated.astimezone():%Y-%m-%d %H:%M:%S}, which was not seen"
        return ""


def _second(when: datetime | None) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds") if when else ""


def is_done(operation: Operation, now: RepoInfo) -> bool:
    """Whether the repo is so already."""
    match operation.kind:
        case OperationKind.VISIBILITY:
            return now.visibility == operation.value
        case OperationKind.GATING:
            return now.gated == operation.value
        case OperationKind.MOVE:
            return now.key.repo_id == operation.value
        case OperationKind.PAUSE:
            return now.runtime.startswith("PAUSED")
        case OperationKind.HARDWARE:
            return now.hardware == operation.value
        case _:
            return False


def undoing(operation: Operation) -> Capability:
    """What a hub has to be able to do for it to be taken back; NONE when nothing takes it back."""
    kind = operation.kind
    if kind.commits:
        return Capability.NONE if operation.is_proposal else kind.needs
    if kind in UNMADE:
        return Capability.DELETE_REF
    return Capability.NONE if kind.is_final else kind.needs


def why_final(operation: Operation) -> str:
    """Why nothing takes it back, in words; what there is instead."""
    match operation.kind:
        case OperationKind.DUPLICATE:
            return f"only deleting {operation.value} takes it back"
        case OperationKind.CREATE:
            return "only deleting it takes it back"
        case OperationKind.MERGE:
            return "a merge stays in the history"
        case OperationKind.OPEN | OperationKind.PUBLISH:
            return "it can be closed"
        case OperationKind.RETITLE | OperationKind.EDIT_COMMENT:
            return "it can be written anew"
        case OperationKind.ANSWER:
            return "another answer takes its place"
        case OperationKind.PAUSE:
            return "it can be started again"
        case OperationKind.SLEEP | OperationKind.HARDWARE:
            return "it can be set anew"
        case _:
            return "nothing takes it back"


def inverse(
    operation: Operation, repo: RepoKey, seen: Seen, head: str = ""
) -> tuple[RepoKey, Operation] | None:
    """What takes it back, and on which repo; None when nothing does. `head` is the last commit it made."""
    if undoing(operation) is Capability.NONE:
        return None
    match operation.kind:
        case kind if kind in UNMADE:
            return repo, Operation(UNMADE[kind], operation.value)
        case kind if kind.commits:
            return (repo, _restored(operation, seen.head)) if head and seen.head else None
        case OperationKind.VISIBILITY if seen.visibility:
            return repo, Operation(OperationKind.VISIBILITY, seen.visibility)
        case OperationKind.GATING if seen.gated is not None:
            return repo, Operation(OperationKind.GATING, seen.gated)
        case OperationKind.STATUS if seen.status in STATUSES:
            return repo, Operation(OperationKind.STATUS, seen.status, num=operation.num)
        case OperationKind.DISCUSSIONS | OperationKind.LIKE:
            return repo, Operation(operation.kind, OFF if operation.value == ON else ON)
        case OperationKind.MOVE:
            return RepoKey(repo.repo_type, operation.value), Operation(OperationKind.MOVE, repo.repo_id)
        case _:
            return None


def _restored(operation: Operation, oid: str) -> Operation:
    """What puts back what it changed, as that was at this commit."""
    return Operation(OperationKind.RESTORE, oid, operation.revision, operation.concerned)


def carry_out(operation: Operation, hub: Hub, repo: RepoKey, seen: Seen) -> bool:
    """Do it; False when the hub found it so already. A HubError when the hub does not; Conflict, of a
    visibility, when it is not as it was seen."""
    match operation.kind:
        case OperationKind.VISIBILITY:
            before = Visibility(seen.visibility) if seen.visibility else None
            return hub.set_visibility(repo, Visibility(operation.value), seen=before)
        case OperationKind.GATING:
            hub.set_gating(repo, Gating(operation.value))
        case OperationKind.DISCUSSIONS:
            hub.set_discussions(repo, enabled=operation.value == ON)
        case OperationKind.MOVE:
            hub.move_repo(repo, RepoKey(repo.repo_type, operation.value))
        case OperationKind.LIKE:
            hub.set_liked(repo, liked=operation.value == ON)
        case OperationKind.COLLECT:
            hub.add_to_collection(operation.value, repo)
        case OperationKind.PAUSE:
            hub.pause_space(repo)
        case OperationKind.RESTART:
            hub.restart_space(repo)
        case OperationKind.SLEEP:
            hub.set_sleep_time(repo, int(operation.value))
        case OperationKind.HARDWARE:
            hub.set_hardware(repo, operation.value)
        case OperationKind.DELETE:
            hub.delete_repo(repo)
        case OperationKind.STATUS:
            hub.set_discussion_status(repo, operation.num, DiscussionStatus(operation.value))
        case OperationKind.COMMENT:
            hub.comment(repo, operation.num, operation.value)
        case _:
            raise Unsupported(f"cannot {operation}", hub=hub.title)
    return True
