"""The steps of one repo's copy: open the target, move contents, commit them, verify."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from hubtui.errors import Conflict, Forbidden, NotFound, Refused, Unsupported
from hubtui.hub import Hub
from hubtui.jobs.basket import Entry
from hubtui.jobs.commits import Committer
from hubtui.jobs.contents import Contents
from hubtui.jobs.job import ItemState, Phase, Verified
from hubtui.jobs.journal import RepoRow
from hubtui.jobs.listing import find_head
from hubtui.jobs.plan import (
    GONE,
    KEPT,
    Action,
    PlanItem,
    RepoPlan,
    Verify,
    as_entry,
    blob_oid,
    changes,
    diff,
    moves,
    replaces,
    same_content,
    settle,
)
from hubtui.jobs.run import ItemRun, JobRun
from hubtui.jobs.verify import Verdict, count, is_promised, judge, read_back
from hubtui.jobs.workers import Width, each
from hubtui.model import DeleteFile, Ref, RefType, TreeEntry

READ_BACK = 16 * 1024 * 1024
"""The largest file that is read from the target again when its listing tells no comparable hash."""


class RepoCopy:
    """One repo of a job. Whatever ends `run` early, `items` say truly how far each file came. Those of the
    numbers `settled` are left alone: they are only verified."""

    def __init__(
        self,
        run: JobRun,
        row: RepoRow,
        planned: tuple[PlanItem, ...],
        source: Hub,
        target: Hub,
        settled: frozenset[int] = frozenset(),
    ) -> None:
        self._run = run
        self._row = row
        self._plan = row.plan
        self._source = source
        self._target = target
        self._settled = settled
        self._untagged: list[str] = []
        """Tags that were not made, each with the reason."""
        self.items = [
            ItemRun(n, item, _settled_state(item) if n in settled else _first_state(item), item.why)
            for n, item in enumerate(planned)
        ]

    def run(self) -> Verified:
        """Copy the repo and return what the target says of it afterwards. A HubError when it cannot go on."""
        self._run.enter(Phase.LIST)
        committer = self._open()
        self._run.enter(Phase.COPY)
        contents = Contents(self._run, self._row.n, self._plan, self._source, self._target, committer)
        contents.move([item for item in self.items if moves(item.plan) and item.n not in self._settled])
        self._run.enter(Phase.COMMIT)
        for entry in self._deletions():
            contents.basket.add(entry)
        for batch in contents.basket.rest():
            committer.commit(batch)
        self._run.enter(Phase.VERIFY)
        verified = self._verify(committer)
        self._make_tags(committer.head)
        if self._plan.passing and not self._untagged:
            self._drop_branch()
        return verified

    def doubt(self, verified: Verified) -> str:
        """Why the copy is not to be called done although no file failed; empty when it is."""
        if self._untagged:
            return "; ".join(self._untagged)
        if self._plan.verify is Verify.OFF:
            return ""
        promised = sum(is_promised(item.plan) for item in self.items)
        failed = sum(item.state is ItemState.FAILED for item in self.items)
        if promised > failed and not verified.same + verified.differs + verified.missing:
            return "no file could be verified: the target tells no hash to compare"
        return ""

    # --- open

    def _open(self) -> Committer:
        """The target is there, and the items say what it lacks now."""
        place, is_new = self._plan.target, self._plan.create or self._plan.new_branch
        head = self._head()
        if head is None:
            head = self._make()
        elif is_new and not self._row.creating:
            raise Conflict(
                f"{_made_thing(self._plan)} was made by somebody else since the plan was: plan again",
                hub=self._target.title,
            )
        if is_new and not self._row.made:
            self._run.journal.set_made(self._run.job_id, self._row.n)
        sizes = {item.path: item.plan.size for item in self.items}
        committer = Committer(self._run, self._row.n, self._target, place, head, sizes, self._subject())
        if self._row.sent > len(self._row.commits):
            committer.claim(self._row.commits)
        if head != place.oid or self._run.attempt or not self._target.keeps_history:
            self._decide_again(committer.tree())
        self._run.expect(self.items)
        return committer

    def _subject(self) -> str:
        """What a commit says that it copies; of this machine no more than the folder's own name."""
        source = self._plan.source
        return f"{source.repo} at {source.oid[:12]}" if self._source.keeps_history else source.repo.name

    def _head(self) -> str | None:
        """None where the repo, or a branch that is to be made, is not there."""
        place = self._plan.target
        try:
            return self._run.pacer.call(lambda: find_head(self._target, place.repo, place.revision))
        except NotFound:
            if self._plan.new_branch and not self._row.made:
                return None
            if not (self._plan.passing and self._row.tags):
                raise
            tag = self._row.tags[0]
            return self._run.pacer.call(lambda: self._target.resolve(place.repo, tag))

    def _make(self) -> str:
        """The repo and the branch that the plan wants made; the commit that the copy begins at."""
        place = self._plan.target
        if not (self._plan.create or self._plan.new_branch) or self._row.made:
            raise NotFound(f"{place.repo} is not there any more", hub=self._target.title)
        self._run.journal.set_creating(self._run.job_id, self._row.n)
        if self._plan.create:
            license = self._plan.license
            self._once(
                lambda: self._target.create_repo(
                    place.repo, visibility=self._plan.visibility, license=license
                )
            )
        if self._plan.new_branch:
            base = place.oid or self._first_commit()
            self._once(lambda: self._target.create_ref(place.repo, place.revision, RefType.BRANCH, base))
            self._run.journal.set_made(self._run.job_id, self._row.n)
        return self._head() or ""

    def _once(self, make: Callable[[], None]) -> None:
        """Make something that was not there; that it is there now is no conflict once it was asked for."""
        sent = False

        def ask() -> None:
            nonlocal sent
            again, sent = sent or self._row.creating, True
            try:
                make()
            except Conflict:
                if not again:
                    self._run.journal.set_unmade(self._run.job_id, self._row.n)
                    raise

        self._run.pacer.call(ask)

    def _first_commit(self) -> str:
        """Where the repo begins: with the platform's own files, as a rule."""
        repo, default = self._plan.target.repo, self._target.default_revision
        pages = lambda: [*self._target.list_commits(repo, default)]  # noqa: E731
        return self._run.pacer.call(pages)[-1].items[-1].oid

    # --- tags

    def _make_tags(self, head: str) -> None:
        """Only where all that was promised has arrived. One that is there already has to name this commit."""
        failed = any(item.state is ItemState.FAILED for item in self.items)
        for name in self._plan.tags:
            if name in self._row.tags:
                continue
            self._run.journal.hold(self._run.job_id)
            if failed:
                self._untagged.append(f"tag {name} is not made: not every file arrived")
            elif why := self._tag(name, head):
                self._untagged.append(why)
            else:
                self._run.journal.add_tag(self._run.job_id, self._row.n, name)
                self._run.tally.tags += 1

    def _drop_branch(self) -> None:
        """The tags hold what the branch was made for."""
        place = self._plan.target
        branch = Ref(place.revision, RefType.BRANCH, "")
        self._run.journal.hold(self._run.job_id)
        with suppress(NotFound):
            self._run.pacer.call(lambda: self._target.delete_ref(place.repo, branch))
        self._run.journal.set_passed(self._run.job_id, self._row.n)

    def _tag(self, name: str, head: str) -> str:
        """Why the tag is not there; empty when it is."""
        repo = self._plan.target.repo
        try:
            self._run.pacer.call(lambda: self._target.create_ref(repo, name, RefType.TAG, head))
        except Conflict:
            refs = self._run.pacer.call(lambda: self._target.list_refs(repo))
            oid = next((ref.oid for ref in refs if ref.name == name and ref.ref_type is RefType.TAG), "")
            return "" if oid == head else f"tag {name} is at another commit of the target already"
        except (Forbidden, NotFound, Refused, Unsupported) as error:
            return f"tag {name} is not made: {error}"
        return ""

    def _decide_again(self, there: dict[str, TreeEntry]) -> None:
        """The plan's items against the target as it is now. The sources are pinned: they are as they were.
        What was to be left as it is stays so, what was to be overwritten is."""
        asked = [item for item in self.items if _is_open(item.plan) and item.n not in self._settled]
        decided = diff([as_entry(i.plan) for i in asked], there.values(), hash_of=self._run.hashes.sha256)
        for item, found in zip(asked, decided, strict=True):
            plan = found if replaces(item.plan) else settle(found, self._plan.policy)
            item.plan, item.state, item.error = plan, _first_state(plan), plan.why
        self._check_deletions(there)
        self._run.write(self._row.n, self.items)

    # --- delete

    def _deletions(self) -> list[Entry]:
        """What goes from the target with the last commit: nothing, when some file did not arrive."""
        asked = [i for i in self.items if i.plan.action is Action.DELETE and i.state is ItemState.WAITING]
        arrived = all(
            item.state is not ItemState.FAILED or item.plan.action in (Action.CANNOT, Action.DELETE)
            for item in self.items
        )
        if arrived:
            return [Entry(item, DeleteFile(item.path)) for item in asked]
        for item in asked:
            self._run.settle(self._row.n, item, ItemState.FAILED, "not deleted: other files did not arrive")
        return []

    def _check_deletions(self, there: dict[str, TreeEntry]) -> None:
        """Only what is still as it was when it was agreed to is deleted."""
        for item in self.items:
            if item.plan.action is Action.DELETE and item.n not in self._settled:
                old = there.get(item.path)
                if old is None:
                    item.plan = replace(item.plan, action=Action.SKIP, why=GONE)
                elif not same_content(item.plan, old, self._run.hashes.sha256):
                    words = "changed since the plan: not deleted"
                    item.plan = replace(item.plan, action=Action.CANNOT, why=words)
                item.state, item.error = _first_state(item.plan), item.plan.why

    # --- verify

    def _verify(self, committer: Committer) -> Verified:
        promised = [
            item for item in self.items if is_promised(item.plan) and item.state is not ItemState.FAILED
        ]
        if self._plan.verify is Verify.OFF:
            self._run.tally.unverified += len(promised)
            return Verified()
        there, complete = self._listing(committer)
        by_size = self._plan.verify is Verify.SIZE
        verdicts: dict[str, Verdict] = {}
        for item in promised:
            old = there.get(item.path)
            hashes = self._run.hashes.sha256
            verdicts[item.path] = judge(item.plan, old, hashes, complete=complete, by_size=by_size)
        unknown = [i for i in promised if verdicts[i.path] is Verdict.NOT_COMPARABLE]
        self._read_back(unknown, committer.head, there, verdicts)
        self._run.tally.by_size += len(promised) if by_size else 0
        for item in promised:
            self._settle(item, verdicts[item.path])
        for item in self.items:
            if item.plan.action is Action.DELETE and item.state is ItemState.COMMITTED and complete:
                is_gone = item.path not in there
                state = ItemState.VERIFIED if is_gone else ItemState.FAILED
                self._run.settle(self._row.n, item, state, "" if is_gone else "it is still there")
        self._run.save()
        return count(verdicts, there)

    def _listing(self, committer: Committer) -> tuple[dict[str, TreeEntry], bool]:
        if not committer.head:
            return {}, True
        files, note = committer.listing(committer.head)
        return {entry.path: entry for entry in files}, not note

    def _read_back(
        self, items: list[ItemRun], head: str, there: dict[str, TreeEntry], verdicts: dict[str, Verdict]
    ) -> None:
        repo = self._plan.target.repo

        def compare(item: ItemRun) -> None:
            content = lambda: self._target.read(repo, head, item.path)  # noqa: E731
            verdicts[item.path] = self._run.pacer.call(lambda: read_back(item.plan, content))
            oid = blob_oid(there[item.path])
            if verdicts[item.path] is Verdict.SAME and oid:
                self._run.hashes.learn(oid, item.plan.size, item.plan.sha256)

        small = [i for i in items if i.path in there and i.plan.sha256 and i.plan.size <= READ_BACK]
        each(small, compare, Width(4, 16), self._run.stop)

    def _settle(self, item: ItemRun, verdict: Verdict) -> None:
        if verdict is Verdict.SAME:
            self._run.tally.verified += 1
            if item.state is ItemState.COMMITTED:
                self._run.settle(self._row.n, item, ItemState.VERIFIED)
        elif verdict is Verdict.NOT_COMPARABLE:
            self._run.tally.not_comparable += 1
        else:
            self._run.settle(self._row.n, item, ItemState.FAILED, verdict.value)


def _made_thing(plan: RepoPlan) -> str:
    """What is made: the repo, or its branch."""
    return f"{plan.target.repo}" if plan.create else f"branch {plan.target.revision} of {plan.target.repo}"


def _settled_state(item: PlanItem) -> ItemState:
    return ItemState.VERIFIED if changes(item) else ItemState.SKIPPED


def _is_open(item: PlanItem) -> bool:
    """Whether it depends on the target what becomes of it."""
    if item.action is Action.SKIP and item.why in KEPT:
        return False
    return bool(item.path) and item.action not in (Action.CANNOT, Action.DELETE)


def _first_state(item: PlanItem) -> ItemState:
    if changes(item):
        return ItemState.WAITING
    return ItemState.FAILED if item.action is Action.CANNOT else ItemState.SKIPPED
