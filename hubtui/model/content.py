"""Content on its way to a hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is to be at the target: what `Hub.missing` is asked about."""

    path: str
    size: int
    sha256: str
    head: bytes = b""
    """The first 512 bytes where they were read; Hugging Face uses them to tell text from binary."""


@dataclass(frozen=True, slots=True)
class Need:
    """What the target lacks of an `Upload`, and how it wants to get it."""

    upload: Upload
    inline: bool
    """True: the content goes inside the commit. False: it is `put` first."""
    ticket: Mapping[str, object] = field(default_factory=dict)
    """The hub's own: where to put it. Short-lived; after a failure ask `missing` again."""
    has: int = 0
    """Bytes from its beginning that an earlier attempt has left there: what is `put` goes on after them."""


@dataclass(frozen=True, slots=True)
class AddFile:
    """Write a file: inline content, or content the target already holds under its sha256."""

    path: str
    size: int
    sha256: str
    content: bytes | None = None
    oid: str = ""
    """The content's git blob oid, of a file that its source keeps in git itself."""


@dataclass(frozen=True, slots=True)
class DeleteFile:
    path: str


Change = AddFile | DeleteFile
