"""What the UI and the command line hold: accounts, their open hubs, what is remembered, and the engine."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from hubtui.accounts import LOCAL, Accounts
from hubtui.bookmarks import Bookmarks
from hubtui.budgets import budget
from hubtui.cards import read_about, read_card
from hubtui.catalog import Catalog, Listing
from hubtui.errors import ReadOnly
from hubtui.format import parse_rate
from hubtui.hub import Hub
from hubtui.hubs import open_hub
from hubtui.known_users import KnownUsers
from hubtui.last_used import LastUsed
from hubtui.logs import Log
from hubtui.model import (
    Account,
    Card,
    Commit,
    Discussion,
    DiscussionQuery,
    Page,
    Ref,
    RepoInfo,
    RepoKey,
    RepoType,
    TreeEntry,
    User,
    is_oid,
)
from hubtui.paths import Directories
from hubtui.remembered import Identity, Remembered
from hubtui.renewal import current
from hubtui.secret import Secret
from hubtui.settings import Settings
from hubtui.visits import Visits

if TYPE_CHECKING:
    from hubtui.jobs.engine import Engine
    from hubtui.jobs.namespaces import RepoPair
    from hubtui.jobs.pacing import Gate
    from hubtui.jobs.plan import Plan
    from hubtui.jobs.scan import CopyRequest
    from hubtui.jobs.settle import Settling
    from hubtui.jobs.sides import Compared, Side
    from hubtui.jobs.totals import Totals


class Session:
    """Opens hubs when they are first needed and keeps them. All of its methods that reach a hub block."""

    def __init__(
        self,
        accounts: Accounts,
        directories: Directories,
        *,
        settings: Settings | None = None,
        log: Log | None = None,
        is_demo: bool = False,
        gives_up: bool = True,
    ) -> None:
        """`gives_up`: whether a copy fails once its hub has not answered for a while; else it waits."""
        self.accounts = accounts
        self.directories = directories.make()
        self.settings = settings or Settings()
        self.is_demo = is_demo
        self._gives_up = gives_up
        self.log = log or Log(self.directories.state, self.settings.config.log)
        self.catalog = Catalog(None if is_demo else Remembered(directories.cache / "seen.sqlite"))
        self.bookmarks = Bookmarks(directories.state / "bookmarks.json")
        self.visits = Visits(directories.state / "visits.json")
        self.last_used = LastUsed(directories.state / "panes.json")
        self.known_users = KnownUsers(directories.state / "users.json")
        self.when_closed: list[Callable[[], None]] = []
        """What is called once all is let go of."""
        self._hubs: dict[str, Hub] = {}
        self._due: dict[str, float] = {}
        """By account, when its token is to be renewed."""
        self._retired: list[Hub] = []
        """With tokens of before a renewal; they may be in use."""
        self._token_marks: dict[str, str] = {}
        self._opening: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    @cached_property
    def engine(self) -> Engine:
        """Made when it is first asked for, which imports it and opens the journal: off the event loop."""
        from hubtui.jobs.engine import Engine
        from hubtui.jobs.journal import Journal
        from hubtui.jobs.pacing import Pace

        journal = Journal(self.directories.state / "journal.sqlite")
        config = self.settings.config
        pace = Pace(config.tries, gives_up=self._gives_up)
        return Engine(
            journal,
            self.hub,
            target_hub=self.hub_to_write,
            at_once=config.jobs_at_once,
            pace=pace,
            bandwidth=parse_rate(config.bandwidth),
        )

    def hub(self, account: str) -> Hub:
        """The hub as this account sees it. Off the event loop: the first call imports the hub's SDK and reads
        the token, which can take seconds and can fail; so can one that renews a token. One account never
        waits for another's.
        """
        with self._lock:
            if hub := self._open_hub(account):
                return hub
            opening = self._opening.setdefault(account, threading.Lock())
        with opening:
            with self._lock:
                if hub := self._open_hub(account):
                    return hub
            one = self.accounts.get(account)
            token, due = self._token(one)
            hub = open_hub(one, token, self.directories.cache)
            self._token_marks[account] = self.known_users.mark(one, token) if token else ""
            if account in self._hubs:
                self.note_user(account)  # a token that was renewed is the same user's
            with self._lock:
                if self._opening.get(account) is opening:
                    self._keep(account, hub, due)
            return hub

    def is_due(self, account: str) -> bool:
        """Whether the account's token is to be renewed, which the next `hub` does."""
        return self._due.get(account, math.inf) <= time.time()

    def _open_hub(self, account: str) -> Hub | None:
        return None if self.is_due(account) else self._hubs.get(account)

    def _token(self, account: Account) -> tuple[Secret | None, float | None]:
        """What the account's requests carry, and when that is to be looked at again."""
        if not account.is_granted:
            return self.accounts.token(account.name), None
        grant, due = current(self.accounts, account)
        return grant.token, due

    def _keep(self, account: str, hub: Hub, due: float | None) -> None:
        if account in self._hubs:
            self._retired.append(self._hubs[account])
        self._hubs[account] = hub
        self._due[account] = math.inf if due is None else due

    def hub_to_write(self, account: str) -> Hub:
        """The hub, for writing. ReadOnly when the user wants nothing written with the account."""
        if self.accounts.get(account).read_only:
            raise ReadOnly(f"{account} is read-only")
        return self.hub(account)

    def sign_out(self, account: str) -> None:
        """Let go of the account's hub, and with it of its token in memory; the next call opens it anew. A job
        that works with it goes on with what it has."""
        is_used = bool(self.jobs_of(account))
        with self._lock:
            hub = self._hubs.pop(account, None)
            self._token_marks.pop(account, None)
            self._opening.pop(account, None)
            self._due.pop(account, None)
            if hub is not None and is_used:
                self._retired.append(hub)
        if hub is not None and not is_used:
            hub.close()

    def jobs_of(self, account: str) -> list[int]:
        """The jobs here that work with the account."""
        return self.engine.using(account) if "engine" in vars(self) else []

    def identify(self, account: str, user: User | None) -> None:
        """Whose eyes the account's listings were seen with: what they saw before can be shown from now on.
        Folders of this machine are always looked at anew."""
        one = self.accounts.get(account)
        if one.hub != LOCAL:
            self.catalog.identify(account, Identity(one.hub, one.endpoint, user.name if user else ""))

    def note_user(self, account: str) -> None:
        """Remember whose token the account has, for when its hub cannot be asked. Blocks."""
        who, mark = self.identity(account), self._token_marks.get(account)
        if who is not None and mark and not self.is_demo:
            self.known_users.note(mark, who)

    def remembered_user(self, account: str) -> User | None:
        """Whose token it was when its hub last said so; its hub must be open."""
        name = self.known_users.get(self._token_marks.get(account, ""))
        return User(name) if name else None

    def identity(self, account: str) -> Identity | None:
        """Whose eyes the account sees with; None while that is not known."""
        return self.catalog.identity(account)

    def first_account(self, pane: str) -> Account:
        """What the pane, `left` or `right`, begins with: its default, else what it showed last."""
        last = self.last_used.get(pane)
        known = {account.name: account for account in self.accounts}
        has_default = any(pane in self.accounts.default_panes(name) for name in known)
        return self.accounts.first(pane) if has_default or last not in known else known[last]

    def rename_account(self, old: str, new: str) -> None:
        """Where the account is remembered by its name, jobs included. Blocks."""
        self.engine.rename_account(old, new)
        self.bookmarks.rename(old, new)
        self.last_used.rename(old, new)

    def forget_account(self, account: Account) -> None:
        """Drop all that is kept of what the account saw, visited and bookmarked. Blocks."""
        self.bookmarks.forget(account.name)
        self.visits.forget(account, self.identity(account.name))
        self.known_users.forget(account, self.identity(account.name))
        self.catalog.forget_account(account)

    def repos(self, account: str, namespace: str, repo_type: RepoType) -> Listing[RepoInfo]:
        return self.catalog.listing(
            account, namespace, repo_type, lambda: self.hub(account).list_repos(namespace, repo_type)
        )

    def tree(self, account: str, repo: RepoKey, revision: str, path: str = "") -> Listing[TreeEntry]:
        """One folder, the first entries with their last commits."""
        return self.catalog.listing(
            account,
            repo,
            ("tree", revision, path),
            lambda: self.hub(account).list_folder(repo, revision, path),
            is_pinned=is_oid(revision),
        )

    def commits(self, account: str, repo: RepoKey, revision: str) -> Listing[Commit]:
        return self.catalog.listing(
            account,
            repo,
            ("commits", revision),
            lambda: self.hub(account).list_commits(repo, revision),
            is_pinned=is_oid(revision),
        )

    def refs(self, account: str, repo: RepoKey) -> Listing[Ref]:
        return self.catalog.listing(
            account, repo, "refs", lambda: iter([Page(self.hub(account).list_refs(repo))])
        )

    def card(self, account: str, repo: RepoKey, revision: str) -> Listing[Card]:
        """The README at a revision: one, or none."""
        return self.catalog.listing(
            account,
            repo,
            ("card", revision),
            lambda: read_card(self.hub(account), repo, revision),
            is_pinned=is_oid(revision),
        )

    def about(self, account: str, repo: RepoKey, revision: str) -> Listing[RepoInfo | TreeEntry]:
        """The repo's record, then its files."""
        return self.catalog.listing(
            account, repo, ("about", revision), lambda: read_about(self.hub(account), repo, revision)
        )

    def discussions(
        self, account: str, repo: RepoKey, query: DiscussionQuery = DiscussionQuery()
    ) -> Listing[Discussion]:
        return self.catalog.listing(
            account, repo, ("discussions", query), lambda: self.hub(account).list_discussions(repo, query)
        )

    def plan_copy(
        self, requests: Sequence[CopyRequest], on_progress: Callable[[str], None] = lambda _: None
    ) -> Plan:
        """What copying would do. Reads both ends, changes nothing; `on_progress` is told in words."""
        from hubtui.jobs.scan import make_plan

        for request in requests:
            self.hub_to_write(request.target.account)
        return make_plan(requests, self.hub, self.engine.hashes, on_progress)

    def totals(self, plan: Plan) -> Totals:
        """What the plan comes to, with the commits that its target hubs' limits ask for."""
        from hubtui.jobs.costs import costs, warnings
        from hubtui.jobs.totals import totals

        hub = self.hub(plan.repos[0].target.account)
        sums = totals(plan, commit_limit=hub.commit_limit, commit_inline_limit=hub.commit_inline_limit)
        asked = costs(plan, self.hub)
        words = [
            words for name, cost in asked.items() for words in warnings(cost, self.hub(name), budget(name))
        ]
        requests = sum(cost.requests for cost in asked.values())
        return replace(sums, requests=requests, warnings=tuple(words))

    def compare(
        self,
        left: Side,
        right: Side,
        on_progress: Callable[[str], None] = lambda _: None,
        *,
        paths: Sequence[str] = (),
    ) -> Compared:
        """Both sides, by what their listings and earlier readings tell. Reads no content."""
        from hubtui.jobs.sides import compare_sides

        return compare_sides(left, right, self.hub, self.engine.hashes, on_progress, paths=paths)

    def settling(self, compared: Compared, gate: Gate | None = None) -> Settling:
        """What reads the content that a comparison needs; nothing is read before its `run`."""
        from hubtui.jobs.settle import Settling

        return Settling(compared, self.hub, self.engine.hashes, gate=gate)

    def compare_repos(
        self,
        pairs: Sequence[RepoPair],
        on_compared: Callable[[int, RepoPair], None],
        gate: Gate,
        *,
        read: bool = False,
    ) -> None:
        """Each pair of repos, told on any thread, until the gate ends; with `read` by content too where
        listings do not do."""
        from hubtui.jobs.namespaces import compare_each

        def settle(compared: Compared) -> Compared:
            return self.settling(compared, gate).run() if read else compared

        compare_each(pairs, self.hub, self.engine.hashes, on_compared, gate.stop, settle)

    def close(self) -> None:
        """Stop the engine (running copies become resumable) and let go of every connection."""
        if "engine" in vars(self):
            self.engine.close()
        self.catalog.close()
        with self._lock:
            for hub in (*self._hubs.values(), *self._retired):
                hub.close()
            self._hubs.clear()
            self._retired.clear()
        self.log.close()
        for leave in self.when_closed:
            leave()
