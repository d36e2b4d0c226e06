"""Folders of Hugging Face's own cache, laid out as huggingface_hub 2.4 does: contents under their etags in
`blobs`, links to them in `snapshots/<oid>`, and in `refs` which commit a branch or tag was."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hubtui.hubs.local.errors import translated
from hubtui.model import AddFile

BLOBS = "blobs"
_FOLDER = re.compile(r"(?:models|datasets|spaces)--[^/]+")
_SNAPSHOT = re.compile(r"snapshots/([0-9a-f]{40})/.+", re.DOTALL)


def is_cache(root: Path) -> bool:
    """Whether the folder is a repo's in such a cache; there revisions have names."""
    return _FOLDER.fullmatch(root.name) is not None


def adopt(root: Path, revision: str, changes: Sequence[AddFile]) -> None:
    """What was just moved into a snapshot becomes a link to a blob, and the revision names the snapshot."""
    oids = set()
    for change in changes:
        if found := _SNAPSHOT.fullmatch(change.path):
            oids.add(found[1])
            with translated(change.path):
                _link(root / change.path, root / BLOBS / (change.oid or change.sha256))
    if revision and len(oids) == 1:
        with translated(revision):
            _write(root / "refs" / revision, oids.pop())


def _link(final: Path, blob: Path) -> None:
    """Where links cannot be made the file stays one, as huggingface_hub leaves it then."""
    if final.is_symlink():
        return
    blob.parent.mkdir(exist_ok=True)
    aside = blob.parent / f"{secrets.token_hex(8)}.incomplete"
    try:
        os.symlink(os.path.relpath(blob, final.parent), aside)
    except (OSError, NotImplementedError):
        return
    try:
        if not blob.exists():
            os.replace(final, blob)
        os.replace(aside, final)
    finally:
        with suppress(OSError):
            aside.unlink()


def _write(ref: Path, oid: str) -> None:
    ref.parent.mkdir(parents=True, exist_ok=True)
    aside = ref.with_name(f"{secrets.token_hex(8)}.incomplete")
    aside.write_text(oid)
    os.replace(aside, ref)
