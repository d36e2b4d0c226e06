"""One file read from its hub: taken up again where it broke, hashed before its last byte is let through."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import cast

from hubtui.errors import Conflict, Corrupt, HubError, Offline
from hubtui.hub import Hub
from hubtui.jobs.job import Place
from hubtui.jobs.pacing import PASSING, Pacer
from hubtui.jobs.plan import PlanItem


def git_blob_hash(size: int) -> hashlib._Hash:
    """A sha1 that becomes the git oid once the content was added."""
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)


class FileStream:
    """The content of one item, from its pinned source: there it is at `path`."""

    def __init__(
        self, hub: Hub, place: Place, path: str, item: PlanItem, pacer: Pacer, on_bytes: Callable[[int], None]
    ) -> None:
        self.sha256 = ""
        """Of what was read, once it was read to its end."""
        self.oid = ""
        """The git oid likewise, where it was worked out."""
        self.error: Exception | None = None
        """What ended the reading, so that a put that wraps it in another error is still understood."""
        self._hub = hub
        self._place = place
        self._path = path
        self._item = item
        self._pacer = pacer
        self._on_bytes = on_bytes

    def whole(self) -> bytes:
        """The content in one piece, checked. For small files."""
        content = b"".join(self._blocks())
        git = git_blob_hash(len(content))
        git.update(content)
        self._check(len(content), hashlib.sha256(content).hexdigest(), git.hexdigest())
        return content

    def checked(self, begin: int = 0) -> Iterator[bytes]:
        """The content in blocks. The last one comes only when size and hash are the announced ones: whoever
        sends the blocks on never completes a wrong content. Of what comes after the first `begin` bytes only
        the size can be checked: who has those checks the whole."""
        try:
            yield from self._blocks(begin) if begin else self._checked()
        except Exception as error:
            self.error = error
            raise

    def _checked(self) -> Iterator[bytes]:
        sha256 = hashlib.sha256()
        git = git_blob_hash(self._item.size) if self._item.oid or not self._item.sha256 else None
        size, held = 0, b""
        for block in self._blocks():
            if held:
                yield held
            sha256.update(block)
            if git is not None:
                git.update(block)
            size, held = size + len(block), block
        self._check(size, sha256.hexdigest(), git.hexdigest() if git else "")
        if held:
            yield held

    def _blocks(self, begin: int = 0) -> Iterator[bytes]:
        offset, attempt, ends = begin, 0, 0
        while not begin or offset < self._item.size:
            start = offset
            try:
                for block in self._read(offset):
                    offset += len(block)
                    self._on_bytes(len(block))
                    if offset > self._item.size:
                        raise self._corrupt(f"it is longer than the {self._item.size:,} bytes announced")
                    yield block
                if offset == self._item.size:
                    return
                ends = ends + 1 if offset == start else 0
                if ends > 1:
                    raise self._corrupt(f"it has {offset:,} bytes, {self._item.size:,} were announced")
                broken: HubError = Offline("the content ended early", hub=self._hub.title)
            except PASSING as error:
                broken = error
            attempt = 1 if offset > start else attempt + 1
            self._pacer.wait(attempt, broken)

    def _read(self, offset: int) -> Iterator[bytes]:
        self._pacer.check()
        where = (self._place.repo, self._place.oid, self._path)
        is_ordinary = bool(self._item.oid) and not offset
        blocks = self._hub.read_ordinary(*where) if is_ordinary else self._hub.read(*where, offset=offset)
        if not hasattr(blocks, "close"):
            for block in blocks:
                yield from self._pacer.let_through(block)
            return
        with closing(cast(Generator[bytes, None, None], blocks)) as opened:
            for block in opened:
                yield from self._pacer.let_through(block)
                self._pacer.check()

    def _check(self, size: int, sha256: str, oid: str) -> None:
        if size != self._item.size:
            raise self._corrupt(f"it has {size:,} bytes, {self._item.size:,} were announced")
        if self._item.sha256 and sha256 != self._item.sha256:
            raise self._corrupt(f"its sha256 is {sha256}, {self._item.sha256} was announced")
        if self._item.oid and oid and oid != self._item.oid:
            raise self._corrupt(f"its git oid is {oid}, {self._item.oid} was announced")
        self.sha256, self.oid = sha256, oid

    def _corrupt(self, what: str) -> HubError:
        """Where contents can change, that is what happened, and asking again would not help."""
        if not self._hub.keeps_history:
            return Conflict(f"{self._path} has changed since the plan: {what}", hub=self._hub.title)
        return Corrupt(f"{self._path} is not what was announced: {what}", hub=self._hub.title)
