"""What does not map from a copy's source to its target, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hubtui.hub import Hub
from hubtui.jobs.job import Place
from hubtui.model import Capability, RefType, RepoInfo, RepoType


@dataclass(frozen=True, slots=True)
class Ends:
    """A copy's two ends, as notes are made of them."""

    source_hub: Hub
    source: Place
    target_hub: Hub
    target: Place


def notes_of(ends: Ends, info: RepoInfo, *, is_there: bool, all_refs: bool) -> Iterator[str]:
    """Of a whole copy; `is_there` says whether the target is. Of `all_refs` others tell."""
    if not ends.source_hub.keeps_history:
        yield from _of_folder(ends, is_there=is_there)
        return
    yield "a copy is a snapshot: the history stays at the source"
    if not all_refs:
        yield from _of_refs(ends)
    repo_type = ends.source.repo.repo_type
    if ends.source_hub.supports(Capability.DISCUSSIONS, repo_type):
        yield "discussions are not copied"
    if ends.target_hub.keeps_history:
        yield from _of_visibility(info)
    if repo_type is RepoType.SPACE:
        yield "a space's settings, secrets and hardware are not copied"


def _of_folder(ends: Ends, *, is_there: bool) -> Iterator[str]:
    yield "left out: .git and .cache/huggingface, other programs' own folders"
    if is_there and ends.target_hub.keeps_history:
        visibility = ends.target_hub.repo_info(ends.target.repo).visibility
        yield f"{ends.target.repo} is {visibility or 'there already'}: so is what is uploaded"


def _of_refs(ends: Ends) -> Iterator[str]:
    refs = ends.source_hub.list_refs(ends.source.repo)
    named = ends.source.revision or ends.source_hub.default_revision
    others = [ref.name for ref in refs if ref.ref_type is not RefType.PULL_REQUEST and ref.name != named]
    if others:
        yield f"not copied: {len(others)} other branches and tags ({', '.join(others[:3])})"


def _of_visibility(info: RepoInfo) -> Iterator[str]:
    if info.gated:
        yield "the source is gated: a new target is private"
    elif info.visibility is None:
        yield "the source's visibility is not known: a new target is private"
