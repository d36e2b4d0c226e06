"""From what was asked for to a plan: pins the sources, lists both sides, and says what does not map."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event

from hubtui import format
from hubtui.errors import BadInput, HubError, HubtuiError, NotFound, RateLimited, Refused
from hubtui.format import plural
from hubtui.globs import path_filter
from hubtui.hub import Hub
from hubtui.jobs.digests import Digested, Digester
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import Place
from hubtui.jobs.listing import find_head, list_beside, list_files
from hubtui.jobs.names import PathMap, folded
from hubtui.jobs.options import Options
from hubtui.jobs.plan import Action, Plan, PlanItem, Policy, RepoPlan, diff, extras, reused, settle
from hubtui.jobs.workers import Width, each
from hubtui.model import Capability, RefType, RepoInfo, RepoType, TreeEntry, Upload, Visibility

TRIES = 5
LONGEST_WAIT = 900.0
"""Seconds that a hub may ask planning to wait."""
AT_ONCE = 16
"""Repos that are looked at at the same time, at most."""
ASK_AT_ONCE = 1000
"""Files that `Hub.missing` is asked about in one call."""


@dataclass(frozen=True)
class CopyRequest:
    """One repo, or some paths of it, that is to be at the target too."""

    source: Place
    target: Place
    """An empty revision stands for the hub's default branch, on both sides."""
    paths: tuple[str, ...] = ()
    """Files and folders; empty for everything."""
    to: PathMap = PathMap()
    """Where in the target they go; every path has to be covered."""
    options: Options = field(default_factory=Options)


def make_plan(
    requests: Sequence[CopyRequest],
    hub: Callable[[str], Hub],
    hashes: Hashes,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Plan:
    """What the copies will do. Only reads, and blocks while it does, several repos at once.

    A repo that cannot be copied stands in the plan with one item, CANNOT, and the hub's words; one without a
    file that is wanted does not stand in it. When no repo can be copied, the first error is raised.
    `on_progress` is told each step in words, on any thread; what it raises ends the planning.
    """
    found: list[RepoPlan | HubtuiError | None] = [None] * len(requests)

    def scan(number: int) -> None:
        request = requests[number]
        on_progress(f"listing {request.source.repo}" + _so_far(found))
        try:
            ends = hub(request.source.account), hub(request.target.account)
            found[number] = _patiently(_Scan(request, *ends, hashes, on_progress).plan, on_progress)
        except (HubError, BadInput) as error:
            found[number] = error

    each(range(len(requests)), scan, Width(min(4, len(requests)), AT_ONCE), Event())
    errors = [one for one in found if isinstance(one, HubtuiError)]
    if errors and len(errors) == len(requests):
        raise errors[0]
    repos = [
        _impossible(request, one) if isinstance(one, HubtuiError) else one
        for request, one in zip(requests, found, strict=True)
        if one is not None and not isinstance(one, NothingWanted)
    ]
    unmatched = [str(one) for one in found if isinstance(one, NothingWanted)]
    return Plan(tuple(_told(repos, unmatched)))


def _patiently(plan: Callable[[], RepoPlan], on_progress: Callable[[str], None]) -> RepoPlan:
    """The plan, asked for again when the hub had enough of requests for a while."""
    for attempt in range(1, TRIES):
        try:
            return plan()
        except RateLimited as error:
            seconds = error.retry_after if error.retry_after is not None else 2.0**attempt
            if seconds > LONGEST_WAIT:
                raise
            _wait(seconds, str(error), on_progress)
    return plan()


def _wait(seconds: float, words: str, on_progress: Callable[[str], None]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        on_progress(f"waiting {format.duration(left)}: {words}")
        time.sleep(min(0.2, left))


def _so_far(found: Sequence[object]) -> str:
    done = len(found) - found.count(None)
    return f" ({done:,} of {len(found):,} repos)" if len(found) > 1 else ""


def _impossible(request: CopyRequest, error: HubtuiError) -> RepoPlan:
    why = " ".join(part for part in (str(error), error.advice) if part)
    return RepoPlan(request.source, request.target, (PlanItem(Action.CANNOT, "", why=why),))


def _told(repos: list[RepoPlan], words: list[str]) -> list[RepoPlan]:
    """The plan says which repos are not in it."""
    first = replace(repos[0], notes=(*repos[0].notes, *words))
    return [first, *repos[1:]]


class NothingWanted(BadInput):
    """The patterns match no file of a repo."""


class _Scan:
    """The scan of one request."""

    def __init__(
        self,
        request: CopyRequest,
        source: Hub,
        target: Hub,
        hashes: Hashes,
        on_progress: Callable[[str], None],
    ) -> None:
        self.request = request
        self.source_hub = source
        self.target_hub = target
        self.hashes = hashes
        self.on_progress = on_progress
        self.from_repo = request.source.repo
        self.to_repo = request.target.repo
        self.to_revision = request.target.revision or target.default_revision
        self.options = request.options
        self.is_wanted = path_filter(self.options.include, self.options.exclude)
        self.unwanted = 0
        """Files that the patterns leave out."""
        self.dated = request.options.dated or request.options.policy is Policy.NEWER

    def plan(self) -> RepoPlan:
        self._check_types()
        self._check_deletes()
        source = self._pinned_source()
        self._check_not_itself(source)
        there = self._source_files(source)
        info = self.source_hub.repo_info(self.from_repo)
        widest = _widest(info)
        head = self._target_head()
        old = self._target_files(head, there.entries) if head else []
        items = diff(there.entries, old, hash_of=self.hashes.sha256)
        items = self._without_impossible(items, there.unread)
        if head is not None:
            items = self._with_reuse(items)
        items = tuple(settle(item, self.options.policy) for item in items)
        if self.options.delete_extra:
            items += self._extras(there.entries, old)
        plan = RepoPlan(
            source,
            replace(self.request.target, revision=self.to_revision, oid=head or ""),
            items,
            create=head is None,
            visibility=self.options.visibility or widest,
            license=info.license,
            notes=tuple(self._notes(info, head)),
            policy=self.options.policy,
            paths=self.request.to,
            verify=self.options.verify,
            widest=widest,
        )
        if head is not None:
            self._check_not_wider(info)
        elif self.target_hub.keeps_history:
            self._check_visibility(plan)
        return plan

    def _check_visibility(self, plan: RepoPlan) -> None:
        wanted, known = plan.visibility, self.target_hub.visibilities.get(self.to_repo.repo_type)
        if known and wanted not in known:
            words = ", ".join(known)
            raise Refused(
                f"a {self.to_repo.repo_type} is {words} there, not {wanted}", hub=self.target_hub.title
            )
        if is_wider(wanted, plan.widest) and not self.options.widen:
            raise Refused(
                f"{self.to_repo} would be {wanted}, the source is open to fewer people: {plan.widest}",
                hub=self.target_hub.title,
            )

    def _check_types(self) -> None:
        repo_type = self.to_repo.repo_type
        if not self.target_hub.supports(Capability.WRITE, repo_type):
            word = self.target_hub.space_word if repo_type is RepoType.SPACE else repo_type
            raise Refused(f"hubtui cannot write a {word} there", hub=self.target_hub.title)

    def _check_deletes(self) -> None:
        if self.options.delete_extra and self.to_repo.is_folder and not self.options.delete_here:
            raise Refused(
                f"files of this machine are deleted only when that is said of {self.to_repo.repo_id} itself",
                hub=self.target_hub.title,
            )

    def _pinned_source(self) -> Place:
        place = self.request.source
        revision = place.revision or self.source_hub.default_revision
        oid = self.source_hub.resolve(place.repo, place.oid or revision)
        return replace(place, revision=revision, oid=oid)

    def _check_not_itself(self, source: Place) -> None:
        same_hub = (self.source_hub.name, self.source_hub.endpoint) == (
            self.target_hub.name,
            self.target_hub.endpoint,
        )
        stays = self.request.to.source == self.request.to.target
        if same_hub and stays and source.repo == self.to_repo and source.revision == self.to_revision:
            raise Refused(f"{source.repo} is both the source and the target", hub=self.target_hub.title)

    def _source_files(self, source: Place) -> Digested:
        """The files that were asked for, under the paths that they will have at the target."""
        entries = self._chosen(self._listed(source))
        digested = Digested(entries, {})
        if not self.source_hub.keeps_history:
            digester = Digester(self.source_hub, source.repo, self.hashes, self.on_progress)
            digested = digester.digest(entries)
        to = self.request.to
        if uncovered := [entry.path for entry in entries if not to.covers(entry.path)]:
            raise BadInput(f"{uncovered[0]!r} is not below {to.source!r}")
        return Digested(
            [replace(entry, path=to.to_target(entry.path)) for entry in digested.entries],
            {to.to_target(path): why for path, why in digested.unread.items()},
        )

    def _chosen(self, entries: list[TreeEntry]) -> list[TreeEntry]:
        """Those that the patterns let through."""
        chosen = [entry for entry in entries if self.is_wanted(entry.path)]
        self.unwanted = len(entries) - len(chosen)
        if entries and not chosen:
            patterns = " ".join((*self.options.include, *(f"!{one}" for one in self.options.exclude)))
            raise NothingWanted(f"no file of {self.from_repo} matches {patterns}")
        return chosen

    def _listed(self, source: Place) -> list[TreeEntry]:
        paths = self.request.paths
        found = self.source_hub.look_up(source.repo, source.oid, paths) if paths else None
        if found is None:
            entries = self._all_below(source, "")
        else:
            entries = [entry for entry in found if not entry.is_directory]
            for entry in found:
                entries += self._all_below(source, entry.path) if entry.is_directory else []
        for path in paths:
            if not any(_is_below(entry.path, path) for entry in (*entries, *(found or ()))):
                raise NotFound(f"no {path!r} in {source.repo}", hub=self.source_hub.title)
        wanted = (entry for entry in entries if any(_is_below(entry.path, path) for path in paths))
        return list({entry.path: entry for entry in wanted}.values()) if paths else entries

    def _all_below(self, source: Place, path: str) -> list[TreeEntry]:
        entries, note = list_files(self.source_hub, source.repo, source.oid, path, dated=self.dated)
        if note:
            raise Refused(
                f"the listing is not complete, so no copy would be: {note}", hub=self.source_hub.title
            )
        return entries

    def _target_files(self, head: str, entries: Sequence[TreeEntry]) -> list[TreeEntry]:
        sizes = {entry.path: entry.size for entry in entries}
        if self.options.delete_extra:
            return self._all_target_files(head, sizes)
        return list_beside(
            self.target_hub, self.to_repo, head, sizes, self.hashes, self.on_progress, dated=self.dated
        )[0]

    def _all_target_files(self, head: str, sizes: Mapping[str, int]) -> list[TreeEntry]:
        """Where only reading tells hashes, what may be compared or deleted has been read."""
        files, _ = list_files(self.target_hub, self.to_repo, head, dated=self.dated)
        if self.target_hub.keeps_history:
            return files
        digester = Digester(self.target_hub, self.to_repo, self.hashes, self.on_progress)
        return digester.digest(files, lambda entry: sizes.get(entry.path, entry.size) == entry.size).entries

    def _without_impossible(
        self, items: tuple[PlanItem, ...], unread: Mapping[str, str]
    ) -> tuple[PlanItem, ...]:
        """What cannot be read at the source, or cannot be a file of the target, is said now."""
        paths = [item.path for item in items if item.action is not Action.CANNOT]
        reasons = {**self.target_hub.unfit(self.to_repo, paths), **unread}
        return tuple(
            replace(item, action=Action.CANNOT, why=reasons[item.path])
            if item.path in reasons and item.action is not Action.CANNOT
            else item
            for item in items
        )

    def _target_head(self) -> str | None:
        head = find_head(self.target_hub, self.to_repo, self.to_revision)
        is_other = self.to_revision != self.target_hub.default_revision
        if head is None and is_other and self.target_hub.keeps_history:
            raise Refused(
                f"a new repo starts with {self.target_hub.default_revision!r}, not {self.to_revision!r}",
                hub=self.target_hub.title,
            )
        return head

    def _check_not_wider(self, info: RepoInfo) -> None:
        """What comes from this machine is its user's to show: the plan's notes say who will see it."""
        is_open = info.visibility in (Visibility.PUBLIC, None) and not info.gated
        if is_open or self.options.widen or not self.source_hub.keeps_history:
            return
        if self.target_hub.repo_info(self.to_repo).visibility is Visibility.PUBLIC:
            kind = "gated" if info.gated else info.visibility
            raise Refused(f"{self.to_repo} is public there, the source is {kind}", hub=self.target_hub.title)

    def _with_reuse(self, items: tuple[PlanItem, ...]) -> tuple[PlanItem, ...]:
        asked = [i for i in items if i.action in (Action.COPY, Action.OVERWRITE) and i.sha256]
        wanted: set[str] = set()
        for start in range(0, len(asked), ASK_AT_ONCE):
            uploads = [Upload(i.path, i.size, i.sha256) for i in asked[start : start + ASK_AT_ONCE]]
            needs = self.target_hub.missing(self.to_repo, self.to_revision, uploads)
            wanted.update(need.upload.path for need in needs)
        held = {item.path for item in asked} - wanted
        return tuple(
            reused(item) if item.path in held and item.action in (Action.COPY, Action.OVERWRITE) else item
            for item in items
        )

    def _extras(self, entries: Sequence[TreeEntry], old: Sequence[TreeEntry]) -> tuple[PlanItem, ...]:
        """What is only at the target, below what was asked for."""
        to = self.request.to
        tops = [to.to_target(path) for path in self.request.paths] or [to.target]
        return extras(
            [entry.path for entry in entries],
            old,
            covers=lambda path: (
                any(_is_below(path, top) for top in tops) and self.is_wanted(to.to_source(path))
            ),
            fold=str if self.target_hub.keeps_history else folded,
        )

    def _notes(self, info: RepoInfo, head: str | None) -> Iterator[str]:
        if self.unwanted:
            yield f"left out by the patterns: {plural(self.unwanted, 'file')}"
        if not self.source_hub.keeps_history:
            yield from self._notes_of_folder(head)
            return
        yield "a copy is a snapshot: the history stays at the source"
        yield from self._notes_of_refs()
        if self.source_hub.supports(Capability.DISCUSSIONS, self.from_repo.repo_type):
            yield "discussions are not copied"
        if self.target_hub.keeps_history:
            yield from _notes_of_visibility(info)
        if self.from_repo.repo_type is RepoType.SPACE:
            yield "a space's settings, secrets and hardware are not copied"

    def _notes_of_folder(self, head: str | None) -> Iterator[str]:
        yield "left out: .git and .cache/huggingface, other programs' own folders"
        if head is not None and self.target_hub.keeps_history:
            visibility = self.target_hub.repo_info(self.to_repo).visibility
            yield f"{self.to_repo} is {visibility or 'there already'}: so is what is uploaded"

    def _notes_of_refs(self) -> Iterator[str]:
        refs = self.source_hub.list_refs(self.from_repo)
        named = self.request.source.revision or self.source_hub.default_revision
        others = [ref.name for ref in refs if ref.ref_type is not RefType.PULL_REQUEST and ref.name != named]
        if others:
            yield f"not copied: {len(others)} other branches and tags ({', '.join(others[:3])})"


def _notes_of_visibility(info: RepoInfo) -> Iterator[str]:
    if info.gated:
        yield "the source is gated: a new target is private"
    elif info.visibility is None:
        yield "the source's visibility is not known: a new target is private"


def _widest(info: RepoInfo) -> Visibility:
    is_open = info.visibility is Visibility.PUBLIC and not info.gated
    return Visibility.PUBLIC if is_open else Visibility.PRIVATE


def is_wider(one: Visibility, other: Visibility) -> bool:
    """Whether more people see what is `one` than what is `other`."""
    ranks = list(Visibility)
    return ranks.index(one) > ranks.index(other)


def _is_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")
