"""Hugging Face keeps the contract, and does what only it can."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from hubtui.errors import NotFound, RateLimited, Unauthorized
from hubtui.hubs.huggingface import HuggingFace, xet
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import (
    Comment,
    DiscussionStatus,
    RefType,
    RepoKey,
    RepoQuery,
    RepoSort,
    RepoType,
    StatusChange,
    Visibility,
    items,
)
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

    # -- likes, collections, users, spaces

    def made(self, hub: HuggingFace, name: str, repo_type: RepoType = RepoType.MODEL) -> RepoKey:
        key = RepoKey(repo_type, f"owner/{name}")
        hub.create_repo(key, visibility=Visibility.PUBLIC, exist_ok=True)
        return key

    def test_liked_repos_come_by_type_the_latest_first(
        self, hub: HuggingFace, stranger: HuggingFace, anonymous: HuggingFace
    ) -> None:
        model, other = self.made(hub, "liked-one"), self.made(hub, "liked-two")
        dataset = self.made(hub, "liked-data", RepoType.DATASET)
        for key in (model, dataset, other):
            stranger._post(stranger._repo_url(key, "like"), {})
        assert [info.key for info in items(stranger.list_liked(RepoType.MODEL))] == [other, model]
        assert [info.key for info in items(stranger.list_liked(RepoType.DATASET))] == [dataset]
        assert list(items(stranger.list_liked(RepoType.SPACE))) == []
        with pytest.raises(Unauthorized):
            list(anonymous.list_liked(RepoType.MODEL))

    def test_many_likes_cost_a_request_a_page_and_none_a_repo(
        self, hub: HuggingFace, local_hub: LocalHub
    ) -> None:
        for number in range(103):
            hub._post(hub._repo_url(self.made(hub, f"many-{number}"), "like"), {})
        hub.whoami()
        before = local_hub.requests.count
        assert len(list(items(hub.list_liked(RepoType.MODEL)))) == 103
        assert local_hub.requests.count == before + 2

    def test_collections_are_listed_with_what_the_hub_tells(
        self, hub: HuggingFace, stranger: HuggingFace
    ) -> None:
        made = hub._api.create_collection("Tides", namespace="owner", description="All of them", private=True)
        keys = [self.made(hub, f"tide-{number}") for number in range(4)]
        for key in keys[:2]:
            hub._api.add_collection_item(made.slug, key.repo_id, key.repo_type.value)
        (listed,) = (each for each in items(hub.list_collections("owner")) if each.slug == made.slug)
        assert (listed.title, listed.owner, listed.description) == ("Tides", "owner", "All of them")
        assert (listed.count, listed.visibility) == (2, Visibility.PRIVATE)
        assert listed.updated is not None
        for key in keys[2:]:
            hub._api.add_collection_item(made.slug, key.repo_id, key.repo_type.value)
        (listed,) = (each for each in items(hub.list_collections("owner")) if each.slug == made.slug)
        assert listed.count is None
        assert made.slug not in {each.slug for each in items(stranger.list_collections("owner"))}
        with pytest.raises(NotFound):
            list(stranger.list_collection(made.slug))

    def test_a_collection_shows_its_repos_in_its_order_and_counts_the_rest(self, hub: HuggingFace) -> None:
        other = hub._api.create_collection("Other", namespace="owner")
        made = hub._api.create_collection("Mixed", namespace="owner")
        dataset, model = self.made(hub, "mixed-data", RepoType.DATASET), self.made(hub, "mixed")
        hub._api.add_collection_item(made.slug, dataset.repo_id, "dataset")
        hub._api.add_collection_item(made.slug, other.slug, "collection")
        hub._api.add_collection_item(made.slug, model.repo_id, "model")
        (page,) = hub.list_collection(made.slug)
        assert [info.key for info in page.items] == [dataset, model]
        assert [info.likes for info in page.items] == [0, 0]
        assert (page.total, page.note) == (2, "1 more that is no repo")

    def test_users_and_organisations_are_found_by_their_names(self, anonymous: HuggingFace) -> None:
        assert [space.name for space in anonymous.search_namespaces("STRANGER")] == ["stranger"]
        (lab,) = anonymous.search_namespaces(" acme")
        assert (lab.name, lab.is_organisation, lab.display_name) == ("acme-lab", True, "Acme Lab")
        assert anonymous.search_namespaces("nobody-at-all") == []
        assert anonymous.search_namespaces(" ") == []

    def test_the_name_that_was_typed_comes_first(
        self, hub: HuggingFace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Answer:
            def json(self) -> Any:
                orgs = [{"name": "the-bert"}, {"name": "bert-lab"}]
                return {"orgs": orgs, "users": [{"user": "bertie"}, {"user": "Bert"}]}

        monkeypatch.setattr(hub, "_get", lambda *_: Answer())
        names = [space.name for space in hub.search_namespaces("bert")]
        assert names == ["Bert", "bert-lab", "bertie", "the-bert"]

    def test_a_space_tells_its_state_hardware_and_description(self, hub: HuggingFace) -> None:
        key = self.made(hub, "show", RepoType.SPACE)
        card = b"---\nsdk: static\nshort_description: Shows plankton\n---\n"
        self.add(hub, key, {"README.md": card})
        assert hub.repo_info(key).runtime == "NO_APP_FILE on cpu-basic"
        assert hub.repo_info(key).description == "Shows plankton"
        listed = {info.key: info for info in items(hub.list_repos("owner", RepoType.SPACE))}
        assert listed[key].runtime == "NO_APP_FILE on cpu-basic"

    def test_spaces_are_not_sorted_by_downloads_and_that_is_told(self, hub: HuggingFace) -> None:
        page = next(hub.search_repos(RepoType.SPACE, RepoQuery(sort=RepoSort.DOWNLOADS)))
        assert "no downloads" in page.note

    def test_a_very_long_diff_is_cut_and_that_is_told(
        self, hub: HuggingFace, repo: RepoKey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hubtui.hubs.huggingface.history._DIFF_LIMIT", 1024 * 1024)
        base = self.add(hub, repo, {"a.txt": b"a\n"})
        texts = {f"{n}.txt": b"%d" % n + b" long line\n" * 40_000 for n in range(4)}
        compared = hub.compare(repo, base, self.add(hub, repo, texts))
        assert len(compared.diff) == 1024 * 1024
        assert [change.path for change in compared.files] == ["0.txt", "1.txt", "2.txt"]
        assert compared.note == "the diff is longer than 1 MiB: the rest is left out"


class TestHuggingFaceWithXet(TestHuggingFace):
    """The same on a hub that stores by xet, which all but small files go to and come from."""

    @pytest.fixture(autouse=True)
    def by_xet(self, monkeypatch: pytest.MonkeyPatch, xet_home: Path) -> None:
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
        monkeypatch.setattr(xet, "SMALLEST", 1024 * 1024)

    @pytest.fixture(scope="class")
    def local_hub(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
        accounts = [
            LocalAccount("hf", "owner", OWNER["hf"], ("acme-lab",)),
            LocalAccount("hf", "stranger", STRANGER["hf"]),
        ]
        with LocalHub(tmp_path_factory.mktemp("xet"), accounts=accounts, xet=True) as hub:
            yield hub


class TestTheShorterWay:
    """Ordinary files of one commit are asked for where the first one's redirect led."""

    @pytest.fixture
    def hub(self, local_hub: LocalHub, tmp_path: Path) -> HuggingFace:
        return HuggingFace.open(local_hub.hf, Secret(OWNER["hf"]), tmp_path)

    @pytest.fixture
    def repo(self, hub: HuggingFace, request: pytest.FixtureRequest) -> RepoKey:
        key = RepoKey(RepoType.MODEL, f"owner/shorter-{abs(hash(request.node.nodeid)) % 10**8}")
        hub.create_repo(key)
        return key

    def paths(self, local_hub: LocalHub, repo: RepoKey) -> list[str]:
        seen = (each.path for each in local_hub.requests if each.method == "GET")
        return [path for path in seen if repo.name in path and "resolve" in path]

    def test_after_the_first_file_each_costs_one_request(
        self, hub: HuggingFace, repo: RepoKey, local_hub: LocalHub
    ) -> None:
        contents = {"a.txt": b"a", "b c/d.txt": b"d", "empty.txt": b""}
        oid = add(hub, repo, contents)
        for path, content in contents.items():
            assert b"".join(hub.read_ordinary(repo, oid, path)) == content
        asked = self.paths(local_hub, repo)
        assert [path for path in asked if "/d.txt" in path] == [
            f"/api/resolve-cache/models/{repo.repo_id}/{oid}/b%20c/d.txt"
        ]
        assert len([path for path in asked if "/a.txt" in path]) == 2

    def test_a_branch_and_a_part_of_a_file_are_asked_for_the_whole_way(
        self, hub: HuggingFace, repo: RepoKey, local_hub: LocalHub
    ) -> None:
        oid = add(hub, repo, {"a.txt": b"abc"})
        for revision in ("main", oid):
            assert b"".join(hub.read_ordinary(repo, revision, "a.txt")) == b"abc"
        before = len(self.paths(local_hub, repo))
        assert b"".join(hub.read_ordinary(repo, "main", "a.txt")) == b"abc"
        assert b"".join(hub.read(repo, oid, "a.txt", offset=1)) == b"bc"
        assert b"".join(hub.read(repo, oid, "a.txt", length=1)) == b"a"
        assert len([p for p in self.paths(local_hub, repo)[before:] if "/resolve/" in p]) == 3

    @pytest.mark.parametrize("status", [404, 400])
    def test_where_it_leads_nowhere_the_long_way_is_taken_again(
        self, hub: HuggingFace, repo: RepoKey, local_hub: LocalHub, status: int
    ) -> None:
        oid = add(hub, repo, {"a.txt": b"a", "b.txt": b"b"})
        assert b"".join(hub.read_ordinary(repo, oid, "a.txt")) == b"a"
        local_hub.faults.add(hub="hf", path=f"resolve-cache.*{repo.name}.*b.txt", status=status)
        assert b"".join(hub.read_ordinary(repo, oid, "b.txt")) == b"b"

    def test_a_refusal_there_is_the_hubs_answer(
        self, hub: HuggingFace, repo: RepoKey, local_hub: LocalHub
    ) -> None:
        oid = add(hub, repo, {"a.txt": b"a", "b.txt": b"b"})
        assert b"".join(hub.read_ordinary(repo, oid, "a.txt")) == b"a"
        local_hub.faults.add(hub="hf", path=f"resolve-cache.*{repo.name}.*b.txt", status=429)
        with pytest.raises(RateLimited):
            b"".join(hub.read_ordinary(repo, oid, "b.txt"))
        assert b"".join(hub.read_ordinary(repo, oid, "b.txt")) == b"b"
        with pytest.raises(NotFound):
            b"".join(hub.read_ordinary(repo, oid, "none.txt"))


def add(hub: HuggingFace, repo: RepoKey, contents: dict[str, bytes]) -> str:
    return HubContract().add(hub, repo, contents)
