"""Pages of a hub's web site, as people copy them from a browser, and what they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import parse_qs, unquote, urlsplit

from hubtui.errors import BadInput
from hubtui.locator import Locator, check_name
from hubtui.model import RepoKey, RepoQuery, RepoSort, RepoType

ALIASES = {
    "hf.co": "huggingface.co",
    "www.huggingface.co": "huggingface.co",
    "www.modelscope.cn": "modelscope.cn",
}
"""Other names of the public hubs' sites."""
_TYPES = {repo_type.plural: repo_type for repo_type in RepoType} | {"studios": RepoType.SPACE}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SORTS = {"trending": RepoSort.TRENDING, "likes": RepoSort.LIKES, "downloads": RepoSort.DOWNLOADS} | {
    "modified": RepoSort.UPDATED,
    "created": RepoSort.CREATED,
}


class Page(Enum):
    """What a page shows."""

    REPOS = auto()
    """A namespace's repos, or those that a search finds."""
    COLLECTIONS = auto()
    """A namespace's."""
    COLLECTION = auto()
    FILES = auto()
    """A repo's, or a folder's."""
    FILE = auto()
    COMMITS = auto()
    """From a revision back."""
    DISCUSSIONS = auto()
    DISCUSSION = auto()


@dataclass(frozen=True, slots=True)
class WebAddress:
    """What a page is about, and on which site."""

    endpoint: str
    page: Page
    locator: Locator | None = None
    """None for a search and a collection."""
    query: RepoQuery = RepoQuery()
    repo_type: RepoType = RepoType.MODEL
    """Of a search."""
    collection: str = ""
    """Its slug."""
    num: int = 0
    """The discussion's."""


def is_web_address(text: str, endpoints: Mapping[str, str]) -> bool:
    """Whether it is one, or one of a known site without its `https://`."""
    return text.startswith(("http://", "https://")) or _without_scheme(text, endpoints)


def parse_web_address(text: str, endpoints: Mapping[str, str]) -> WebAddress:
    """Read the address of a page. `endpoints` says which sites there are: by `https://host`, the scheme of
    their locators. BadInput says what is wrong, and with which address."""
    if _without_scheme(text, endpoints):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError as error:
        raise BadInput(f"not an address: {text!r} ({error})") from None
    if parts.username is not None or parts.password is not None:
        raise BadInput("an address with a user name or password in it is not opened")
    endpoint, path = _site(parts.scheme, parts.netloc.lower(), parts.path, endpoints)
    if not endpoint:
        known = ", ".join(sorted(endpoints)) or "none"
        raise BadInput(f"no account here is on {host or text!r} (there are accounts on {known})")
    segments = [_segment(part, text) for part in path.split("/") if part]
    read = _modelscope if endpoints[endpoint] == "ms" else _huggingface
    return read(_Address(text, endpoint, endpoints[endpoint], segments, parts.query))


@dataclass(frozen=True, slots=True)
class _Address:
    text: str
    endpoint: str
    scheme: str
    segments: Sequence[str]
    query: str

    def bad(self, why: str = "this page is about no repo, namespace or collection") -> BadInput:
        return BadInput(f"{why}: {self.text!r}")

    def namespace(self, name: str, repo_type: RepoType | None = None, page: Page = Page.REPOS) -> WebAddress:
        locator = Locator(self.scheme, check_name(name, self.text), repo_type=repo_type)
        return WebAddress(self.endpoint, page, locator)

    def repo(
        self, repo_type: RepoType, names: Sequence[str], page: Page = Page.FILES, tail: Sequence[str] = ()
    ) -> WebAddress:
        """`tail` is a revision and a path."""
        namespace, name = (check_name(one, self.text) for one in names)
        revision, path = _revision(tail)
        key = RepoKey(repo_type, f"{namespace}/{name}")
        locator = Locator(self.scheme, namespace, key, revision, "/".join(path), repo_type)
        if page is Page.FILE and not path:
            page = Page.FILES
        return WebAddress(self.endpoint, page, locator)

    def search(self, repo_type: RepoType, text_name: str) -> WebAddress:
        if _CONTROL.search(unquote(self.query)):
            raise self.bad("an address cannot have control characters in it")
        asked = parse_qs(self.query)
        text = " ".join(asked.get(text_name, [""])[0].split())
        sort = _SORTS.get(asked.get("sort", [""])[0])
        tags = tuple(tag for value in asked.get("other", []) for tag in value.split(",") if tag)
        return WebAddress(self.endpoint, Page.REPOS, query=RepoQuery(text, sort, tags), repo_type=repo_type)


def _huggingface(address: _Address) -> WebAddress:
    first, *rest = address.segments or [""]
    if first == "collections":
        return _collection(address, rest)
    if first in _TYPES and first != "studios":
        repo_type = _TYPES[first]
        if not rest:
            return address.search(repo_type, "search")
    elif not first or first in SITE_PAGES:
        raise address.bad()
    else:
        repo_type, rest = RepoType.MODEL, [first, *rest]
    if len(rest) == 1:
        return address.namespace(rest[0], repo_type if first in _TYPES else None)
    if len(rest) == 2 and repo_type is RepoType.MODEL and first not in _TYPES:
        if rest[1] == "collections":
            return address.namespace(rest[0], page=Page.COLLECTIONS)
        if rest[1] in _TYPES:
            return address.namespace(rest[0], _TYPES[rest[1]])
    return _huggingface_repo(address, repo_type, rest[:2], rest[2:])


def _huggingface_repo(
    address: _Address, repo_type: RepoType, names: Sequence[str], tail: Sequence[str]
) -> WebAddress:
    match list(tail):
        case ["tree", *below]:
            return address.repo(repo_type, names, Page.FILES, below)
        case ["blob" | "resolve" | "raw" | "blame" | "edit", *below]:
            return address.repo(repo_type, names, Page.FILE, below)
        case ["commits" | "commit", revision, *_] if revision != "refs":
            return address.repo(repo_type, names, Page.COMMITS, [revision])
        case ["commits", *below]:
            return address.repo(repo_type, names, Page.COMMITS, below[:3])
        case ["discussions", num, *_] if num.isdecimal() and num.isascii() and len(num) < 10:
            found = address.repo(repo_type, names, Page.DISCUSSION)
            return WebAddress(found.endpoint, found.page, found.locator, num=int(num))
        case ["discussions", *_]:
            return address.repo(repo_type, names, Page.DISCUSSIONS)
        case _:
            return address.repo(repo_type, names)


def _collection(address: _Address, rest: Sequence[str]) -> WebAddress:
    match list(rest):
        case [owner]:
            return address.namespace(owner, page=Page.COLLECTIONS)
        case [owner, slug, *_]:
            check_name(owner, address.text)
            return WebAddress(address.endpoint, Page.COLLECTION, collection=f"{owner}/{slug}")
    raise address.bad()


def _modelscope(address: _Address) -> WebAddress:
    first, *rest = address.segments or [""]
    if first in ("organization", "profile") and rest:
        return address.namespace(rest[0])
    if first not in _TYPES:
        raise address.bad()
    repo_type = _TYPES[first]
    match rest:
        case []:
            return address.search(repo_type, "name")
        case [namespace]:
            return address.namespace(namespace, repo_type)
        case [namespace, name, "file", "view", *below] | [namespace, name, "resolve", *below]:
            return address.repo(repo_type, [namespace, name], Page.FILE, below)
        case [namespace, name, "files" | "tree", *below]:
            return address.repo(repo_type, [namespace, name], Page.FILES, below)
        case [namespace, name, *_]:
            return address.repo(repo_type, [namespace, name])
    raise address.bad()


SITE_PAGES = frozenset(
    {"api", "blog", "chat", "docs", "enterprise", "events", "inference", "join", "jobs", "kernels", "landing"}
    | {"learn", "login", "logout", "new", "notifications", "organizations", "papers", "posts", "pricing"}
    | {"privacy", "search", "settings", "storage", "tasks", "terms-of-service"}
)
"""First words of Hugging Face's addresses that are about no namespace."""


def _site(scheme: str, netloc: str, path: str, endpoints: Mapping[str, str]) -> tuple[str, str]:
    """The endpoint that the address is below, and what follows; of several the longest."""
    netloc = ALIASES.get(netloc, netloc)
    found = ("", "")
    for endpoint in endpoints:
        site = urlsplit(endpoint)
        base = site.path.rstrip("/")
        is_below = path == base or path.startswith(f"{base}/")
        if scheme not in ("http", "https") or site.netloc.lower() != netloc or not is_below:
            continue
        if len(endpoint) > len(found[0]):
            found = (endpoint, path[len(base) :])
    return found


def _without_scheme(text: str, endpoints: Mapping[str, str]) -> bool:
    host = text.partition("/")[0].lower()
    sites = {urlsplit(endpoint).netloc.lower() for endpoint in endpoints}
    return "/" in text and bool(host) and ALIASES.get(host, host) in sites


def _segment(part: str, text: str) -> str:
    segment = unquote(part)
    if _CONTROL.search(segment) or segment in (".", "..") or "\ufffd" in segment:
        raise BadInput(f"an address cannot have {part!r} in it: {text!r}")
    return segment


def _revision(tail: Sequence[str]) -> tuple[str, Sequence[str]]:
    if len(tail) >= 3 and tail[0] == "refs" and tail[1] in ("pr", "convert"):
        return "/".join(tail[:3]), tail[3:]
    return (tail[0], tail[1:]) if tail else ("", ())
