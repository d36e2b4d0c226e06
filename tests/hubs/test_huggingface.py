"""Hugging Face keeps the contract, and does what only it can."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.hubs.huggingface import HuggingFace
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import Comment, DiscussionStatus, RefType, RepoKey, RepoType, StatusChange, items
from hubtui.secret import Secret
from tests.hubs.conftest import OWNER, STRANGER
from tests.hubs.contract import SMALL, HubContract


class TestHuggingFace(HubContract):
    namespace = "owner"

    @pytest.fixture
    def hub(self, local_hub: LocalHub, tmp_path: Path) -> HuggingFace:
        return HuggingFace.open(local_hub.hf, Secret(OWNER["hf"]), tmp_path)

    @pytest.fixture
    def stranger(self, local_hub: LocalHub, tmp_path: Path) -> HuggingFace:
        return HuggingFace.open(local_hub.hf, Secret(STRANGER["hf"]), tmp_path)

    @pytest.fixture
    def wrong(self, local_hub: LocalHub, tmp_path: Path) -> HuggingFace:
        return HuggingFace.open(local_hub.hf, Secret("hf_wrongwrongwrong"), tmp_path)

    @pytest.fixture
    def anonymous(self, local_hub: LocalHub, tmp_path: Path) -> HuggingFace:
        return HuggingFace.open(local_hub.hf, None, tmp_path)

    @pytest.fixture
    def gone(self, tmp_path: Path) -> HuggingFace:
        return HuggingFace.open("http://127.0.0.1:9", Secret(OWNER["hf"]), tmp_path)

    def test_organisations_come_with_whoami(self, hub: HuggingFace) -> None:
        assert [space.name for space in hub.namespaces()] == ["owner", "acme-lab"]

    def test_a_thread_reads_from_its_opening_to_its_end(self, hub: HuggingFace, repo: RepoKey) -> None:
        made = hub._api.create_discussion(repo.repo_id, "Which tokenizer?", description="Is it *cased*?")
        hub._api.comment_discussion(repo.repo_id, made.num, "Cased.")
        hub._api.change_discussion_status(repo.repo_id, made.num, "closed")
        (listed,) = items(hub.list_discussions(repo))
        assert (listed.num, listed.title, listed.status) == (1, "Which tokenizer?", DiscussionStatus.CLOSED)
        thread = hub.read_discussion(repo, 1)
        assert [event.text for event in thread.events if isinstance(event, Comment)] == [
            "Is it *cased*?",
            "Cased.",
        ]
        assert [event.status for event in thread.events if isinstance(event, StatusChange)] == ["closed"]

    def test_a_pull_request_shows_its_diff_and_its_ref(self, hub: HuggingFace, repo: RepoKey) -> None:
        self.add(hub, repo, {"README.md": SMALL})
        hub._api.upload_file(
            repo_id=repo.repo_id, path_or_fileobj=SMALL + b"More.\n", path_in_repo="README.md", create_pr=True
        )
        (listed,) = items(hub.list_discussions(repo))
        assert listed.is_pull_request
        assert "+More." in hub.read_discussion(repo, listed.num).diff
        pulls = [ref for ref in hub.list_refs(repo) if ref.ref_type is RefType.PULL_REQUEST]
        assert [ref.name for ref in pulls] == ["refs/pr/1"]
        at_pull = {entry.path: entry.size for entry in items(hub.list_tree(repo, "refs/pr/1"))}
        assert at_pull["README.md"] == len(SMALL) + 6

    def test_two_accounts_do_not_mix(self, hub: HuggingFace, stranger: HuggingFace) -> None:
        assert [other.whoami().name for other in (hub, stranger, hub)] == ["owner", "stranger", "owner"]

    def test_last_commits_are_told_on_request(self, hub: HuggingFace, repo: RepoKey) -> None:
        oid = self.add(hub, repo, {"a.txt": b"a"}, "Add a")
        tree = {entry.path: entry for entry in items(hub.list_tree(repo, "main", last_commits=True))}
        assert tree["a.txt"].last_commit is not None
        assert tree["a.txt"].last_commit.oid == oid

    def test_its_pages(self, hub: HuggingFace) -> None:
        repo = RepoKey(RepoType.DATASET, "owner/notes")
        page = f"{hub.endpoint}/datasets/owner/notes"
        assert hub.web_url(repo) == page
        assert hub.web_url(repo, revision="refs/pr/3") == f"{page}/tree/refs%2Fpr%2F3"
        assert hub.web_url(repo, revision="v1", path="a b/c.txt") == f"{page}/blob/v1/a%20b/c.txt"
        assert hub.web_url(repo, path="data", is_directory=True) == f"{page}/tree/main/data"
        assert hub.web_url(repo, commit="0123abcd") == f"{page}/commit/0123abcd"
        assert hub.web_url(repo, discussion=7) == f"{page}/discussions/7"


class TestHuggingFaceWithXet(TestHuggingFace):
    """The same on a hub that stores by xet: what goes there by LFS is LFS still."""

    @pytest.fixture(scope="class")
    def local_hub(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
        accounts = [
            LocalAccount("hf", "owner", OWNER["hf"], ("acme-lab",)),
            LocalAccount("hf", "stranger", STRANGER["hf"]),
        ]
        with LocalHub(tmp_path_factory.mktemp("xet"), accounts=accounts, xet=True) as hub:
            yield hub
