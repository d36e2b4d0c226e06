"""What outlives the process: shown to the same eyes alone, forgotten on change, gone with its account."""

from __future__ import annotations

import sqlite3
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.catalog import Catalog, Listing
from hubtui.model import (
    Account,
    Collection,
    Commit,
    Discussion,
    DiscussionStatus,
    EntryType,
    Namespace,
    Page,
    Ref,
    RefType,
    RepoInfo,
    RepoKey,
    RepoType,
    TreeEntry,
    Visibility,
)
from hubtui.remembered import KINDS, Identity, Remembered, Seen

ME = Identity("huggingface", "https://hub", "rosalind")
THEY = Identity("huggingface", "https://hub", "rosalind2")
NOBODY = Identity("huggingface", "https://hub", "")
REPO = RepoKey(RepoType.MODEL, "acme/bert")
THEN = datetime(2026, 11, 1, tzinfo=UTC)
COMMIT = Commit("a" * 40, "Add \x1b[31m", "more", ("kenji",), THEN)
ROWS = (
    Namespace("acme", is_organisation=True, role="write"),
    RepoInfo(REPO, Visibility.PRIVATE, "auto", 2**40, 1, 2, THEN, THEN, "a" * 40, tags=("x", "y")),
    Collection("acme/c-1", "C", "acme", count=2, updated=THEN),
    TreeEntry("onnx", EntryType.DIRECTORY, last_commit=COMMIT),
    COMMIT,
    Ref("main", RefType.BRANCH, "b" * 40),
    Discussion(1, "Why?", "kenji", DiscussionStatus.OPEN, created=THEN),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "seen.sqlite"


def kept(path: Path, *rows: object, who: Identity = ME, **more: object) -> Seen | None:
    """What another process finds of what this one kept."""
    store = Remembered(path)
    store.keep(who, REPO, "x", lambda: Seen(rows, 17.0, **more))  # type: ignore[arg-type]
    store.close()
    return Remembered(path).recall(who, REPO, "x")


def in_file(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.iterdir())


def test_every_kind_of_row_comes_back_as_it_was(path):
    assert {type(row).__name__ for row in ROWS} == set(KINDS)
    for row in ROWS:
        assert kept(path, row, total=9, note="cut", complete=False) == Seen([row], 17.0, False, 9, "cut")


def test_an_empty_listing_is_one(path):
    assert kept(path) == Seen([], 17.0)


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters()), st.integers())
def test_hostile_values_come_back_or_are_not_kept(tmp_path_factory, text, size):
    entry = TreeEntry(text, size=size)
    found = kept(tmp_path_factory.mktemp("r") / "seen", entry)
    assert found is None or found.items == [entry]
    has_surrogates = any("\ud800" <= char <= "\udfff" for char in text)
    assert found is not None or not -(2**63) <= size < 2**64 or has_surrogates


def test_what_is_no_row_is_not_kept(path):
    assert kept(path, "text") is None
    assert kept(path, COMMIT, ROWS[0]) is None


def test_it_is_shown_to_the_same_eyes_alone(path):
    assert kept(path, COMMIT)
    store = Remembered(path)
    assert store.recall(THEY, REPO, "x") is None
    assert store.recall(NOBODY, REPO, "x") is None
    assert store.recall(Identity("huggingface", "https://other", "rosalind"), REPO, "x") is None


def test_only_the_owner_can_read_the_file(path):
    path.touch(0o644)
    store = Remembered(path)
    store.keep(ME, REPO, "x", lambda: Seen([COMMIT], 1.0))
    store.flush()
    for each in path.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    store.close()


def test_a_change_is_forgotten_before_it_is_written(path):
    assert kept(path, COMMIT)
    store = Remembered(path)
    store.keep(ME, REPO, "y", lambda: Seen([COMMIT], 1.0))
    store.forget(ME, REPO)
    assert store.recall(ME, REPO, "x") is None
    store.close()
    assert Remembered(path).recall(ME, REPO, "y") is None


def test_nothing_of_an_identity_is_left_in_the_file(path):
    secret = TreeEntry("the-secret-plan.txt", last_commit=Commit("c" * 40, "hush-hush"))
    assert kept(path, secret)
    assert kept(path, COMMIT, who=THEY)
    assert b"the-secret-plan" in in_file(path)
    store = Remembered(path)
    store.forget(ME)
    store.flush()
    assert b"the-secret-plan" not in in_file(path)
    assert b"hush-hush" not in in_file(path)
    assert store.recall(THEY, REPO, "x") is not None
    store.close()


@pytest.mark.parametrize("is_known", [True, False])
def test_nothing_outlives_its_account(path, is_known):
    account = Account("me", "huggingface", "https://hub")
    assert kept(path, TreeEntry("the-secret-plan.txt"))
    catalog = Catalog(Remembered(path))
    if is_known:
        catalog.identify("me", ME)
        listing = catalog.listing("me", REPO, "x", lambda: iter([Page([COMMIT])]))
        assert [entry.path for entry in listing.more()] == ["the-secret-plan.txt"]
    catalog.forget_account(account)
    assert b"the-secret-plan" not in in_file(path)
    if is_known:
        listing.changed()
        listing.all()
        assert catalog.listing("me", REPO, "x", lambda: iter([Page([COMMIT])])).all() == [COMMIT]
    catalog.close()
    assert Remembered(path).recall(ME, REPO, "x") is None


def test_the_oldest_use_goes_first(path):
    rows = [TreeEntry(f"{number:0100}") for number in range(100)]
    store = Remembered(path, most_bytes=50_000)
    for number in range(4):
        store.keep(ME, REPO, number, lambda: Seen(rows, 1.0))
        store.flush()
        assert number < 1 or store.recall(ME, REPO, 0)
    assert [number for number in range(4) if store.recall(ME, REPO, number)] == [0, 3]
    store.close()


def test_a_long_listing_is_kept_in_part(path):
    store = Remembered(path, most_rows=10)
    store.keep(ME, REPO, "x", lambda: Seen([TreeEntry(str(n)) for n in range(11)], 1.0, total=11))
    store.flush()
    found = store.recall(ME, REPO, "x")
    assert (len(found.items), found.complete, found.total) == (10, False, 11)
    store.close()


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be one" * 99])
def test_a_broken_file_is_begun_anew(path, content, caplog):
    path.write_bytes(content)
    store = Remembered(path)
    assert store.recall(ME, REPO, "x") is None
    store.close()
    assert kept(path, COMMIT)
    assert ("thrown away" in caplog.text) == bool(content)


def test_a_broken_row_is_thrown_away(path, caplog):
    assert kept(path, COMMIT)
    with sqlite3.connect(path) as connection:
        connection.execute("update listings set items = x'c1'")
    assert Remembered(path).recall(ME, REPO, "x") is None
    assert "thrown away" in caplog.text


def test_what_another_version_wrote_is_not_read(path):
    assert kept(path, COMMIT)
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 1")
    assert Remembered(path).recall(ME, REPO, "x") is None
    assert b"Add" not in in_file(path)


def test_a_folder_that_cannot_be_written_to_costs_nothing_else(tmp_path, caplog):
    assert kept(tmp_path / "gone" / "seen.sqlite", COMMIT) is None
    assert caplog.text


def test_two_at_once(path):
    one, two = Remembered(path), Remembered(path)
    for number in range(20):
        one.keep(ME, REPO, number, lambda: Seen([COMMIT], 1.0))
        two.keep(ME, REPO, -number, lambda: Seen([COMMIT], 1.0))
        one.flush()
        two.flush()
        assert one.recall(ME, REPO, -number)
        assert two.recall(ME, REPO, number)
    one.close()
    two.close()


def test_it_is_written_without_being_asked(path):
    store, other = Remembered(path), Remembered(path)
    store.keep(ME, REPO, "x", lambda: Seen([COMMIT], 1.0))
    end = time.monotonic() + 30
    while other.recall(ME, REPO, "x") is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    store.close()
    other.close()


def listing_of(catalog: Catalog, *rows: object, revision: str = "main") -> Listing:
    pinned = len(revision) == 40
    return catalog.listing("me", REPO, ("tree", revision), lambda: iter([Page(rows)]), is_pinned=pinned)


@pytest.mark.parametrize(("revision", "is_stale"), [("main", True), ("a" * 40, False)])
def test_the_next_start_shows_what_the_last_one_saw(path, revision, is_stale):
    first = Catalog(Remembered(path))
    first.identify("me", ME)
    listing_of(first, COMMIT, revision=revision).all()
    first.close()
    second = Catalog(Remembered(path))
    second.identify("me", ME)
    listing = listing_of(second, revision=revision)
    assert listing.more() == [COMMIT]
    assert second.is_stale(listing) is is_stale
    assert listing.again().all() == []
    second.close()


def test_before_it_is_known_who_looks_nothing_is_shown_or_kept(path):
    assert kept(path, COMMIT)
    catalog = Catalog(Remembered(path))
    assert listing_of(catalog, ROWS[3]).all() == [ROWS[3]]
    catalog.close()


def test_another_user_of_the_same_label_sees_nothing_of_the_first(path):
    catalog = Catalog(Remembered(path))
    catalog.identify("me", ME)
    assert listing_of(catalog, COMMIT).all() == [COMMIT]
    catalog.identify("me", THEY)
    assert listing_of(catalog).all() == []
    catalog.close()
