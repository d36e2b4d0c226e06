"""What can be done to a repo, one of its branches or discussions, and what each of it needs of a hub."""

from __future__ import annotations

from enum import StrEnum

from hubtui.model import Capability, RefType


class OperationKind(StrEnum):
    VISIBILITY = "visibility"
    GATING = "gating"
    DISCUSSIONS = "discussions"
    MOVE = "move"
    DUPLICATE = "duplicate"
    LIKE = "like"
    PAUSE = "pause"
    """A space; so are the next three."""
    RESTART = "restart"
    SLEEP = "sleep"
    HARDWARE = "hardware"
    COLLECT = "collect"
    DELETE = "delete"
    DELETE_FILES = "delete files"
    RENAME_FILES = "rename files"
    EDIT = "edit"
    RESTORE = "restore"
    SQUASH = "squash"
    CREATE_BRANCH = "create branch"
    CREATE_TAG = "create tag"
    DELETE_BRANCH = "delete branch"
    DELETE_TAG = "delete tag"
    STATUS = "status"
    """Of a discussion: open or closed."""
    COMMENT = "comment"
    CREATE = "create"
    OPEN = "open"
    """A discussion, or a pull request."""
    PUBLISH = "publish"
    """A draft of a pull request."""
    RETITLE = "retitle"
    EDIT_COMMENT = "edit comment"
    MERGE = "merge"
    ANSWER = "answer"
    """Who asks for access is let in, or turned down."""
    PURGE = "delete for good"
    """Contents, from the whole history."""

    @property
    def needs(self) -> Capability:
        return _NEEDS[self]

    @property
    def commits(self) -> bool:
        """Whether it makes commits on a branch."""
        return self in (self.DELETE_FILES, self.RENAME_FILES, self.EDIT, self.RESTORE)

    @property
    def deletes(self) -> bool:
        """Whether it is asked about again, not gone on with, when it was interrupted."""
        return self in (self.DELETE, self.DELETE_FILES, self.SQUASH, self.DELETE_BRANCH, self.DELETE_TAG)

    @property
    def is_alone(self) -> bool:
        """Whether it is done at once, never by a job."""
        return self in _ALONE

    @property
    def runs(self) -> bool:
        """Whether it is about the app of a space."""
        return self.needs is Capability.RUN

    @property
    def is_final(self) -> bool:
        """Whether nothing that a hub can do takes it back."""
        if self.commits:
            return False
        return self.deletes or self.is_alone or self.runs or self in _FINAL

    @property
    def ref_type(self) -> RefType | None:
        """What it makes or deletes; None where it is about something else."""
        return _REF_TYPES.get(self)

    @property
    def noun(self) -> str:
        """What it is done to, for counting."""
        if self.ref_type:
            return "ref"
        if self in (self.STATUS, self.COMMENT):
            return "discussion"
        return "change" if self.commits or self is self.SQUASH else "repo"


_NEEDS = {
    OperationKind.VISIBILITY: Capability.SET_VISIBILITY,
    OperationKind.GATING: Capability.SET_GATING,
    OperationKind.DISCUSSIONS: Capability.SET_DISCUSSIONS,
    OperationKind.MOVE: Capability.MOVE,
    OperationKind.DUPLICATE: Capability.DUPLICATE,
    OperationKind.LIKE: Capability.LIKE,
    OperationKind.PAUSE: Capability.RUN,
    OperationKind.RESTART: Capability.RUN,
    OperationKind.SLEEP: Capability.RUN,
    OperationKind.HARDWARE: Capability.RUN,
    OperationKind.COLLECT: Capability.ADD_TO_COLLECTION,
    OperationKind.DELETE: Capability.DELETE_REPO,
    OperationKind.DELETE_FILES: Capability.WRITE,
    OperationKind.RENAME_FILES: Capability.WRITE,
    OperationKind.EDIT: Capability.WRITE,
    OperationKind.RESTORE: Capability.WRITE,
    OperationKind.SQUASH: Capability.SQUASH,
    OperationKind.CREATE_BRANCH: Capability.CREATE_BRANCH,
    OperationKind.CREATE_TAG: Capability.CREATE_TAG,
    OperationKind.DELETE_BRANCH: Capability.DELETE_REF,
    OperationKind.DELETE_TAG: Capability.DELETE_REF,
    OperationKind.STATUS: Capability.DISCUSS,
    OperationKind.COMMENT: Capability.DISCUSS,
    OperationKind.CREATE: Capability.WRITE,
    OperationKind.OPEN: Capability.DISCUSS,
    OperationKind.PUBLISH: Capability.DISCUSS,
    OperationKind.RETITLE: Capability.DISCUSS,
    OperationKind.EDIT_COMMENT: Capability.DISCUSS,
    OperationKind.MERGE: Capability.DISCUSS,
    OperationKind.ANSWER: Capability.ACCESS_REQUESTS,
    OperationKind.PURGE: Capability.LARGE_FILES,
}
_FINAL = (OperationKind.COLLECT, OperationKind.COMMENT, OperationKind.DUPLICATE)
_ALONE = (
    OperationKind.CREATE,
    OperationKind.OPEN,
    OperationKind.PUBLISH,
    OperationKind.RETITLE,
    OperationKind.EDIT_COMMENT,
    OperationKind.MERGE,
    OperationKind.ANSWER,
    OperationKind.PURGE,
)
_REF_TYPES = {
    OperationKind.CREATE_BRANCH: RefType.BRANCH,
    OperationKind.CREATE_TAG: RefType.TAG,
    OperationKind.DELETE_BRANCH: RefType.BRANCH,
    OperationKind.DELETE_TAG: RefType.TAG,
}
UNMADE = {
    OperationKind.CREATE_BRANCH: OperationKind.DELETE_BRANCH,
    OperationKind.CREATE_TAG: OperationKind.DELETE_TAG,
}
