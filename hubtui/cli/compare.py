"""`hubtui compare`: two repos, folders, files or namespaces, by what their hashes tell."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence

from hubtui import format
from hubtui.cli.output import FAILED, OK, print_json, say
from hubtui.cli.user import AsWhom, as_whom, user_accounts
from hubtui.errors import BadInput
from hubtui.jobs.compare import Count, Match, Pair, counts, overall, reading
from hubtui.jobs.job import Place
from hubtui.jobs.namespaces import RepoPair, list_places, overall_of, pair_repos
from hubtui.jobs.pacing import Gate
from hubtui.jobs.sides import Compared, Side
from hubtui.locator import FILE, Locator, check_name, parse_locator
from hubtui.model import RepoKey, RepoType, TreeEntry
from hubtui.paths import Directories
from hubtui.session import Session
from hubtui.text import safe


def run(options: argparse.Namespace) -> int:
    directories = Directories.of_user()
    accounts = user_accounts(directories)
    account = as_whom(accounts, options.account)
    ends = [_End(text, account) for text in (options.left, options.right)]
    session = Session(accounts, directories)
    try:
        if all(end.is_namespace for end in ends):
            return _compare_namespaces(session, ends, options)
        left, right = _sides(ends)
        return _compare(session, left, right, options)
    finally:
        session.close()


class _End:
    """What was named on one side. A folder that ends in a slash stands for the folders in it."""

    def __init__(self, text: str, account: AsWhom) -> None:
        self.locator = parse_locator(text)
        self.account = account(self.locator.scheme).name
        self.is_namespace = self.locator.repo is None or (
            self.locator.scheme == FILE and text.endswith("/") and text.strip("/") != ""
        )

    @property
    def namespace(self) -> str:
        return self.locator.repo.repo_id if self.locator.repo else self.locator.namespace

    @property
    def types(self) -> Sequence[RepoType]:
        return (self.locator.repo_type,) if self.locator.repo_type else tuple(RepoType)

    def places(self, session: Session) -> list[Place]:
        hub = session.hub(self.account)
        return [
            place
            for repo_type in self.types
            for place in list_places(hub, self.account, self.namespace, repo_type)
        ]

    def side(self) -> Side:
        repo, path = self.locator.repo, self.locator.path
        assert repo is not None
        if self.locator.scheme == FILE and os.path.isfile(repo.repo_id):
            repo, path = RepoKey(RepoType.MODEL, repo.namespace or "/"), repo.name
        return Side(Place(self.account, repo, self.locator.revision), path)

    def side_of_name(self, other: Locator) -> Side:
        """In this namespace, what is called as the other side is."""
        assert other.repo is not None
        if self.locator.repo is not None:
            return Side(
                Place(self.account, RepoKey(RepoType.MODEL, f"{self.namespace}/{other.repo.name}"), "")
            )
        known = self.locator.repo_type or (None if other.scheme == FILE else other.repo.repo_type)
        repo_id = f"{self.namespace}/{check_name(other.repo.name)}"
        return Side(Place(self.account, RepoKey(known or RepoType.MODEL, repo_id), ""), other.path)


def _sides(ends: Sequence[_End]) -> tuple[Side, Side]:
    left, right = (
        end.side_of_name(other.locator) if end.is_namespace else end.side()
        for end, other in (ends, reversed(ends))
    )
    if left == right:
        raise BadInput(f"both sides are the same: {ends[0].locator}")
    return left, right


# --- two trees


def _compare(session: Session, left: Side, right: Side, options: argparse.Namespace) -> int:
    compared = session.compare(left, right, lambda words: say(f"hubtui: {safe(words)}"))
    if options.read:
        compared = _read(session, compared)
    for pair in compared.pairs:
        if _is_shown(pair.match, options):
            print_json(_record(pair)) if options.json else print(_line(pair))
    found = counts(compared.pairs)
    if options.json:
        print_json(_summary_record(session, compared, found))
    for note in compared.notes:
        say(f"hubtui: {safe(note)}")
    _say_counts(found)
    if (left_over := reading(compared.pairs)).files and not options.read:
        say(f"  --read settles the rest by reading {_amount(left_over)}")
    return OK if overall(found) is Match.SAME else FAILED


def _read(session: Session, compared: Compared) -> Compared:
    settling = session.settling(compared)
    if settling.total.files:
        say(f"hubtui: reading {_amount(settling.total)}")
    live = sys.stderr.isatty()
    try:
        return settling.run(lambda _: _show(settling.bytes_done, settling.total.size) if live else None)
    finally:
        settling.stop()
        if live:
            sys.stderr.write("\r\x1b[K")


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\r\x1b[Kread {format.size(done)} of {format.size(total)}")
    sys.stderr.flush()


def _is_shown(match: Match | None, options: argparse.Namespace) -> bool:
    """What was asked for; else all of it as JSON, and for people what needs a look."""
    if options.only:
        return match in options.only
    return options.json or match not in (Match.SAME, Match.PLATFORM)


def _line(pair: Pair) -> str:
    left, right = (format.size(side.size) if side else "-" for side in (pair.left, pair.right))
    why = f"  ({safe(pair.why)})" if pair.why else ""
    return f"{pair.match.words:14} {left:>9} {right:>9}  {safe(pair.path)}{why}"


def _record(pair: Pair) -> dict[str, object]:
    return {
        "path": pair.path,
        "state": pair.match,
        "left": _entry_record(pair.left),
        "right": _entry_record(pair.right),
        "why": pair.why,
    }


def _entry_record(entry: TreeEntry | None) -> dict[str, object] | None:
    if entry is None:
        return None
    return {"path": entry.path, "size": entry.size, "sha256": entry.sha256, "oid": entry.oid}


def _summary_record(session: Session, compared: Compared, found: Mapping[Match, Count]) -> dict[str, object]:
    return {
        "left": _locator(session, compared.left),
        "right": _locator(session, compared.right),
        "state": overall(found),
        "counts": found,
        "notes": compared.notes,
    }


def _locator(session: Session, side: Side) -> str:
    hub, place = session.hub(side.place.account), side.place
    pinned = place.oid if hub.keeps_history else ""
    return str(Locator(hub.scheme, place.repo.namespace, place.repo, pinned, side.path))


# --- two namespaces


def _compare_namespaces(session: Session, ends: Sequence[_End], options: argparse.Namespace) -> int:
    left, right = (end.places(session) for end in ends)
    pairs = [*pair_repos(left, right)]
    say(f"hubtui: comparing {format.plural(sum(bool(p.left and p.right) for p in pairs), 'repo')}")
    gate = Gate()
    try:
        session.compare_repos([*pairs], pairs.__setitem__, gate, read=options.read)
    finally:
        gate.end()
    for pair in pairs:
        if _is_shown(pair.match, options):
            print_json(_repo_record(pair)) if options.json else print(_repo_line(pair))
    if options.json:
        states = {match.value: sum(pair.match is match for pair in pairs) for match in Match}
        left_name, right_name = (str(end.locator) for end in ends)
        print_json({"left": left_name, "right": right_name, "state": overall_of(pairs), "repos": states})
    for pair in pairs:
        if pair.error:
            say(f"hubtui: {safe(pair.name)}: {safe(pair.error)}")
    _say_repos(pairs)
    return OK if overall_of(pairs) is Match.SAME else FAILED


def _repo_line(pair: RepoPair) -> str:
    words = pair.match.words if pair.match else "failed"
    known = ", ".join(
        f"{format.exact(count.files)} {match.words}"
        for match, count in pair.counts.items()
        if count.files and match is not Match.PLATFORM
    )
    return f"{words:14} {pair.repo_type:8} {safe(pair.name)}  {known or safe(pair.error)}".rstrip()


def _repo_record(pair: RepoPair) -> dict[str, object]:
    return {
        "repo_type": pair.repo_type,
        "name": pair.name,
        "state": pair.match,
        "left": pair.left.repo.repo_id if pair.left else None,
        "right": pair.right.repo.repo_id if pair.right else None,
        "counts": pair.counts,
        "error": pair.error,
    }


def _say_repos(pairs: Sequence[RepoPair]) -> None:
    states = [(match.words, sum(pair.match is match for pair in pairs)) for match in reversed(Match)]
    states.append(("failed", sum(bool(pair.error) for pair in pairs)))
    said = [f"{format.exact(count)} {words}" for words, count in states if count]
    say(f"hubtui: {format.plural(len(pairs), 'repo')}: {', '.join(said) or 'nothing to compare'}")


def _say_counts(found: Mapping[Match, Count]) -> None:
    said = [
        f"{format.exact(count.files)} {match.words} ({format.size(count.size)})"
        for match, count in _ordered(found)
        if count.files
    ]
    say(f"hubtui: {', '.join(said) or 'both sides are empty'}")


def _ordered(found: Mapping[Match, Count]) -> Iterable[tuple[Match, Count]]:
    return ((match, found[match]) for match in reversed(Match))


def _amount(count: Count) -> str:
    return f"{format.plural(count.files, 'file')}, {format.size(count.size)}"
