"""The vault as a file: three lines, which are a header, a box, and a checksum over both.

The header is JSON with what scrypt needs, and is the associated data of the box: AES-256-GCM over the tokens
as JSON, a fresh nonce before it. The checksum needs no key: a file that was damaged is known for that, and
with a whole one it is the passphrase that is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from hubtui.errors import BadInput, StoreDamaged, StoreUnavailable, WrongPassphrase

COST = 2**17
"""scrypt's n: with r = 8 it takes 128 MB and about 0.3 s."""
MAX_MEMORY = 2**30
_NONCE = 12


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """How the passphrase becomes the key."""

    vault: int
    n: int
    r: int
    p: int
    salt: str

    def check(self) -> None:
        """No file makes this machine work without end."""
        if self.vault != 1:
            raise StoreUnavailable(f"the vault was written by another hubtui (version {self.vault})")
        numbers = self.n > 1 and self.n & (self.n - 1) == 0 and 1 <= self.r <= 64 and 1 <= self.p <= 16
        if not numbers or 128 * self.n * self.r > MAX_MEMORY or len(self.salt) < 16:
            raise StoreDamaged("the vault's header cannot be")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A vault's content, seen to be whole."""

    head: bytes
    box: bytes
    header: Header

    @classmethod
    def parse(cls, content: bytes) -> Sealed:
        """StoreDamaged when these are not the bytes that were written."""
        lines = content.split(b"\n")
        if len(lines) != 4 or lines[3] or lines[2] != _checksum(lines[0], lines[1]):
            raise StoreDamaged("the vault's file is damaged")
        try:
            header = msgspec.json.decode(lines[0], type=Header)
            box = base64.b64decode(lines[1], validate=True)
        except (msgspec.MsgspecError, ValueError):
            raise StoreDamaged("the vault's file is damaged") from None
        header.check()
        return cls(lines[0], box, header)


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """What a passphrase came to, for the vaults with this header."""

    head: bytes
    key: bytes

    def open(self, sealed: Sealed) -> dict[str, str]:
        """The tokens. WrongPassphrase when this key does not fit."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            nonce, box = sealed.box[:_NONCE], sealed.box[_NONCE:]
            plain = AESGCM(self.key).decrypt(nonce, box, sealed.head)
            return msgspec.json.decode(plain, type=dict[str, str])
        except InvalidTag:
            raise WrongPassphrase("this is not the vault's passphrase") from None
        except (msgspec.MsgspecError, ValueError):
            raise StoreDamaged("the vault's content is not what hubtui writes") from None

    def seal(self, tokens: Mapping[str, str]) -> bytes:
        """A vault's content."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        box = base64.b64encode(
            nonce + AESGCM(self.key).encrypt(nonce, msgspec.json.encode(tokens), self.head)
        )
        return b"\n".join((self.head, box, _checksum(self.head, box), b""))


def new_key(passphrase: str, cost: int = COST) -> Key:
    """With a salt of its own. BadInput for a passphrase that is too short."""
    if len(passphrase) < 8:
        raise BadInput("a passphrase has at least 8 characters; several words are better")
    salt = base64.b64encode(os.urandom(16)).decode()
    return derive(passphrase, msgspec.json.encode(Header(1, cost, 8, 1, salt)))


def derive(passphrase: str, head: bytes) -> Key:
    """The key of a header that was checked. Takes a while, as it is meant to."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    header = msgspec.json.decode(head, type=Header)
    try:
        scrypt = Scrypt(header.salt.encode(), 32, header.n, header.r, header.p)
        return Key(head, scrypt.derive(unicodedata.normalize("NFC", passphrase).encode()))
    except UnicodeEncodeError:
        raise BadInput("the passphrase has characters that are none") from None
    except MemoryError:
        needed = 128 * header.n * header.r // 2**20
        raise StoreUnavailable(
            f"unlocking the vault takes {needed} MB of memory, which is not there",
            "Close programs and retry.",
        ) from None


def _checksum(head: bytes, box: bytes) -> bytes:
    return hashlib.sha256(head + b"\n" + box).hexdigest().encode()
