"""The six invariants of a copy, whatever happened to it.

1 no wrong byte is ever committed · 2 the source is never modified · 3 one resume reaches the right tree, and
no commit comes twice · 4 the state shown is true · 5 no orphan files, no leaked token · 6 at most one part of
a file is moved again
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

from hubtui.hubs.local.folder import STAGING
from hubtui.jobs.commits import TRAILER
from hubtui.jobs.job import ItemState, JobState, JobView
from tests.canaries.search import found_below
from tests.faults.hub import TOKENS, Made
from tests.faults.world import DISK, PUTS, READS, World, sha256

PLATFORM = {".gitattributes"}
AT_TARGET = {ItemState.COMMITTED.value, ItemState.VERIFIED.value}
OWN_FILES = re.compile(
    r"state/(journal\.sqlite|hubtui\.log(\.\d)?|crash\.log)|cache/[^/]+/config/credentials/session"
    r"|cache/seen\.sqlite|state/[a-z_]+\.json"
)
"""What hubtui may leave behind on the machine."""
IN_FLIGHT = 1_500_000
"""Bytes that can be under way in buffers when a connection breaks: the hub counts them as sent."""


def check(world: World, job: JobView, *, theirs: Mapping[str, bytes] | None = None, again: int = 0) -> None:
    """All six, after the last resume. `theirs` is what somebody else put there; `again` is how many bytes of
    content may have gone over the wire a second time."""
    assert job.state is JobState.DONE, job.message
    check_now(world, job, theirs=theirs)
    wanted = {**{path: sha256(data) for path, data in world.tree.items()}, **_hashes(theirs)}
    assert dict(world.arrived()) == wanted, "3: not the right tree"
    assert job.items_done == job.items_total, "4: done, but not all counted"
    assert job.bytes_done == job.bytes_total, f"4: done, but not all bytes counted: {job}"
    check_bytes(world, again)
    world.engine.close()
    check_leavings(world)


def check_now(world: World, job: JobView, *, theirs: Mapping[str, bytes] | None = None) -> None:
    """What has to be true at every rest: 1, 2, no commit twice, 4."""
    made = [] if world.way.target == DISK else world.hub.commits(world.way.target, world.target.repo_id)
    check_contents(world, made, theirs or {})
    assert world.state_of(world.way.source, world.source) == world.before, "2: the source is not as it was"
    check_once(made)
    check_state(world, job, made)


def check_contents(world: World, made: list[Made], theirs: Mapping[str, bytes]) -> None:
    wanted = {path: {sha256(data)} for path, data in world.tree.items()}
    for path, data in theirs.items():
        wanted.setdefault(path, set()).add(sha256(data))
    trees = [each.hashes for each in made] or [world.arrived()]
    for tree in trees:
        for path, found in tree.items():
            assert path in PLATFORM or found in wanted.get(path, ()), f"1: a wrong content is at {path}"


def check_once(made: list[Made]) -> None:
    """No batch was committed twice: neither a trailer nor a file's content comes a second time."""
    ours = [each for each in made if trailer(each)]
    trailers = Counter(trailer(each) for each in ours)
    assert all(count == 1 for count in trailers.values()), f"3: a commit twice: {trailers}"
    for before, after in pairwise(made):
        assert not trailer(after) or before.hashes != after.hashes, "3: a commit that changed nothing"


def trailer(made: Made) -> str:
    found = re.search(rf"^{TRAILER}: (\S+)$", made.message, re.MULTILINE)
    return found[1] if found else ""


def check_state(world: World, job: JobView, made: list[Made]) -> None:
    """What engine and journal say, against what is there."""
    kept = journalled(world)
    assert kept.state == job.state.value, f"4: {job.state} is shown, {kept.state} is kept"
    assert job.bytes_done <= job.bytes_total, "4: more is done than there is"
    assert job.message or not job.state.is_over, "4: over, without a word"
    there = world.arrived()
    for path, found in kept.at_target.items():
        assert there.get(path) == found, f"4: {path} is said to be at the target"
    if job.state is JobState.DONE:
        assert there.keys() >= world.tree.keys(), "4: done is said"
        if made:
            assert set(kept.commits) == {each.oid for each in made if trailer(each)}, "4: other commits"


class Journalled:
    """The last job, as another program reads it in the journal."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as db:
            row = db.execute("SELECT id, state FROM jobs ORDER BY id DESC LIMIT 1").fetchone()
            self.job, self.state = row or (0, "")
            items = db.execute("SELECT path, sha256, state FROM items WHERE job = ?", (self.job,))
            self.at_target = {path: found for path, found, state in items if state in AT_TARGET}
            query = "SELECT value FROM repos, json_each(repos.commits) WHERE job = ?"
            self.commits = [each for (each,) in db.execute(query, (self.job,))]


def journalled(world: World) -> Journalled:
    return Journalled(world.folder / "state" / "journal.sqlite")


@contextmanager
def watched(world: World) -> Iterator[None]:
    """While it runs: what the journal says is at the target is there, and nothing wrong is."""
    wrong: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.03):
            said = journalled(world).at_target
            there = world.arrived()
            wrong.extend(path for path, found in said.items() if there.get(path) != found)
            hashes = {sha256(data) for data in world.tree.values()}
            if world.way.target == DISK:
                wrong.extend(path for path, found in there.items() if found not in hashes)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
    assert not wrong, f"4: said to be at the target, and was not: {wrong}"


def check_bytes(world: World, again: int) -> None:
    total = sum(map(len, world.tree.values()))
    if world.way.source != DISK:
        read = moved(world, "GET", READS[world.way.source], world.way.source)
        assert read <= total + again, f"6: {read:,} bytes were read of {total:,}"
    if world.way.target != DISK:
        put = moved(world, "PUT", PUTS[world.way.target], world.way.target)
        assert put <= total + again, f"6: {put:,} bytes were sent of {total:,}"
        stored = Counter(
            each.path
            for each in world.hub.requests.matching("PUT", hub=world.way.target)
            if each.status == 200
        )
        assert all(count == 1 for count in stored.values()), f"6: a content was sent twice: {stored}"


def moved(world: World, method: str, pattern: str, hub: str) -> int:
    """Bytes of content that this side sent or took in."""
    part = re.compile(pattern.replace("FilePath=", "/repo$"))
    seen = [
        each
        for each in world.hub.requests.matching(method, hub=hub)
        if each.status < 300 and part.search(each.path)
    ]
    return sum(each.sent if method == "GET" else each.received for each in seen)


def check_leavings(world: World) -> None:
    folder = world.folder
    left = {str(path.relative_to(folder)) for part in ("home", "tmp", "state", "cache")
            for path in (folder / part).rglob("*") if not path.is_dir()}  # fmt: skip
    assert not (orphans := {path for path in left if not OWN_FILES.fullmatch(path)}), f"5: {orphans}"
    if world.way.target == DISK:
        target = Path(world.target.repo_id)
        assert not (target / STAGING).exists(), "5: staging is left"
    own = [folder / name for name in ("home", "tmp", "state", "cache", DISK)]
    assert found_below(own, list(TOKENS.values())) == [], "5: a token"


def _hashes(tree: Mapping[str, bytes] | None) -> dict[str, str]:
    return {path: sha256(data) for path, data in (tree or {}).items()}
