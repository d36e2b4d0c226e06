"""What an account can begin at, and collections, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hubtui import format
from hubtui.model import Collection, Namespace, RepoQuery, RepoSort, Visibility
from hubtui.text import safe
from hubtui.ui.location import Location, Source, View
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.repos import VISIBILITY
from hubtui.ui.rows.table import AnyCell, Cell, Column, Sort, Table, Tone


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to begin: a namespace, or a list that is no namespace's."""

    name: str
    kind: str
    words: str
    """One sentence."""
    location: Location | None = None
    command: str = ""
    """What opens it, where that is not a location."""
    namespace: Namespace | None = None
    reason: str = ""
    """Why the hub cannot show it; empty when it can."""


@dataclass(frozen=True, slots=True)
class Lacks:
    """Why an account's hub cannot show some lists, in words; empty where it can."""

    liked: str = ""
    collections: str = ""
    search: str = ""


def places(
    account: str, namespaces: Iterable[Namespace], visited: Iterable[str], lacks: Lacks
) -> list[Place]:
    """The account's namespaces, those it visited, then the lists."""
    own = [*namespaces]
    known = {namespace.name for namespace in own}
    rows = [namespace_place(account, namespace) for namespace in own]
    rows += [
        Place(
            name, "visited", "You were here before.", Location(account, View.REPOS, name), "", Namespace(name)
        )
        for name in visited
        if name not in known
    ]
    user = next((one.name for one in own if not one.is_organisation), "")
    return [*rows, *_lists(account, user, lacks)]


def namespace_place(account: str, namespace: Namespace, *, own: bool = True) -> Place:
    """A namespace of the account's, or one that a search found."""
    kind = "organisation" if namespace.is_organisation else "you" if own else "user"
    words = safe(namespace.display_name)
    if namespace.role:
        words = " · ".join(filter(None, (words, safe(namespace.role))))
    elif own and not namespace.is_organisation:
        words = words or "Your own repos."
    location = Location(account, View.REPOS, namespace.name)
    return Place(namespace.name, kind, words, location, "", namespace)


def folder_places(account: str, folders: Iterable[Namespace]) -> list[Place]:
    """Where a look around this machine can begin."""
    return [
        Place(one.name, "folder", one.display_name, Location.of_folder(account, one.name), "", one)
        for one in folders
    ]


def _lists(account: str, user: str, lacks: Lacks) -> Iterator[Place]:
    trending = Location(account, View.REPOS, source=Source.TRENDING, query=RepoQuery(sort=RepoSort.TRENDING))
    liked = Location(account, View.REPOS, source=Source.LIKED)
    collections = Location(account, View.COLLECTIONS, user)
    recent = Location(account, View.REPOS, source=Source.RECENT)
    yield Place("Liked", "list", "What you have liked.", liked, reason=lacks.liked)
    yield Place("Collections", "list", "Your own.", collections, reason=lacks.collections)
    yield Place("Trending", "list", "Popular right now.", trending, reason=lacks.search)
    yield Place("Search…", "list", "Repos, users by name.", None, "find.search", reason=lacks.search)
    yield Place("Recent repos", "list", "What you opened last.", recent)
    yield Place("Bookmarks", "list", "Places with a letter.", None, "bookmarks.list")


def place_row(place: Place) -> tuple[AnyCell, ...]:
    tone = Tone.DIM if place.reason else Tone.STRONG if place.namespace else Tone.PLAIN
    return (
        Cell(safe(place.name), tone),
        Cell(place.kind, Tone.DIM),
        Cell(place.reason or place.words, Tone.DIM),
    )


def place_key(place: Place) -> tuple[str, str]:
    """A list cannot be taken for a namespace of its name."""
    return ("namespace" if place.namespace else "list", place.name)


def key_in_places(location: Location) -> tuple[str, str] | None:
    """Which row of an account's beginning leads to this."""
    if location.folder:
        return ("namespace", location.folder)
    names = {
        Source.LIKED: "Liked",
        Source.TRENDING: "Trending",
        Source.SEARCH: "Search…",
        Source.RECENT: "Recent repos",
    }
    if location.source in names:
        return ("list", names[location.source])
    return ("namespace", location.namespace) if location.namespace else None


def collection_row(collection: Collection) -> tuple[AnyCell, ...]:
    seen = collection.visibility
    return (
        Cell(safe(collection.title) or safe(collection.slug), Tone.PLAIN),
        Cell(VISIBILITY[seen] if seen else "-", Tone.DIM if seen is Visibility.PUBLIC else Tone.WARN),
        Cell(format.count(collection.count), Tone.DIM),
        Cell(format.age(collection.updated), Tone.DIM),
        Cell(safe(collection.description), Tone.DIM),
    )


PLACES: Table[Place] = Table(
    "place",
    (
        Column("name", 18, sort="name"),
        Column("kind", 12),
        Column("", least=12, priority=1, prose=True),
    ),
    place_row,
    key=place_key,
    text=lambda place: f"{place.name} {place.namespace.display_name if place.namespace else ''}",
    sorts={"name": Sort(lambda place: natural(place.name))},
    group=lambda place: 0 if place.namespace else 1,
)

COLLECTIONS: Table[Collection] = Table(
    "collection",
    (
        Column("title", least=18, sort="name"),
        Column("vis", 3),
        Column("items", 5, right=True, sort="size"),
        Column("updated", 9, right=True, priority=1, sort="modified"),
        Column("", least=16, priority=2, prose=True),
    ),
    collection_row,
    key=lambda collection: collection.slug,
    text=lambda collection: f"{collection.title} {collection.description}",
    sorts={
        "name": Sort(lambda collection: natural(collection.title)),
        "size": Sort(lambda collection: collection.count, descending=True),
        "modified": Sort(lambda collection: collection.updated, descending=True),
    },
)
