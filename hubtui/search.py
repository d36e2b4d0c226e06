"""What people type to search a hub: `bert sort:likes tag:pytorch type:dataset`, or `user:acme`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hubtui.config import nearest
from hubtui.errors import BadInput
from hubtui.model import RepoQuery, RepoSort, RepoType

SYNTAX = (
    "words · sort:downloads likes updated created trending",
    "tag:name · type:model dataset space · user:name",
)
"""What can be typed, in two short lines."""


@dataclass(frozen=True, slots=True)
class Search:
    """Repos by a query, of one type where it was named; or users."""

    query: RepoQuery = RepoQuery()
    repo_type: RepoType | None = None
    user: str = ""


def parse_search(text: str) -> Search:
    """Read what was typed. BadInput names the word that is wrong, and the nearest that is right."""
    search = Search()
    for word in text.split():
        name, colon, value = word.partition(":")
        if not colon:
            words = f"{search.query.text} {word}".strip()
            search = replace(search, query=replace(search.query, text=words))
        elif name not in _READERS:
            raise BadInput(f"no {name + ':'!r} to search by{nearest(name, _READERS)} {_as_tag(word)}")
        elif not value:
            raise BadInput(f"nothing after {name + ':'!r}")
        else:
            search = _READERS[name](search, value)
    if search.user and search != Search(user=search.user):
        raise BadInput(f"user:{search.user} goes alone: it finds users and organisations, not repos")
    return search


def search_text(search: Search) -> str:
    """What would be typed for it."""
    words = [search.query.text] if search.query.text else []
    words += [f"sort:{search.query.sort}"] if search.query.sort else []
    words += [f"tag:{tag}" for tag in search.query.tags]
    words += [f"type:{search.repo_type}"] if search.repo_type else []
    words += [f"user:{search.user}"] if search.user else []
    return " ".join(words)


def _as_tag(word: str) -> str:
    return f"(a tag with a colon is written tag:{word})"


def _sort(search: Search, value: str) -> Search:
    names = [sort.value for sort in RepoSort]
    if value not in names:
        raise BadInput(f"no order {value!r}{nearest(value, names)} (there are {', '.join(names)})")
    return replace(search, query=replace(search.query, sort=RepoSort(value)))


def _tag(search: Search, value: str) -> Search:
    return replace(search, query=replace(search.query, tags=(*search.query.tags, value)))


def _type(search: Search, value: str) -> Search:
    names = {name: kind for kind in RepoType for name in (kind.value, kind.plural)}
    names |= {"studio": RepoType.SPACE, "studios": RepoType.SPACE}
    if value not in names:
        raise BadInput(f"no type {value!r}{nearest(value, names)} (there are model, dataset, space)")
    return replace(search, repo_type=names[value])


def _user(search: Search, value: str) -> Search:
    return replace(search, user=value)


_READERS: dict[str, Callable[[Search, str], Search]] = {
    "sort": _sort,
    "tag": _tag,
    "type": _type,
    "user": _user,
}
