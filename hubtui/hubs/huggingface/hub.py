"""The Hugging Face hub: what it is called, what it can do."""

from __future__ import annotations

from hubtui.hubs.huggingface.community import Community
from hubtui.hubs.huggingface.content import Content
from hubtui.hubs.huggingface.reads import Reads
from hubtui.model import Capability, RepoType

_ALL = Capability.WRITE | Capability.COMMITS | Capability.DISCUSSIONS | Capability.SEARCH


class HuggingFace(Reads, Content, Community):
    name = "huggingface"
    title = "Hugging Face"
    scheme = "hf"
    default_revision = "main"
    capabilities = {RepoType.MODEL: _ALL, RepoType.DATASET: _ALL, RepoType.SPACE: _ALL}
    commit_limit = 1000
    commit_inline_limit = 50 * 1024 * 1024
