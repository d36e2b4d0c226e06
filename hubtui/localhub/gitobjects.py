"""Git object ids, computed as git computes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

POINTER_SPEC = "https://git-lfs.github.com/spec/v1"


def object_oid(kind: str, data: bytes) -> str:
    """What `git hash-object -t kind` prints for this content."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False).hexdigest()


def blob_oid(data: bytes) -> str:
    """The oid of a regular file."""
    return object_oid("blob", data)


def pointer(sha256: str, size: int) -> bytes:
    """The text that git keeps in place of an LFS file."""
    return f"version {POINTER_SPEC}\noid sha256:{sha256}\nsize {size}\n".encode()


def pointer_oid(sha256: str, size: int) -> str:
    """The oid of an LFS file, as git sees it."""
    return blob_oid(pointer(sha256, size))


def pointer_size(size: int) -> int:
    """How many bytes the pointer text of an LFS file has."""
    return len(pointer("0" * 64, size))


def tree_oid(entries: Iterable[tuple[str, bool, str]]) -> str:
    """The oid of a directory; an entry is (name, is a directory, oid)."""
    ordered = sorted(entries, key=lambda entry: (entry[0] + "/" if entry[1] else entry[0]).encode())
    body = b"".join(
        (b"40000 " if is_tree else b"100644 ") + name.encode() + b"\0" + bytes.fromhex(oid)
        for name, is_tree, oid in ordered
    )
    return object_oid("tree", body)


def commit_oid(tree: str, parents: Iterable[str], author: str, date: int, message: str) -> str:
    """The oid of a commit made by one author, who also commits it."""
    person = f"{author} <{author}@users.noreply.localhub> {date} +0000"
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {person}", f"committer {person}", "", message]
    return object_oid("commit", "\n".join(lines).encode())
