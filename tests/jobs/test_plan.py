"""The laws of the plan, for any two trees."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.errors import BadInput
from hubtui.jobs.job import Place
from hubtui.jobs.names import PathMap, folded, why_not
from hubtui.jobs.packed import packed
from hubtui.jobs.plan import (
    EXISTS,
    NO_DATE,
    NOT_NEWER,
    OTHER,
    PLATFORM,
    SAME,
    Action,
    Plan,
    PlanItem,
    Policy,
    RepoPlan,
    Verify,
    changes,
    diff,
    extras,
    moves,
    replaces,
    settle,
    settled,
)
from hubtui.jobs.plan_json import accounts_of, hubs_from_json, plan_from_json, plan_to_json, with_accounts
from hubtui.jobs.totals import totals
from hubtui.model import Commit, EntryType, RepoKey, RepoType, TreeEntry, Visibility
from tests.jobs.memory_hub import HfLike, MsLike, Tree

names = st.sampled_from(["a", "b", "README.md", "c.bin", ".gitattributes"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
contents = st.sampled_from([b"", b"x", b"y", b"long" * 20_000, b"more" * 20_000])
PLACE = Place("a", RepoKey(RepoType.MODEL, "n/r"), "main")
dialects = st.sampled_from([HfLike(), MsLike()])


def _is_a_tree(tree: Tree) -> bool:
    return not any(other.startswith(f"{path}/") for path in tree for other in tree)


trees = st.dictionaries(paths, contents, max_size=8).filter(_is_a_tree)


def listed(tree: Tree, hub: HfLike | MsLike) -> list[TreeEntry]:
    return [hub._entry(path, content) for path, content in tree.items()]


@given(trees, dialects)
def test_a_tree_against_itself_moves_nothing(tree: Tree, hub: HfLike) -> None:
    items = diff(listed(tree, hub), listed(tree, hub))
    assert all(item.why in (SAME, PLATFORM) for item in items)


@given(trees, trees, dialects, dialects, st.sampled_from(Policy))
def test_every_source_path_is_there_once(a: Tree, b: Tree, x: HfLike, y: HfLike, policy: Policy) -> None:
    items = diff(listed(a, x), listed(b, y), policy=policy)
    assert [item.path for item in items] == list(a)


@given(trees, trees, dialects, dialects)
def test_the_plan_applied_makes_the_source(source: Tree, target: Tree, x: HfLike, y: HfLike) -> None:
    items = diff(listed(source, x), listed(target, y))
    made = {**target, **{item.path: source[item.path] for item in items if moves(item)}}
    for item in items:
        if item.action is not Action.CANNOT and item.why != PLATFORM:
            assert made[item.path] == source[item.path]


@given(trees, trees, dialects, dialects)
def test_what_exists_is_left_alone_when_asked(source: Tree, target: Tree, x: HfLike, y: HfLike) -> None:
    items = diff(listed(source, x), listed(target, y), policy=Policy.MISSING)
    assert not any(moves(item) and item.path in target for item in items)
    assert all(item.path in target for item in items if item.why == EXISTS)


@given(trees, trees, dialects, dialects, st.sampled_from(Policy))
def test_a_policy_is_the_same_now_or_later(a: Tree, b: Tree, x: HfLike, y: HfLike, policy: Policy) -> None:
    now = diff(listed(a, x), listed(b, y), policy=policy)
    later = tuple(settle(item, policy) for item in diff(listed(a, x), listed(b, y)))
    assert now == later


@given(trees, trees, dialects, dialects, st.sampled_from(Policy))
def test_no_policy_touches_what_is_new_or_the_same(
    a: Tree, b: Tree, x: HfLike, y: HfLike, policy: Policy
) -> None:
    items = diff(listed(a, x), listed(b, y))
    assert all(settle(item, policy) == item for item in items if not replaces(item))
    assert all(item.path in b for item in items if replaces(item))


@given(trees, trees, dialects, dialects)
def test_with_what_is_extra_gone_the_target_is_the_source(
    source: Tree, target: Tree, x: HfLike, y: HfLike
) -> None:
    items = diff(listed(source, x), listed(target, y))
    gone = extras(source, listed(target, y))
    assert not {item.path for item in gone} & set(source)
    made = {**target, **{item.path: source[item.path] for item in items if moves(item)}}
    for item in gone:
        del made[item.path]
    cannot = {item.path for item in items if item.action is Action.CANNOT}
    assert made.keys() - {".gitattributes"} == source.keys() - cannot - {".gitattributes"}
    sums = totals(Plan((RepoPlan(PLACE, PLACE, items + gone),)))
    assert (sums.delete, sums.delete_size) == (len(gone), sum(item.size for item in gone))
    assert sums.files == len(source)


@given(trees, trees)
def test_extra_is_looked_for_only_where_the_copy_goes(source: Tree, target: Tree) -> None:
    gone = extras(source, listed(target, HfLike()), covers=lambda path: path.startswith("a/"))
    assert all(item.path.startswith("a/") for item in gone)


def test_a_name_of_other_case_is_not_extra_where_case_is_nothing() -> None:
    there = [TreeEntry("ReadMe.md", size=1), TreeEntry("x", size=1)]
    assert [item.path for item in extras(["README.md"], there)] == ["ReadMe.md", "x"]
    assert [item.path for item in extras(["README.md"], there, fold=folded)] == ["x"]


@pytest.mark.parametrize(
    ("here", "there", "action", "why"),
    [
        (2, 1, Action.OVERWRITE, OTHER),
        (1, 2, Action.SKIP, NOT_NEWER),
        (1, 1, Action.SKIP, NOT_NEWER),
        (None, 1, Action.SKIP, NO_DATE),
        (1, None, Action.SKIP, NO_DATE),
    ],
)
def test_only_what_is_newer_takes_a_place(
    here: int | None, there: int | None, action: Action, why: str
) -> None:
    def entry(size: int, day: int | None) -> TreeEntry:
        return TreeEntry("a", size=size, last_commit=Commit("", "", date=day and datetime(2026, 1, day)))

    (item,) = diff([entry(1, here)], [entry(2, there)], policy=Policy.NEWER)
    assert (item.action, item.why) == (action, why)


@given(trees, trees, st.sampled_from(Policy), st.sampled_from([None, *Policy]))
def test_a_choice_is_of_its_file_alone(a: Tree, b: Tree, policy: Policy, choice: Policy | None) -> None:
    scanned = Plan((RepoPlan(PLACE, PLACE, diff(listed(a, HfLike()), listed(b, MsLike()))),))
    for path in a:
        ((chosen,), (others,)) = (
            settled(scanned, policy, {(0, path): choice}).repos,
            settled(scanned, policy).repos,
        )
        for item, before, was in zip(chosen.items, others.items, scanned.repos[0].items, strict=True):
            if item.path != path:
                assert item == before
            elif choice is not None:
                assert item == settle(was, choice)
            else:
                assert not changes(item)


@given(trees, trees, dialects, dialects)
def test_totals_add_up(source: Tree, target: Tree, x: HfLike, y: HfLike) -> None:
    items = diff(listed(source, x), listed(target, y))
    sums = totals(Plan((RepoPlan(PLACE, PLACE, items),)), commit_limit=2)
    moved = [item for item in items if moves(item)]
    assert sums.files == len(source)
    assert sums.size == sum(map(len, source.values()))
    assert sums.move == sum(item.size for item in moved)
    assert sums.skip + sums.cannot + len(moved) == sums.files
    assert sums.commits == (len(moved) + 1) // 2


places = st.builds(
    Place,
    st.text(),
    st.builds(RepoKey, st.sampled_from(RepoType), st.text()),
    st.text(),
    st.text(),
)
items = st.builds(
    PlanItem,
    st.sampled_from(Action),
    st.text(),
    st.integers(0),
    st.builds(packed, st.text(), st.text()),
    st.text(),
    st.sampled_from([None, True, False]),
)
folders = st.lists(names, max_size=2).map("/".join)
path_maps = st.builds(PathMap, folders, folders)


@given(path_maps, paths)
def test_a_path_that_goes_elsewhere_comes_back(to: PathMap, below: str) -> None:
    path = f"{to.source}/{below}" if to.source else below
    assert to.covers(path)
    assert to.to_target(path) == (f"{to.target}/{below}" if to.target else below)
    assert to.to_source(to.to_target(path)) == path


@given(path_maps, st.text("a/.\\", max_size=12))
def test_where_a_path_goes_is_below_the_target_or_refused(to: PathMap, path: str) -> None:
    moved = PathMap("", to.target).to_target(path)
    if not why_not(moved) and to.target:
        assert moved.startswith(f"{to.target}/")
        assert ".." not in moved.split("/")


def test_a_map_covers_only_what_is_below_its_source() -> None:
    to = PathMap("data", "x")
    assert [to.covers(path) for path in ("data/a", "data", "database/a", "a")] == [True, False, False, False]


repos = st.builds(
    RepoPlan,
    places,
    places,
    st.lists(items, max_size=4).map(tuple),
    st.booleans(),
    st.sampled_from(Visibility),
    st.text(),
    st.lists(st.text(), max_size=2).map(tuple),
    st.sampled_from(Policy),
    path_maps,
    st.sampled_from(Verify),
    st.sampled_from(Visibility),
    st.booleans(),
    st.lists(st.text(), max_size=2).map(tuple),
)


@given(st.lists(repos, max_size=3).map(tuple).map(Plan))
def test_a_plan_comes_back_from_json(plan: Plan) -> None:
    assert plan_from_json(json.loads(json.dumps(plan_to_json(plan)))) == plan


@given(st.lists(repos, max_size=3).map(tuple).map(Plan))
def test_a_plan_tells_the_hub_of_each_account_and_takes_other_names(plan: Plan) -> None:
    saved = json.loads(json.dumps(plan_to_json(plan, lambda name: f"hub of {name}")))
    assert hubs_from_json(saved) == {name: f"hub of {name}" for name in accounts_of(plan)}
    moved = with_accounts(plan, {name: f"my {name}" for name in accounts_of(plan)})
    assert {*accounts_of(moved)} == {f"my {name}" for name in accounts_of(plan)}
    assert with_accounts(moved, {f"my {name}": name for name in accounts_of(plan)}) == plan


@pytest.mark.parametrize("data", [None, [], {}, {"format": "x"}, {"format": "hubtui-plan/1", "repos": [1]}])
def test_what_is_no_plan_is_refused(data: object) -> None:
    with pytest.raises(BadInput, match="not a plan"):
        plan_from_json(data)


BAD = [
    *("", ".", "..", "/abs", "a/../b", "a//b", "a/", "./a", "C:/x", "a\\b", ".git/config", "a/.GIT/b"),
    *("a\0b", "a\nb", "a\x7fb", "a\x85b", "a\ud800", "n" * 256, "é" * 130, "/".join(["d" * 100] * 11)),
]


@pytest.mark.parametrize("path", BAD, ids=ascii)
def test_a_path_that_cannot_be_is_not_copied(path: str) -> None:
    (item,) = diff([TreeEntry(path, size=1)], [])
    assert item.action is Action.CANNOT
    assert item.why


@pytest.mark.parametrize("path", ["a", "A", "é/ü.bin", "…", ".gitignore", "git/x", "a b", "x" * 255])
def test_other_paths_are(path: str) -> None:
    assert why_not(path) == ""


def test_a_file_cannot_stand_where_a_folder_is() -> None:
    (item,) = diff([TreeEntry("a", size=1)], [TreeEntry("a/b", size=1)])
    assert item.why == "the target has a folder of this name"
    (item,) = diff([TreeEntry("a/b", size=1)], [TreeEntry("a", size=1)])
    assert item.why == "the target has a file where this needs a folder"


def test_an_empty_folder_is_in_the_way_too() -> None:
    (item,) = diff([TreeEntry("a", size=1)], [TreeEntry("a", EntryType.DIRECTORY)])
    assert item.why == "the target has a folder of this name"


def test_a_plan_of_an_earlier_hubtui_is_read() -> None:
    place = Place("a", RepoKey(RepoType.MODEL, "n/r"), "main")
    plan = Plan((RepoPlan(place, place, ()),))
    saved = plan_to_json(plan)
    del saved["accounts"]
    del saved["repos"][0]["paths"]
    assert plan_from_json(saved) == plan
