"""Where the journal is kept: on shared file systems, on full disks, in folders that cannot be written to."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from hubtui.errors import HubtuiError
from hubtui.jobs import store
from hubtui.jobs.engine import Engine
from hubtui.jobs.job import JobState
from hubtui.jobs.journal import Journal
from hubtui.jobs.plan import Plan
from hubtui.jobs.store import kind_of_mount
from tests.jobs.setup import bench

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /home rw - nfs4 server:/home rw
31 30 8:2 / /home/ada/my\\040disk rw - xfs /dev/sdb1 rw
32 22 0:41 / /scratch rw shared:3 - lustre mds@tcp:/scratch rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", "ext4"), ("/home/ada/.local", "nfs4"), ("/home/ada/my disk/x", "xfs"),
        ("/scratch/ada", "lustre"), ("/homer", "ext4"),
    ],
)  # fmt: skip
def test_a_folder_is_on_its_innermost_mount(folder: str, kind: str) -> None:
    assert kind_of_mount(MOUNTS, Path(folder)) == kind


@pytest.mark.parametrize(("kind", "mode"), [("nfs4", "delete"), ("lustre", "delete"), ("ext4", "wal")])
def test_on_a_shared_file_system_there_is_no_wal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, mode: str
) -> None:
    monkeypatch.setattr(store, "file_system", lambda _: kind)
    journal = Journal(tmp_path / "journal.sqlite")
    assert journal._rows("PRAGMA journal_mode") == [(mode,)]
    job = journal.add_job("t", Plan(()))
    journal.close()
    again = Journal(tmp_path / "journal.sqlite")
    assert again.job(job).title == "t"
    again.close()


def test_a_folder_that_cannot_be_written_to_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(HubtuiError, match="journal of jobs cannot be used") as told:
        Journal(tmp_path / "state" / "journal.sqlite")
    assert "HUBTUI_HOME" in told.value.advice


def test_a_full_disk_is_told_in_words_and_nothing_half_is_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    pages = journal._rows("PRAGMA page_count")[0][0]
    journal._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with bench() as b:
        plan = b.plan()
        wide = Plan(tuple(plan.repos) * 200)
        with pytest.raises(HubtuiError, match="full"):
            Engine(journal, b.hubs.__getitem__).submit(wide)
    assert journal.jobs() == []
    journal._db.execute("PRAGMA max_page_count = 100000")
    assert journal.add_job("t", Plan(()))
    journal.close()


def test_a_disk_that_fills_up_ends_the_job_with_its_reason(tmp_path: Path) -> None:
    with bench(journal=tmp_path / "journal.sqlite") as b:  # type: ignore[arg-type]
        plan = b.plan()
        b.target.script("commit", lambda: b.engine._journal._db.execute("PRAGMA query_only = ON"))
        job = b.engine.wait(b.engine.submit(plan), 30)
        assert job.state is JobState.FAILED
        assert "journal of jobs cannot be used" in job.message
        b.engine._journal._db.execute("PRAGMA query_only = OFF")
        assert b.retry(job.job_id).state is JobState.DONE
        assert b.commits == 1


def test_a_journal_of_an_older_hubtui_is_taken_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    old = sqlite3.connect(path)
    for script in (store._SCHEMA, store._SINCE_2):
        old.executescript(script)
    old.execute("INSERT INTO jobs (uid, title, state, owner, created, items, size)"
                " VALUES ('u', 'old', 'done', '', '2026-01-01T00:00:00+00:00', 0, 0)")  # fmt: skip
    old.execute("PRAGMA user_version = 2")
    old.commit()
    old.close()
    journal = Journal(path)
    assert [(job.title, job.rank) for job in journal.jobs()] == [("old", 1)]
    assert os.stat(path).st_size
    journal.close()
