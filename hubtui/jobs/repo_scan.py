"""One repo of a copy: pinned at its source, listed at both ends, and what is to be done with each file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hubtui.errors import BadInput, Forbidden, Gated, NotFound, Refused
from hubtui.format import plural
from hubtui.globs import path_filter
from hubtui.hub import Hub
from hubtui.jobs.digests import Digested, Digester
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.job import Place
from hubtui.jobs.listing import find_head, list_beside, list_files
from hubtui.jobs.names import PathMap, folded
from hubtui.jobs.notes import Ends, notes_of
from hubtui.jobs.options import Options
from hubtui.jobs.plan import OF_BASE, Action, PlanItem, Policy, RepoPlan, diff, extras, reused, settle, shared
from hubtui.model import Capability, Need, RepoInfo, RepoType, TreeEntry, Upload, Visibility
from hubtui.refnames import bad_ref_name

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


class NothingWanted(BadInput):
    """The patterns match no file of a repo."""


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the files are to go, as it is now."""

    is_there: bool
    """The repo; the branch need not be."""
    head: str = ""
    """The branch's commit, or the one that a new branch begins at; empty where there is none yet."""
    new_branch: bool = False


class Scan:
    """The scan of one request. It `follows` others when they make its repo where there is none."""

    def __init__(
        self,
        request: CopyRequest,
        source: Hub,
        target: Hub,
        hashes: Hashes,
        on_progress: Callable[[str], None],
        *,
        follows: bool,
    ) -> None:
        self.request = request
        self.follows = follows
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
        self.only_proposes = False
        """Whether the account may write to the target by a pull request alone."""
        self.dated = request.options.dated or request.options.policy is Policy.NEWER

    def plan(self) -> RepoPlan:
        self._check_types()
        self._check_deletes()
        source = self._pinned_source()
        self._check_not_itself(source)
        there = self._source_files(source)
        info = self.source_hub.repo_info(self.from_repo)
        widest = info.widest
        target = self._target()
        policy = Policy.DIFFERENT if target.new_branch else self.options.policy
        drops = self.options.delete_extra or (target.new_branch and self.options.all_refs)
        old = self._target_files(target.head, there.entries, all_of_them=drops) if target.head else []
        items = diff(there.entries, old, hash_of=self.hashes.sha256)
        items = self._without_impossible(items, there.unread)
        if target.is_there:
            items = self._with_reuse(items, target)
        items = self._with_shared(items, there.entries)
        items = tuple(settle(item, policy) for item in items)
        if drops:
            items += self._extras(there.entries, old, target)
        plan = RepoPlan(
            source,
            replace(self.request.target, revision=self.to_revision, oid=target.head),
            items,
            create=not target.is_there and not self.follows,
            visibility=self.options.visibility or widest,
            license=info.license,
            notes=tuple(self._notes(info, target)),
            policy=policy,
            paths=self.request.to,
            verify=self.options.verify,
            widest=widest,
            new_branch=target.new_branch,
        )
        if target.is_there:
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
        if wanted.is_wider(plan.widest) and not self.options.widen:
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
        stays = self.request.to.source == self.request.to.target
        is_same = self.source_hub.is_same(self.target_hub)
        if is_same and stays and source.repo == self.to_repo and source.revision == self.to_revision:
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

    def _target_files(self, head: str, entries: Sequence[TreeEntry], *, all_of_them: bool) -> list[TreeEntry]:
        sizes = {entry.path: entry.size for entry in entries}
        if all_of_them:
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

    def _target(self) -> _Target:
        hub, default = self.target_hub, self.target_hub.default_revision
        is_other = self.to_revision != default and hub.keeps_history
        try:
            head = find_head(hub, self.to_repo, self.to_revision)
        except NotFound:
            if not is_other:
                raise
            self._check_new_branch()
            return _Target(True, hub.resolve(self.to_repo, default), new_branch=True)
        if head is None and is_other:
            self._check_new_branch()
        return _Target(head is not None, head or "", new_branch=head is None and is_other)

    def _check_new_branch(self) -> None:
        why = bad_ref_name(self.to_revision)
        if not self.target_hub.supports(Capability.CREATE_BRANCH, self.to_repo.repo_type):
            why = f"it has no branch {self.to_revision!r}, and lets no program make one"
        if why:
            advice = "Copy to a branch that it has, or make it on its web page first."
            raise Refused(why, hub=self.target_hub.title, advice=advice)

    def _check_not_wider(self, info: RepoInfo) -> None:
        """What comes from this machine is its user's to show: the plan's notes say who will see it."""
        is_open = info.visibility in (Visibility.PUBLIC, None) and not info.gated
        if is_open or self.options.widen or not self.source_hub.keeps_history:
            return
        if self.target_hub.repo_info(self.to_repo).visibility is Visibility.PUBLIC:
            kind = "gated" if info.gated else info.visibility
            raise Refused(f"{self.to_repo} is public there, the source is {kind}", hub=self.target_hub.title)

    def _with_reuse(self, items: tuple[PlanItem, ...], target: _Target) -> tuple[PlanItem, ...]:
        revision = self.target_hub.default_revision if target.new_branch else self.to_revision
        asked = [i for i in items if i.action in (Action.COPY, Action.OVERWRITE) and i.sha256]
        wanted: set[str] = set()
        for start in range(0, len(asked), ASK_AT_ONCE):
            uploads = [Upload(i.path, i.size, i.sha256) for i in asked[start : start + ASK_AT_ONCE]]
            needs = self._missing(revision, uploads)
            wanted.update(need.upload.path for need in needs)
        held = {item.path for item in asked} - wanted
        return tuple(
            reused(item) if item.path in held and item.action in (Action.COPY, Action.OVERWRITE) else item
            for item in items
        )

    def _missing(self, revision: str, uploads: Sequence[Upload]) -> list[Need]:
        """Where the account may not write, what it would take to propose it."""
        hub, repo = self.target_hub, self.to_repo
        try:
            return hub.missing(repo, revision, uploads, proposes=self.only_proposes)
        except Forbidden:
            if self.only_proposes or not hub.supports(Capability.PROPOSE, repo.repo_type):
                raise
        self.only_proposes = True
        return hub.missing(repo, revision, uploads, proposes=True)

    def _with_shared(self, items: tuple[PlanItem, ...], entries: Sequence[TreeEntry]) -> tuple[PlanItem, ...]:
        """Within one hub, what it can pass on itself."""
        if not self.target_hub.shares(self.source_hub, self.to_repo.repo_type):
            return items
        can = {entry.path for entry in entries if entry.xet_hash and entry.sha256}
        if not can or not self._target_reads_source():
            return items

        def with_it(item: PlanItem) -> PlanItem:
            is_sent = item.action in (Action.COPY, Action.OVERWRITE)
            return shared(item) if is_sent and item.path in can else item

        return tuple(with_it(item) for item in items)

    def _target_reads_source(self) -> bool:
        """Whether the target's account may, as it has to where a hub passes contents on."""
        if self.target_hub is self.source_hub:
            return True
        try:
            self.target_hub.resolve(self.from_repo, self.target_hub.default_revision)
        except (NotFound, Forbidden, Gated):
            return False
        return True

    def _extras(
        self, entries: Sequence[TreeEntry], old: Sequence[TreeEntry], target: _Target
    ) -> tuple[PlanItem, ...]:
        """What is only at the target, below what was asked for."""
        to = self.request.to
        tops = [to.to_target(path) for path in self.request.paths] or [to.target]
        found = extras(
            [entry.path for entry in entries],
            old,
            covers=lambda path: (
                any(_is_below(path, top) for top in tops) and self.is_wanted(to.to_source(path))
            ),
            fold=str if self.target_hub.keeps_history else folded,
        )
        return tuple(replace(item, why=OF_BASE) for item in found) if target.new_branch else found

    def _notes(self, info: RepoInfo, target: _Target) -> Iterator[str]:
        if self.only_proposes:
            yield f"not yours to commit to: {self.to_repo} takes it as a pull request"
        if self.unwanted:
            yield f"left out by the patterns: {plural(self.unwanted, 'file')}"
        if not self.follows:
            ends = Ends(self.source_hub, self.request.source, self.target_hub, self.request.target)
            yield from notes_of(ends, info, is_there=target.is_there, all_refs=self.options.all_refs)


def _is_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")
