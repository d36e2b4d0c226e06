"""Which branches and tags of a source become the target's, under which names, and which cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hubtui import format
from hubtui.hub import Hub
from hubtui.jobs.plan import (
    BROUGHT,
    BROUGHT_INSTEAD,
    INLINE_BELOW,
    Action,
    PlanItem,
    RepoPlan,
    changes,
    moves,
    replaces,
)
from hubtui.model import Capability, Ref, RefType, RepoType
from hubtui.refnames import bad_ref_name

NAMED = 3
"""So many refs are named before they are counted."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A source's refs as the target can hold them."""

    branches: tuple[tuple[str, str], ...]
    """Names at the source and at the target, those of the default branches first."""
    tags: tuple[Ref, ...]
    """The source's, of names that the target takes."""
    there: tuple[Ref, ...]
    """The target's tags."""
    notes: tuple[str, ...]
    """What stays behind and why, in words."""
    can_pass: bool = False
    """Whether a branch can be made for a tag, and deleted again."""


def match_refs(
    source: Hub, target: Hub, refs: Sequence[Ref], there: Sequence[Ref], repo_type: RepoType
) -> Matched:
    """Each branch goes to the one of its name, the source's default branch to the target's. `there` are the
    target's refs, none when it does not exist."""
    names = [ref.name for ref in refs if ref.ref_type is RefType.BRANCH]
    own = {ref.name for ref in there if ref.ref_type is RefType.BRANCH}
    can = target.supports(Capability.CREATE_BRANCH, repo_type)
    first, default = source.default_revision, target.default_revision
    others = [name for name in names if name not in (first, default)]
    made = [name for name in others if name in own or (can and not bad_ref_name(name))]
    tags = [ref for ref in refs if ref.ref_type is RefType.TAG]
    can_tag = target.supports(Capability.CREATE_TAG, repo_type)
    fit = [ref for ref in tags if can_tag and not bad_ref_name(ref.name)]
    notes = [
        *_unmade("branches", [name for name in others if name not in made], target, can=can),
        *_taken(names, first, default, target),
        *_unmade("tags", [ref.name for ref in tags if ref not in fit], target, can=can_tag),
    ]
    return Matched(
        ((first, default), *((name, name) for name in made)),
        tuple(fit),
        tuple(ref for ref in there if ref.ref_type is RefType.TAG),
        tuple(notes),
        can and can_tag and target.supports(Capability.DELETE_REF, repo_type),
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a source's tags can be at the target."""

    at: Mapping[int, Sequence[str]]
    """The commits that branches are copied from, by the number of the plan."""
    old: Mapping[str, Sequence[str]]
    """By the commits of the source that no branch is copied from."""
    kept: Sequence[str]
    """The target has them, elsewhere."""


def place_tags(plans: Sequence[RepoPlan], matched: Matched) -> Placed:
    heads = {plan.source.oid: number for number, plan in reversed([*enumerate(plans)])}
    there = {ref.name: ref.oid for ref in matched.there}
    at: dict[int, list[str]] = {}
    old: dict[str, list[str]] = {}
    kept = []
    for tag in matched.tags:
        number = heads.get(tag.oid)
        if tag.name in there:
            kept += [] if _is_so(number, plans, there[tag.name]) else [tag.name]
        elif number is None:
            old.setdefault(tag.oid, []).append(tag.name)
        else:
            at.setdefault(number, []).append(tag.name)
    return Placed(at, old, kept)


def passing_branch(tag: str) -> str:
    """Where a tag's files are committed, until it is made."""
    return f"hubtui/copy-of/{tag}"


def with_tags(plans: Sequence[RepoPlan], placed: Placed) -> list[RepoPlan]:
    """The plans, each with the tags at the commit that it copies."""
    return [replace(plan, tags=tuple(placed.at.get(number, ()))) for number, plan in enumerate(plans)]


def with_notes(plans: Sequence[RepoPlan], matched: Matched, placed: Placed) -> list[RepoPlan]:
    """The first plan says what becomes of what is not mapped."""
    held = {tag for plan in plans for tag in plan.tags}
    old = [tag for tags in placed.old.values() for tag in tags if tag not in held]
    passing = [tag for plan in plans if plan.passing for tag in plan.tags]
    words = [*matched.notes, *_left(placed.kept, old, passing)]
    return [replace(plans[0], notes=(*words, *plans[0].notes)), *plans[1:]]


def brought_once(repos: Iterable[RepoPlan]) -> Iterator[RepoPlan]:
    """The branches of one target: a large content that one of them brings is only named by those after it."""
    held: set[str] = set()

    def settled(item: PlanItem) -> PlanItem:
        if item.size <= INLINE_BELOW or not item.sha256 or item.action not in (Action.COPY, Action.OVERWRITE):
            return item
        if item.sha256 in held:
            why = BROUGHT_INSTEAD if replaces(item) else BROUGHT
            return replace(item, action=Action.REUSE, why=why)
        return item

    for repo in repos:
        plan = replace(repo, items=tuple(settled(item) for item in repo.items))
        held |= {item.sha256 for item in repo.items if moves(item)}
        yield plan


def _is_so(number: int | None, plans: Sequence[RepoPlan], oid: str) -> bool:
    """Whether the target's tag is where it would be made."""
    if number is None:
        return False
    return plans[number].target.oid == oid and not any(changes(item) for item in plans[number].items)


def _unmade(what: str, names: Sequence[str], target: Hub, *, can: bool) -> Iterator[str]:
    if not names:
        return
    why = "takes no such names" if can else f"lets no program make {what}"
    advice = " (make them on its web page first)" if what == "branches" and not can else ""
    yield f"stay behind: {_few(what, names)}: {target.title} {why}{advice}"


def _taken(names: Sequence[str], first: str, default: str, target: Hub) -> Iterator[str]:
    if default in names and default != first:
        yield f"stays behind: branch {default}: {target.title}'s {default} is what {first} becomes"


def _left(kept: Sequence[str], old: Sequence[str], passing: Sequence[str]) -> Iterator[str]:
    if passing:
        yield f"older commits: {_few('tags', passing)}: each on a branch that goes once its tag is made"
    if kept:
        yield f"left as they are: {_few('tags', kept)}: the target has them already"
    if old:
        yield f"stay behind: {_few('tags', old)}: they name older commits, a copy has no history"


def _few(what: str, names: Sequence[str]) -> str:
    return f"{what} {', '.join(format.few(names, NAMED, str))}"
