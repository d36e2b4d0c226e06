"""What hubs hold, as frozen values: repos, trees, refs, commits, discussions, in the hubs' own words."""

from hubtui.model.accounts import Account
from hubtui.model.community import (
    Comment,
    CommitPushed,
    Discussion,
    DiscussionStatus,
    Event,
    OtherEvent,
    StatusChange,
    Thread,
    TitleChange,
)
from hubtui.model.content import AddFile, Change, DeleteFile, Need, Upload
from hubtui.model.history import Commit, EntryType, Ref, RefType, TreeEntry
from hubtui.model.listing import Page, items
from hubtui.model.repos import Capability, Namespace, RepoInfo, RepoKey, RepoType, User, Visibility

__all__ = [
    "Account",
    "AddFile",
    "Capability",
    "Change",
    "Comment",
    "Commit",
    "CommitPushed",
    "DeleteFile",
    "Discussion",
    "DiscussionStatus",
    "EntryType",
    "Event",
    "Namespace",
    "Need",
    "OtherEvent",
    "Page",
    "Ref",
    "RefType",
    "RepoInfo",
    "RepoKey",
    "RepoType",
    "StatusChange",
    "Thread",
    "TitleChange",
    "TreeEntry",
    "Upload",
    "User",
    "Visibility",
    "items",
]
