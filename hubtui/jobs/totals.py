"""What a plan comes to: files, bytes, commits."""

from __future__ import annotations

from dataclasses import dataclass

from hubtui.jobs.plan import INLINE_BELOW, Action, Plan, RepoPlan, changes, doomed, moves


@dataclass(frozen=True, slots=True)
class Totals:
    """What a plan comes to."""

    files: int
    size: int
    """Bytes of all files of the sources."""
    move: int
    """Bytes that will go over the wire to the target."""
    reuse: int
    """Bytes that the target holds, or gets from its own hub: the copy only names them."""
    skip: int
    """Files left alone."""
    cannot: int
    commits: int
    delete: int = 0
    """Files of the target that go."""
    delete_size: int = 0
    requests: int = 0
    """That the targets are asked, at least; those of contents, which hubs count apart, are not in it."""
    warnings: tuple[str, ...] = ()
    """Why it takes longer than the bytes do, in words."""


def totals(
    plan: Plan,
    *,
    commit_limit: int = 1000,
    commit_inline_limit: int = 8 * 1024 * 1024,
    inline_below: int = INLINE_BELOW,
) -> Totals:
    """Sums over the plan. What is compared counts as moved: at most so much will be. The commits are what the
    target's limits ask for when files up to `inline_below` go inside them."""
    files = size = move = reuse = skip = cannot = 0
    for item in plan.items:
        if item.action is Action.DELETE:
            continue
        files += bool(item.path)
        size += item.size
        move += item.size if moves(item) and item.action is not Action.REUSE else 0
        reuse += item.size if item.action is Action.REUSE else 0
        skip += item.action is Action.SKIP
        cannot += item.action is Action.CANNOT
    commits = sum(commits_of(repo, commit_limit, commit_inline_limit, inline_below) for repo in plan.repos)
    lost = [item.size for _, item in doomed(plan)]
    return Totals(files, size, move, reuse, skip, cannot, commits, len(lost), sum(lost))


def commits_of(repo: RepoPlan, limit: int, inline_limit: int, inline_below: int = INLINE_BELOW) -> int:
    """As few as the limits allow."""
    changed = [item for item in repo.items if changes(item)]
    held = (Action.REUSE, Action.DELETE)
    inline = sum(item.size for item in changed if item.size <= inline_below and item.action not in held)
    return max(-(-len(changed) // limit), -(-inline // inline_limit))
