"""Small private files: there whole or not at all, also after a power cut and with several hubtuis."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hubtui.errors import StoreUnavailable, StoreUnresponsive

LOCK_SECONDS = 5.0
MAX_SIZE = 4 * 1024 * 1024


def read_private(path: Path) -> bytes | None:
    """The file's bytes, None when there is no such file. StoreUnavailable when it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SIZE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, "read", error) from None
    if len(content) > MAX_SIZE:
        raise StoreUnavailable(f"{path} is larger than anything that hubtui writes", "Move it away.")
    return content


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step, for its owner only, and see it on the disk. Hold its lock meanwhile."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.new")
    try:
        _write(new, content)
        os.replace(new, path)
        _sync_directory(path.parent)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise _unusable(path, "written", error) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process and thread at a time, by a lock that goes with its process. Makes the folder, 0700."""
    from filelock import FileLock, Timeout

    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.parent.stat().st_mode & 0o077:
            path.parent.chmod(0o700)
        lock = FileLock(path.with_name(f".{path.name}.lock"), LOCK_SECONDS, mode=0o600)
        lock.acquire()
    except Timeout:
        raise StoreUnresponsive(f"another program holds {path.name} locked", "Retry in a while.") from None
    except OSError as error:
        raise _unusable(path, "written", error) from None
    try:
        yield
    finally:
        lock.release()


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        path.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    """The new name is on the disk too; Windows has no such call, and no need of it."""
    if os.name != "nt":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unusable(path: Path, verb: str, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path} cannot be {verb}: {error.strerror or type(error).__name__}",
        "Check the folder's permissions and free space.",
    )
