"""The xet store that hf_xet itself writes to: which content came to it, read from its shard files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HEADER = RECORD = 48
"""A shard is a header and then records, all of this size."""
VERIFIED, DESCRIBED = 1 << 31, 1 << 30
"""Flags of a file: each of its segments has a proof; one more record tells its sha256."""
END = b"\xff" * 32


class XetFile(NamedTuple):
    """One content in the store."""

    hash: str
    size: int


class XetStore:
    """A directory that clients write to on their own; this only looks."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.url = f"local://{directory.resolve()}"
        self._directory = directory
        self._read: set[Path] = set()
        self._files: dict[str, XetFile] = {}
        self._look()

    def find(self, sha256: str) -> XetFile | None:
        """The content with this sha256, which may have come just now."""
        if sha256 not in self._files:
            self._look()
        return self._files.get(sha256)

    def known(self, sha256: str) -> XetFile | None:
        """The content with this sha256, if it was ever looked for."""
        return self._files.get(sha256)

    def _look(self) -> None:
        for path in set(self._directory.rglob("*.mdb")) - self._read:
            self._files.update(parse(path.read_bytes()))
            self._read.add(path)


def parse(shard: bytes) -> Iterator[tuple[str, XetFile]]:
    """The files that a shard describes, by their sha256."""
    at = HEADER
    while at + RECORD <= len(shard) and shard[at : at + 32] != END:
        flags, count = struct.unpack_from("<II", shard, at + 32)
        segments = range(at + RECORD, at + RECORD * (count + 1), RECORD)
        size = sum(struct.unpack_from("<I", shard, segment + 36)[0] for segment in segments)
        name = _hex(shard, at)
        at += RECORD * (1 + count * (2 if flags & VERIFIED else 1))
        if flags & DESCRIBED:
            yield _hex(shard, at), XetFile(name, size)
            at += RECORD


def _hex(shard: bytes, at: int) -> str:
    return "".join(f"{word:016x}" for word in struct.unpack_from("<4Q", shard, at))
