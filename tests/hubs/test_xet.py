"""Large files by Hugging Face's xet store: who goes there, what comes of failures, what is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from huggingface_hub import constants

from hubtui.errors import Corrupt, Offline, Unavailable
from hubtui.hub import Hub
from hubtui.hubs.huggingface import HuggingFace, xet
from hubtui.hubs.modelscope import ModelScope
from hubtui.jobs.engine import Engine
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import JobState, JobView, Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.scan import CopyRequest, make_plan
from hubtui.jobs.totals import Totals, totals
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import AddFile, Need, RepoKey, RepoType, items
from hubtui.secret import Secret
from tests.hubs.conftest import OWNER, STRANGER
from tests.hubs.contract import HubContract, blocks, sha256, upload

BIG = bytes(number * number % 251 for number in range(300_000)) * 4
REPO = RepoKey(RepoType.MODEL, "owner/big")


@pytest.fixture(autouse=True)
def enabled(monkeypatch: pytest.MonkeyPatch, xet_home: Path) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setattr(xet, "SMALLEST", 1024 * 1024)


@pytest.fixture(params=[True, False], ids=["with xet", "without"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalHub]:
    accounts = [LocalAccount("hf", "owner", OWNER["hf"], ("acme-lab",))]
    accounts += [LocalAccount("hf", "stranger", STRANGER["hf"]), LocalAccount("ms", "owner", OWNER["ms"])]
    with LocalHub(tmp_path / "hub", accounts=accounts, xet=request.param) as hub:
        yield hub


@pytest.fixture
def hub(server: LocalHub, tmp_path: Path) -> HuggingFace:
    made = HuggingFace.open(server.hf, Secret(OWNER["hf"]), tmp_path)
    made.create_repo(REPO)
    return made


only_with_xet = pytest.mark.parametrize("server", [True], indirect=True, ids=["with xet"])


def needs(hub: HuggingFace, **files: bytes) -> list[Need]:
    return hub.missing(REPO, "main", [upload(f"{name}.bin", data) for name, data in files.items()])


def has_xet(server: LocalHub) -> bool:
    return server._store is not None and server._store.xet is not None


def test_large_files_go_by_xet_where_the_hub_has_it_and_by_lfs_elsewhere(
    hub: HuggingFace, server: LocalHub
) -> None:
    small = BIG[:500_000]
    wanted = needs(hub, big=BIG, again=BIG[::-1], small=small)
    for need in wanted:
        data = {"big.bin": BIG, "again.bin": BIG[::-1], "small.bin": small}[need.upload.path]
        hub.put(REPO, need, blocks(data))
    oid = hub.commit(
        REPO, "main", [AddFile(n.upload.path, n.upload.size, n.upload.sha256) for n in wanted], "Add"
    )
    listed = {entry.path: entry for entry in items(hub.list_tree(REPO, oid))}
    assert {path: entry.sha256 for path, entry in listed.items() if entry.sha256} == {
        "big.bin": sha256(BIG), "again.bin": sha256(BIG[::-1]), "small.bin": sha256(small)
    }  # fmt: skip
    assert bool(listed["big.bin"].xet_hash) is has_xet(server)
    assert listed["small.bin"].xet_hash == ""
    assert len(server.requests.matching("PUT", "/__lfs/")) == (1 if has_xet(server) else 3)
    assert len(server.requests.matching("GET", "/xet-write-token/")) == 1
    assert needs(hub, big=BIG) == []
    assert b"".join(hub.read(REPO, oid, "big.bin")) == BIG
    assert b"".join(hub.read(REPO, oid, "big.bin", offset=1_000_000)) == BIG[1_000_000:]
    assert b"".join(hub.read(REPO, oid, "big.bin", offset=77, length=999)) == BIG[77:1076]
    assert b"".join(hub.read(REPO, oid, "big.bin", offset=len(BIG))) == b""
    assert max(map(len, hub.read(REPO, oid, "big.bin"))) <= 1024 * 1024


def test_what_the_content_raises_comes_through_and_nothing_is_there(hub: HuggingFace) -> None:
    def failing() -> Iterator[bytes]:
        yield BIG[:700_000]
        raise ZeroDivisionError("mine")

    (need,) = needs(hub, big=BIG)
    with pytest.raises(ZeroDivisionError, match="mine"):
        hub.put(REPO, need, failing())
    (need,) = needs(hub, big=BIG)
    hub.put(REPO, need, blocks(BIG))
    hub.commit(REPO, "main", [AddFile("big.bin", len(BIG), sha256(BIG))], "Add")


@pytest.mark.parametrize("wrong", [BIG[:-1], BIG[:-1] + b"!"], ids=["short", "other"])
@only_with_xet
def test_a_content_that_is_not_as_announced_is_not_sent_to_its_end(hub: HuggingFace, wrong: bytes) -> None:
    (need,) = needs(hub, big=BIG)
    with pytest.raises(Corrupt):
        hub.put(REPO, need, blocks(wrong))
    with pytest.raises(Exception, match=r"LFS|object|exist"):
        hub.commit(REPO, "main", [AddFile("big.bin", len(BIG), sha256(BIG))], "Add")


@only_with_xet
def test_a_store_that_cannot_be_reached_is_given_up_for_lfs(
    hub: HuggingFace, server: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server._store is not None
    assert server._store.xet is not None
    server._store.xet.url = "http://127.0.0.1:9"
    for _ in range(xet.FAILURES):
        (need,) = needs(hub, big=BIG)
        with pytest.raises((Offline, Unavailable)):
            hub.put(REPO, need, blocks(BIG))
    (need,) = needs(hub, big=BIG)
    hub.put(REPO, need, blocks(BIG))
    assert len(server.requests.matching("PUT", "/__lfs/")) == 1
    oid = hub.commit(REPO, "main", [AddFile("big.bin", len(BIG), sha256(BIG))], "Add")
    assert b"".join(hub.read(REPO, oid, "big.bin")) == BIG


@only_with_xet
def test_the_user_can_forbid_xet(hub: HuggingFace, server: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    (need,) = needs(hub, big=BIG)
    hub.put(REPO, need, blocks(BIG))
    assert not server.requests.matching("GET", "/xet-write-token/")
    assert len(server.requests.matching("PUT", "/__lfs/")) == 1


@contextmanager
def engine_of(**hubs: Hub) -> Iterator[Callable[[tuple[str, RepoKey], tuple[str, RepoKey]], JobView]]:
    """What copies from one repo to another, each with the account that opens it."""
    engine = Engine(Journal(":memory:"), hubs.__getitem__)

    def copy(source: tuple[str, RepoKey], target: tuple[str, RepoKey]) -> JobView:
        request = CopyRequest(Place(*source, ""), Place(*target, ""))
        plan = make_plan([request], hubs.__getitem__, engine.hashes)
        job = engine.wait(engine.submit(plan), 60)
        assert job.state is JobState.DONE, job.message
        return job

    try:
        yield copy
    finally:
        engine.close()


def promised(source: tuple[str, RepoKey], target: tuple[str, RepoKey], **hubs: Hub) -> Totals:
    """What the plan of a copy comes to."""
    request = CopyRequest(Place(*source, ""), Place(*target, ""))
    return totals(make_plan([request], hubs.__getitem__, Hashes(Journal(":memory:"))))


FILES = {"README.md": b"# Big", "big.bin": BIG, "more/big.bin": BIG[::-1]}


def check(hub: Hub, repo: RepoKey) -> None:
    for path, content in FILES.items():
        assert b"".join(hub.read(repo, hub.default_revision, path)) == content


def test_a_copy_goes_there_and_comes_back(hub: HuggingFace, server: LocalHub, tmp_path: Path) -> None:
    other = ModelScope.open(server.ms, Secret(OWNER["ms"]), tmp_path / "ms")
    away, back = (RepoKey(RepoType.MODEL, f"owner/{name}") for name in ("away", "back"))
    HubContract().add(hub, REPO, FILES)
    with engine_of(hf=hub, ms=other) as copy:
        copy(("hf", REPO), ("ms", away))
        copy(("ms", away), ("hf", back))
    check(hub, back)
    if has_xet(server):
        assert not server.requests.matching("PUT", "/__lfs/")


@pytest.mark.parametrize(
    "target",
    [RepoKey(RepoType.MODEL, "owner/same"), RepoKey(RepoType.DATASET, "acme-lab/other")],
    ids=["own", "organisation's dataset"],
)
def test_within_the_hub_large_files_do_not_move(hub: HuggingFace, server: LocalHub, target: RepoKey) -> None:
    HubContract().add(hub, REPO, FILES)
    sums, large = promised(("hf", REPO), ("hf", target), hf=hub), 2 * len(BIG)
    assert (sums.reuse, sums.move) == ((large, 5) if has_xet(server) else (0, large + 5))
    with engine_of(hf=hub) as copy:
        before = server.requests.count
        job = copy(("hf", REPO), ("hf", target))
    asked = [(each.method, each.path) for each in list(server.requests)[-(server.requests.count - before) :]]
    moved = [path for method, path in asked if method == "PUT" or "__cdn" in path or "xet-" in path]
    assert bool(moved) is not has_xet(server)
    assert ("reused" in job.message) is has_xet(server)
    assert f"{len(FILES)} verified" in job.message
    check(hub, target)


@only_with_xet
def test_what_the_target_s_account_may_not_read_moves_through_the_source_s(
    hub: HuggingFace, server: LocalHub, tmp_path: Path
) -> None:
    stranger = HuggingFace.open(server.hf, Secret(STRANGER["hf"]), tmp_path)
    target = RepoKey(RepoType.MODEL, "stranger/big")
    HubContract().add(hub, REPO, FILES)
    assert promised(("mine", REPO), ("theirs", target), mine=hub, theirs=stranger).reuse == 0
    with engine_of(mine=hub, theirs=stranger) as copy:
        copy(("mine", REPO), ("theirs", target))
    check(stranger, target)


@only_with_xet
def test_what_the_hub_does_not_share_moves(hub: HuggingFace, server: LocalHub) -> None:
    HubContract().add(hub, REPO, FILES)
    failed = [{"sha256": sha256(data), "error": "another region"} for data in FILES.values()]
    for name, answer in (
        ("refused", {"status": 400}),
        ("elsewhere", {"status": 200, "body": {"success": [], "failed": failed}}),
    ):
        server.faults.add(hub="hf", path="lfs-files/duplicate", **answer)
        target = RepoKey(RepoType.MODEL, f"owner/{name}")
        with engine_of(hf=hub) as copy:
            copy(("hf", REPO), ("hf", target))
        check(hub, target)
