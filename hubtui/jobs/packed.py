"""Hashes as few bytes: a plan keeps two for each of a million files."""

from __future__ import annotations

_AS_WRITTEN = 255
"""In the place of the oid's length: what follows is text."""


def packed(sha256: str = "", oid: str = "") -> bytes:
    """A sha256 and a git oid, either of which may be empty. What is no lower-case hex is kept as it is
    written: nothing is lost."""
    if not sha256 and not oid:
        return b""
    try:
        raw, rest = bytes.fromhex(oid), bytes.fromhex(sha256)
    except ValueError:
        return _written(sha256, oid)
    if (raw.hex(), rest.hex()) != (oid, sha256) or len(raw) >= _AS_WRITTEN:
        return _written(sha256, oid)
    return bytes((len(raw),)) + raw + rest


def sha256_of(digests: bytes) -> str:
    if digests[:1] == bytes((_AS_WRITTEN,)):
        return _texts(digests)[1]
    return digests[1 + digests[0] :].hex() if digests else ""


def oid_of(digests: bytes) -> str:
    if digests[:1] == bytes((_AS_WRITTEN,)):
        return _texts(digests)[0]
    return digests[1 : 1 + digests[0]].hex() if digests else ""


def _written(sha256: str, oid: str) -> bytes:
    return bytes((_AS_WRITTEN,)) + f"{len(oid)} {oid}{sha256}".encode("utf-8", "surrogatepass")


def _texts(digests: bytes) -> tuple[str, str]:
    length, _, both = digests[1:].decode("utf-8", "surrogatepass").partition(" ")
    return both[: int(length)], both[int(length) :]
