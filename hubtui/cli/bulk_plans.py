"""What the commands that change many repos would do: whole repos, their files, their branches and tags."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from hubtui.cli.user import AsWhom
from hubtui.errors import BadInput
from hubtui.globs import path_pattern
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, BulkPlan, make_bulk, why_unable
from hubtui.jobs.duplicating import duplicating
from hubtui.jobs.file_changes import Where, check_renames, files_at
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation, Seen
from hubtui.locator import FILE, Locator, parse_locator
from hubtui.model import Gating, Ref, RefType, RepoInfo, RepoKey, Visibility, is_oid
from hubtui.refnames import bad_ref_name
from hubtui.reponames import bad_repo_id, led_to
from hubtui.session import Session

_MADE = {RefType.BRANCH: OperationKind.CREATE_BRANCH, RefType.TAG: OperationKind.CREATE_TAG}
_UNMADE = {RefType.BRANCH: OperationKind.DELETE_BRANCH, RefType.TAG: OperationKind.DELETE_TAG}


class Planner:
    """Plans one command. Reads the repos that are named; BadInput for what names nothing."""

    def __init__(self, session: Session, account: AsWhom, options: argparse.Namespace) -> None:
        self._session = session
        self._account = account
        self._options = options

    def __call__(self) -> BulkPlan:
        places: Sequence[str] = self._options.places
        return BulkPlan(tuple(self._items(places)))

    def _items(self, places: Sequence[str]) -> Iterable[BulkItem]:
        match self._options.action:
            case "visibility":
                operation = Operation(OperationKind.VISIBILITY, Visibility(self._options.value))
                return self._repos(places, lambda _: operation)
            case "gating":
                value = "" if self._options.value == "off" else self._options.value
                operation = Operation(OperationKind.GATING, Gating(value))
                return self._repos(places, lambda _: operation)
            case "delete":
                return self._repos(places, lambda _: Operation(OperationKind.DELETE))
            case "move":
                places, name_of = _led(places, "move")
                return self._repos(places, lambda info: Operation(OperationKind.MOVE, name_of(info)))
            case "duplicate":
                places, name_of = _led(places, "duplicate")
                who = Visibility(self._options.visibility) if self._options.visibility else None
                return self._repos(places, lambda info: duplicating(info, name_of(info), who))
            case "delete files":
                return self._deleted_files(places)
            case "rename file":
                return self._renamed(places)
            case "create ref":
                return self._new_refs(places)
            case _:
                return self._deleted_refs(places)

    # Repos

    def _repos(
        self, places: Iterable[str], operation_of: Callable[[RepoInfo], Operation]
    ) -> Iterator[BulkItem]:
        for locator in dict.fromkeys(map(_whole, places)):
            name, hub, repo = self._opened(locator)
            yield from make_bulk(name, hub, [hub.repo_info(repo)], operation_of).items

    def _opened(self, locator: Locator) -> tuple[str, Hub, RepoKey]:
        assert locator.repo is not None
        name = self._account(locator.scheme).name
        return name, self._session.hub(name), locator.repo

    # Files

    def _deleted_files(self, places: Iterable[str]) -> Iterator[BulkItem]:
        by_branch: dict[tuple[str, RepoKey, str], list[Locator]] = {}
        for locator in map(_file, places):
            assert locator.repo is not None
            by_branch.setdefault((locator.scheme, locator.repo, locator.revision), []).append(locator)
        for locators in by_branch.values():
            yield self._deletion(locators)

    def _deletion(self, locators: Sequence[Locator]) -> BulkItem:
        where, found = self._branch(locators[0]), dict[str, int]()
        for locator in locators:
            there = files_at(where, (locator.path,))
            if not there:
                raise BadInput(f"nothing at {str(locator)!r}")
            found.update({path: entry.size for path, entry in there.items()})
        operation = self._commit(OperationKind.DELETE_FILES, locators[0], tuple(found))
        return self._item(locators[0], operation, Seen(head=where.revision), sum(found.values()))

    def _renamed(self, places: Sequence[str]) -> Iterator[BulkItem]:
        if len(places) != 2:
            raise BadInput("rename needs a file or folder and its new path: hf://ns/name/old/path new/path")
        locator, new = _file(places[0]), places[1].strip("/")
        if "://" in new:
            raise BadInput(f"the new path is one in the same repo: {new!r}")
        where = self._branch(locator)
        if not files_at(where, (locator.path,)):
            raise BadInput(f"nothing at {str(locator)!r}")
        check_renames(where, {locator.path: new})
        operation = self._commit(OperationKind.RENAME_FILES, locator, (locator.path,), (new,))
        yield self._item(locator, operation, Seen(head=where.revision))

    def _branch(self, locator: Locator) -> Where:
        """At the commit that it is now."""
        _, hub, repo = self._opened(locator)
        name = locator.revision or hub.default_revision
        if is_oid(name) or name.startswith("refs/"):
            raise BadInput(f"not a branch: {name!r}")
        return Where(hub, repo, hub.resolve(repo, name))

    def _commit(
        self, kind: OperationKind, at: Locator, paths: tuple[str, ...], new_paths: tuple[str, ...] = ()
    ) -> Operation:
        _, hub, _ = self._opened(at)
        branch, options = at.revision or hub.default_revision, self._options
        return Operation(
            kind,
            revision=branch,
            paths=paths,
            message=options.message,
            is_proposal=options.pull_request,
            new_paths=new_paths,
        )

    def _item(self, at: Locator, operation: Operation, seen: Seen, size: int = 0) -> BulkItem:
        name, hub, repo = self._opened(at)
        return BulkItem(name, repo, operation, seen, size, why_unable(hub, repo, operation))

    # Branches and tags

    def _new_refs(self, places: Sequence[str]) -> Iterator[BulkItem]:
        if len(places) < 2:
            raise BadInput("a name is needed, then the repos: hubtui refs create v1.0 hf://ns/name@main")
        if why := bad_ref_name(places[0]):
            raise BadInput(f"{places[0]!r}: {why}")
        kind = _MADE[RefType.TAG if self._options.tag else RefType.BRANCH]
        for locator in map(_at_ref, places[1:]):
            _, hub, repo = self._opened(locator)
            oid = hub.resolve(repo, locator.revision or hub.default_revision)
            yield self._item(locator, Operation(kind, places[0], oid), Seen())

    def _deleted_refs(self, places: Iterable[str]) -> Iterator[BulkItem]:
        for locator in map(_at_ref, places):
            _, hub, repo = self._opened(locator)
            for ref in self._named(locator, hub, hub.list_refs(repo)):
                item = self._item(locator, Operation(_UNMADE[ref.ref_type], ref.name), Seen(head=ref.oid))
                yield item

    def _named(self, at: Locator, hub: Hub, refs: Iterable[Ref]) -> list[Ref]:
        """What is called so to the letter; a pattern does not stand for the default branch."""
        name, only = at.revision, self._options.only
        if not name:
            raise BadInput(f"which branch or tag of {str(at)!r}? write hf://namespace/name@NAME")
        deletable = [ref for ref in refs if ref.ref_type in _UNMADE and only in (None, ref.ref_type.value)]
        if any(sign in name for sign in "*?"):
            pattern = re.compile(path_pattern(name))
            default = (RefType.BRANCH, hub.default_revision)
            found = [
                ref for ref in deletable if pattern.match(ref.name) and (ref.ref_type, ref.name) != default
            ]
        else:
            found = [ref for ref in deletable if ref.name == name]
            if len(found) > 1:
                raise BadInput(f"there are a branch and a tag {name!r}: say --branch or --tag")
        if not found:
            raise BadInput(f"no branch or tag is called so: {str(at)!r}")
        return found


def _whole(text: str) -> Locator:
    locator = _at_ref(text)
    if locator.revision:
        raise BadInput(f"not a whole repo of a hub: {text!r} (write hf://namespace/name)")
    return locator


def _at_ref(text: str) -> Locator:
    """A repo, whose revision may have slashes in it."""
    locator = parse_locator(text)
    if locator.scheme == FILE or locator.repo is None or (locator.path and not locator.revision):
        raise BadInput(f"not a whole repo of a hub: {text!r} (write hf://namespace/name)")
    revision = "/".join(filter(None, (locator.revision, locator.path)))
    return Locator(locator.scheme, locator.namespace, locator.repo, revision, "", locator.repo_type)


def _file(text: str) -> Locator:
    locator = parse_locator(text)
    if locator.scheme == FILE or locator.repo is None or not locator.path:
        raise BadInput(f"not a file of a hub's repo: {text!r} (write hf://namespace/name/path)")
    return locator


def _led(places: Sequence[str], verb: str) -> tuple[Sequence[str], Callable[[RepoInfo], str]]:
    """`REPO NAME` gives one another name; `REPO... NAMESPACE` gives many another namespace."""
    if len(places) < 2:
        raise BadInput(f"{verb} needs a repo and where to: hubtui {verb} hf://ns/name other/name")
    *sources, to = places
    to = to.partition("://")[2] or to
    if "/" in to and len(sources) > 1:
        raise BadInput(f"several repos go to a namespace, not to one name: {to!r}")
    if why := bad_repo_id(led_to(to, "name")):
        raise BadInput(why)
    return sources, lambda info: led_to(to, info.key.name)
