"""Rows 16 to 18, 20, 21, 25, 26: disks, another hubtui, sleep, the clock, the keyring, the bandwidth."""

from __future__ import annotations

import datetime as dates
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from pathlib import Path

import pytest

from hubtui.accounts import Accounts, Stores, StoreState
from hubtui.accounts.stores.keyring import KeyringStore, Limits
from hubtui.errors import StoreUnresponsive
from hubtui.hub import Hub
from hubtui.hubs import open_hub
from hubtui.hubs.local.folder import STAGING
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import JobState
from hubtui.jobs.journal import Journal
from hubtui.secret import Secret
from tests.accounts.secret_service import needs_secret_service, secret_service
from tests.faults.conftest import NewWorld
from tests.faults.forked import Nursery
from tests.faults.hub import TOKENS
from tests.faults.invariants import check, check_now, watched
from tests.faults.test_kills import child_of
from tests.faults.world import (
    ALL,
    COMMIT,
    DISK,
    DOWNLOADS,
    FOR_EVER,
    HUB_TO_HUB,
    LARGE,
    READ_LARGE,
    TREE,
    Way,
    World,
    until,
    waiting,
)

PART = len(TREE[LARGE])
NO_MOUNT = "a disk of its own takes root, mount and the leave to use it"


def can_mount() -> bool:
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    with tempfile.TemporaryDirectory() as place:
        mount = ["mount", "-t", "tmpfs", "tmpfs", place]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            return False
        return not subprocess.run(["umount", "-l", place], check=False).returncode


CAN_MOUNT = can_mount()


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """A file system of its own, of this size, at `place`."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if not CAN_MOUNT:
        pytest.skip(NO_MOUNT)
    subprocess.run(mount, check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as opened:
        while True:
            opened.write(bytes(4096))


# 16: full


@pytest.mark.parametrize("way", DOWNLOADS, ids=str)
def test_16_no_room_where_the_files_go(way: Way, new_world: NewWorld, tmp_path: Path) -> None:
    world = new_world(way)
    with small_disk(tmp_path / DISK, "1m"):
        with watched(world):
            job = world.copy()
            assert job.state is JobState.FAILED
            assert "No space left" in job.message
            check_now(world, job)
            assert not list(Path(world.target.repo_id).rglob("*.part")), "5: half a content"
            remount(tmp_path / DISK, "size=20m")
            after = world.resume(job.job_id)
        check(world, after, again=3 * PART)
        world.leave()


@pytest.mark.parametrize("way", ALL, ids=str)
def test_16_no_room_for_journal_and_log(way: Way, new_world: NewWorld, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    with small_disk(tmp_path / "state", "4m"):
        world = new_world(way)
        plan = world.plan()
        fault = world.hub.faults.add(hub=world.hub_side, path=world.large_content, latency=0.5)
        job_id = world.start(plan)
        assert fault.struck.wait(30)
        filled = tmp_path / "state" / "crash.log"
        with pytest.raises(OSError, match="No space"):
            fill(filled)
        job = world.end(job_id)
        assert job.state is JobState.FAILED
        assert "journal" in job.message or "written down" in job.message
        filled.unlink()
        world.restart()
        check(world, world.resume(job_id), again=PART)
        world.leave()


# 17: staging


def staged(world: World) -> tuple[int, Path]:
    """A download in the middle of the large file, and where its contents wait."""
    fault = world.hub.faults.add(hub=world.way.source, path=READ_LARGE[world.way.source], stall=400_000)
    job_id = world.start()
    assert fault.struck.wait(30)
    staging = Path(world.target.repo_id) / STAGING
    until(lambda: bool(list(staging.glob("*.part"))), "staging")
    return job_id, staging


@pytest.mark.parametrize("way", DOWNLOADS, ids=str)
def test_17_staging_that_is_removed(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    job_id, staging = staged(world)
    # Small files still arrive: taken out of the way in one step, where a tree is removed name by name.
    shutil.rmtree(staging.rename(staging.with_name("removed")))
    world.hub.faults.clear()
    job = world.end(job_id)
    assert job.state is JobState.FAILED
    check_now(world, job)
    check(world, world.resume(job_id), again=2 * PART)


@pytest.mark.parametrize("way", DOWNLOADS, ids=str)
def test_17_a_target_that_cannot_be_written_to(way: Way, new_world: NewWorld, tmp_path: Path) -> None:
    world = new_world(way)
    with small_disk(tmp_path / DISK, "20m"):
        with watched(world):
            plan = world.plan()
            remount(tmp_path / DISK, "ro")
            job = world.copy(plan)
            assert job.state is JobState.FAILED
            assert "Read-only file system" in job.message
            check_now(world, job)
            remount(tmp_path / DISK, "rw")
            after = world.resume(job.job_id)
        check(world, after, again=PART)
        world.leave()


# 18: another hubtui


@pytest.mark.parametrize("way", HUB_TO_HUB, ids=str)
def test_18_the_second_hubtui_looks_on(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    world.engine.close()
    held = world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], stall=400_000)
    with Nursery() as nursery:
        child = nursery.start(child_of(world))
        assert held.struck.wait(30)
        world.restart()
        (job,) = world.engine.view().jobs
        assert job.state is JobState.RUNNING
        assert world.engine.unfinished() == []
        world.engine.resume(job.job_id)
        assert world.engine.job(job.job_id).state is JobState.RUNNING, "it is run there, not here too"
        world.hub.faults.clear()
        nursery.wait(child)
        world.restart()
        (job,) = world.engine.view().jobs
        check(world, job)


# 20: sleep, another network


@pytest.mark.parametrize("way", ALL, ids=str)
def test_20_nothing_can_be_reached_for_a_while(way: Way, new_world: NewWorld) -> None:
    """All connections break, new ones are refused; then they are not."""
    world = new_world(way, pace=FOR_EVER)
    plan = world.plan()
    first = world.hub.faults.add(path=".", hang_up="before", skip=3, count=None)
    job_id = world.start(plan)
    assert first.struck.wait(30)
    until(lambda: waiting(world.engine.job(job_id)), "waiting")
    world.hub.faults.clear()
    check(world, world.end(job_id), again=PART)


# 21: the clock


class Shifted(dates.datetime):
    """A clock that is a day off."""

    by = dates.timedelta()

    @classmethod
    def now(cls, tz: dates.tzinfo | None = None) -> dates.datetime:
        return dates.datetime.now(tz) + cls.by


@pytest.mark.parametrize("days", [1, -1], ids=["ahead", "behind"])
@pytest.mark.parametrize("way", ALL, ids=str)
def test_21_a_clock_a_day_off(
    way: Way, days: int, new_world: NewWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = new_world(way)
    date = format_datetime(dates.datetime.now(dates.UTC) + dates.timedelta(seconds=2), usegmt=True)
    hub = way.source if way.target == DISK else way.target
    path = READ_LARGE[hub] if way.target == DISK else COMMIT
    real = time.time
    monkeypatch.setattr(Shifted, "by", dates.timedelta(days=days))
    monkeypatch.setattr(time, "time", lambda: real() + days * 86_400)
    for name, module in list(sys.modules.items()):
        if name.startswith("hubtui.") and getattr(module, "datetime", None) is dates.datetime:
            monkeypatch.setattr(module, "datetime", Shifted)
    fault = world.hub.faults.add(hub=hub, path=path, status=429, headers={"Retry-After": date})
    began = time.monotonic()
    job = world.copy()
    assert fault.hits == 1
    assert time.monotonic() - began < 20
    check(world, job)


# 25: the keyring


@pytest.mark.parametrize("moment", ["before", "while it runs"])
@pytest.mark.parametrize("way", HUB_TO_HUB, ids=str)
def test_25_a_keyring_that_hangs_ends_no_more_than_what_needs_it(
    way: Way, moment: str, new_world: NewWorld
) -> None:
    world = new_world(way)
    plan = world.plan()
    wedged = threading.Event()

    def opened(account: str) -> Hub:
        if wedged.is_set():
            raise StoreUnresponsive("no answer from the keyring within 3 s")
        return world.hubs[account]

    world.engine.close()
    world.engine = Engine(Journal(world.folder / "state" / "journal.sqlite"), opened, pace=world.pace)
    if moment == "before":
        wedged.set()
        job = world.copy(plan)
        assert job.state is JobState.FAILED
        assert job.message.startswith("no answer from the keyring within 3 s")
        check_now(world, job)
        wedged.clear()
        job = world.resume(job.job_id)
    else:
        fault = world.hub.faults.add(hub=way.source, path=READ_LARGE[way.source], stall=400_000)
        job_id = world.start(plan)
        assert fault.struck.wait(30)
        wedged.set()
        world.hub.faults.clear()
        job = world.end(job_id)
    check(world, job, again=PART)


@needs_secret_service
def test_25_a_keyring_daemon_that_is_stopped_ends_the_copy_in_time(
    new_world: NewWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real one, which is sent SIGSTOP."""
    world = new_world(HUB_TO_HUB[0])
    plan = world.plan()
    with secret_service(tmp_path / "service", monkeypatch) as service:
        store = KeyringStore(Limits(probe=0.5, call=0.5))
        accounts = Accounts(stores=Stores([store]))
        for name, hub, url in (("hf", "huggingface", world.hub.hf), ("ms", "modelscope", world.hub.ms)):
            accounts.keep(name, hub, url, Secret(TOKENS[name]), "keyring")

        def opened(name: str) -> Hub:
            return open_hub(accounts.get(name), accounts.token(name), tmp_path / "cache")

        world.engine.close()
        world.engine = Engine(Journal(tmp_path / "state" / "journal.sqlite"), opened, pace=world.pace)
        service.stop()
        job = world.copy(plan)
        assert job.state is JobState.FAILED
        assert job.message == "the keyring does not answer"
        check_now(world, job)
        service.go_on()
        assert store.retry().state is StoreState.READY
        check(world, world.resume(job.job_id))


# 26: the bandwidth limit


@pytest.mark.parametrize("way", HUB_TO_HUB, ids=str)
def test_26_a_limit_that_is_changed_while_bytes_move(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    world.engine.limit(200_000)
    with watched(world):
        job_id = world.start()
        until(lambda: world.engine.job(job_id).bytes_done > 0, "bytes")
        for rate in (1, 300_000, 1_000_000):
            world.engine.limit(rate)
        assert not world.engine.job(job_id).state.is_over, "a limit that is none"
        world.engine.limit(None)
        job = world.end(job_id)
    check(world, job)
