"""Hugging Face's discussions and pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huggingface_hub.community import (
    DiscussionComment,
    DiscussionCommit,
    DiscussionEvent,
    DiscussionStatusChange,
    DiscussionTitleChange,
)

from hubtui.errors import Conflict, Refused
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
            conflicting_files=tuple(conflicts) if isinstance(conflicts, list) else (),
        )

    def create_discussion(
        self, repo: RepoKey, title: str, text: str, *, is_pull_request: bool = False
    ) -> Discussion:
        """Not through the SDK, which puts words of its own where `text` is empty."""
        body = {"title": title.strip(), "description": text, "pullRequest": is_pull_request}
        answer = self._post(self._repo_url(repo, "discussions"), body)
        with translated():
            num = int(answer["num"])
        return self.read_discussion(repo, num).discussion

    @translated()
    def comment(self, repo: RepoKey, num: int, text: str) -> None:
        self._api.comment_discussion(repo.repo_id, num, text, repo_type=repo.repo_type.value)

    @translated()
    def edit_comment(self, repo: RepoKey, num: int, comment_id: str, text: str) -> None:
        self._api.edit_discussion_comment(repo.repo_id, num, comment_id, text, repo_type=repo.repo_type.value)

    @translated()
    def rename_discussion(self, repo: RepoKey, num: int, title: str) -> None:
        self._api.rename_discussion(repo.repo_id, num, title.strip(), repo_type=repo.repo_type.value)

    @translated()
    def set_discussion_status(self, repo: RepoKey, num: int, status: DiscussionStatus) -> None:
        if status not in (DiscussionStatus.OPEN, DiscussionStatus.CLOSED):
            raise Refused(f"a discussion is opened or closed, not made {status}", hub=self.title)
        self._api.change_discussion_status(
            repo.repo_id,
            num,
            "open" if status is DiscussionStatus.OPEN else "closed",
            repo_type=repo.repo_type.value,
        )

    def merge(self, repo: RepoKey, num: int) -> None:
        """Whatever the hub has against it is a conflict: files in the way, a draft, merged already."""
        try:
            with translated():
                self._api.merge_pull_request(repo.repo_id, num, repo_type=repo.repo_type.value)
        except Refused as error:
            raise Conflict(
                error.message, status=error.status, request_id=error.request_id, hub=self.title
            ) from None


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
