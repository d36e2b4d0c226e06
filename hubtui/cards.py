"""What a repo says of itself: its card, and the facts of its record and its files."""

from __future__ import annotations

from collections.abc import Iterator

from hubtui import format
from hubtui.errors import NotFound
from hubtui.hub import Hub
from hubtui.model import Card, Page, RepoInfo, RepoKey, TreeEntry

README = "README.md"
CARD_LIMIT = 1024 * 1024
"""Bytes of a card that are read."""
FILE_LIMIT = 10_000
"""Files that a repo's facts are made of."""


def read_card(hub: Hub, repo: RepoKey, revision: str) -> Iterator[Page[Card]]:
    """The repo's README at a revision as a listing of one, or of none. NotFound: no repo or revision."""
    card = find_card(hub, repo, revision)
    if card is None:
        next(hub.list_tree(repo, revision))
    yield Page([card] if card else [])


def find_card(hub: Hub, repo: RepoKey, revision: str, path: str = README) -> Card | None:
    """The card at this path, as far as `CARD_LIMIT`; None when there is none, or no repo or revision."""
    content = bytearray()
    try:
        for block in hub.read(repo, revision, path, length=CARD_LIMIT + 1):
            content += block
    except NotFound:
        return None
    text = content[:CARD_LIMIT].decode("utf-8", "replace")
    return Card(path, text, is_whole=len(content) <= CARD_LIMIT)


def read_about(hub: Hub, repo: RepoKey, revision: str) -> Iterator[Page[RepoInfo | TreeEntry]]:
    """The repo's record first, then its files at a revision, page by page as far as the limit."""
    yield Page([hub.repo_info(repo)])
    left = FILE_LIMIT
    for page in hub.list_tree(repo, revision, recursive=True):
        files = [entry for entry in page.items if not entry.is_directory]
        is_cut = len(files) > left
        note = f"Of the first {format.exact(FILE_LIMIT)} files." if is_cut else page.note
        yield Page(files[:left], note=note)
        left -= len(files)
        if is_cut:
            return
