"""Which listing stands behind a place: one function a view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hubtui.catalog import Listing
from hubtui.model import Page
from hubtui.ui.location import Location, View

if TYPE_CHECKING:
    from hubtui.session import Session


def listing(session: Session, location: Location) -> Listing[Any]:
    """What a pane shows at this place, as far as it was read. Never blocks."""
    return _LISTINGS[location.view](session, location)


def _places(session: Session, here: Location) -> Listing[Any]:
    return session.catalog.listing(
        here.account, "", "places", lambda: iter([Page(session.hub(here.account).namespaces())])
    )


def _repos(session: Session, here: Location) -> Listing[Any]:
    return session.repos(here.account, here.namespace, here.repo_type)


def _files(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.tree(here.account, here.repo, here.revision, here.path)


def _commits(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.commits(here.account, here.repo, here.revision)


def _refs(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.refs(here.account, here.repo)


def _discussions(session: Session, here: Location) -> Listing[Any]:
    assert here.repo is not None
    return session.discussions(here.account, here.repo, here.discussions)


_LISTINGS: dict[View, Callable[[Session, Location], Listing[Any]]] = {
    View.PLACES: _places,
    View.REPOS: _repos,
    View.FILES: _files,
    View.COMMITS: _commits,
    View.REFS: _refs,
    View.DISCUSSIONS: _discussions,
}
