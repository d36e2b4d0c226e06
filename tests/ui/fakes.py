"""Two hubs in memory with a small team's repos, and the session over them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from hubtui.accounts import Accounts
from hubtui.errors import Unauthorized
from hubtui.hub import Hub
from hubtui.model import (
    Account,
    Capability,
    EntryType,
    Namespace,
    Page,
    RepoInfo,
    RepoKey,
    RepoType,
    TreeEntry,
    User,
    Visibility,
)
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session
from tests.jobs.memory_hub import HfLike, MsLike, Tree
from tests.ui.social import THEN, Discussed, Findable, Referable

ALL = Capability.WRITE | Capability.COMMITS
TREE: Tree = {
    "README.md": b"# A model\n\nIt *names* plankton.\n",
    "config.json": b'{"hidden": 8}\n',
    "onnx/model.onnx": b"onnx" * 2000,
    "model.safetensors": bytes(range(256)) * 40,
}
MODELS = ("bert-tiny-ner", "llama-acme-7b-gguf", "vit-plankton", "whisper-field-notes")


class Browsable(Findable, Referable, Discussed):
    """What a pane needs and a copy does not: folders, namespaces, and what is in `social`."""

    user: str = "rosalind"

    def whoami(self) -> User:
        self._step("whoami")
        if not self.signed_in:
            raise Unauthorized("no token", status=401, hub=self.title)
        return User(self.user, organisations=(Namespace("acme-lab", is_organisation=True, role="write"),))

    def namespaces(self) -> list[Namespace]:
        if not self.signed_in:
            return []
        return [Namespace(self.user), *self.whoami().organisations]

    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        keys = [key for key in self.repos if key.namespace == namespace and key.repo_type is repo_type]
        for start in range(0, max(1, len(keys)), self.repo_page):
            self._step("list_repos")
            some = keys[start : start + self.repo_page]
            yield Page([self._info(key, number) for number, key in enumerate(some)], len(keys))

    def _info(self, key: RepoKey, number: int) -> RepoInfo:
        size = sum(map(len, self.repos[key].tree.values()))
        updated = THEN - timedelta(days=number)
        return RepoInfo(key, self.repos[key].visibility, size=size, downloads=number * 100, updated=updated)

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        if recursive:
            yield from super().list_tree(repo, revision, path, recursive=True, last_commits=last_commits)
            return
        self._step("list_tree")
        below = f"{path}/" if path else ""
        entries: dict[str, TreeEntry] = {}
        for name, content in sorted(self._at(repo, revision).items()):
            if name.startswith(below):
                first, slash, _ = name.removeprefix(below).partition("/")
                entry = TreeEntry(below + first, EntryType.DIRECTORY) if slash else self._entry(name, content)
                entries[entry.path] = entry
        yield Page([*entries.values()])


class FakeHuggingFace(Browsable, HfLike):
    name, title, scheme = "huggingface", "Hugging Face", "hf"
    capabilities = dict.fromkeys(RepoType, ~Capability.NONE)


class FakeModelScope(Browsable, MsLike):
    name, title, scheme = "modelscope", "ModelScope", "ms"
    capabilities = dict.fromkeys(
        RepoType, ALL | Capability.COMPARE | Capability.CREATE_TAG | Capability.SEARCH
    )
    space_word = "studio"


class FakeSession(Session):
    """The real session, engine and journal over hubs in memory."""

    def __init__(self, folder: Path, *, is_demo: bool = False) -> None:
        accounts = Accounts()
        for hub in ("huggingface", "modelscope"):
            accounts.add(Account(hub, hub, "http://127.0.0.1", "test"), Secret("not-a-real-token"))
        self.left, self.right = FakeHuggingFace(), FakeModelScope()
        self.fakes: dict[str, Hub] = {"huggingface": self.left, "modelscope": self.right}
        super().__init__(accounts, Directories.under(folder), is_demo=is_demo)
        for name in MODELS:
            self.left.add(RepoKey(RepoType.MODEL, f"rosalind/{name}"), dict(TREE))
        self.left.add(RepoKey(RepoType.MODEL, "acme-lab/tide-t5"), dict(TREE))
        self.left.add(RepoKey(RepoType.DATASET, "rosalind/field-notes"), {"data.csv": b"a,b\n"})
        self.right.add(RepoKey(RepoType.MODEL, "rosalind/old-port"), dict(TREE))
        for fake in (self.left, self.right):
            for repo in fake.repos.values():
                repo.visibility = Visibility.PUBLIC

    def hub(self, account: str) -> Hub:
        return self.fakes[account]
