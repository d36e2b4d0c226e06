"""Discussions and pull requests, and what happened in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DiscussionStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Discussion:
    """One line of a repo's community tab: a discussion or a pull request."""

    num: int
    title: str
    author: str
    status: DiscussionStatus
    is_pull_request: bool = False
    created: datetime | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True)
class DiscussionQuery:
    """Which discussions are listed; as it is made, all of them."""

    status: str = ""
    """`open` or `closed` (merged ones too); empty is either."""
    is_pull_request: bool | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    author: str
    created: datetime | None
    text: str
    """Markdown, from a stranger."""
    edited: bool = False
    hidden: bool = False
    comment_id: str = ""
    """What `edit_comment` names it by."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    author: str
    created: datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class TitleChange:
    author: str
    created: datetime | None
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class CommitPushed:
    """A commit that was added to a pull request."""

    author: str
    created: datetime | None
    oid: str
    title: str


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """Something a hub tells that hubtui has no words of its own for."""

    author: str
    created: datetime | None
    event_type: str


Event = Comment | StatusChange | TitleChange | CommitPushed | OtherEvent


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion with all that happened in it, oldest first."""

    discussion: Discussion
    events: tuple[Event, ...]
    diff: str = ""
    """Of a pull request: unified, against its target branch."""
    target_branch: str = ""
    conflicting_files: tuple[str, ...] = ()
