"""ModelScope keeps the contract, and its own habits do not leak through it."""

from __future__ import annotations

from pathlib import Path

import pytest
from modelscope_hub.types import PagedResult
from modelscope_hub.types import RepoInfo as SdkRepoInfo

from hubtui.errors import Unsupported
from hubtui.hubs.modelscope import ModelScope
from hubtui.localhub.server import LocalHub
from hubtui.model import (
    RefType,
    RepoKey,
    RepoQuery,
    RepoSort,
    RepoType,
    Visibility,
    items,
)
from hubtui.secret import Secret
from tests.hubs.conftest import OWNER, STRANGER
from tests.hubs.contract import HubContract


class TestModelScope(HubContract):
    namespace = "owner"

    @pytest.fixture
    def hub(self, local_hub: LocalHub, tmp_path: Path) -> ModelScope:
        return ModelScope.open(local_hub.ms, Secret(OWNER["ms"]), tmp_path)

    @pytest.fixture
    def stranger(self, local_hub: LocalHub, tmp_path: Path) -> ModelScope:
        return ModelScope.open(local_hub.ms, Secret(STRANGER["ms"]), tmp_path / "stranger")

    @pytest.fixture
    def wrong(self, local_hub: LocalHub, tmp_path: Path) -> ModelScope:
        return ModelScope.open(local_hub.ms, Secret("ms-wrong-wrong-wrong"), tmp_path / "wrong")

    @pytest.fixture
    def anonymous(self, local_hub: LocalHub, tmp_path: Path) -> ModelScope:
        return ModelScope.open(local_hub.ms, None, tmp_path / "anonymous")

    @pytest.fixture
    def gone(self, tmp_path: Path) -> ModelScope:
        return ModelScope.open("http://127.0.0.1:9", Secret(OWNER["ms"]), tmp_path / "gone")

    def test_a_private_dataset_is_listed(self, hub: ModelScope) -> None:
        key = RepoKey(RepoType.DATASET, "owner/private-data")
        hub.create_repo(key, exist_ok=True)
        listed = {info.key: info for info in items(hub.list_repos("owner", RepoType.DATASET))}
        assert listed[key].visibility is Visibility.PRIVATE

    def test_a_dataset_s_tree_comes_by_pages(self, hub: ModelScope) -> None:
        key = RepoKey(RepoType.DATASET, "owner/many-files")
        hub.create_repo(key, exist_ok=True)
        self.add(hub, key, {f"data/{n:03}.txt": b"%d" % n for n in range(250)})
        pages = list(hub.list_tree(key, "master", recursive=True))
        assert len(pages) > 1
        paths = [entry.path for entry in items(iter(pages)) if not entry.is_directory]
        assert len(set(paths) & {f"data/{n:03}.txt" for n in range(250)}) == 250

    def test_nothing_is_written_to_the_user_s_home(
        self, local_hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = tmp_path / "home"
        home.mkdir()
        monkeypatch.setenv("HOME", str(home))
        hub = ModelScope.open(local_hub.ms, Secret(OWNER["ms"]), tmp_path / "folder")
        hub.whoami()
        list(hub.list_repos("owner", RepoType.MODEL))
        assert list(home.iterdir()) == []

    def test_its_pages(self, hub: ModelScope) -> None:
        repo = RepoKey(RepoType.SPACE, "owner/show")
        page = f"{hub.endpoint}/studios/owner/show"
        assert hub.web_url(repo) == page
        assert hub.web_url(repo, path="a b/c.txt") == f"{page}/file/view/master/a%20b/c.txt"
        assert hub.web_url(repo, revision="v1", path="data", is_directory=True) == f"{page}/files"
        assert hub.web_url(repo, revision="v1") == f"{page}/files"
        assert hub.web_url(repo, commit="0123abcd") == f"{page}/files"

    def test_a_studio_tells_its_state_and_hardware(self, hub: ModelScope) -> None:
        hub._api.openapi.create_studio({"owner": "owner", "repo_name": "show", "sdk_type": "gradio"})
        key = RepoKey(RepoType.SPACE, "owner/show")
        info = hub.repo_info(key)
        assert (info.runtime, info.sdk) == ("created on platform/2v-cpu-16g-mem", "gradio")
        listed = {each.key: each for each in items(hub.list_repos("owner", RepoType.SPACE))}
        assert listed[key].runtime == "platform/2v-cpu-16g-mem"

    def test_tags_are_looked_for_by_their_kind(self, hub: ModelScope, repo: RepoKey) -> None:
        card = f"---\nlicense: gpl-3.0\npipeline_tag: fill-mask\ntags: [{repo.name}]\n---\n".encode()
        self.add(hub, repo, {"README.md": card})
        query = RepoQuery(tags=(repo.name, "license:gpl-3.0", "task:fill-mask"))
        (info,) = items(hub.search_repos(RepoType.MODEL, query))
        assert (info.key, info.license, info.task) == (repo, "gpl-3.0", "fill-mask")
        assert repo.name in info.tags
        other = RepoQuery(tags=(repo.name, "task:translation"))
        assert list(items(hub.search_repos(RepoType.MODEL, other))) == []

    def test_what_cannot_be_looked_for_or_sorted_by_is_told(self, hub: ModelScope) -> None:
        for repo_type, query, words in (
            (RepoType.MODEL, RepoQuery(tags=("one", "two")), "ModelScope cannot look for two here"),
            (RepoType.DATASET, RepoQuery(tags=("one",)), "ModelScope cannot look for one here"),
            (RepoType.SPACE, RepoQuery(sort=RepoSort.DOWNLOADS), "does not sort studios by downloads"),
            (RepoType.MODEL, RepoQuery(sort=RepoSort.CREATED), "does not sort models by created"),
        ):
            assert words in next(hub.search_repos(repo_type, query)).note

    def test_a_list_ends_at_the_hub_s_limit_and_that_is_told(
        self, hub: ModelScope, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full = PagedResult(items=[SdkRepoInfo(owner="owner", name="x")] * 50, total_count=9999)
        monkeypatch.setattr(hub._api, "list_repos", lambda *_, **__: full)
        pages = list(hub.search_repos(RepoType.MODEL, RepoQuery()))
        assert sum(len(page.items) for page in pages) == 3000
        assert pages[-1].note == "ModelScope shows no more than 3,000 of a list"

    def test_a_description_comes_with_the_record(self, hub: ModelScope) -> None:
        told = RepoKey(RepoType.MODEL, "owner/told")
        hub._api.create_repo(told.repo_id, "model", license="mit", description="Names fish")
        assert hub.repo_info(told).description == "Names fish"

    def test_studios_have_neither_comparisons_nor_tags(self, hub: ModelScope) -> None:
        studio = RepoKey(RepoType.SPACE, "owner/show")
        with pytest.raises(Unsupported, match="studios"):
            hub.compare(studio, "", "master")
        with pytest.raises(Unsupported, match="studios"):
            hub.create_ref(studio, "v1", RefType.TAG, "master")
