"""`hubtui ls`: a namespace's repos, or the files of a repo."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from hubtui import format
from hubtui.cli.output import OK, print_json, say
from hubtui.cli.user import as_whom, user_accounts
from hubtui.hub import Hub
from hubtui.hubs import open_hub
from hubtui.locator import Locator, parse_locator
from hubtui.model import Page, RepoInfo, RepoType, TreeEntry
from hubtui.paths import Directories
from hubtui.text import safe


def run(options: argparse.Namespace) -> int:
    locator = parse_locator(options.locator)
    directories = Directories.of_user()
    accounts = user_accounts(directories)
    account = as_whom(accounts, options.account)(locator.scheme)
    hub = open_hub(account, accounts.token(account.name), directories.cache)
    if locator.repo is None:
        _print_repos(hub, locator, options.json)
    else:
        _print_tree(hub, locator, options)
    return OK


def _print_repos(hub: Hub, locator: Locator, as_json: bool) -> None:
    for repo_type in (locator.repo_type,) if locator.repo_type else tuple(RepoType):
        for info in _shown(hub.list_repos(locator.namespace, repo_type)):
            if as_json:
                print_json(_repo_record(hub, info))
            else:
                print(_repo_line(info))


def _repo_line(info: RepoInfo) -> str:
    size, updated = format.size(info.size), format.moment(info.updated)
    return f"{info.visibility or '-':9} {size:>9}  {updated:16}  {safe(str(info.key))}"


def _repo_record(hub: Hub, info: RepoInfo) -> dict[str, object]:
    return {
        "locator": f"{hub.scheme}://{info.key}",
        "repo_type": info.key.repo_type,
        "repo_id": info.key.repo_id,
        "visibility": info.visibility,
        "gated": info.gated,
        "size": info.size,
        "downloads": info.downloads,
        "likes": info.likes,
        "updated": info.updated,
        "license": info.license,
    }


def _print_tree(hub: Hub, locator: Locator, options: argparse.Namespace) -> None:
    assert locator.repo is not None
    revision = locator.revision or hub.default_revision
    pages = hub.list_tree(locator.repo, revision, locator.path, recursive=options.recursive)
    for entry in _shown(pages):
        if options.json:
            print_json(entry)
        else:
            mark = "/" if entry.is_directory else ""
            size = "-" if entry.is_directory else format.size(entry.size)
            print(f"{size:>9}  {_content(entry):12}  {safe(entry.path)}{mark}")


def _content(entry: TreeEntry) -> str:
    return (entry.sha256 or entry.oid)[:12]


def _shown(pages: Iterator[Page]) -> Iterator:  # type: ignore[type-arg]
    """Every item; what the hub says about a cut listing goes to stderr."""
    for page in pages:
        yield from page.items
        if page.note:
            say(f"hubtui: {page.note}")
