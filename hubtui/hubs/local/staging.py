"""How contents become files: written under the name of their hash, then moved into place.

A name from a hub is no path before its content is whole and its place was checked.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hubtui.errors import Corrupt
from hubtui.hubs.local.cache import BLOBS, is_cache
from hubtui.hubs.local.errors import TITLE, refused, translated
from hubtui.hubs.local.folder import STAGING, Folder, Signature, signature
from hubtui.hubs.local.parts import Parts, own_name
from hubtui.hubs.streams import BLOCK
from hubtui.model import AddFile, Upload

_SHA256 = re.compile(r"[0-9a-f]{64}")
_STALE = 30 * 86_400.0
"""Seconds after which a content that no commit came for is removed."""


@dataclass(frozen=True, slots=True)
class Move:
    """A content on its way to its place."""

    change: AddFile
    content: Path
    final: Path


class Staging:
    """The contents that wait in one folder, and what is remembered of those that were moved into place."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._place = folder.root / STAGING
        self._parts = Parts(self._place)
        self._lock = threading.Lock()
        self._signatures: dict[Path, tuple[Signature, str]] = {}
        """Of each file as it was left here, and its sha256."""
        self._homes: dict[str, Path] = {}
        """Where the content of a sha256 went."""

    def sha256_of(self, path: str) -> str:
        """Of a file that was written here and not touched since; empty for any other."""
        return self._untouched(self._folder.full(path))

    def has(self, upload: Upload) -> bool:
        """Whether the content waits here, or is in a file that was written here."""
        return self._source(upload.sha256, upload.size) is not None

    def begun(self) -> dict[str, int]:
        """How many bytes of which contents an earlier attempt has left."""
        return self._parts.begun()

    def take(self, upload: Upload, chunks: Iterator[bytes], begun: int = 0) -> None:
        """Write the content down, or what is to come after its first `begun` bytes. What is not exactly what
        was announced leaves nothing behind."""
        staged = self._staged(upload.sha256)
        try:
            taken = self._parts.taken(upload.path, upload.size, upload.sha256, chunks, begun)
            with taken as part, translated(upload.path):
                os.replace(part, staged)
        except BaseException:
            self._leave()
            raise

    def place(self, changes: Sequence[AddFile], gone: Sequence[str] = ()) -> None:
        """Move every content to its place and every file that is to go away: all of them, or none."""
        moves: list[Move] = []
        try:
            for change in changes:
                moves.append(self._prepared(change, {move.content for move in moves}))
            with self._without(gone):
                self._carry_out(moves)
        finally:
            for move in moves:
                if move.content != self._staged(move.change.sha256):
                    move.content.unlink(missing_ok=True)
            self._leave()

    # --- one content

    def _staged(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise Corrupt(f"not a sha256: {sha256[:80]!r}", hub=TITLE)
        return self._place / sha256

    def _source(self, sha256: str, size: int) -> Path | None:
        """A file that has the content."""
        staged = self._staged(sha256)
        if _is_file(staged, size):
            return staged
        if is_cache(self._folder.root) and _is_file(blob := self._folder.root / BLOBS / sha256, size):
            return blob
        home = self._homes.get(sha256)
        return home if home and _is_file(home, size) and self._untouched(home) == sha256 else None

    def _untouched(self, full: Path) -> str:
        left, sha256 = self._signatures.get(full, (None, ""))
        try:
            return sha256 if left and left == signature(os.lstat(full)) else ""
        except OSError:
            return ""

    # --- into place

    def _prepared(self, change: AddFile, taken: set[Path]) -> Move:
        """Its folder is there, and its content is a file that can be moved."""
        if why := self._folder.unfit([change.path]).get(change.path):
            raise refused(f"{change.path}: {why}")
        final = self._folder.full(change.path)
        with translated(change.path):
            final.parent.mkdir(parents=True, exist_ok=True)
            if final.is_dir() and not final.is_symlink():
                raise refused(f"{change.path}: a folder has this name")
        return Move(change, self._content(change, taken), final)

    def _content(self, change: AddFile, taken: set[Path]) -> Path:
        """The staged content itself, or a copy of what another file has or will have."""
        if change.content is not None:
            return self._parts.write(change.path, change.size, change.sha256, iter((change.content,)))
        source = self._source(change.sha256, change.size)
        if source is None:
            raise refused(f"{change.path}: its content has not arrived")
        if source == self._staged(change.sha256) and source not in taken:
            return source
        with translated(str(source)), open(source, "rb") as file:
            chunks = iter(lambda: file.read(BLOCK), b"")
            return self._parts.write(change.path, change.size, change.sha256, chunks)

    def _carry_out(self, moves: Sequence[Move]) -> None:
        done: list[tuple[Move, Path | None]] = []
        try:
            for move in moves:
                kept = self._kept(move.final)
                done.append((move, kept))
                with translated(move.change.path):
                    os.replace(move.content, move.final)
                    found = signature(os.lstat(move.final))
                self._signatures[move.final] = found, move.change.sha256
                self._homes[move.change.sha256] = move.final
        except BaseException:
            for move, kept in reversed(done):
                self._take_back(move, kept)
            raise
        finally:
            for _, kept in done:
                if kept is not None:
                    kept.unlink(missing_ok=True)

    @contextmanager
    def _without(self, paths: Sequence[str]) -> Iterator[None]:
        """The files are not there meanwhile, and gone for good when all went well."""
        away: list[tuple[Path, Path]] = []
        try:
            for path in paths:
                full = self._doomed(path)
                with translated(path):
                    aside = self._parts.new_name(".kept")
                    os.rename(full, aside)
                away.append((full, aside))
            yield
        except BaseException:
            for full, aside in reversed(away):
                with suppress(OSError):
                    os.rename(aside, full)
            raise
        for full, aside in away:
            aside.unlink(missing_ok=True)
            self._signatures.pop(full, None)
            self._leave_folders(full.parent)

    def _doomed(self, path: str) -> Path:
        """The place of a file that may go: one below the folder, and no folder itself."""
        full = self._folder.full(path)
        if why := self._folder.unfit([path]).get(path):
            raise refused(f"{path}: {why}")
        with translated(path):
            if stat.S_ISDIR(os.lstat(full).st_mode):
                raise refused(f"{path} is a folder")
        return full

    def _leave_folders(self, folder: Path) -> None:
        """Remove folders that have become empty, up to this one's own."""
        with suppress(OSError):
            while folder != self._folder.root:
                folder.rmdir()
                folder = folder.parent

    def _kept(self, final: Path) -> Path | None:
        """What stands there now under a second name, so that it can come back; None where nothing does."""
        kept = self._place / f"{own_name()}-{secrets.token_hex(8)}.kept"
        try:
            os.link(final, kept, follow_symlinks=False)
        except (OSError, NotImplementedError):
            return None
        return kept

    def _take_back(self, move: Move, kept: Path | None) -> None:
        self._signatures.pop(move.final, None)
        with suppress(OSError):
            if not move.content.exists():
                os.replace(move.final, move.content)
            if kept is not None:
                os.replace(kept, move.final)

    def _leave(self) -> None:
        """Remove what nobody came for, and the staging folder once it is empty."""
        with self._lock, suppress(OSError):
            names = {left.name for left in self._place.iterdir()}
            self._parts.forget(names | self._homes.keys())
            for name in names:
                left = self._place / name
                with suppress(OSError):
                    if left.lstat().st_mtime < time.time() - _STALE:
                        left.unlink()
            self._place.rmdir()


def _is_file(path: Path, size: int) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size == size
