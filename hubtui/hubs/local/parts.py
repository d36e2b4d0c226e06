"""Contents that are half written: each a file of the staging folder, taken up again by whoever comes next."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hubtui.errors import Conflict, Corrupt, NoRoom, NotFound, Unavailable
from hubtui.hubs.local.errors import TITLE, refused, translated
from hubtui.hubs.streams import BLOCK

KEPT = 1024 * 1024
"""From so many bytes on, the beginning of a content is kept when the rest does not come."""
_PART = re.compile(r"([0-9a-f]{8})-(\d+)-[0-9a-f]+(?:-([0-9a-f]{64}))?\.part")
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_APPEND = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
_USELESS = (Corrupt, Conflict, NoRoom, NotFound)
"""What ended the writing says that the rest will not come, or that its room is needed."""

_written: set[Path] = set()
"""The parts of this process that may be gone on with, and that it writes now or is about to move."""
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Left:
    """A part that nobody writes any more."""

    path: Path
    sha256: str
    size: int


class Parts:
    """Those of one staging folder. Each belongs to the process that its name tells."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def begun(self) -> dict[str, int]:
        """How much there is of each content, by its sha256, that can be gone on with."""
        sizes: dict[str, int] = {}
        for left in self.left():
            if left.size >= KEPT and left.sha256:
                sizes[left.sha256] = max(left.size, sizes.get(left.sha256, 0))
        return sizes

    def left(self) -> list[Left]:
        """Those that nobody writes any more, as far as this machine can know."""
        with _lock, suppress(OSError):
            return [left for path in self._place.iterdir() if (left := _left(path))]
        return []

    @contextmanager
    def taken(self, path: str, size: int, sha256: str, chunks: Iterator[bytes], begun: int) -> Iterator[Path]:
        """A file with exactly this content, to be moved away; the chunks go on after the `begun` bytes that
        are there. What came is kept for the next attempt where that is worth it."""
        with translated(path):
            part, descriptor = self._begin(sha256, size, begun)
        try:
            self._fill(part, descriptor, (path, size, sha256), chunks, begun)
            yield part
        finally:
            with _lock:
                _written.discard(part)

    def write(self, path: str, size: int, sha256: str, chunks: Iterator[bytes]) -> Path:
        """A file with exactly this content, of which a beginning is worth nothing."""
        with translated(path):
            part = self.new_name(".part")
            descriptor = os.open(part, _CREATE, 0o666)
        try:
            self._fill(part, descriptor, (path, size, sha256), chunks, 0)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return part

    def _fill(
        self, part: Path, descriptor: int, what: tuple[str, int, str], chunks: Iterator[bytes], begun: int
    ) -> None:
        path, size, sha256 = what
        digest, written = hashlib.sha256(), begun
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                if begun:
                    _add(part, digest)
                for chunk in chunks:
                    digest.update(chunk)
                    written += len(chunk)
                    with translated(path):
                        _write_whole(file.fileno(), chunk)
                with translated(path):
                    os.fsync(file.fileno())
            if (written, digest.hexdigest()) != (size, sha256):
                raise Corrupt(f"{path} is not what was announced: {written:,} bytes came", hub=TITLE)
        except BaseException as error:
            if written < KEPT or isinstance(error, _USELESS):
                part.unlink(missing_ok=True)
            raise

    def _begin(self, sha256: str, size: int, begun: int) -> tuple[Path, int]:
        """A part of this process with the first `begun` bytes, open at its end; no other one is left."""
        left = self._left_of(sha256) if size > KEPT else []
        with _lock:
            part = self.new_name(f"-{sha256}.part")
            if not begun:
                descriptor = os.open(part, _CREATE, 0o666)
            elif not left or left[-1].size < begun:
                raise Unavailable("what had come of it is not there any more", hub=TITLE)
            else:
                os.rename(left.pop().path, part)
                os.truncate(part, begun)
                descriptor = os.open(part, _APPEND)
            _written.add(part)
        for other in left:
            other.path.unlink(missing_ok=True)
        return part, descriptor

    def _left_of(self, sha256: str) -> list[Left]:
        """Those of one content, the longest last."""
        return sorted((one for one in self.left() if one.sha256 == sha256), key=lambda one: one.size)

    def new_name(self, ending: str) -> Path:
        """Of a file of the staging folder, which is there then."""
        if self._place.is_symlink():
            raise refused(f"{self._place} is a link")
        self._place.mkdir(mode=0o700, exist_ok=True)
        return self._place / f"{own_name()}-{secrets.token_hex(8)}{ending}"

    def forget(self, arrived: Collection[str]) -> None:
        """Remove what is left of contents that have arrived, and what is not worth keeping."""
        for left in self.left():
            if left.size < KEPT or not left.sha256 or left.sha256 in arrived:
                with suppress(OSError):
                    left.path.unlink()


def own_name() -> str:
    """This machine, in a folder that others may share, and this process."""
    machine = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
    return f"{machine}-{os.getpid()}"


def _left(path: Path) -> Left | None:
    """The part, if nobody writes it."""
    found = _PART.fullmatch(path.name)
    if found is None or path in _written or not own_name().startswith(f"{found[1]}-"):
        return None
    if _is_running(int(found[2])) and not (int(found[2]) == os.getpid() and found[3]):
        return None
    with suppress(OSError):
        return Left(path, found[3] or "", path.lstat().st_size)
    return None


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


def _add(part: Path, digest: hashlib._Hash) -> None:
    with part.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)


def _write_whole(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
