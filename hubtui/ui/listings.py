"""Which listing stands behind a place: one function a view, and for repos one a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hubtui.catalog import Listing
from hubtui.hub import Hub
from hubtui.model import Capability, Namespace, Page, RepoInfo, RepoType
from hubtui.ui.location import Location, Source, View
from hubtui.ui.rows.places import Lacks, Place, folder_places, namespace_place, places

if TYPE_CHECKING:
    from hubtui.session import Session


def listing(session: Session, location: Location) -> Listing[Any]:
    """What a pane shows at this place, as far as it was read. Never blocks."""
    return _LISTINGS[location.view](session, location)


def _places(session: Session, here: Location) -> Listing[Namespace]:
    def read(hub: Hub) -> list[Namespace]:
        found = here.source is Source.SEARCH
        return hub.search_namespaces(here.query.text) if found else hub.namespaces()

    return session.catalog.listing(
        here.account,
        "",
        ("namespaces", here.source, here.query),
        lambda: iter([Page(read(session.hub(here.account)))]),
    )


def place_rows(session: Session, here: Location, namespaces: Sequence[Namespace], hub: Hub) -> list[Place]:
    """What an account can begin at, with what it visited as of now; or the namespaces that were found."""
    if here.source is Source.SEARCH:
        return [namespace_place(here.account, one, own=False) for one in namespaces]
    if not hub.keeps_history:
        return folder_places(here.account, namespaces)
    visited = session.visits.namespaces(session.identity(here.account))
    return places(here.account, namespaces, visited, lacks(hub))


def lacks(hub: Hub) -> Lacks:
    """Which of the lists that are no namespace's this hub cannot show, and why."""

    def why(capability: Capability, words: str) -> str:
        return "" if hub.supports(capability, RepoType.MODEL) else f"{hub.title} {words}"

    return Lacks(
        why(Capability.LIKED, "has no list of what you like to read")
        or ("sign in to see what you like" if hub.is_anonymous else ""),
        why(Capability.COLLECTIONS, "has no collections to read")
        or ("sign in to see your collections" if hub.is_anonymous else ""),
        why(Capability.SEARCH, "cannot be searched"),
    )


def _repos(session: Session, here: Location) -> Listing[Any]:
    if here.source is Source.NAMESPACE:
        return session.repos(here.account, here.namespace, here.repo_type)
    if here.source is Source.RECENT:
        return _recent(session, here)
    subject = here.namespace if here.source is Source.COLLECTION else ""
    detail = (here.source, here.repo_type, here.query, here.collection)
    return session.catalog.listing(
        here.account, subject, detail, lambda: _read(session.hub(here.account), here)
    )


def _read(hub: Hub, here: Location) -> Iterator[Page[RepoInfo]]:
    match here.source:
        case Source.LIKED:
            return hub.list_liked(here.repo_type)
        case Source.COLLECTION:
            return hub.list_collection(here.collection)
        case _:
            return hub.search_repos(here.repo_type, here.query)


def _recent(session: Session, here: Location) -> Listing[RepoInfo]:
    """Not the hub's: as it is now, every time."""
    repos = session.visits.repos(session.identity(here.account))
    listing: Listing[RepoInfo] = Listing(lambda: iter([Page(repos)]))
    listing.all()
    return listing


def _collections(session: Session, here: Location) -> Listing[Any]:
    return session.catalog.listing(
        here.account,
        here.namespace,
        "collections",
        lambda: session.hub(here.account).list_collections(here.namespace),
    )


def _files(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.tree(here.account, here.repo, here.revision, here.path)


def _commits(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.commits(here.account, here.repo, here.revision)


def _refs(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.refs(here.account, here.repo)


def _card(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.card(here.account, here.repo, here.revision)


def _about(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.about(here.account, here.repo, here.revision)


def _discussions(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.discussions(here.account, here.repo, here.discussions)


_LISTINGS: dict[View, Callable[[Session, Location], Listing[Any]]] = {
    View.PLACES: _places,
    View.REPOS: _repos,
    View.COLLECTIONS: _collections,
    View.FILES: _files,
    View.CARD: _card,
    View.COMMITS: _commits,
    View.REFS: _refs,
    View.DISCUSSIONS: _discussions,
    View.ABOUT: _about,
}
