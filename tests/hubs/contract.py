"""What every hub must do, as one suite: a hub's own tests subclass `HubContract` and say how to open it.

Each test reads as what a caller of `hubtui.hub.Hub` relies on. The hub is the real adapter over the real SDK,
against the embedded hub.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hubtui.errors import (
    Conflict,
    Corrupt,
    Forbidden,
    HubError,
    NotFound,
    Offline,
    Refused,
    Unauthorized,
    Unsupported,
)
from hubtui.hub import Hub
from hubtui.localhub.server import LocalHub
from hubtui.model import (
    AddFile,
    Capability,
    ChangeType,
    Comment,
    Comparison,
    DeleteFile,
    Discussion,
    DiscussionStatus,
    EntryType,
    FileChange,
    Need,
    Ref,
    RefType,
    RepoKey,
    RepoQuery,
    RepoSort,
    RepoType,
    TreeEntry,
    Upload,
    Visibility,
    items,
)

SMALL = b"# A model\n\nSmall, ordinary text.\n"
LARGE = bytes(range(256)) * 12_000
"""3 MB that no rule keeps out of LFS, under a name like `model.safetensors`."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def blocks(data: bytes, size: int = 65_536) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def upload(path: str, data: bytes) -> Upload:
    return Upload(path, len(data), sha256(data), data[:512])


class HubContract:
    """Fixtures a subclass gives: `hub` (signed in, may write to `namespace`), `stranger` (another account),
    `anonymous`, `namespace`, and `gone` (a hub at an address where nothing listens)."""

    namespace: str

    @pytest.fixture
    def repo(self, hub: Hub, request: pytest.FixtureRequest) -> RepoKey:
        """A new private model with its first commit."""
        name = f"t{abs(hash(request.node.nodeid)) % 10**10}"
        key = RepoKey(RepoType.MODEL, f"{self.namespace}/{name}")
        hub.create_repo(key, license="mit")
        return key

    # -- who and where

    def test_whoami_names_the_account(self, hub: Hub) -> None:
        assert hub.whoami().name == self.namespace

    def test_namespaces_start_with_the_account_s_own(self, hub: Hub) -> None:
        assert hub.namespaces()[0].name == self.namespace

    def test_without_a_token_there_is_nobody_and_no_namespace(self, anonymous: Hub) -> None:
        assert anonymous.namespaces() == []
        with pytest.raises(Unauthorized):
            anonymous.whoami()

    def test_a_wrong_token_is_unauthorized_and_not_shown(self, wrong: Hub) -> None:
        with pytest.raises(Unauthorized) as caught:
            wrong.whoami()
        assert "wrong" not in str(caught.value).lower()
        assert caught.value.status in (400, 401)

    def test_a_hub_that_is_down_is_offline_at_once(self, gone: Hub) -> None:
        with pytest.raises(Offline, match=r": Connection refused$"):
            gone.whoami()
        with pytest.raises(Offline, match=r": Connection refused$"):
            next(gone.list_repos(self.namespace, RepoType.MODEL))

    # -- repos

    def test_a_new_repo_is_listed_with_its_visibility(self, hub: Hub, repo: RepoKey) -> None:
        listed = {info.key: info for info in items(hub.list_repos(self.namespace, RepoType.MODEL))}
        assert listed[repo].visibility is Visibility.PRIVATE

    def test_a_public_repo_is_public(self, hub: Hub, anonymous: Hub, repo: RepoKey) -> None:
        public = RepoKey(RepoType.MODEL, f"{repo.repo_id}-public")
        hub.create_repo(public, visibility=Visibility.PUBLIC)
        assert hub.repo_info(public).visibility is Visibility.PUBLIC
        assert anonymous.repo_info(public).key == public

    def test_a_private_repo_is_not_found_by_others(
        self, stranger: Hub, anonymous: Hub, repo: RepoKey
    ) -> None:
        with pytest.raises(NotFound):
            stranger.repo_info(repo)
        with pytest.raises(HubError) as caught:
            anonymous.repo_info(repo)
        assert isinstance(caught.value, NotFound | Unauthorized)
        assert repo not in {info.key for info in items(stranger.list_repos(self.namespace, RepoType.MODEL))}

    def test_a_missing_repo_is_not_found(self, hub: Hub) -> None:
        nothing = RepoKey(RepoType.MODEL, f"{self.namespace}/no-such-repo")
        for ask in (
            lambda: hub.repo_info(nothing),
            lambda: next(hub.list_tree(nothing, hub.default_revision)),
            lambda: hub.list_refs(nothing),
            lambda: hub.resolve(nothing, hub.default_revision),
            lambda: list(hub.read(nothing, hub.default_revision, "README.md")),
        ):
            with pytest.raises(NotFound):
                ask()

    def test_creating_it_twice_is_a_conflict_unless_that_is_fine(self, hub: Hub, repo: RepoKey) -> None:
        with pytest.raises(Conflict):
            hub.create_repo(repo)
        hub.create_repo(repo, exist_ok=True)

    def test_a_namespace_s_repos_come_by_pages(self, hub: Hub) -> None:
        for number in range(3):
            key = RepoKey(RepoType.DATASET, f"{self.namespace}/paged-{number}")
            hub.create_repo(key, exist_ok=True)
        found = list(items(hub.list_repos(self.namespace, RepoType.DATASET)))
        assert len(found) == len({info.key for info in found})
        assert {f"{self.namespace}/paged-{number}" for number in range(3)} <= {
            info.key.repo_id for info in found
        }

    def test_a_namespace_that_is_not_there_has_nothing(self, hub: Hub) -> None:
        assert list(items(hub.list_repos("nobody-here", RepoType.MODEL))) == []

    # -- content: missing, put, commit, read

    def add(self, hub: Hub, repo: RepoKey, files: dict[str, bytes], message: str = "Add files") -> str:
        """Put files the way the engine does; the new commit's oid."""
        uploads = [upload(path, data) for path, data in files.items()]
        needs = {need.upload.path: need for need in hub.missing(repo, hub.default_revision, uploads)}
        changes = []
        for path, data in files.items():
            need = needs.get(path)
            if need and not need.inline:
                hub.put(repo, need, blocks(data))
            inline = data if need and need.inline else None
            changes.append(AddFile(path, len(data), sha256(data), inline))
        return hub.commit(repo, hub.default_revision, changes, message)

    def test_what_was_committed_reads_back(self, hub: Hub, repo: RepoKey) -> None:
        files = {"README.md": SMALL, "model.safetensors": LARGE, "data/empty.txt": b"", "data/ü §.txt": b"x"}
        oid = self.add(hub, repo, files)
        assert hub.resolve(repo, hub.default_revision) == oid
        for path, data in files.items():
            assert b"".join(hub.read(repo, oid, path)) == data

    def test_reading_goes_on_from_an_offset(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"README.md": SMALL, "model.safetensors": LARGE})
        for path, data in (("README.md", SMALL), ("model.safetensors", LARGE)):
            assert b"".join(hub.read(repo, hub.default_revision, path, offset=10)) == data[10:]

    def test_a_part_is_read_and_no_more_is_sent(self, hub: Hub, repo: RepoKey, local_hub: LocalHub) -> None:
        self.add(hub, repo, {"README.md": SMALL, "model.safetensors": LARGE})
        local_hub.requests.reset()
        for path, data in (("README.md", SMALL), ("model.safetensors", LARGE)):
            assert b"".join(hub.read(repo, hub.default_revision, path, offset=5, length=7)) == data[5:12]
            assert b"".join(hub.read(repo, hub.default_revision, path, length=20)) == data[:20]
        assert sum(seen.sent for seen in local_hub.requests if seen.status == 206) <= 4 * 20

    def test_behind_a_proxy_the_sdks_client_reads_the_same(
        self, hub: Hub, repo: RepoKey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        oid = self.add(hub, repo, {"README.md": SMALL, "model.safetensors": LARGE})
        monkeypatch.setattr(sys.modules[type(hub).read.__module__], "applies", lambda url: False)
        for path, data in (("README.md", SMALL), ("model.safetensors", LARGE)):
            assert b"".join(hub.read(repo, oid, path)) == data
            assert b"".join(hub.read(repo, oid, path, offset=5, length=7)) == data[5:12]
            assert b"".join(hub.read(repo, oid, path, offset=len(data))) == b""
        with pytest.raises(NotFound):
            b"".join(hub.read(repo, oid, "no-such-file"))

    def test_past_the_end_there_is_nothing(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"README.md": SMALL, "empty.txt": b"", "model.safetensors": LARGE})
        for path, size in (("README.md", len(SMALL)), ("empty.txt", 0), ("model.safetensors", len(LARGE))):
            assert b"".join(hub.read(repo, hub.default_revision, path, offset=size)) == b""
            assert b"".join(hub.read(repo, hub.default_revision, path, offset=size, length=9)) == b""
            assert b"".join(
                hub.read(repo, hub.default_revision, path, offset=max(0, size - 2), length=9)
            ) == (b"" if not size else (SMALL if size == len(SMALL) else LARGE)[-2:])

    def test_reading_can_stop_early(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"model.safetensors": LARGE})
        reading = hub.read(repo, hub.default_revision, "model.safetensors")
        assert LARGE.startswith(next(reading))
        reading.close()  # type: ignore[attr-defined]
        assert hub.repo_info(repo).key == repo

    def test_a_missing_file_is_not_found(self, hub: Hub, repo: RepoKey) -> None:
        with pytest.raises(NotFound):
            list(hub.read(repo, hub.default_revision, "nothing.txt"))

    def test_content_that_is_there_is_not_wanted_again(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"model.safetensors": LARGE})
        again = upload("copy/of/model.safetensors", LARGE)
        assert hub.missing(repo, hub.default_revision, [again]) == []
        hub.commit(
            repo, hub.default_revision, [AddFile(again.path, again.size, again.sha256)], "Name it again"
        )
        assert b"".join(hub.read(repo, hub.default_revision, again.path)) == LARGE

    def test_a_put_of_other_bytes_is_refused(self, hub: Hub, repo: RepoKey) -> None:
        data = LARGE + b"more"
        wanted = upload("model.safetensors", data)
        (need,) = hub.missing(repo, hub.default_revision, [wanted])
        wrong = b"?" + data[1:]
        with pytest.raises(HubError):
            hub.put(repo, need, blocks(wrong))
        assert hub.missing(repo, hub.default_revision, [wanted]) != []

    def test_a_source_that_fails_comes_through_as_it_is(self, hub: Hub, repo: RepoKey) -> None:
        data = LARGE + b"broken"
        (need,) = hub.missing(repo, hub.default_revision, [upload("model.safetensors", data)])

        def breaking() -> Iterator[bytes]:
            yield data[:1000]
            raise Corrupt("the source is damaged")

        with pytest.raises(Corrupt, match="the source is damaged"):
            hub.put(repo, need, breaking())
        assert hub.missing(repo, hub.default_revision, [need.upload]) != []

    def test_a_commit_of_content_the_hub_lacks_is_refused(self, hub: Hub, repo: RepoKey) -> None:
        before = hub.resolve(repo, hub.default_revision)
        absent = AddFile("model.safetensors", 5, sha256(b"absent from everywhere"))
        with pytest.raises(HubError):
            hub.commit(repo, hub.default_revision, [absent], "Name what is not there")
        assert hub.resolve(repo, hub.default_revision) == before

    def test_a_commit_on_an_old_parent_is_a_conflict(self, hub: Hub, repo: RepoKey) -> None:
        old = hub.resolve(repo, hub.default_revision)
        self.add(hub, repo, {"a.txt": b"a"})
        with pytest.raises(Conflict):
            hub.commit(
                repo, hub.default_revision, [AddFile("b.txt", 1, sha256(b"b"), b"b")], "Late", parent=old
            )
        assert "b.txt" not in self.tree(hub, repo)

    def test_files_can_be_deleted(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"a.txt": b"a", "b.txt": b"b"})
        hub.commit(repo, hub.default_revision, [DeleteFile("a.txt")], "Remove a")
        tree = self.tree(hub, repo)
        assert "a.txt" not in tree
        assert "b.txt" in tree

    def test_strangers_cannot_write(self, hub: Hub, stranger: Hub, repo: RepoKey) -> None:
        with pytest.raises(HubError):
            stranger.commit(
                repo, hub.default_revision, [AddFile("x", 1, sha256(b"x"), b"x")], "Not mine to write"
            )

    # -- trees, refs, commits

    def tree(self, hub: Hub, repo: RepoKey, recursive: bool = True) -> dict[str, TreeEntry]:
        found = items(hub.list_tree(repo, hub.default_revision, recursive=recursive))
        return {entry.path: entry for entry in found}

    def test_a_tree_is_listed_by_folder_or_whole(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"top.txt": b"1", "deep/er/file.txt": b"22", "deep/model.safetensors": LARGE})
        top = self.tree(hub, repo, recursive=False)
        assert top["deep"].entry_type is EntryType.DIRECTORY
        assert "deep/er/file.txt" not in top
        files = {path: e.size for path, e in self.tree(hub, repo).items() if not e.is_directory}
        files.pop(".gitattributes", None)
        for platform in [
            path for path in files if path not in ("top.txt", "deep/er/file.txt", "deep/model.safetensors")
        ]:
            del files[platform]
        assert files == {"top.txt": 1, "deep/er/file.txt": 2, "deep/model.safetensors": len(LARGE)}
        below = {entry.path for entry in items(hub.list_tree(repo, hub.default_revision, "deep"))}
        assert below == {"deep/er", "deep/model.safetensors"}

    def test_a_tree_tells_hashes(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"README.md": SMALL, "model.safetensors": LARGE})
        tree = self.tree(hub, repo)
        assert tree["model.safetensors"].sha256 == sha256(LARGE)
        assert tree["model.safetensors"].lfs
        git_oid = hashlib.sha1(b"blob %d\0" % len(SMALL) + SMALL).hexdigest()
        assert sha256(SMALL) == tree["README.md"].sha256 or tree["README.md"].oid == git_oid

    def test_a_missing_folder_or_revision_is_not_found(self, hub: Hub, repo: RepoKey) -> None:
        with pytest.raises(NotFound):
            list(hub.list_tree(repo, "no-such-branch"))
        with pytest.raises(NotFound):
            hub.resolve(repo, "no-such-branch")

    def test_refs_start_with_the_default_branch(self, hub: Hub, repo: RepoKey) -> None:
        oid = self.add(hub, repo, {"a.txt": b"a"})
        first = hub.list_refs(repo)[0]
        assert (first.name, first.ref_type, first.oid) == (hub.default_revision, RefType.BRANCH, oid)

    def test_commits_come_newest_first(self, hub: Hub, repo: RepoKey) -> None:
        first = self.add(hub, repo, {"a.txt": b"a"}, "Add a")
        second = self.add(hub, repo, {"b.txt": b"b"}, "Add b\n\nBecause a was lonely.")
        commits = list(items(hub.list_commits(repo, hub.default_revision)))
        assert [commit.oid for commit in commits[:2]] == [second, first]
        assert commits[0].title == "Add b"
        assert "lonely" in commits[0].message
        assert commits[0].date is not None
        assert commits[0].authors

    def test_commits_come_by_pages(self, hub: Hub, repo: RepoKey) -> None:
        for number in range(4):
            self.add(hub, repo, {"a.txt": str(number).encode()}, f"Count to {number}")
        page = next(hub.list_commits(repo, hub.default_revision))
        assert page.total == len(page.items) == 5

    def test_a_commit_browses_its_own_tree(self, hub: Hub, repo: RepoKey) -> None:
        first = self.add(hub, repo, {"a.txt": b"a"})
        self.add(hub, repo, {"b.txt": b"b"})
        paths = {entry.path for entry in items(hub.list_tree(repo, first))}
        assert "a.txt" in paths
        assert "b.txt" not in paths

    # -- what not every hub has

    def test_discussions_are_listed_or_plainly_unsupported(self, hub: Hub, repo: RepoKey) -> None:
        if hub.supports(Capability.DISCUSSIONS, RepoType.MODEL):
            assert list(items(hub.list_discussions(repo))) == []
        else:
            with pytest.raises(Unsupported):
                list(hub.list_discussions(repo))

    def test_an_empty_question_needs_nothing(self, hub: Hub, repo: RepoKey) -> None:
        assert hub.missing(repo, hub.default_revision, []) == []

    def test_many_uploads_are_asked_about_in_batches(self, hub: Hub, repo: RepoKey) -> None:
        uploads = [upload(f"{n}.bin", b"%d" % n) for n in range(300)]
        needs: list[Need] = hub.missing(repo, hub.default_revision, uploads)
        assert {need.upload.path for need in needs} == {up.path for up in uploads}

    # -- search

    def test_a_search_finds_by_name_in_every_type(self, hub: Hub, repo: RepoKey) -> None:
        for repo_type in (RepoType.MODEL, RepoType.DATASET):
            key = RepoKey(repo_type, f"{self.namespace}/seagrass-{repo.name}")
            hub.create_repo(key, visibility=Visibility.PUBLIC, exist_ok=True)
            found = items(hub.search_repos(repo_type, RepoQuery(f"seagrass-{repo.name}")))
            assert [info.key for info in found] == [key]

    @pytest.mark.parametrize("sort", [None, *RepoSort])
    @pytest.mark.parametrize("repo_type", RepoType)
    def test_a_search_without_words_lists_all_in_any_order(
        self, hub: Hub, repo: RepoKey, repo_type: RepoType, sort: RepoSort | None
    ) -> None:
        found = {info.key for info in items(hub.search_repos(repo_type, RepoQuery(sort=sort)))}
        assert (repo in found) is (repo_type is RepoType.MODEL)

    def test_the_newest_commit_s_repo_comes_first_by_update(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"a.txt": b"a"})
        pages = hub.search_repos(RepoType.MODEL, RepoQuery(repo.name, RepoSort.UPDATED))
        times = [info.updated for info in items(pages)]
        assert times == sorted(times, key=lambda time: time or NEVER, reverse=True)

    def test_a_search_by_tag_finds_what_has_it_or_says_that_it_did_not_look(
        self, hub: Hub, repo: RepoKey
    ) -> None:
        card = f"---\ntags: [{repo.name}, other]\nlicense: mit\n---\n".encode()
        self.add(hub, repo, {"README.md": card})
        for tags in ((repo.name,), (repo.name, "license:mit")):
            page = next(hub.search_repos(RepoType.MODEL, RepoQuery(tags=tags)))
            assert [info.key for info in page.items] == [repo]
            assert page.note == ""
        page = next(hub.search_repos(RepoType.MODEL, RepoQuery(tags=(repo.name, "nobody-has-this"))))
        assert list(page.items) == [] or "nobody-has-this" in page.note

    # -- what differs between two revisions

    def changes(self, comparison: Comparison) -> dict[str, FileChange]:
        return {change.path: change for change in comparison.files}

    def test_two_commits_compare_by_file_and_line(self, hub: Hub, repo: RepoKey) -> None:
        base = self.add(hub, repo, {"README.md": SMALL, "old.txt": b"1\n2\n", "same.txt": b"same\n"})
        self.add(hub, repo, {"README.md": SMALL + b"More.\n", "new.txt": b"a\nb"})
        head = hub.commit(repo, hub.default_revision, [DeleteFile("old.txt")], "Remove old")
        compared = hub.compare(repo, base, head)
        assert self.changes(compared) == {
            "README.md": FileChange("README.md", ChangeType.MODIFIED, added=1, deleted=0),
            "new.txt": FileChange("new.txt", ChangeType.ADDED, added=2, deleted=0),
            "old.txt": FileChange("old.txt", ChangeType.DELETED, added=0, deleted=2),
        }
        assert "+More.\n" in compared.diff
        assert "+b\n\\ No newline at end of file" in compared.diff
        assert "-2\n" in compared.diff

    def test_a_commit_compares_to_its_parent(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"a.txt": b"a\n"})
        head = self.add(hub, repo, {"b.txt": b"b\n"})
        for revision in (head, hub.default_revision):
            assert list(self.changes(hub.compare(repo, "", revision))) == ["b.txt"]

    def test_a_first_commit_added_all_that_it_holds(self, hub: Hub, repo: RepoKey) -> None:
        self.add(hub, repo, {"a.txt": b"a\n"})
        first = list(items(hub.list_commits(repo, hub.default_revision)))[-1].oid
        there = {entry.path for entry in items(hub.list_tree(repo, first)) if not entry.is_directory}
        compared = self.changes(hub.compare(repo, "", first))
        assert set(compared) == there
        assert {change.change_type for change in compared.values()} <= {ChangeType.ADDED}

    def test_large_files_compare_as_their_pointers(self, hub: Hub, repo: RepoKey) -> None:
        base = self.add(hub, repo, {"model.safetensors": LARGE})
        head = self.add(hub, repo, {"model.safetensors": LARGE + b"more"})
        compared = hub.compare(repo, base, head)
        assert self.changes(compared) == {
            "model.safetensors": FileChange("model.safetensors", ChangeType.MODIFIED)
        }
        assert f"-oid sha256:{sha256(LARGE)}" in compared.diff
        assert f"+size {len(LARGE) + 4}" in compared.diff

    def test_the_same_revision_does_not_differ(self, hub: Hub, repo: RepoKey) -> None:
        oid = self.add(hub, repo, {"a.txt": b"a"})
        assert hub.compare(repo, oid, hub.default_revision) == Comparison(())

    def test_a_missing_revision_cannot_be_compared(self, hub: Hub, repo: RepoKey) -> None:
        there, missing = hub.default_revision, "no-such-branch"
        for base, head in ((missing, there), (there, missing), ("", missing)):
            with pytest.raises(NotFound):
                hub.compare(repo, base, head)

    # -- discussions, where the hub has them

    @pytest.fixture
    def talk(self, hub: Hub, repo: RepoKey) -> Discussion:
        """A discussion in a repo that everybody can see."""
        if not hub.supports(Capability.DISCUSS, RepoType.MODEL):
            pytest.skip("the hub has no discussions")
        return hub.create_discussion(self.open_repo(hub, repo), "Which tokenizer?", "Is it *cased*?")

    def open_repo(self, hub: Hub, repo: RepoKey) -> RepoKey:
        key = RepoKey(RepoType.MODEL, f"{repo.repo_id}-open")
        hub.create_repo(key, visibility=Visibility.PUBLIC, exist_ok=True)
        return key

    def test_a_hub_without_discussions_says_so(self, hub: Hub, repo: RepoKey) -> None:
        if hub.supports(Capability.DISCUSS, RepoType.MODEL):
            return
        for ask in (
            lambda: hub.create_discussion(repo, "Which tokenizer?", ""),
            lambda: hub.comment(repo, 1, "Cased."),
            lambda: hub.edit_comment(repo, 1, "0", "Cased."),
            lambda: hub.rename_discussion(repo, 1, "Which?"),
            lambda: hub.set_discussion_status(repo, 1, DiscussionStatus.CLOSED),
            lambda: hub.merge(repo, 1),
        ):
            with pytest.raises(Unsupported):
                ask()

    def test_an_opened_discussion_is_told_as_the_hub_has_it(
        self, hub: Hub, repo: RepoKey, talk: Discussion
    ) -> None:
        key = self.open_repo(hub, repo)
        assert list(items(hub.list_discussions(key))) == [talk]
        assert (talk.num, talk.title, talk.author) == (1, "Which tokenizer?", self.namespace)
        assert (talk.status, talk.is_pull_request) == (DiscussionStatus.OPEN, False)

    def test_people_talk_and_edit_what_they_said(
        self, hub: Hub, stranger: Hub, repo: RepoKey, talk: Discussion
    ) -> None:
        key = self.open_repo(hub, repo)
        stranger.comment(key, talk.num, "Cased.")
        first, second = self.comments(hub, key, talk)
        assert (first.text, second.text, second.author) == ("Is it *cased*?", "Cased.", "stranger")
        stranger.edit_comment(key, talk.num, second.comment_id, "Uncased.")
        assert [each.text for each in self.comments(hub, key, talk)] == ["Is it *cased*?", "Uncased."]
        assert self.comments(hub, key, talk)[1].edited
        with pytest.raises(Forbidden):
            stranger.edit_comment(key, talk.num, first.comment_id, "Is it hot?")

    def comments(self, hub: Hub, repo: RepoKey, talk: Discussion) -> list[Comment]:
        events = hub.read_discussion(repo, talk.num).events
        return [event for event in events if isinstance(event, Comment)]

    def test_a_discussion_needs_no_text(self, hub: Hub, repo: RepoKey, talk: Discussion) -> None:
        key = self.open_repo(hub, repo)
        opened = hub.create_discussion(key, "  No words  ", "")
        assert opened.title == "No words"
        assert [each.text for each in self.comments(hub, key, opened)] == [""]

    def test_a_discussion_is_renamed_closed_and_opened_again(
        self, hub: Hub, stranger: Hub, repo: RepoKey, talk: Discussion
    ) -> None:
        key = self.open_repo(hub, repo)
        hub.rename_discussion(key, talk.num, "Which vocabulary?")
        for status in (DiscussionStatus.CLOSED, DiscussionStatus.OPEN):
            hub.set_discussion_status(key, talk.num, status)
            (listed,) = items(hub.list_discussions(key))
            assert (listed.title, listed.status) == ("Which vocabulary?", status)
        with pytest.raises(Refused):
            hub.set_discussion_status(key, talk.num, DiscussionStatus.MERGED)
        with pytest.raises(Forbidden):
            stranger.rename_discussion(key, talk.num, "Mine")

    def test_what_the_hub_finds_wrong_is_refused_in_its_words(
        self, hub: Hub, repo: RepoKey, talk: Discussion
    ) -> None:
        key = self.open_repo(hub, repo)
        with pytest.raises(Refused, match="title"):
            hub.create_discussion(key, "x", "")
        with pytest.raises(NotFound):
            hub.comment(key, 99, "Anybody?")

    def test_a_pull_request_is_published_and_merged(self, hub: Hub, repo: RepoKey, talk: Discussion) -> None:
        key = self.open_repo(hub, repo)
        pull = hub.create_discussion(key, "Add a", "", is_pull_request=True)
        assert (pull.status, pull.is_pull_request) == (DiscussionStatus.DRAFT, True)
        with pytest.raises(Conflict):
            hub.merge(key, pull.num)
        hub.commit(key, f"refs/pr/{pull.num}", [AddFile("a.txt", 1, sha256(b"a"), b"a")], "Add a")
        hub.set_discussion_status(key, pull.num, DiscussionStatus.OPEN)
        hub.merge(key, pull.num)
        assert hub.read_discussion(key, pull.num).discussion.status is DiscussionStatus.MERGED
        assert b"".join(hub.read(key, hub.default_revision, "a.txt")) == b"a"

    def test_a_pull_request_in_the_way_is_a_conflict_that_names_the_files(
        self, hub: Hub, stranger: Hub, repo: RepoKey, talk: Discussion
    ) -> None:
        key = self.open_repo(hub, repo)
        pull = hub.create_discussion(key, "Add a", "", is_pull_request=True)
        for revision, text in ((f"refs/pr/{pull.num}", b"a"), (hub.default_revision, b"b")):
            hub.commit(key, revision, [AddFile("a.txt", 1, sha256(text), text)], "Add a")
        hub.set_discussion_status(key, pull.num, DiscussionStatus.OPEN)
        with pytest.raises(Conflict, match=r"a\.txt"):
            hub.merge(key, pull.num)
        assert hub.read_discussion(key, pull.num).conflicting_files == ("a.txt",)
        with pytest.raises(Forbidden):
            stranger.merge(key, pull.num)

    # -- branches and tags

    def refs(self, hub: Hub, repo: RepoKey) -> dict[tuple[str, RefType], str]:
        return {(ref.name, ref.ref_type): ref.oid for ref in hub.list_refs(repo)}

    @pytest.mark.parametrize(
        ("ref_type", "ability"),
        [(RefType.BRANCH, Capability.CREATE_BRANCH), (RefType.TAG, Capability.CREATE_TAG)],
    )
    def test_a_ref_is_made_where_it_is_asked_for(
        self, hub: Hub, stranger: Hub, repo: RepoKey, ref_type: RefType, ability: Capability
    ) -> None:
        if not hub.supports(ability, RepoType.MODEL):
            with pytest.raises(Unsupported):
                hub.create_ref(repo, "v1.0", ref_type, hub.default_revision)
            return
        oid = self.add(hub, repo, {"a.txt": b"a"})
        self.add(hub, repo, {"a.txt": b"b"})
        hub.create_ref(repo, "v1.0", ref_type, oid)
        assert self.refs(hub, repo)["v1.0", ref_type] == oid
        assert b"".join(hub.read(repo, "v1.0", "a.txt")) == b"a"
        with pytest.raises(Conflict):
            hub.create_ref(repo, "v1.0", ref_type, oid)
        with pytest.raises(NotFound):
            hub.create_ref(repo, "v2.0", ref_type, "no-such-branch")
        with pytest.raises(Refused):
            hub.create_ref(repo, "not a name?", ref_type, oid)
        with pytest.raises(HubError):
            stranger.create_ref(repo, "v2.0", ref_type, oid)

    def test_a_ref_of_a_pull_request_is_not_made_or_deleted_by_hand(self, hub: Hub, repo: RepoKey) -> None:
        with pytest.raises(Unsupported):
            hub.create_ref(repo, "refs/pr/1", RefType.PULL_REQUEST, hub.default_revision)
        with pytest.raises(Unsupported):
            hub.delete_ref(repo, Ref("refs/pr/1", RefType.PULL_REQUEST, ""))

    def test_a_ref_is_deleted_and_nothing_else(self, hub: Hub, repo: RepoKey) -> None:
        head = hub.list_refs(repo)[0]
        if not hub.supports(Capability.DELETE_REF, RepoType.MODEL):
            with pytest.raises(Unsupported):
                hub.delete_ref(repo, head)
            return
        for ref_type in (RefType.BRANCH, RefType.TAG):
            hub.create_ref(repo, "dev/x", ref_type, head.oid)
        hub.delete_ref(repo, Ref("dev/x", RefType.TAG, head.oid))
        assert set(self.refs(hub, repo)) == {(head.name, RefType.BRANCH), ("dev/x", RefType.BRANCH)}
        hub.delete_ref(repo, Ref("dev/x", RefType.BRANCH, head.oid))
        assert hub.list_refs(repo) == [head]
        with pytest.raises(NotFound):
            hub.delete_ref(repo, Ref("dev/x", RefType.BRANCH, head.oid))
        with pytest.raises((Refused, Forbidden)):
            hub.delete_ref(repo, head)

    # -- likes, collections, users

    def test_likes_collections_and_users_are_listed_or_plainly_unsupported(
        self, hub: Hub, repo: RepoKey
    ) -> None:
        for ability, ask in (
            (Capability.LIKED, lambda: list(hub.list_liked(RepoType.MODEL))),
            (Capability.COLLECTIONS, lambda: list(hub.list_collections(self.namespace))),
            (Capability.SEARCH_USERS, lambda: hub.search_namespaces(self.namespace)),
        ):
            if hub.supports(ability, RepoType.MODEL):
                ask()
            else:
                with pytest.raises(Unsupported):
                    ask()

    def test_who_one_is_costs_one_request(self, hub: Hub, local_hub: LocalHub) -> None:
        before = self.identity_requests(local_hub)
        hub.namespaces()
        hub.whoami()
        hub.namespaces()
        assert self.identity_requests(local_hub) == before + 1

    def identity_requests(self, local_hub: LocalHub) -> int:
        seen = (each.path for each in local_hub.requests)
        return sum(path.endswith(("/whoami-v2", "/users/me")) for path in seen)
