"""What a story needs to be there: files put on a hub through its adapter, off the event loop."""

from __future__ import annotations

import hashlib

from hubtui.hub import Hub
from hubtui.model import AddFile, RepoKey, Upload
from hubtui.session import Session
from hubtui.ui.offload import offload


async def write(session: Session, account: str, repo: RepoKey, files: dict[str, bytes], message: str) -> str:
    """One commit with these files on the default branch; its oid."""
    hub = await offload(session.hub, account)
    oid = await offload(_write, hub, repo, files, message)
    session.catalog.forget(account, repo)
    return oid


async def done(session: Session) -> list[tuple[str, str, str]]:
    """What the log of what was done has, the newest first: what, its outcome, why nothing takes it back."""
    found = await offload(session.engine.operations, 100)
    return [(str(one.row.operation), str(one.row.state), one.why_final) for one in found]


def _write(hub: Hub, repo: RepoKey, files: dict[str, bytes], message: str) -> str:
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    uploads = [Upload(path, len(content), hashes[path], content[:512]) for path, content in files.items()]
    inline = {upload.path for upload in uploads}
    for need in hub.missing(repo, hub.default_revision, uploads):
        if not need.inline:
            hub.put(repo, need, iter([files[need.upload.path]]))
            inline.discard(need.upload.path)
    changes = [
        AddFile(path, len(content), hashes[path], content if path in inline else None)
        for path, content in files.items()
    ]
    return hub.commit(repo, hub.default_revision, changes, message)
