"""What can be said of repos, as rows to choose from; and repos as lines of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubtui import format
from hubtui.jobs.bulk import BulkPlan
from hubtui.jobs.operations import ALREADY, Operation
from hubtui.model import RepoInfo
from hubtui.text import safe
from hubtui.ui.rows.table import Cell, Column, Table, Tone

LISTED = 6
"""Repos that a question names before it counts."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that can be said of the repos, and of how many."""

    operation: Operation
    label: str
    words: str
    plan: BulkPlan
    reason: str = ""
    """Why it can be said of none of them."""
    bills: bool = False
    """Whether it costs money from then on."""


def _setting_row(setting: Setting) -> tuple[Cell, ...]:
    dim = bool(setting.reason)
    able = sum(not item.why for item in setting.plan.items)
    all_of_them = len(setting.plan.items)
    count = "" if dim or all_of_them == 1 else f"{able} of {all_of_them}"
    tone = Tone.WARN if setting.operation.opens or setting.bills else Tone.PLAIN
    return (
        Cell(setting.label, Tone.DIM if dim else tone),
        Cell(safe(setting.reason) if dim else setting.words, Tone.DIM),
        Cell(count, Tone.DIM),
    )


SETTINGS: Table[Setting] = Table(
    "setting",
    (Column("", 22), Column("", least=30, prose=True), Column("", 12, right=True)),
    _setting_row,
    key=lambda setting: setting.operation,
    text=lambda setting: setting.label,
)


def repo_lines(infos: Sequence[RepoInfo], plan: BulkPlan) -> list[str]:
    """The repos that something is done to, each with what would be missed; then those that are left out and
    why."""
    by_key = {info.key: info for info in infos}
    able = [by_key[item.repo] for item in plan.items if not item.why]
    lines = format.few(able, LISTED, lambda info: f"  {repo_facts(info)}")
    left = [item for item in plan.items if item.why]
    same = [item for item in left if item.why == ALREADY]
    if same:
        lines.append(f"{format.plural(len(same), 'repo')} left out: {ALREADY}")
    for item in [item for item in left if item.why != ALREADY][:2]:
        lines.append(f"left out: {safe(str(item.repo))}: {safe(item.why)}")
    return lines


def repo_facts(info: RepoInfo) -> str:
    """What would be missed: who sees it, its size, downloads and likes."""
    liked = [
        f"{format.count(info.downloads)}↓" if info.downloads else "",
        f"{format.count(info.likes)}♥" if info.likes else "",
    ]
    parts = [str(info.visibility or ""), format.size(info.size) if info.size else "", " ".join(liked).strip()]
    return " · ".join([safe(str(info.key)), *(part for part in parts if part)])


def total(infos: Sequence[RepoInfo]) -> str:
    """`3 repos · 5.0 GB`."""
    size = sum(info.size or 0 for info in infos)
    count = format.plural(len(infos), "repo")
    return f"{count} · {format.size(size)}" if size else count
