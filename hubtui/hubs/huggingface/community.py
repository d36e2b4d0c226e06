"""Hugging Face's discussions and pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huggingface_hub import (
    DiscussionComment,
    DiscussionCommit,
    DiscussionEvent,
    DiscussionStatusChange,
    DiscussionTitleChange,
)

from hubtui.hubs.answers import numbered
from hubtui.hubs.huggingface.answers import moment
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import (
    Comment,
    CommitPushed,
    Discussion,
    DiscussionQuery,
    DiscussionStatus,
    Event,
    OtherEvent,
    Page,
    RepoKey,
    StatusChange,
    Thread,
    TitleChange,
)

_PAGE = 10


class Community(Connection):
    def list_discussions(
        self, repo: RepoKey, query: DiscussionQuery = DiscussionQuery()
    ) -> Iterator[Page[Discussion]]:
        """By pages; ends at an empty page, where the SDK's own iterator would ask for ever."""
        url = self._repo_url(repo, "discussions")
        params = [("status", query.status)] if query.status else []
        params += [("author", query.author)] if query.author else []
        if query.is_pull_request is not None:
            params.append(("type", "pull_request" if query.is_pull_request else "discussion"))
        return numbered(lambda number: self._discussion_page(url, params, number), first=0, size=_PAGE)

    @translated()
    def _discussion_page(self, url: str, params: list[tuple[str, str]], number: int) -> Page[Discussion]:
        record = self._get(url, [*params, ("p", str(number))]).json()
        return Page([_discussion(item) for item in record["discussions"]], record.get("count"))

    @translated()
    def read_discussion(self, repo: RepoKey, num: int) -> Thread:
        details = self._api.get_discussion_details(repo.repo_id, num, repo_type=repo.repo_type.value)
        conflicts = details.conflicting_files
        return Thread(
            discussion=Discussion(
                num=details.num,
                title=details.title,
                author=details.author,
                status=DiscussionStatus(details.status),
                is_pull_request=details.is_pull_request,
                created=details.created_at,
                comments=sum(isinstance(event, DiscussionComment) for event in details.events),
            ),
            events=tuple(_event(event) for event in details.events),
            diff=details.diff or "",
            target_branch=(details.target_branch or "").removeprefix("refs/heads/"),
            merge_oid=details.merge_commit_oid or "",
            conflicting_files=tuple(conflicts) if isinstance(conflicts, list) else (),
        )


def _discussion(record: Mapping[str, Any]) -> Discussion:
    return Discussion(
        num=record["num"],
        title=record["title"],
        author=(record.get("author") or {}).get("name", "deleted"),
        status=DiscussionStatus(record["status"]),
        is_pull_request=record["isPullRequest"],
        created=moment(record.get("createdAt")),
        comments=record.get("numComments"),
    )


def _event(event: DiscussionEvent) -> Event:
    author, created = event.author, event.created_at
    match event:
        case DiscussionComment():
            return Comment(author, created, event.content, event.edited, event.hidden, event.id)
        case DiscussionStatusChange():
            return StatusChange(author, created, event.new_status)
        case DiscussionTitleChange():
            return TitleChange(author, created, event.old_title, event.new_title)
        case DiscussionCommit():
            return CommitPushed(author, created, event.oid, event.summary)
    return OtherEvent(author, created, event.type)
