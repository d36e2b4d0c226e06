"""From what was asked for to a plan: pins the sources, lists both sides, and says what does not map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hubtui.errors import HubError, NotFound, Refused
from hubtui.hub import Hub
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import Place
from hubtui.jobs.plan import Action, Plan, PlanItem, Policy, RepoPlan, diff
from hubtui.model import Capability, RefType, RepoInfo, RepoKey, RepoType, TreeEntry, Upload, Visibility

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
    widen: bool = False
    """The user said that content may become visible to more people than at the source."""


def make_plan(
    requests: Sequence[CopyRequest],
    hub: Callable[[str], Hub],
    hashes: Hashes,
    on_progress: Callable[[str], None] = lambda _: None,
    *,
    policy: Policy = Policy.OVERWRITE,
) -> Plan:
    """What the copies will do. Only reads, and blocks while it does.

    A repo that cannot be copied stands in the plan with one item, CANNOT, and the hub's words; when none
    can be, the first hub's error is raised. `on_progress` is told each step in words.
    """
    repos: list[RepoPlan] = []
    errors: list[HubError] = []
    for request in requests:
        on_progress(f"listing {request.source.repo}")
        try:
            scan = _Scan(request, hub(request.source.account), hub(request.target.account), hashes, policy)
            repos.append(scan.plan())
        except HubError as error:
            errors.append(error)
            why = " ".join(part for part in (str(error), error.advice) if part)
            repos.append(RepoPlan(request.source, request.target, (PlanItem(Action.CANNOT, "", why=why),)))
    if errors and len(errors) == len(requests):
        raise errors[0]
    return Plan(tuple(repos))


def list_files(hub: Hub, repo: RepoKey, revision: str) -> tuple[list[TreeEntry], str]:
    """Every file at the revision, and the hub's words when it cut the listing short."""
    files: list[TreeEntry] = []
    note = ""
    for page in hub.list_tree(repo, revision, recursive=True):
        files.extend(entry for entry in page.items if not entry.is_directory)
        note = note or page.note
    return files, note


def find_head(hub: Hub, repo: RepoKey, revision: str) -> str | None:
    """The commit the branch is at, empty for a repo that has none yet, None when there is no such repo.
    NotFound when the repo is there but not this branch."""
    try:
        return hub.resolve(repo, revision)
    except NotFound:
        try:
            hub.repo_info(repo)
        except NotFound:
            return None
        if revision == hub.default_revision:
            return ""
        raise


class _Scan:
    """The scan of one request."""

    def __init__(
        self, request: CopyRequest, source: Hub, target: Hub, hashes: Hashes, policy: Policy
    ) -> None:
        self.request = request
        self.source_hub = source
        self.target_hub = target
        self.hashes = hashes
        self.policy = policy
        self.from_repo = request.source.repo
        self.to_repo = request.target.repo
        self.to_revision = request.target.revision or target.default_revision

    def plan(self) -> RepoPlan:
        self._check_types()
        source = self._pinned_source()
        self._check_not_itself(source)
        entries = self._source_files(source)
        info = self.source_hub.repo_info(self.from_repo)
        head = self._target_head()
        old = list_files(self.target_hub, self.to_repo, head)[0] if head else []
        items = diff(entries, old, policy=self.policy, hash_of=self.hashes.sha256)
        plan = RepoPlan(
            source,
            replace(self.request.target, revision=self.to_revision, oid=head or ""),
            items if head is None else self._with_reuse(items),
            create=head is None,
            visibility=_visibility(info, self.request.widen),
            license=info.license,
            notes=tuple(self._notes(info)),
            policy=self.policy,
        )
        if head is not None:
            self._check_not_wider(info)
        return plan

    def _check_types(self) -> None:
        repo_type = self.to_repo.repo_type
        if not self.target_hub.supports(Capability.WRITE, repo_type):
            word = self.target_hub.space_word if repo_type is RepoType.SPACE else repo_type
            raise Refused(f"hubtui cannot write a {word} there", hub=self.target_hub.title)

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
        if same_hub and source.repo == self.to_repo and source.revision == self.to_revision:
            raise Refused(f"{source.repo} is both the source and the target", hub=self.target_hub.title)

    def _source_files(self, source: Place) -> list[TreeEntry]:
        entries, note = list_files(self.source_hub, source.repo, source.oid)
        if note:
            raise Refused(
                f"the listing is not complete, so no copy would be: {note}", hub=self.source_hub.title
            )
        paths = self.request.paths
        if not paths:
            return entries
        for path in paths:
            if not any(_is_below(entry.path, path) for entry in entries):
                raise NotFound(f"no {path!r} in {source.repo}", hub=self.source_hub.title)
        return [entry for entry in entries if any(_is_below(entry.path, path) for path in paths)]

    def _target_head(self) -> str | None:
        head = find_head(self.target_hub, self.to_repo, self.to_revision)
        if head is None and self.to_revision != self.target_hub.default_revision:
            raise Refused(
                f"a new repo starts with {self.target_hub.default_revision!r}, not {self.to_revision!r}",
                hub=self.target_hub.title,
            )
        return head

    def _check_not_wider(self, info: RepoInfo) -> None:
        if self.request.widen or (info.visibility in (Visibility.PUBLIC, None) and not info.gated):
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
            replace(item, action=Action.REUSE, why="the target holds the content")
            if item.path in held
            else item
            for item in items
        )

    def _notes(self, info: RepoInfo) -> Iterator[str]:
        yield "a copy is a snapshot: the history stays at the source"
        refs = self.source_hub.list_refs(self.from_repo)
        named = self.request.source.revision or self.source_hub.default_revision
        others = [ref.name for ref in refs if ref.ref_type is not RefType.PULL_REQUEST and ref.name != named]
        if others:
            yield f"not copied: {len(others)} other branches and tags ({', '.join(others[:3])})"
        if self.source_hub.supports(Capability.DISCUSSIONS, self.from_repo.repo_type):
            yield "discussions are not copied"
        if info.gated:
            yield "the source is gated: a new target is private"
        elif info.visibility is None:
            yield "the source's visibility is not known: a new target is private"
        if self.from_repo.repo_type is RepoType.SPACE:
            yield "a space's settings, secrets and hardware are not copied"


def _visibility(info: RepoInfo, widen: bool) -> Visibility:
    is_open = info.visibility is Visibility.PUBLIC and not info.gated
    return Visibility.PUBLIC if is_open or widen else Visibility.PRIVATE


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
