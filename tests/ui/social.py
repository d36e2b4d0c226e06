"""What the hubs in memory know of search, refs, comparisons, discussions, likes and collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hubtui.errors import Conflict, Forbidden, NotFound, Refused, Unauthorized
from hubtui.hubs.comparing import compare_trees
from hubtui.model import (
    Collection,
    Comment,
    Comparison,
    Discussion,
    DiscussionQuery,
    DiscussionStatus,
    Event,
    Namespace,
    Page,
    Ref,
    RefType,
    RepoInfo,
    RepoKey,
    RepoQuery,
    RepoType,
    StatusChange,
    Thread,
    TitleChange,
)
from tests.jobs.memory_hub import MemoryHub, Tree

THEN = datetime(2026, 11, 1, tzinfo=UTC)
OPEN = (DiscussionStatus.OPEN, DiscussionStatus.DRAFT)


class Findable(MemoryHub):
    """Search, likes and collections. A test fills `tags`, `liked` and `collections`."""

    signed_in = True
    repo_page = 1000

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[RepoKey, tuple[str, ...]] = {}
        self.liked: list[RepoKey] = []
        self.collections: dict[str, tuple[Collection, list[RepoKey]]] = {}

    def search_repos(self, repo_type: RepoType, query: RepoQuery) -> Iterator[Page[RepoInfo]]:
        return self._pages(
            "search_repos",
            [
                key
                for key in self.repos
                if key.repo_type is repo_type
                and query.text.casefold() in key.repo_id.casefold()
                and set(query.tags) <= set(self.tags.get(key, ()))
            ],
        )

    def search_namespaces(self, text: str) -> list[Namespace]:
        self._step("search_namespaces")
        found = {key.namespace for key in self.repos if text.casefold() in key.namespace.casefold()}
        return [Namespace(name) for name in sorted(found)]

    def list_liked(self, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        if not self.signed_in:
            raise Unauthorized("no token", status=401, hub=self.title)
        return self._pages("list_liked", [key for key in self.liked if key.repo_type is repo_type])

    def list_collections(self, namespace: str) -> Iterator[Page[Collection]]:
        self._step("list_collections")
        yield Page([found for found, _ in self.collections.values() if found.owner == namespace])

    def list_collection(self, slug: str) -> Iterator[Page[RepoInfo]]:
        if slug not in self.collections:
            raise NotFound(f"no collection {slug}", status=404, hub=self.title)
        return self._pages("list_collection", self.collections[slug][1])

    def _pages(self, method: str, keys: Sequence[RepoKey]) -> Iterator[Page[RepoInfo]]:
        for start in range(0, max(1, len(keys)), self.repo_page):
            self._step(method)
            some = keys[start : start + self.repo_page]
            yield Page([self._info(key, number) for number, key in enumerate(some)], len(keys))

    def _info(self, key: RepoKey, number: int) -> RepoInfo:
        return RepoInfo(key, self.repos[key].visibility)


class Referable(MemoryHub):
    """Branches and tags that come and go, and comparisons between any two revisions."""

    def __init__(self) -> None:
        super().__init__()
        self.refs: dict[RepoKey, list[Ref]] = {}
        """Beside the default branch; every repo starts with a tag `v1` that points nowhere."""

    def list_refs(self, repo: RepoKey) -> list[Ref]:
        self._step("list_refs")
        head = Ref(self.default_revision, RefType.BRANCH, self._repo(repo).head)
        return [head, *sorted(self._refs(repo), key=lambda ref: list(RefType).index(ref.ref_type))]

    def create_ref(self, repo: RepoKey, name: str, ref_type: RefType, revision: str) -> None:
        self._step("create_ref")
        if any((ref.name, ref.ref_type) == (name, ref_type) for ref in self.list_refs(repo)):
            raise Conflict(f"Reference {name} already exists", status=409, hub=self.title)
        self._refs(repo).append(Ref(name, ref_type, self.resolve(repo, revision)))

    def delete_ref(self, repo: RepoKey, ref: Ref) -> None:
        self._step("delete_ref")
        if ref.name == self.default_revision:
            raise Forbidden(f"Cannot delete the {ref.name} branch", status=403, hub=self.title)
        if ref not in self._refs(repo):
            raise NotFound(f"Reference {ref.name} does not exist", status=404, hub=self.title)
        self._refs(repo).remove(ref)

    def compare(self, repo: RepoKey, base: str, head: str) -> Comparison:
        self._step("compare")
        if not base:
            oids = [commit.oid for commit, _ in self._repo(repo).commits]
            at = oids.index(self.resolve(repo, head))
            base = oids[at - 1] if at else ""
        return compare_trees(self, repo, base, head)

    def resolve(self, repo: RepoKey, revision: str) -> str:
        named = next((ref.oid for ref in self._refs(repo) if ref.name == revision), revision)
        return super().resolve(repo, named)

    def _refs(self, repo: RepoKey) -> list[Ref]:
        return self.refs.setdefault(repo, [Ref("v1", RefType.TAG, "a" * 40)])

    def _at(self, repo: RepoKey, revision: str) -> Tree:
        named = next((ref.oid for ref in self._refs(repo) if ref.name == revision), revision)
        return super()._at(repo, named)


class Discussed(MemoryHub):
    """Discussions: every repo starts with one of kenji's. Pull requests are opened as drafts and change
    nothing; one that a test gives `conflicting_files` cannot be merged."""

    user = "rosalind"
    discussion_title = "Which cruise?"

    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[RepoKey, list[Thread]] = {}

    def list_discussions(
        self, repo: RepoKey, query: DiscussionQuery = DiscussionQuery()
    ) -> Iterator[Page[Discussion]]:
        self._step("list_discussions")
        found = [thread.discussion for thread in reversed(self._threads(repo))]
        yield Page([each for each in found if _fits(each, query)])

    def read_discussion(self, repo: RepoKey, num: int) -> Thread:
        self._step("read_discussion")
        return self._thread(repo, num)

    def create_discussion(
        self, repo: RepoKey, title: str, text: str, *, is_pull_request: bool = False
    ) -> Discussion:
        self._step("create_discussion")
        threads = self._threads(repo)
        status = DiscussionStatus.DRAFT if is_pull_request else DiscussionStatus.OPEN
        made = Discussion(len(threads) + 1, title, self.user, status, is_pull_request, THEN, 1)
        threads.append(Thread(made, (Comment(self.user, THEN, text, comment_id="0"),)))
        return made

    def comment(self, repo: RepoKey, num: int, text: str) -> None:
        self._step("comment")
        thread = self._thread(repo, num)
        said = Comment(self.user, THEN, text, comment_id=str(len(thread.events)))
        self._change(repo, thread, said, comments=(thread.discussion.comments or 0) + 1)

    def edit_comment(self, repo: RepoKey, num: int, comment_id: str, text: str) -> None:
        self._step("edit_comment")
        thread = self._thread(repo, num)
        events = [self._edited(event, comment_id, text) for event in thread.events]
        self._threads(repo)[num - 1] = replace(thread, events=tuple(events))

    def rename_discussion(self, repo: RepoKey, num: int, title: str) -> None:
        self._step("rename_discussion")
        thread = self._thread(repo, num)
        was = thread.discussion.title
        self._change(repo, thread, TitleChange(self.user, THEN, was, title), title=title)

    def set_discussion_status(self, repo: RepoKey, num: int, status: DiscussionStatus) -> None:
        self._step("set_discussion_status")
        thread = self._thread(repo, num)
        if thread.discussion.status is DiscussionStatus.MERGED:
            raise Refused("a merged pull request has no other status", status=400, hub=self.title)
        self._change(repo, thread, StatusChange(self.user, THEN, status), status=status)

    def merge(self, repo: RepoKey, num: int) -> None:
        self._step("merge")
        thread = self._thread(repo, num)
        if thread.conflicting_files:
            words = f"This pull request has conflicts: {', '.join(thread.conflicting_files)}"
            raise Conflict(words, status=409, hub=self.title)
        if not thread.discussion.is_pull_request or thread.discussion.status is not DiscussionStatus.OPEN:
            raise Conflict(f"There is no open pull request #{num}", status=400, hub=self.title)
        merged = DiscussionStatus.MERGED
        self._change(repo, thread, StatusChange(self.user, THEN, merged), status=merged)

    def _threads(self, repo: RepoKey) -> list[Thread]:
        first = Discussion(1, self.discussion_title, "kenji", DiscussionStatus.OPEN, created=THEN)
        said = Comment("kenji", THEN, "Is it the **third** one?", comment_id="0")
        return self.threads.setdefault(repo, [Thread(first, (said,))])

    def _thread(self, repo: RepoKey, num: int) -> Thread:
        for thread in self._threads(repo):
            if thread.discussion.num == num:
                return thread
        raise NotFound("Discussion not found", status=404, hub=self.title)

    def _change(self, repo: RepoKey, thread: Thread, event: Event, **changes: object) -> None:
        changed = replace(thread.discussion, **changes)  # type: ignore[arg-type]
        self._threads(repo)[changed.num - 1] = Thread(
            changed, (*thread.events, event), thread.diff, conflicting_files=thread.conflicting_files
        )

    def _edited(self, event: Event, comment_id: str, text: str) -> Event:
        if not isinstance(event, Comment) or event.comment_id != comment_id:
            return event
        if event.author != self.user:
            raise Forbidden("Only its author may edit a comment", status=403, hub=self.title)
        return replace(event, text=text, edited=True)


def _fits(discussion: Discussion, query: DiscussionQuery) -> bool:
    status = "open" if discussion.status in OPEN else "closed"
    return (
        query.status in ("", status)
        and query.is_pull_request in (None, discussion.is_pull_request)
        and query.author in ("", discussion.author)
    )
