"""Looking for secrets where none may be: in files as they are and unpacked, in processes, on screens."""

from __future__ import annotations

import base64
import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

Found = list[str]


def forms(secret: str) -> Iterator[tuple[str, bytes]]:
    """Every way in which a secret could have been written down, by name."""
    plain = secret.encode()
    yield "plain", plain
    yield "percent", quote(secret, safe="").encode()
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    yield "utf-16-le", secret.encode("utf-16-le")
    yield "utf-16-be", secret.encode("utf-16-be")
    yield "backwards", plain[::-1]
    for skip in range(3):
        # At the two ends base64 mixes in what stands beside the secret.
        inner = plain[skip : len(plain) - (len(plain) - skip) % 3]
        yield f"base64+{skip}", base64.b64encode(inner)
        yield f"base64url+{skip}", base64.urlsafe_b64encode(inner)


def found_in(content: bytes, secrets: Sequence[str]) -> Found:
    """The forms in which one of the secrets is there, in what the content unpacks to as well."""
    return [
        f"{secret[:6]}… as {name}"
        for each in (content, *_unpacked(content))
        for secret in secrets
        for name, form in forms(secret)
        if form in each
    ]


def found_below(folders: Sequence[Path], secrets: Sequence[str]) -> Found:
    """In the name or the content of any file."""
    found = []
    for path in sorted(each for folder in folders for each in folder.rglob("*")):
        for what in found_in(str(path).encode(), secrets):
            found.append(f"the name {path}: {what}")
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes() + _sqlite_text(path)
            found += [f"{path}: {what}" for what in found_in(content, secrets)]
    return found


def found_in_processes(pid: int, secrets: Sequence[str]) -> Found:
    """In the arguments and the environment of a process and its descendants."""
    found = []
    for each in _family(pid):
        for name in ("cmdline", "environ"):
            with suppress(OSError):
                content = Path(f"/proc/{each}/{name}").read_bytes()
                found += [f"/proc/{each}/{name}: {what}" for what in found_in(content, secrets)]
    return found


def _family(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(after[1]), []).append(int(stat.parent.name))
    family = [pid]
    for each in family:
        family += parents.get(each, [])
    return family


def _unpacked(content: bytes) -> Iterator[bytes]:
    for head, bits in ((rb"\x1f\x8b\x08", 31), (rb"\x78[\x01\x5e\x9c\xda]", 15)):
        for match in re.finditer(head, content):
            with suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(content[match.start() :], 1_000_000)


def _sqlite_text(path: Path) -> bytes:
    """All values of a database: on its pages long ones can be cut in two."""
    if not path.read_bytes()[:16].startswith(b"SQLite format 3"):
        return b""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return "\n".join(connection.iterdump()).encode()
    except sqlite3.Error:
        return b""
    finally:
        connection.close()
