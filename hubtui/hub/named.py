"""What every part of the hub interface knows of the hub."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import ClassVar

from hubtui.errors import Unsupported
from hubtui.model import Capability, RepoType


class Named(ABC):
    """What a hub is called, and what it can do."""

    name: ClassVar[str]
    """`huggingface`: as accounts and modules spell it."""
    title: ClassVar[str]
    """`Hugging Face`: as people read it."""
    scheme: ClassVar[str]
    """Of its locators: `hf` in `hf://namespace/name`."""
    default_revision: ClassVar[str]
    """The branch a new repo starts with."""
    space_word: ClassVar[str] = "space"
    """What the hub calls a space."""
    capabilities: ClassVar[Mapping[RepoType, Capability]]
    """Which repo types exist, and what can be done with each beyond listing and reading."""

    endpoint: str
    is_anonymous: bool = False
    """Seen without a token: only what is public."""

    keeps_history: ClassVar[bool] = True
    """What is read at a resolved oid never changes. Else there is one state only, the present one: contents
    are told apart by `TreeEntry.version`, and a listing tells no hashes."""

    def supports(self, capability: Capability, repo_type: RepoType) -> bool:
        return capability in self.capabilities.get(repo_type, Capability.NONE)

    def _unsupported(self, what: str, repo_type: RepoType) -> Unsupported:
        return Unsupported(f"cannot {what} of {repo_type.plural}", hub=self.title)
