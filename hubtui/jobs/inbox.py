"""What is open in the repos of the account's namespaces: each repo is asked, several at once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from hubtui.errors import HubError
from hubtui.hub import Hub
from hubtui.jobs.pacing import Gate, Pace, Pacer
from hubtui.jobs.workers import Width, each
from hubtui.model import Capability, Discussion, DiscussionQuery, Page, RepoInfo, RepoKey, RepoType

T = TypeVar("T")
LONG_AGO = datetime.min.replace(tzinfo=UTC)
FIRST, MOST = 4, 8
"""Repos that are asked at once, at the beginning and at the most."""
PAGES = 20
"""Of one repo's discussions that are read."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A discussion, and whose it is."""

    repo: RepoKey
    discussion: Discussion


class Inbox:
    """Filled on threads of its own by `read`, and looked at meanwhile: every attribute is safe to read. What
    a repo or a namespace refuses is kept in `failures`, and the others go on."""

    def __init__(self, hub: Hub, query: DiscussionQuery, gate: Gate, pace: Pace | None = None) -> None:
        self.found: dict[RepoKey, Sequence[InboxItem]] = {}
        """What each repo that was asked had, newest first."""
        self.failures: dict[str, str] = {}
        """By the name of a repo or namespace, why it could not be read."""
        self.namespaces: Sequence[str] = ()
        self.repos: list[RepoKey] = []
        """All that are asked, the latest updated first."""
        self.requests = 0
        self._hub, self._query, self._gate = hub, query, gate
        self._pacer = Pacer(pace or Pace(), gate)
        self._lock = threading.Lock()

    @property
    def items(self) -> list[InboxItem]:
        """All that was found so far."""
        with self._lock:
            return [item for found in self.found.values() for item in found]

    def read(self) -> None:
        """Ask for the namespaces, their repos, then what is open in each. Raises Stopped once the gate ends,
        and what the hub says when it does not tell whose the account is."""
        self.namespaces = [one.name for one in self._pacer.call(self._hub.namespaces)]
        self._count()
        places = [(name, kind) for name in self.namespaces for kind in discussed_types(self._hub)]
        infos: list[RepoInfo] = []
        self._each(places, lambda place: self._list(*place, infos))
        infos.sort(key=lambda info: info.updated or LONG_AGO, reverse=True)
        self.repos = list(dict.fromkeys(info.key for info in infos))
        self.ask(self.repos)

    def ask(self, repos: Iterable[RepoKey]) -> None:
        """Ask these repos, again too: what they answer takes the place of what they had."""
        self._each(list(repos), self._ask)

    def _list(self, namespace: str, repo_type: RepoType, infos: list[RepoInfo]) -> None:
        with self._noted(f"{namespace} ({repo_type.plural})"):
            infos.extend(self._all(lambda: self._hub.list_repos(namespace, repo_type))[0])

    def _ask(self, repo: RepoKey) -> None:
        with self._noted(str(repo)):
            found, is_all = self._all(lambda: self._hub.list_discussions(repo, self._query), PAGES)
            if not is_all:
                self.failures[str(repo)] = f"only its newest {len(found):,} are listed"
            with self._lock:
                self.found[repo] = [InboxItem(repo, one) for one in found]

    def _each(self, tasks: Sequence[T], work: Callable[[T], None]) -> None:
        width = Width(FIRST, MOST, refusals=lambda: self._pacer.refusals)
        each(tasks, work, width, self._gate.stop)

    def _all(self, pages: Callable[[], Iterator[Page[T]]], most: int = sys.maxsize) -> tuple[list[T], bool]:
        """What at most so many pages hold, and whether that is all."""

        def read() -> tuple[list[T], bool]:
            found: list[T] = []
            for number, page in enumerate(self._each_page(pages), start=1):
                found.extend(page.items)
                if number == most:
                    return found, page.total is not None and page.total <= len(found)
            return found, True

        return self._pacer.call(read)

    def _each_page(self, pages: Callable[[], Iterator[Page[T]]]) -> Iterator[Page[T]]:
        for page in pages():
            self._count()
            yield page

    def _count(self) -> None:
        self._gate.check()
        with self._lock:
            self.requests += 1

    @contextmanager
    def _noted(self, name: str) -> Iterator[None]:
        """What the hub refuses is kept under this name; what it said before no longer holds."""
        self.failures.pop(name, None)
        try:
            yield
        except HubError as error:
            self.failures[name] = str(error)


def discussed_types(hub: Hub) -> list[RepoType]:
    """Of which types the hub tells discussions."""
    return [one for one in hub.capabilities if hub.supports(Capability.DISCUSSIONS, one)]
