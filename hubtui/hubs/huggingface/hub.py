"""The Hugging Face hub: what it is called, what it can do."""

from __future__ import annotations

from urllib.parse import quote

from hubtui.hubs.huggingface.access import Access
from hubtui.hubs.huggingface.collections import Collections
from hubtui.hubs.huggingface.community import Community
from hubtui.hubs.huggingface.content import Content
from hubtui.hubs.huggingface.devices import Devices
from hubtui.hubs.huggingface.folders import Folders
from hubtui.hubs.huggingface.history import History
from hubtui.hubs.huggingface.large_files import LargeFiles
from hubtui.hubs.huggingface.lifecycle import Lifecycle
from hubtui.hubs.huggingface.refs import Refs
from hubtui.hubs.huggingface.repos import Repos
from hubtui.hubs.huggingface.settings import Settings
from hubtui.hubs.huggingface.sharing import Sharing
from hubtui.hubs.huggingface.spaces import Spaces
from hubtui.model import Capability, RepoKey, RepoType

_ALL = (
    Capability.WRITE
    | Capability.COMMITS
    | Capability.COMPARE
    | Capability.DISCUSSIONS
    | Capability.DISCUSS
    | Capability.CREATE_BRANCH
    | Capability.CREATE_TAG
    | Capability.DELETE_REF
    | Capability.SEARCH
    | Capability.SEARCH_USERS
    | Capability.LIKED
    | Capability.COLLECTIONS
    | Capability.SET_VISIBILITY
    | Capability.SET_DISCUSSIONS
    | Capability.DELETE_REPO
    | Capability.MOVE
    | Capability.DUPLICATE
    | Capability.SQUASH
    | Capability.LIKE
    | Capability.ADD_TO_COLLECTION
    | Capability.LARGE_FILES
    | Capability.PROPOSE
    | Capability.SHARE
)
_GATED = _ALL | Capability.SET_GATING | Capability.ACCESS_REQUESTS


class HuggingFace(
    Devices,
    Repos,
    Collections,
    Folders,
    Refs,
    History,
    Content,
    Community,
    Settings,
    Lifecycle,
    Access,
    LargeFiles,
    Sharing,
    Spaces,
):
    name = "huggingface"
    title = "Hugging Face"
    scheme = "hf"
    default_revision = "main"
    capabilities = {RepoType.MODEL: _GATED, RepoType.DATASET: _GATED, RepoType.SPACE: _ALL | Capability.RUN}
    commit_limit = 1000
    commits_an_hour = 128
    requests_in = (1000, 300)
    commit_inline_limit = 24 * 1024 * 1024

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
        page = f"{self.endpoint}/{repo}"
        if discussion:
            return f"{page}/discussions/{discussion}"
        if commit:
            return f"{page}/commit/{quote(commit, safe='')}"
        if not revision and not path:
            return page
        route = "blob" if path and not is_directory else "tree"
        below = f"/{quote(path)}" if path else ""
        return f"{page}/{route}/{quote(revision or self.default_revision, safe='')}{below}"
