"""A plan as rows, and what is said of it below them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload

from hubtui import format
from hubtui.jobs.options import Options
from hubtui.jobs.plan import Action, Plan, PlanItem, Policy, RepoPlan, Verify
from hubtui.jobs.scan import CopyRequest
from hubtui.model import RepoKey
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone

ACTION_TONES = {
    Action.COPY: Tone.GOOD,
    Action.OVERWRITE: Tone.WARN,
    Action.COMPARE: Tone.ACCENT,
    Action.SKIP: Tone.DIM,
    Action.REUSE: Tone.ACCENT,
    Action.DELETE: Tone.BAD,
    Action.CANNOT: Tone.BAD,
}
NAMED = 4
"""Branches and tags that are named before they are counted."""
ORDER = (
    Action.CANNOT,
    Action.DELETE,
    Action.OVERWRITE,
    Action.COMPARE,
    Action.COPY,
    Action.REUSE,
    Action.SKIP,
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One file of a plan, and which of its repos has it."""

    repo: int
    repo_name: str
    item: PlanItem

    @property
    def name(self) -> str:
        """`repo/path`, raw."""
        return f"{self.repo_name}/{self.item.path}".rstrip("/")


class PlanLines(Sequence[PlanLine]):
    """Every item of a plan, what needs a look first. A line is made when it is asked for: of a million files
    only their places are kept."""

    def __init__(self, plan: Plan) -> None:
        self._repos = plan.repos
        self._names = _names(plan.repos)
        self._starts = [0, *accumulate(len(repo.items) for repo in plan.repos)]
        by_action = {action: array("I") for action in ORDER}
        for place, item in enumerate(plan.items):
            by_action[item.action].append(place)
        self._places = array("I")
        for places in by_action.values():
            self._places.extend(places)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> PlanLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[PlanLine]: ...
    def __getitem__(self, index: int | slice) -> PlanLine | list[PlanLine]:
        if isinstance(index, slice):
            return [*map(self._line, self._places[index])]
        return self._line(self._places[index])

    def _line(self, place: int) -> PlanLine:
        repo = bisect_right(self._starts, place) - 1
        return PlanLine(repo, self._names[repo], self._repos[repo].items[place - self._starts[repo]])


def _names(repos: Sequence[RepoPlan]) -> list[str]:
    """The targets', with the branch where several of one repo are copied."""
    often = Counter(one.target.repo for one in repos)
    refs = [one.tags[0] if one.passing else one.target.revision for one in repos]
    names = [(one.target.repo, ref) for one, ref in zip(repos, refs, strict=True)]
    return [f"{repo.name}@{ref}" if often[repo] > 1 else repo.name for repo, ref in names]


def plan_row(line: PlanLine) -> tuple[AnyCell, ...]:
    item = line.item
    return (
        Cell(item.action.value, ACTION_TONES[item.action]),
        Cell(safe(line.name)),
        Cell(format.size(item.size) if item.path else "-", Tone.DIM),
        Cell(safe(item.why), Tone.DIM),
    )


PLAN: Table[PlanLine] = Table(
    "file",
    (
        Column("", 9),
        Column("path", least=30, sort="name"),
        Column("size", 8, right=True, sort="size"),
        Column("why", 34, priority=1, prose=True),
    ),
    plan_row,
    key=lambda line: (line.repo, line.item.path),
    text=lambda line: f"{line.item.action} {line.name} {line.item.why}",
    sorts={
        "name": Sort(lambda line: natural(line.name)),
        "size": Sort(lambda line: line.item.size, descending=True),
    },
    weight=lambda line: line.item.size,
)


def target_heads(repos: Sequence[RepoPlan]) -> list[str]:
    """What happens to each target, on one line."""
    branches: dict[RepoKey, list[RepoPlan]] = {}
    for repo in repos:
        branches.setdefault(repo.target.repo, []).append(repo)
    return [target_head(of_one) for of_one in branches.values()]


def target_head(repos: Sequence[RepoPlan]) -> str:
    """What happens to a target that these are copied to, one a branch."""
    repo = repos[0]
    if repo.target.repo.is_folder:
        below = f"/{repo.paths.target}" if repo.paths.target else ""
        return f"{safe(repo.target.repo.repo_id + below)}: {'new folder' if repo.create else 'exists'}"
    parts = [
        f"new, {repo.visibility}" if repo.create else "exists",
        f"licence {safe(repo.license)}" if repo.create and repo.license else "",
        _branches(repos),
        _tags([tag for one in repos for tag in one.tags]),
    ]
    return f"{safe(repo.target.repo.repo_id)}: {' · '.join(filter(None, parts))}"


def _branches(repos: Sequence[RepoPlan]) -> str:
    repos = [one for one in repos if not one.passing]
    if len(repos) == 1:
        return f"new branch {safe(repos[0].target.revision)}" if repos[0].new_branch else ""
    names = [f"{safe(one.target.revision)}{' (new)' if one.new_branch else ''}" for one in repos]
    return f"branches {', '.join(format.few(names, NAMED, str))}"


def _tags(names: Sequence[str]) -> str:
    return f"new tags {', '.join(format.few(names, NAMED, safe))}" if names else ""


POLICIES = {
    Policy.DIFFERENT: "what differs",
    Policy.OVERWRITE: "all",
    Policy.MISSING: "nothing",
    Policy.NEWER: "what is newer",
}
"""What is overwritten, in words."""
REFS = {True: "all branches, tags", False: "one branch"}
VERIFIED = {Verify.HASH: "sha256", Verify.SIZE: "size only", Verify.OFF: "off"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as a plan has it."""

    command: str
    """What changes it."""
    label: str
    value: str
    """Safe to show."""
    is_usual: bool = True


def plan_choices(requests: Sequence[CopyRequest], branch: str) -> tuple[list[Choice], list[Choice]]:
    """What can be chosen and is: where things go; and which of them, and how."""
    options, targets = requests[0].options, [one.target for one in requests]
    to_hub = not targets[0].repo.is_folder
    visibility = str(options.visibility or "as source")
    where = [
        Choice("plan.target", "target", _target_words([one.repo.repo_id for one in targets])),
        *([Choice("plan.branch", "branch", "all" if options.all_refs else safe(branch))] if to_hub else []),
        *(
            [Choice("plan.visibility", "visibility", visibility, options.visibility is None)]
            if to_hub
            else []
        ),
        Choice("plan.verify", "verify", VERIFIED[options.verify], options.verify is Verify.HASH),
    ]
    is_usual = options.policy is Policy.DIFFERENT
    refs = Choice("plan.refs", "refs", REFS[options.all_refs], not options.all_refs)
    how = [
        Choice("plan.different", "overwrite", POLICIES[options.policy], is_usual),
        Choice(
            "plan.extra", "extra", "deleted" if options.delete_extra else "kept", not options.delete_extra
        ),
        Choice("plan.files", "files", safe(patterns_of(options)) or "all", not patterns_of(options)),
        *([refs] if to_hub and not requests[0].source.repo.is_folder else []),
    ]
    return where, how


def patterns_of(options: Options) -> str:
    """The patterns as they are typed: those after `!` exclude."""
    return " ".join((*options.include, *(f"!{one}" for one in options.exclude)))


def _target_words(repo_ids: Sequence[str]) -> str:
    if len(repo_ids) == 1:
        return safe(repo_ids[0])
    return safe(f"{repo_ids[0].rpartition('/')[0] or '/'}/…")


def plan_notes(plan: Plan, limit: int, more: str) -> list[str]:
    """A line for each target, then what does not map, each said once; at most `limit` lines. `more` says how
    the others are seen."""
    heads = target_heads(plan.repos)
    said = [safe(note) for note in dict.fromkeys(note for repo in plan.repos for note in repo.notes)]
    room = max(1, limit - min(len(said), 2))
    if len(heads) > room:
        rest = format.plural(len(heads) - room + 1, "more repo")
        heads = [*heads[: room - 1], f"and {rest}"]
    left = limit - len(heads)
    if len(said) > left:
        rest = format.plural(len(said) - left + 1, "more remark")
        said = [*said[: left - 1], f"and {rest}: {more}"] if left else []
    return [*heads, *said]


def plan_facts(plan: Plan) -> list[tuple[str, str]]:
    """All that is said of it: each target, then what does not map of what goes there."""
    facts: list[tuple[str, str]] = []
    for repo in plan.repos:
        facts.append(("folder" if repo.target.repo.is_folder else "repo", target_head([repo])))
        facts += [("", safe(note)) for note in dict.fromkeys(repo.notes)]
    return facts
