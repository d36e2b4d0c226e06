"""The laws of a comparison, for any two trees; and what is read to settle it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import given

from hubtui.errors import NotFound, Unauthorized
from hubtui.hub import Hub
from hubtui.jobs.compare import (
    CUT,
    Match,
    Pair,
    Tree,
    Which,
    compare,
    counts,
    judge,
    overall,
    reading,
    to_read,
    with_hashes,
)
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import Place
from hubtui.jobs.journal import Journal
from hubtui.jobs.namespaces import RepoPair, compare_each, list_places, overall_of, pair_repos
from hubtui.jobs.pacing import Stopped
from hubtui.jobs.settle import Settling
from hubtui.jobs.sides import Compared, Side, compare_sides
from hubtui.model import RepoKey, RepoType, TreeEntry
from tests.jobs import memory_hub
from tests.jobs.memory_hub import HfLike, MsLike, blob_oid, flipped, sha256
from tests.jobs.setup import NO_WAIT, SOURCE, TARGET, TREE
from tests.jobs.test_plan import dialects, trees

MIRRORED = {Match.ONLY_LEFT: Match.ONLY_RIGHT, Match.ONLY_RIGHT: Match.ONLY_LEFT}
SAME_SIZE = {path: bytes(len(content)) for path, content in TREE.items()}


def listed(tree: memory_hub.Tree, hub: HfLike | MsLike) -> Tree:
    return {path: hub._entry(path, content) for path, content in tree.items()}


@given(trees, trees, dialects, dialects)
def test_every_path_is_there_once_and_what_is_told_is_true(a, b, x, y):
    pairs = compare(listed(a, x), listed(b, y))
    assert [pair.path for pair in pairs] == sorted(a.keys() | b.keys())
    for pair in pairs:
        left, right = a.get(pair.path), b.get(pair.path)
        match pair.match:
            case Match.SAME:
                assert left == right is not None
            case Match.DIFFERS:
                assert left != right
                assert None not in (left, right)
            case Match.ONLY_LEFT:
                assert (left is None, right is None) == (False, True)
            case Match.ONLY_RIGHT:
                assert (left is None, right is None) == (True, False)
            case Match.UNKNOWN:
                assert len(left) == len(right)
                assert pair.why
            case Match.PLATFORM:
                assert pair.path == ".gitattributes"


@given(trees, trees, dialects, dialects)
def test_the_other_way_round_is_the_mirror(a, b, x, y):
    there, back = compare(listed(a, x), listed(b, y)), compare(listed(b, y), listed(a, x))
    for one, other in zip(there, back, strict=True):
        assert other == replace(one, match=MIRRORED.get(one.match, one.match), left=one.right, right=one.left)


@given(trees, dialects)
def test_a_tree_is_the_same_as_itself(tree, hub):
    pairs = compare(listed(tree, hub), listed(tree, hub))
    assert {pair.match for pair in pairs} <= {Match.SAME, Match.PLATFORM}
    assert overall(counts(pairs)) is Match.SAME


@given(trees, trees, dialects, dialects)
def test_counts_and_bytes_add_up(a, b, x, y):
    pairs = compare(listed(a, x), listed(b, y))
    found = counts(pairs)
    assert sum(count.files for count in found.values()) == len(a.keys() | b.keys())
    assert sum(count.size for count in found.values()) == sum(len(a.get(p, b.get(p))) for p in {*a, *b})
    is_same = {p: c for p, c in a.items() if p != ".gitattributes"} == {
        p: c for p, c in b.items() if p != ".gitattributes"
    }
    if overall(found) is not Match.UNKNOWN:
        assert (overall(found) is Match.SAME) is is_same


@given(trees, trees, dialects, dialects)
def test_reading_what_is_to_be_read_settles_everything(a, b, x, y):
    content = {Which.LEFT: a, Which.RIGHT: b}
    for pair in compare(listed(a, x), listed(b, y)):
        sides = to_read(pair)
        assert bool(sides) is (pair.match is Match.UNKNOWN)
        for which in sides:
            data = content[which][pair.path]
            pair = with_hashes(pair, which, sha256(data), blob_oid(data))
        settled = judge(pair.path, pair.left, pair.right)
        assert settled.match is not Match.UNKNOWN
        if sides:
            assert (settled.match is Match.SAME) is (a[pair.path] == b[pair.path])


@given(trees, trees, dialects)
def test_what_a_cut_listing_does_not_name_may_be_there(a, b, hub):
    for pair in compare(listed(a, hub), listed(b, hub), cut=[Which.RIGHT]):
        if pair.path in a and pair.path not in b and pair.match is not Match.PLATFORM:
            assert (pair.match, pair.why) == (Match.UNKNOWN, CUT)
            assert to_read(pair) == ()
        if pair.path in b and pair.path not in a and pair.match is not Match.PLATFORM:
            assert pair.match is Match.ONLY_RIGHT


@given(trees, trees)
def test_what_was_read_once_is_known_for_ever(a, b):
    known = {(blob_oid(data), len(data)): sha256(data) for data in (*a.values(), *b.values())}
    pairs = compare(listed(a, HfLike()), listed(b, MsLike()), hash_of=lambda oid, size: known[oid, size])
    assert Match.UNKNOWN not in {pair.match for pair in pairs}


def test_a_pointers_oid_is_not_the_contents() -> None:
    pointer = TreeEntry("a", size=3, oid="1" * 40, lfs=True, sha256="a" * 64)
    plain = TreeEntry("a", size=3, oid="1" * 40)
    assert judge("a", pointer, plain).match is Match.UNKNOWN


def test_one_xet_hash_is_one_content() -> None:
    one = TreeEntry("a", size=3, lfs=True, oid="1" * 40, xet_hash="e" * 64)
    other = replace(one, oid="2" * 40)
    assert judge("a", one, other).match is Match.SAME
    assert judge("a", one, replace(other, xet_hash="f" * 64)).match is Match.UNKNOWN


def test_a_platforms_file_is_only_the_one_at_the_top() -> None:
    left = {path: TreeEntry(path, size=1, sha256="a") for path in (".gitattributes", "x/.gitattributes")}
    right = {path: replace(entry, sha256="b") for path, entry in left.items()}
    assert [pair.match for pair in compare(left, right)] == [Match.PLATFORM, Match.DIFFERS]


# --- over two hubs


class Two:
    """A Hugging Face that tells a sha256 of large files only, and a ModelScope that tells no git oid."""

    def __init__(self) -> None:
        self.left, self.right = HfLike(), MsLike()
        self.hashes = Hashes(Journal(":memory:"))

    def hub(self, account: str) -> Hub:
        return {"from": self.left, "to": self.right}[account]

    def compare(self, left_path: str = "", right_path: str = "", **options) -> Compared:
        left, right = Side(Place("from", SOURCE, ""), left_path), Side(Place("to", TARGET, ""), right_path)
        return compare_sides(left, right, self.hub, self.hashes, **options)

    def settling(self, compared: Compared) -> Settling:
        return Settling(compared, self.hub, self.hashes, NO_WAIT)


@pytest.fixture
def two() -> Two:
    return Two()


def matches(compared: Compared) -> dict[str, Match]:
    return {pair.path: pair.match for pair in compared.pairs}


def test_sides_are_pinned_and_no_content_is_read(two: Two) -> None:
    head = two.left.add(SOURCE, dict(TREE))
    two.right.add(TARGET, {**TREE, "weights.bin": b"other", ".gitattributes": b"theirs", "extra": b"1"})
    found = two.compare()
    assert found.left.place.oid == head
    assert found.right.place.revision == "master"
    assert matches(found) == {
        ".gitattributes": Match.PLATFORM,
        "README.md": Match.UNKNOWN,
        "config.json": Match.UNKNOWN,
        "data/empty.txt": Match.UNKNOWN,
        "data/notes.txt": Match.UNKNOWN,
        "extra": Match.ONLY_RIGHT,
        "more/weights.bin": Match.SAME,
        "weights.bin": Match.DIFFERS,
    }
    assert two.left.read_bytes == two.right.read_bytes == 0


def test_reading_settles_with_the_side_that_tells_less_and_is_remembered(two: Two) -> None:
    two.left.add(SOURCE, dict(TREE))
    two.right.add(TARGET, {**TREE, "data/notes.txt": b"NOTES " * 700})
    found = two.compare()
    amount = reading(found.pairs)
    told: list[Pair] = []
    settling = two.settling(found)
    settled = settling.run(told.append)
    assert matches(settled)["data/notes.txt"] is Match.DIFFERS
    assert overall(counts(settled.pairs)) is Match.DIFFERS
    assert Match.UNKNOWN not in matches(settled).values()
    assert len(told) == amount.files == 4
    assert two.left.read_bytes == settling.bytes_done == amount.size
    assert two.right.read_bytes == 0
    two.left.reset_counts()
    assert matches(two.compare()) == matches(settled)
    assert two.left.read_bytes == 0


def test_content_that_is_not_what_was_announced_is_named_not_believed(two: Two) -> None:
    two.left.add(SOURCE, {"config.json": b"{}"})
    two.right.add(TARGET, {"config.json": b"{}"})
    two.left.always("read", flipped())
    (pair,) = two.settling(two.compare()).run().pairs
    assert pair.match is Match.UNKNOWN
    assert pair.why.startswith("damaged: config.json is not what was announced")
    assert two.hashes.sha256(blob_oid(b"{}"), 2) == ""


def test_a_reading_that_is_stopped_keeps_what_it_had(two: Two) -> None:
    two.left.add(SOURCE, {f"{n:02}": b"%02d" % n for n in range(30)})
    two.right.add(TARGET, {f"{n:02}": b"%02d" % n for n in range(30)})
    settling = two.settling(two.compare())
    with pytest.raises(Stopped):
        settling.run(lambda _: settling.stop())
    some = [pair for pair in settling.so_far().pairs if pair.match is Match.SAME]
    assert 0 < len(some) < 30
    assert Match.DIFFERS not in matches(settling.so_far()).values()


def test_what_would_befall_every_file_ends_the_reading(two: Two) -> None:
    two.left.add(SOURCE, {"a": b"1", "b": b"2"})
    two.right.add(TARGET, {"a": b"1", "b": b"2"})
    found = two.compare()
    two.left.always("read", Unauthorized("who?"))
    with pytest.raises(Unauthorized):
        two.settling(found).run()


def test_folders_files_and_chosen_paths(two: Two) -> None:
    two.left.add(SOURCE, {"a/x": b"1" * 70_000, "a/b/y": b"2" * 70_000, "c": b"3" * 70_000})
    two.right.add(TARGET, {"z/x": b"1" * 70_000, "z/b/y": b"9" * 70_000, "c2": b"3" * 70_000})
    assert matches(two.compare("a", "z")) == {"x": Match.SAME, "b/y": Match.DIFFERS}
    assert matches(two.compare("a", "z", paths=["b"])) == {"b/y": Match.DIFFERS}
    one = two.compare("c", "c2")
    assert one.are_files
    assert [(pair.path, pair.match, pair.right.path) for pair in one.pairs] == [("c", Match.SAME, "c2")]
    assert matches(two.compare("a/x", "z")) == {"x": Match.SAME}
    with pytest.raises(NotFound, match="no 'nowhere'"):
        two.compare("nowhere", "z")


def test_a_repo_without_a_commit_is_empty_and_one_that_is_not_there_is_not(two: Two) -> None:
    two.left.add(SOURCE, {"a": b"1"})
    two.right.repos[TARGET] = memory_hub.Repo()
    assert matches(two.compare()) == {"a": Match.ONLY_LEFT}
    del two.right.repos[TARGET]
    with pytest.raises(NotFound):
        two.compare()


def test_a_listing_that_was_cut_short_is_told(two: Two) -> None:
    two.left.add(SOURCE, {"a": b"1"})
    two.right.add(TARGET, {"b": b"1"})
    two.right.note = "only the first are listed"
    found = two.compare()
    assert matches(found) == {"a": Match.UNKNOWN, "b": Match.ONLY_RIGHT}
    assert found.notes == ("only the first are listed",)


# --- namespaces


def key(repo_id: str, repo_type: RepoType = RepoType.MODEL) -> RepoKey:
    return RepoKey(repo_type, repo_id)


def test_repos_are_paired_by_type_and_name() -> None:
    left = [Place("from", key(f"a/{name}"), "") for name in ("x", "y")]
    right = [Place("to", key("b/y"), ""), Place("to", key("b/x", RepoType.DATASET), "")]
    pairs = pair_repos(left, right)
    assert [(pair.repo_type, pair.name, pair.match) for pair in pairs] == [
        (RepoType.MODEL, "x", Match.ONLY_LEFT),
        (RepoType.MODEL, "y", None),
        (RepoType.DATASET, "x", Match.ONLY_RIGHT),
    ]


def test_a_folder_is_of_the_type_of_what_has_its_name() -> None:
    left = [Place("local", key("/data/x"), ""), Place("local", key("/data/y"), "")]
    pairs = pair_repos(left, [Place("to", key("b/x", RepoType.DATASET), "")])
    assert [(pair.repo_type, pair.name, pair.match) for pair in pairs] == [
        (RepoType.MODEL, "y", Match.ONLY_LEFT),
        (RepoType.DATASET, "x", None),
    ]


def test_each_pair_of_repos_is_compared_and_an_error_stays_with_its_own(two: Two) -> None:
    for name in ("same", "other", "gone", "mine"):
        two.left.add(key(f"a/{name}"), {"w": b"1" * 70_000})
    for name, content in (("same", b"1"), ("other", b"2"), ("gone", b"1")):
        two.right.add(key(f"b/{name}"), {"w": content * 70_000})
    pairs = pair_repos(
        list_places(two.left, "from", "a", RepoType.MODEL), list_places(two.right, "to", "b", RepoType.MODEL)
    )
    del two.right.repos[key("b/gone")]
    found = dict(enumerate(pairs))
    compare_each(pairs, two.hub, two.hashes, found.__setitem__, threading.Event())
    by_name: dict[str, RepoPair] = {pair.name: pair for pair in found.values()}
    assert by_name["same"].match is Match.SAME
    assert by_name["same"].counts[Match.SAME].size == 70_000
    assert by_name["other"].match is Match.DIFFERS
    assert by_name["mine"].match is Match.ONLY_LEFT
    assert by_name["gone"].match is None
    assert "no repo b/gone" in by_name["gone"].error
    assert overall_of([by_name["same"]]) is Match.SAME
    assert overall_of([by_name["same"], by_name["gone"]]) is Match.UNKNOWN
    assert overall_of(found.values()) is Match.DIFFERS


def test_comparing_many_ends_when_it_is_told_to(two: Two) -> None:
    stop = threading.Event()
    stop.set()
    two.left.add(key("a/x"), {})
    two.right.add(key("b/x"), {})
    pairs = pair_repos([Place("from", key("a/x"), "")], [Place("to", key("b/x"), "")])
    with pytest.raises(Stopped):
        compare_each(pairs, two.hub, two.hashes, lambda *_: None, stop)
