"""The ModelScope hub: what it is called, what it can do."""

from __future__ import annotations

from urllib.parse import quote

from hubtui.hubs.modelscope.account import Account
from hubtui.hubs.modelscope.content import Content
from hubtui.hubs.modelscope.history import History
from hubtui.hubs.modelscope.repos import Repos
from hubtui.hubs.modelscope.settings import Settings
from hubtui.hubs.modelscope.trees import Trees
from hubtui.model import Capability, RepoKey, RepoType

_CONTENT = (
    Capability.WRITE
    | Capability.COMMITS
    | Capability.COMPARE
    | Capability.CREATE_TAG
    | Capability.SEARCH
    | Capability.SET_VISIBILITY
    | Capability.SET_GATING
    | Capability.DELETE_REPO
)


class ModelScope(Account, Repos, Trees, History, Content, Settings):
    name = "modelscope"
    title = "ModelScope"
    scheme = "ms"
    default_revision = "master"
    checks_parent = False
    space_word = "studio"
    capabilities = {
        RepoType.MODEL: _CONTENT,
        RepoType.DATASET: _CONTENT,
        RepoType.SPACE: Capability.SEARCH | Capability.SET_VISIBILITY,
    }
    commit_limit = 256
    commit_inline_limit = 6 * 1024 * 1024
    """The SDK's own limit is 8 MiB of base64, which is 6 MiB of content."""

    def web_url(
        self,
        repo: RepoKey,
        *,
        revision: str = "",
        path: str = "",
        is_directory: bool = False,
        commit: str = "",
        discussion: int = 0,
    ) -> str:
        """Commits and folders have no page that can be named: their repo's files are the nearest."""
        page = f"{self.endpoint}/{self._kind(repo.repo_type)}s/{repo.repo_id}"
        if path and not is_directory and not commit:
            return f"{page}/file/view/{quote(revision or self.default_revision, safe='')}/{quote(path)}"
        return f"{page}/files" if revision or path or commit else page
