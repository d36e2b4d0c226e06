"""What is done to a whole repo, as values: what each needs, when it is done already, what undoes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hubtui.errors import BadInput
from hubtui.hub import Hub
from hubtui.model import Capability, Gating, RepoInfo, RepoKey, Visibility


class OperationKind(StrEnum):
    VISIBILITY = "visibility"
    GATING = "gating"
    DISCUSSIONS = "discussions"
    MOVE = "move"
    LIKE = "like"
    COLLECT = "collect"
    DELETE = "delete"

    @property
    def needs(self) -> Capability:
        return _NEEDS[self]


_NEEDS = {
    OperationKind.VISIBILITY: Capability.SET_VISIBILITY,
    OperationKind.GATING: Capability.SET_GATING,
    OperationKind.DISCUSSIONS: Capability.SET_DISCUSSIONS,
    OperationKind.MOVE: Capability.MOVE,
    OperationKind.LIKE: Capability.LIKE,
    OperationKind.COLLECT: Capability.ADD_TO_COLLECTION,
    OperationKind.DELETE: Capability.DELETE_REPO,
}
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that is done to one repo."""

    kind: OperationKind
    value: str = ""
    """The visibility or gating to be; `on` or `off`; the new repo id of a move; the collection's slug."""

    def __str__(self) -> str:
        """In a word or two, for a row: `private`, `delete`, `move to ns/name`."""
        match self.kind:
            case OperationKind.VISIBILITY:
                return self.value
            case OperationKind.GATING:
                return f"gate {self.value}" if self.value else "gate off"
            case OperationKind.DISCUSSIONS:
                return f"discussions {self.value}"
            case OperationKind.MOVE:
                return f"move to {self.value}"
            case OperationKind.LIKE:
                return "like" if self.value == ON else "unlike"
            case OperationKind.COLLECT:
                return f"into {self.value}"
            case OperationKind.DELETE:
                return "delete"

    @property
    def opens(self) -> bool:
        """Whether more people see the content afterwards than may have before."""
        return (self.kind, self.value) in (
            (OperationKind.VISIBILITY, Visibility.PUBLIC),
            (OperationKind.GATING, Gating.OFF),
        )

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind.value, "value": self.value}

    @classmethod
    def from_json(cls, data: Any) -> Operation:
        """BadInput when it is none."""
        try:
            made = cls(OperationKind(data["kind"]), str(data.get("value", "")))
            made.check()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(f"not an operation: {data!r} ({type(error).__name__})") from None
        return made

    def check(self) -> None:
        """ValueError when the value is none of its kind."""
        match self.kind:
            case OperationKind.VISIBILITY:
                Visibility(self.value)
            case OperationKind.GATING:
                Gating(self.value)
            case OperationKind.DISCUSSIONS | OperationKind.LIKE if self.value not in (ON, OFF):
                raise ValueError(self.value)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was known of a repo when its operation was planned: what must still be so when it is carried out,
    and what undoing goes back to. Empty is not known, and not compared."""

    visibility: str = ""
    gated: str | None = None
    head: str = ""

    @classmethod
    def of(cls, info: RepoInfo) -> Seen:
        return cls(info.visibility or "", info.gated, info.head)

    def to_json(self) -> dict[str, str | None]:
        return {"visibility": self.visibility, "gated": self.gated, "head": self.head}

    @classmethod
    def from_json(cls, data: Any) -> Seen:
        gated = data.get("gated")
        return cls(
            str(data.get("visibility") or ""),
            None if gated is None else str(gated),
            str(data.get("head") or ""),
        )

    def changed(self, now: RepoInfo) -> str:
        """What is not as it was, in words; empty when nothing is."""
        if self.visibility and now.visibility and now.visibility != self.visibility:
            return f"it is {now.visibility} now, not {self.visibility}"
        if self.gated is not None and now.gated != self.gated:
            return f"its gate is {now.gated or 'off'} now, not {self.gated or 'off'}"
        if self.head and now.head and now.head != self.head:
            return f"it has other commits: {now.head[:8]}, not {self.head[:8]}"
        return ""


def is_done(operation: Operation, now: RepoInfo) -> bool:
    """Whether the repo is so already."""
    match operation.kind:
        case OperationKind.VISIBILITY:
            return now.visibility == operation.value
        case OperationKind.GATING:
            return now.gated == operation.value
        case OperationKind.MOVE:
            return now.key.repo_id == operation.value
        case _:
            return False


def inverse(operation: Operation, repo: RepoKey, seen: Seen) -> tuple[RepoKey, Operation] | None:
    """What takes it back, and on which repo; None when nothing does."""
    match operation.kind:
        case OperationKind.VISIBILITY if seen.visibility:
            return repo, Operation(OperationKind.VISIBILITY, seen.visibility)
        case OperationKind.GATING if seen.gated is not None:
            return repo, Operation(OperationKind.GATING, seen.gated)
        case OperationKind.DISCUSSIONS | OperationKind.LIKE:
            return repo, Operation(operation.kind, OFF if operation.value == ON else ON)
        case OperationKind.MOVE:
            return RepoKey(repo.repo_type, operation.value), Operation(OperationKind.MOVE, repo.repo_id)
        case _:
            return None


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
        case OperationKind.DELETE:
            hub.delete_repo(repo)
    return True
