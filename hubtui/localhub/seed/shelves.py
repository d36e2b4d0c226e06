"""What the demo's people like and have collected. ModelScope has neither."""

from __future__ import annotations

from dataclasses import dataclass

from hubtui.localhub.records import Repo
from hubtui.localhub.store import Store

DAY = 86_400
LIKES = {
    "rosalind": (
        ("model", "acme-lab/vit-plankton"),
        ("dataset", "acme-lab/plankton-frames"),
        ("model", "kenji/kaiyo-bert-ja"),
        ("space", "acme-lab/plankton-gallery"),
        ("model", "acme-lab/whisper-field-notes"),
        ("dataset", "kenji/buoy-readings"),
        ("model", "acme-lab/log-embedder-base"),
    ),
    "kenji": (("model", "rosalind/haiku-of-the-sea"), ("space", "rosalind/haiku-machine")),
}
"""The latest first."""


@dataclass(frozen=True)
class Shelf:
    """One collection."""

    namespace: str
    title: str
    description: str
    items: tuple[tuple[str, str, str], ...]
    """Type, id and a note."""
    private: bool = False


SHELVES = (
    Shelf("acme-lab", "Plankton, end to end", "From the towed camera to the label.", (
        ("dataset", "acme-lab/plankton-frames", "Ten thousand frames."),
        ("model", "acme-lab/vit-plankton", "What we ship."),
        ("model", "acme-lab/vit-plankton-small", "For the buoys."),
        ("space", "acme-lab/plankton-gallery", ""),
    )),
    Shelf("acme-lab", "Field assistant", "The llamas, and what they were tuned on.", (
        ("model", "acme-lab/llama-acme-1b", ""),
        ("model", "acme-lab/llama-acme-1b-instruct", ""),
        ("dataset", "acme-lab/cruise-logs", "Logbooks of eleven cruises."),
    )),
    Shelf("rosalind", "Haiku", "Counted in syllables, mostly.", (
        ("model", "rosalind/haiku-of-the-sea", ""),
        ("dataset", "rosalind/haiku-corpus", "With permission."),
        ("space", "rosalind/haiku-machine", ""),
    )),
    Shelf("rosalind", "To read before the cruise", "", (
        ("dataset", "acme-lab/reef-transects", ""),
        ("model", "acme-lab/reef-segmenter", "Try on transect 17."),
    ), private=True),
)  # fmt: skip


def fill(store: Store, today: int) -> None:
    """Put likes and collections on repos that are there."""
    for user, liked in LIKES.items():
        for number, (repo_type, repo_id) in enumerate(liked):
            store.likes.add(_repo(store, repo_type, repo_id), user, today - (3 * number + 1) * DAY)
    for number, shelf in enumerate(SHELVES):
        date = today - (11 * number + 2) * DAY
        made = store.collections.create(
            shelf.namespace, shelf.title, shelf.description or None, shelf.private, date
        )
        for repo_type, repo_id, note in shelf.items:
            store.collections.add(made, repo_type, _repo(store, repo_type, repo_id).id, note)


def _repo(store: Store, repo_type: str, repo_id: str) -> Repo:
    repo = store.repos.find("hf", repo_type, repo_id)
    assert repo is not None, repo_id
    return repo
