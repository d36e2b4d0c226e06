"""ModelScope keeps the contract, and its own habits do not leak through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubtui.hubs.modelscope import ModelScope
from hubtui.localhub.server import LocalHub
from hubtui.model import RepoKey, RepoType, Visibility, items
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

    def test_the_token_is_not_sent_to_another_host(self, hub: ModelScope) -> None:
        """The session drops what names the account when a redirect leaves the hub's host."""
        import requests

        session = hub._api.legacy._session
        came_from = requests.Response()
        came_from.request = requests.Request("GET", hub.endpoint).prepare()
        came_from.url = hub.endpoint
        following = requests.Request(
            "GET",
            "https://elsewhere.example/x",
            headers={"Cookie": "m_session_id=t", "Authorization": "Bearer t"},
        ).prepare()
        session.rebuild_auth(following, came_from)
        assert "Cookie" not in following.headers
        assert "Authorization" not in following.headers

    def test_its_pages(self, hub: ModelScope) -> None:
        repo = RepoKey(RepoType.SPACE, "owner/show")
        page = f"{hub.endpoint}/studios/owner/show"
        assert hub.web_url(repo) == page
        assert hub.web_url(repo, path="a b/c.txt") == f"{page}/file/view/master/a%20b/c.txt"
        assert hub.web_url(repo, revision="v1", path="data", is_directory=True) == f"{page}/files"
        assert hub.web_url(repo, revision="v1") == f"{page}/files"
        assert hub.web_url(repo, commit="0123abcd") == f"{page}/files"
