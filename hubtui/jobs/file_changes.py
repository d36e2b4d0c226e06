"""What an operation on files comes to at a branch's head: files that go, files that are to be as they are
elsewhere, and the commits that these take."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubtui.errors import BadInput, NotFound, Refused
from hubtui.format import size
from hubtui.hub import Hub
from hubtui.jobs.names import why_not
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.jobs.plan import same_content
from hubtui.model import DeleteFile, RepoKey, TreeEntry

FOLDERS = 20
"""So many folders are listed one by one before the whole tree is."""


@dataclass(frozen=True, slots=True)
class Where:
    """A branch of a repo, or a commit, and the hub it is on."""

    hub: Hub
    repo: RepoKey
    revision: str

    def at(self, oid: str) -> Where:
        return Where(self.hub, self.repo, oid)


@dataclass(frozen=True, slots=True)
class PutFile:
    """A file that is to be at `path`, as `entry` is at the commit `oid`; or with this content."""

    path: str
    entry: TreeEntry
    oid: str
    content: bytes | None = None

    @property
    def is_ordinary(self) -> bool:
        """Whether the hub is known to keep it in git itself: it goes inside the commit."""
        return bool(self.entry.oid) and not self.entry.lfs

    @property
    def inline(self) -> int:
        """Bytes of it that may go inside the commit."""
        return 0 if self.entry.lfs else self.entry.size if self.content is None else len(self.content)


Step = PutFile | DeleteFile


@dataclass(frozen=True, slots=True)
class Difference:
    """What has to happen for files to be as they were."""

    back: tuple[TreeEntry, ...] = ()
    """As they were then."""
    gone: tuple[TreeEntry, ...] = ()
    """Not there then."""

    def __bool__(self) -> bool:
        return bool(self.back or self.gone)

    @property
    def size(self) -> int:
        """Bytes of what comes back."""
        return sum(entry.size for entry in self.back)


def files_below(where: Where, entries: Iterable[TreeEntry]) -> list[TreeEntry]:
    """The files themselves, and all that the folders hold. Blocks."""
    found: dict[str, TreeEntry] = {}
    for entry in entries:
        below = _listed(where, entry.path) if entry.is_directory else [entry]
        found.update({file.path: file for file in below if not file.is_directory})
    return list(found.values())


def difference(now: Where, then: Where, paths: Sequence[str] = ()) -> Difference:
    """Between two commits of a repo, of these files and folders alone or of everything. Blocks."""
    before, after = files_at(then, paths), files_at(now, paths)
    back = [
        entry
        for path, entry in before.items()
        if path not in after or same_content(entry, after[path]) is not True
    ]
    gone = [entry for path, entry in after.items() if path not in before]
    return Difference(tuple(back), tuple(gone))


def check_renames(where: Where, renames: Mapping[str, str]) -> None:
    """BadInput when these files and folders cannot go by their new paths, all in one commit. No new path is
    at, in or around another path of them: what takes the place of another would go back when it is done
    again. Blocks."""
    for old, new in renames.items():
        if why := why_not(new):
            raise BadInput(f"{new!r}: {why}")
        if old == new:
            raise BadInput(f"that is its name: {old!r}")
        if new.startswith(f"{old}/"):
            raise BadInput(f"a folder does not go inside itself: {new!r}")
    concerned = Counter((*renames, *renames.values()))
    for path, times in concerned.items():
        around = next((one for one in _and_above(path) if one != path and one in concerned), "")
        if times > 1 or around:
            raise BadInput(f"two of these are in each other's way: {around or path!r} and {path!r}")
    if taken := next(iter(files_at(where, (*renames.values(),))), ""):
        place = next(one for one in _and_above(taken) if one in concerned)
        raise BadInput(f"there is something at {place!r} already")


def steps_of(operation: Operation, where: Where, head: str) -> list[Step]:
    """What is left to do for the operation at this head of the branch: deletions first. Blocks."""
    now = where.at(head)
    match operation.kind:
        case OperationKind.DELETE_FILES:
            there = files_at(now, operation.paths)
            return [DeleteFile(path) for path in operation.paths if path in there]
        case OperationKind.RENAME_FILES:
            return _renamed(now, dict(zip(operation.paths, operation.new_paths, strict=True)))
        case OperationKind.EDIT:
            return _edited(now, operation.paths[0], operation.value)
        case _:
            found = difference(now, where.at(operation.value), operation.paths)
            gone = [DeleteFile(entry.path) for entry in found.gone]
            return [*gone, *(PutFile(entry.path, entry, operation.value) for entry in found.back)]


def parts_of(steps: Sequence[Step], hub: Hub) -> Iterator[list[Step]]:
    """The steps, as many at a time as go into one commit. Refused for a file that fits in none."""
    part: list[Step] = []
    held = 0
    for step in steps:
        inline = step.inline if isinstance(step, PutFile) else 0
        if inline > hub.commit_inline_limit:
            raise Refused(f"{step.path!r} is too large to go inside a commit ({size(inline)})")
        if part and (len(part) >= hub.commit_limit or held + inline > hub.commit_inline_limit):
            yield part
            part, held = [], 0
        part.append(step)
        held += inline
    if part:
        yield part


def _renamed(now: Where, renames: Mapping[str, str]) -> list[Step]:
    files = files_at(now, (*renames,))
    moved = {path: _new_path(path, renames) for path in files}
    for path in moved.values():
        if why := why_not(path):
            raise Refused(f"{path!r}: {why}")
    put = [PutFile(moved[path], entry, now.revision) for path, entry in files.items()]
    return [*map(DeleteFile, files), *put]


def _new_path(path: str, renames: Mapping[str, str]) -> str:
    old = next(one for one in _and_above(path) if one in renames)
    return renames[old] + path.removeprefix(old)


def _and_above(path: str) -> Iterator[str]:
    """The path, then the folders that it is in, the nearest first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _edited(now: Where, path: str, kept: str) -> list[Step]:
    entry = files_at(now, (path,)).get(path)
    if entry is None:
        raise Refused(f"{path!r} is not there any more")
    try:
        content = Path(kept).read_bytes()
    except OSError as error:
        raise Refused(f"the text cannot be read: {error.strerror}: {kept}") from None
    return [PutFile(path, entry, now.revision, content)]


def files_at(where: Where, paths: Sequence[str]) -> dict[str, TreeEntry]:
    """The files at these paths, and below those that are folders; of no path, all there are. Blocks."""
    folders: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        folders[path.rpartition("/")[0]].add(path)
    if not paths or len(folders) > FOLDERS:
        wanted = set(paths)
        found = [entry for entry in _listed(where) if not wanted or _is_in(entry.path, wanted)]
        return {entry.path: entry for entry in found if not entry.is_directory}
    there: list[TreeEntry] = []
    for folder, own in folders.items():
        there += [entry for entry in _in_folder(where, folder) if entry.path in own]
    return {entry.path: entry for entry in files_below(where, there)}


def _is_in(path: str, wanted: set[str]) -> bool:
    return any(one in wanted for one in _and_above(path))


def _in_folder(where: Where, folder: str) -> list[TreeEntry]:
    try:
        return [*_entries(where, folder, recursive=False)]
    except NotFound:
        if not folder:
            raise
        return []


def _listed(where: Where, path: str = "") -> list[TreeEntry]:
    return [*_entries(where, path, recursive=True)]


def _entries(where: Where, path: str, *, recursive: bool) -> Iterator[TreeEntry]:
    """Refused where the hub does not list everything: what it leaves out would be taken for gone."""
    for page in where.hub.list_tree(where.repo, where.revision, path, recursive=recursive):
        if page.note:
            raise Refused(f"not all of it can be listed, so nothing is changed: {page.note}")
        yield from page.items
