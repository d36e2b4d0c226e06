"""One account's way to its hub: what was asked and answered goes to the log, credentials nowhere else."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from hubtui.budgets import note
from hubtui.errors import Refused
from hubtui.logs import Exchange, is_told, report
from hubtui.origins import is_private_way, same_origin
from hubtui.secret import is_signed


class Headers(Protocol):
    """Found by name in any case."""

    def get(self, name: str, /) -> str | None: ...


REQUEST_IDS = ("X-Request-Id", "X-Amz-Request-Id", "X-Oss-Request-Id")


@dataclass(frozen=True, slots=True)
class Way:
    """Requests made for one account."""

    title: str
    """The hub's."""
    endpoint: str
    account: str = ""

    def is_home(self, url: str) -> bool:
        """Whether the account's credentials may go there: to the endpoint's own scheme, host and port."""
        return same_origin(url, self.endpoint)

    def check(self, url: str) -> None:
        """Refused where somebody on the way could read along."""
        if not is_private_way(url):
            parts = urlsplit(url)
            raise Refused(
                f"{parts.scheme}://{parts.hostname} is not encrypted: nothing was sent", hub=self.title
            )

    def ask(self, method: str, url: str, *, is_content: bool = False) -> Asked:
        """A request that is about to be made."""
        return Asked(self.account, method, url, time.perf_counter(), is_content)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on its way: how it was answered, why it was not, or first the one and then the other."""

    account: str
    method: str
    url: str
    since: float
    is_content: bool = False

    def answered(self, status: int, headers: Headers) -> None:
        """The head of the answer is here."""
        if limit := headers.get("RateLimit"):
            note(self.account, limit, headers.get("RateLimit-Policy") or "")
        if status < 400 and not is_told(is_content=self.is_content):
            return
        size = headers.get("Content-Length") or ""
        known = next(filter(None, map(headers.get, REQUEST_IDS)), "")
        self._report(status=status, size=int(size) if size.isdecimal() else None, request_id=known)

    def failed(self, words: str) -> None:
        """There is no answer, or not all of it."""
        self._report(failure=words)

    def _report(
        self, *, status: int = 0, size: int | None = None, request_id: str = "", failure: str = ""
    ) -> None:
        parts = urlsplit(self.url)
        query = "" if not parts.query else "?…" if is_signed(parts.query) else f"?{parts.query}"
        took = round((time.perf_counter() - self.since) * 1000)
        report(
            Exchange(
                self.account, self.method, parts.netloc.rpartition("@")[2], parts.path + query,
                status, took, size, request_id, failure, self.is_content,
            )
        )  # fmt: skip
