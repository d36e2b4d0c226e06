"""What can be set, and what it is when it is not."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

ThemeName = Literal[
    "auto", "hubtui-dark", "hubtui-light", "ansi-dark", "ansi-light",
    "atom-one-dark", "atom-one-light", "catppuccin-frappe", "catppuccin-latte", "catppuccin-macchiato",
    "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord", "rose-pine", "rose-pine-dawn",
    "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light", "tokyo-night",
]  # fmt: skip
RepoColumn = Literal[
    "name", "visibility", "gated", "size", "downloads", "likes", "updated", "created", "licence", "task",
    "sdk", "tags",
]  # fmt: skip
FileColumn = Literal["name", "kind", "size", "commit", "changed"]
CommitColumn = Literal["commit", "title", "author", "when"]
DiscussionColumn = Literal["number", "status", "kind", "title", "author", "comments", "opened"]
JobColumn = Literal["number", "state", "title", "bar", "percent", "size", "left", "outcome"]
RepoOrder = Literal[
    "", "name", "size", "modified", "downloads", "likes",
    "-name", "-size", "-modified", "-downloads", "-likes",
]  # fmt: skip
FileOrder = Literal["", "name", "size", "modified", "-name", "-size", "-modified"]
DatedOrder = Literal["", "name", "modified", "-name", "-modified"]
NameOrder = Literal["", "name", "-name"]


class Start(Struct, frozen=True):
    """Where the panes begin."""

    left: Annotated[
        str, Meta(description="Such as hf://acme-lab or hf://datasets/acme-lab/field-notes@main.")
    ] = ""
    right: Annotated[str, Meta(description="Such as ms://rosalind. Empty: the account's own models.")] = ""


class Columns(Struct, frozen=True):
    """Which columns the lists have, in which order; where the pane is narrow some of them go."""

    repos: Annotated[tuple[RepoColumn, ...], Meta(min_length=1)] = (
        "name", "visibility", "size", "downloads", "likes", "updated", "licence",
    )  # fmt: skip
    files: Annotated[tuple[FileColumn, ...], Meta(min_length=1)] = (
        "name", "kind", "size", "commit", "changed",
    )  # fmt: skip
    commits: Annotated[tuple[CommitColumn, ...], Meta(min_length=1)] = ("commit", "title", "author", "when")
    discussions: Annotated[tuple[DiscussionColumn, ...], Meta(min_length=1)] = (
        "number", "status", "kind", "title", "author", "comments", "opened",
    )  # fmt: skip
    jobs: Annotated[tuple[JobColumn, ...], Meta(min_length=1)] = (
        "number", "state", "title", "bar", "percent", "size", "left", "outcome",
    )  # fmt: skip


class Sort(Struct, frozen=True):
    """How the lists are ordered at first; - before the word turns it round, empty is the hub's own order."""

    repos: RepoOrder = ""
    files: FileOrder = ""
    commits: DatedOrder = ""
    refs: NameOrder = ""
    discussions: DatedOrder = ""


class Config(Struct, frozen=True):
    """All settings, each with its default."""

    theme: Annotated[
        ThemeName,
        Meta(description="The colours. auto: hubtui-dark, or the terminal's own 16 where it has no more."),
    ] = "auto"
    keymap: Annotated[
        Literal["default", "mc", "plain"],
        Meta(description="The keys to begin with; [keys] changes single ones. `hubtui keys` lists them."),
    ] = "default"
    glyphs: Annotated[
        Literal["auto", "unicode", "ascii"],
        Meta(description="What frames and marks are drawn with. auto: ASCII where the locale is not UTF-8."),
    ] = "auto"
    mouse: Annotated[bool, Meta(description="Whether hubtui takes the mouse.")] = True
    animations: Annotated[bool, Meta(description="Whether anything moves smoothly; never over SSH.")] = True
    ssh: Annotated[
        Literal["auto", "yes", "no"],
        Meta(
            description="Whether to be light on the line. auto: yes where SSH_CONNECTION or SSH_TTY is set."
        ),
    ] = "auto"
    dates: Annotated[
        Literal["relative", "exact"], Meta(description="In lists: 3 d ago, or 2026-11-20 14:02.")
    ] = "relative"
    sizes: Annotated[Literal["decimal", "binary"], Meta(description="4.1 GB, or 3.8 GiB.")] = "decimal"
    editor: Annotated[str, Meta(description="For longer texts. Empty: $VISUAL or $EDITOR.")] = ""
    log: Annotated[
        Literal["off", "error", "warning", "info", "debug"],
        Meta(description="What is written to hubtui.log in the state folder; info: every request too."),
    ] = "info"
    jobs_at_once: Annotated[
        int, Meta(ge=1, le=16, description="Copies that run together, where they change different repos.")
    ] = 2
    repos_a_job: Annotated[
        int,
        Meta(
            ge=1,
            description="Repos that one job deletes, opens or duplicates before their number is to be typed "
            "too; a command changes no more unless --up-to says so.",
        ),
    ] = 50
    tries: Annotated[
        int,
        Meta(ge=1, le=100, description="Calls for a file or repo that fails alone, before a job goes on."),
    ] = 6
    bandwidth: Annotated[
        str,
        Meta(
            pattern=r"^(\d+([.,]\d+)? ?([kKmMgG]i?)?[bB]?(/s|ps)?)?$",
            description='What all copies together may move, such as "20 MB/s". Empty: as fast as it goes.',
        ),
    ] = ""
    start: Start = Start()
    columns: Columns = Columns()
    sort: Sort = Sort()
    keys: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description='By a command\'s id: app.refresh = "f2", or a list; [] leaves it without a key.'),
    ] = msgspec.field(default_factory=dict)


def bare(kind: Any) -> Any:
    """The type without what is said of it."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def choices(kind: Any) -> tuple[str, ...]:
    """The values that a setting, or each element of one, can have; empty when any text will do."""
    kind = bare(kind)
    if get_origin(kind) is tuple:
        return choices(get_args(kind)[0])
    return get_args(kind) if get_origin(kind) is Literal else ()
