"""Known content at one end, nothing at the other, and a copy between them through the real adapters.

`Way` says between which ends: `hf`, `ms` (the embedded hub's two sides) or `disk` (a folder).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hubtui.hub import Hub
from hubtui.hubs import open_hub
from hubtui.hubs.local.folder import STAGING
from hubtui.jobs.bulk import bulk_from_json
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import JobState, JobView, Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.pacing import Pace
from hubtui.jobs.plan import Plan
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.logs import Log
from hubtui.model import Account, RepoKey, RepoType
from hubtui.secret import Secret
from tests.faults.hub import ME, TOKENS, OpenHub, Tree

DISK = "disk"
PATIENCE = 30.0
NO_WAIT = Pace(tries=4, base=0.0)
FOR_EVER = Pace(tries=2, base=0.01, longest=0.02, gives_up=False)
"""As patient as the app, and quicker."""
_CHANCE = random.Random(8)
LARGE = "weights.bin"
TREE: Tree = {
    "README.md": b"# A model\n",
    "config.json": b'{"hidden_size": 64}',
    "data/empty.txt": b"",
    "data/notes.txt": b"notes " * 700,
    "more/weights.bin": _CHANCE.randbytes(300_000),
    LARGE: _CHANCE.randbytes(2_000_000),
}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


SHA = {path: sha256(data) for path, data in TREE.items()}
READS = {"hf": "^/__cdn/|^/api/resolve-cache/", "ms": "FilePath="}
"""The requests that a side answers with a file's content."""
READ_LARGE = {
    "hf": f"^/__cdn/{SHA[LARGE]}|^/api/resolve-cache/.*/[0-9a-f]{{40}}/{LARGE}$",
    "ms": f"FilePath={LARGE}",
}
PUTS = {"hf": "^/__lfs/", "ms": "/lfs/[0-9a-f]{64}/"}
PUT_LARGE = dict.fromkeys(PUTS, f"/{SHA[LARGE]}/")
COMMIT = "/commit/"
LISTING = {"hf": "/tree/", "ms": "/repo/files"}


@dataclass(frozen=True)
class Way:
    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


HF_MS, MS_HF = Way("hf", "ms"), Way("ms", "hf")
HUB_TO_HUB = (HF_MS, MS_HF)
DOWNLOADS = (Way("hf", DISK), Way("ms", DISK))
UPLOADS = (Way(DISK, "hf"), Way(DISK, "ms"))
FROM_HUBS, TO_HUBS = (*HUB_TO_HUB, *DOWNLOADS), (*HUB_TO_HUB, *UPLOADS)
ALL = (*HUB_TO_HUB, *DOWNLOADS, *UPLOADS)


class Machine:
    """One user's machine: its folders are below `folder`; the hubs are at `urls`."""

    def __init__(self, folder: Path, way: Way, urls: Mapping[str, str], pace: Pace = NO_WAIT) -> None:
        self.folder = folder
        self.way = way
        self.pace = pace
        self.source = self._place(way.source, "source")
        self.target = self._place(way.target, "target")
        self._urls = urls
        self.hubs = {name: self.open(name) for name in {way.source, way.target}}
        self.log = Log(folder / "state")
        self.engine = self._engine()

    def _place(self, end: str, name: str) -> RepoKey:
        return RepoKey(RepoType.MODEL, str(self.folder / DISK / name) if end == DISK else f"{ME}/{name}")

    def open(self, end: str) -> Hub:
        names = {"hf": "huggingface", "ms": "modelscope", DISK: "local"}
        token = Secret(TOKENS[end]) if end in TOKENS else None
        account = Account(end, names[end], self._urls.get(end, "file://"))
        return open_hub(account, token, self.folder / "cache")

    def _engine(self) -> Engine:
        journal = Journal(self.folder / "state" / "journal.sqlite")
        return Engine(journal, self.hubs.__getitem__, pace=self.pace)

    def restart(self) -> None:
        """The program ends in good order, and is started again."""
        self.engine.close()
        self.engine = self._engine()

    def plan(self) -> Plan:
        request = CopyRequest(
            Place(self.way.source, self.source, ""), Place(self.way.target, self.target, "")
        )
        return make_plan([request], self.hubs.__getitem__, self.engine.hashes)

    def start(self, plan: Plan | None = None) -> int:
        return self.engine.submit(plan or self.plan())

    def start_bulk(self, plan: str) -> int:
        return self.engine.submit_bulk(bulk_from_json(json.loads(plan)))

    def end(self, job_id: int) -> JobView:
        view = self.engine.wait(job_id, PATIENCE)
        assert not self.engine.has(job_id), f"still {view.phase} after {PATIENCE:.0f} s: {view.message}"
        return view

    def copy(self, plan: Plan | None = None) -> JobView:
        return self.end(self.start(plan))

    def leave(self) -> None:
        self.engine.close()
        for hub in self.hubs.values():
            hub.close()
        self.log.close()


class World(Machine):
    """The machine, the hubs, and known content at the copy's source."""

    def __init__(
        self, folder: Path, way: Way, tree: Tree = TREE, *, pace: Pace = NO_WAIT, latency: float = 0.0
    ) -> None:
        self.tree = tree
        for name in ("home", "tmp", "state", "cache", DISK):
            (folder / name).mkdir(exist_ok=True)
        self.hub = OpenHub(folder / "hub", latency=latency)
        self.hub.start()
        super().__init__(folder, way, {"hf": self.hub.hf, "ms": self.hub.ms}, pace)
        if way.source == DISK:
            write_tree(Path(self.source.repo_id), tree)
        else:
            self.hub.add(way.source, self.source.repo_id, tree)
        self.before = self.state_of(way.source, self.source)
        """What the source is, and is to stay."""
        self.hub.requests.reset()

    @property
    def hub_side(self) -> str:
        """The hub that the large file comes from, or else goes to."""
        return self.way.target if self.way.source == DISK else self.way.source

    @property
    def large_content(self) -> str:
        """The requests there that move it."""
        return (PUT_LARGE if self.way.source == DISK else READ_LARGE)[self.hub_side]

    def state_of(self, end: str, repo: RepoKey) -> object:
        return folder_state(Path(repo.repo_id)) if end == DISK else self.hub.state(end, repo.repo_id)

    def arrived(self) -> Mapping[str, str]:
        """The sha256 of each file at the target, without what is the platform's own."""
        if self.way.target == DISK:
            return folder_hashes(Path(self.target.repo_id))
        head = self.hub.head(self.way.target, self.target.repo_id)
        return {path: content for path, content in head.items() if path != ".gitattributes"}

    def resume(self, job_id: int) -> JobView:
        """What the user does once, when the fault is over."""
        self.hub.faults.clear()
        self.engine.resume(job_id)
        return self.end(job_id)

    def close(self) -> None:
        self.hub.faults.clear()
        self.leave()
        self.hub.stop()


def waiting(view: JobView) -> bool:
    return view.state is JobState.WAITING


def until(what: Callable[[], bool], words: str) -> None:
    """Return when it is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, f"never: {words}"
        threading.Event().wait(0.01)


# folders


def write_tree(root: Path, tree: Tree) -> None:
    for path, data in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def folder_hashes(root: Path) -> dict[str, str]:
    """The sha256 of each file, by path, without the staging folder's. What goes meanwhile is left out."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != STAGING]
        for path in (Path(folder, name) for name in names):
            with suppress(FileNotFoundError):
                found[str(path.relative_to(root))] = sha256(path.read_bytes())
    return found


def folder_state(root: Path) -> object:
    """Contents, times, modes and inodes of all below, the folders' too."""
    found = {}
    for path in [root, *sorted(root.rglob("*"))]:
        stat = path.lstat()
        content = sha256(path.read_bytes()) if path.is_file() else ""
        found[str(path.relative_to(root))] = stat.st_mtime_ns, stat.st_mode, stat.st_ino, content
    return found


@contextmanager
def own_folders(folder: Path) -> Iterator[None]:
    """HOME and TMPDIR of this process are the test's own."""
    import tempfile

    before = {name: os.environ.get(name) for name in ("HOME", "TMPDIR")}
    os.environ.update(HOME=str(folder / "home"), TMPDIR=str(folder / "tmp"))
    tempfile.tempdir = None
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        tempfile.tempdir = None
