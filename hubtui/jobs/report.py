"""What became of a job, in one line, and of each of its repos."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui.format import plural, size
from hubtui.jobs.job import Made, RepoReport
from hubtui.jobs.journal import RepoRow
from hubtui.jobs.run import Tally


def report_of(row: RepoRow) -> RepoReport:
    """What is kept of one repo, without its files."""
    is_new = row.plan.create or row.plan.new_branch
    asked = Made.ASKED if row.creating else Made.PLANNED
    done = Made.PASSED if row.passed else Made.DONE
    made = Made.NOTHING if not is_new else done if row.made else asked
    place = row.plan.target
    return RepoReport(row.plan.source, place, (), row.commits, row.verified, row.error, made, row.tags)


def final_words(tally: Tally, errors: Sequence[str]) -> str:
    """`3 repos · 41 files · 12.3 MB moved, 5 skipped, 41 verified`; what failed comes first."""
    parts = list(errors[:3])
    if tally.failed:
        first = f" ({tally.first_error})" if tally.first_error else ""
        parts.append(f"{plural(tally.failed, 'file')} failed{first}")
    return " · ".join([*parts, _done(tally)])


def _verified(tally: Tally) -> str:
    if tally.unverified and not tally.verified:
        return "not verified, as asked"
    words = f"{tally.verified:,} verified"
    if tally.by_size:
        words += " by size only" if tally.by_size == tally.verified else f", {tally.by_size:,} by size only"
    if tally.not_comparable:
        words += f", {tally.not_comparable:,} not comparable"
    return words + (f", {tally.unverified:,} not verified, as asked" if tally.unverified else "")


def _done(tally: Tally) -> str:
    files = tally.moved + tally.reused
    verified = _verified(tally)
    if not (files or tally.failed or tally.deleted or tally.tags):
        if tally.kept:
            same = plural(tally.same, "file")
            return f"nothing to move: {same} the same, {tally.kept:,} left as they are, {verified}"
        return f"nothing to move: all {plural(tally.same, 'file')} are the same, {verified}"
    skipped = tally.same + tally.kept
    parts = [
        f"{size(tally.moved_bytes)} moved",
        f"{size(tally.reused_bytes)} reused" if tally.reused else "",
        f"{skipped:,} skipped" if skipped else "",
        f"{tally.deleted:,} deleted" if tally.deleted else "",
        plural(tally.tags, "tag") if tally.tags else "",
        verified,
    ]
    counts = f"{plural(tally.repos, 'repo')} · {plural(files, 'file')}"
    return f"{counts} · {', '.join(part for part in parts if part)}"
