"""What hubs hold, as frozen values: repos, trees, refs, commits, discussions, in the hubs' own words."""

from hubtui.model.access import AccessRequest, AccessStatus
from hubtui.model.accounts import Account
from hubtui.model.cards import Card
from hubtui.model.community import (
    Comment,
    CommitPushed,
    Discussion,
    DiscussionQuery,
    DiscussionStatus,
    Event,
    OtherEvent,
    StatusChange,
    Thread,
    TitleChange,
)
from hubtui.model.content import AddFile, Change, DeleteFile, Need, Upload
from hubtui.model.history import (
    ChangeType,
    Commit,
    Comparison,
    EntryType,
    FileChange,
    Ref,
    RefType,
    TreeEntry,
    is_oid,
)
from hubtui.model.listing import Page, items
from hubtui.model.repos import (
    Capability,
    Collection,
    Gating,
    Namespace,
    RepoInfo,
    RepoKey,
    RepoQuery,
    RepoSort,
    RepoType,
    User,
    Visibility,
)
from hubtui.model.storage import LargeFile

__all__ = [
    "AccessRequest",
    "AccessStatus",
    "Account",
    "AddFile",
    "Capability",
    "Card",
    "Change",
    "ChangeType",
    "Collection",
    "Comment",
    "Commit",
    "CommitPushed",
    "Comparison",
    "DeleteFile",
    "Discussion",
    "DiscussionQuery",
    "DiscussionStatus",
    "EntryType",
    "Event",
    "FileChange",
    "Gating",
    "LargeFile",
    "Namespace",
    "Need",
    "OtherEvent",
    "Page",
    "Ref",
    "RefType",
    "RepoInfo",
    "RepoKey",
    "RepoQuery",
    "RepoSort",
    "RepoType",
    "StatusChange",
    "Thread",
    "TitleChange",
    "TreeEntry",
    "Upload",
    "User",
    "Visibility",
    "is_oid",
    "items",
]
