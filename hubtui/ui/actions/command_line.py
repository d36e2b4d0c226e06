"""The command line: places and commands by name, completed and checked before it closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hubtui.commands import AREAS, Command, Scope, key_name
from hubtui.errors import BadInput
from hubtui.search import parse_search
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.going import check_place, go_to
from hubtui.ui.actions.searching import search_for
from hubtui.ui.context import Context
from hubtui.ui.screens.prompt import Completion, Prompt

HINT = ("command · ns/name@revision:path · hf:// ms:// · web address",)
VERBS = {
    "goto": "A namespace, namespace/name@revision:path, a locator or a web page's address.",
    "search": "The whole hub, for words.",
}
"""What takes the rest of the line."""
NEAR = 0.75
"""How like a command a word must be not to be taken for a namespace."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed, understood: one of the three."""

    command: str = ""
    place: str = ""
    search: str = ""


@action("app.goto")
async def open_command_line(context: Context) -> None:
    scope = context.explorer.scope

    def check(typed: str) -> None:
        line = read_line(typed, context.keyboard.commands, scope, _namespaces(context))
        if line.place:
            check_place(context, line.place)
        elif line.search:
            parse_search(line.search)

    typed = await context.ask(
        Prompt(
            "Go to, or do",
            hint=HINT,
            check=check,
            complete=lambda typed: _completions(context, typed, scope),
        )
    )
    if typed:
        await _do(context, read_line(typed, context.keyboard.commands, scope, _namespaces(context)))


async def _do(context: Context, line: Line) -> None:
    if line.command:
        context.app.run_command(line.command)
    elif line.search:
        await search_for(context, line.search)
    else:
        await go_to(context, line.place)


def read_line(typed: str, commands: Sequence[Command], scope: Scope, namespaces: Sequence[str]) -> Line:
    """What is meant: a command by its id or label, one of the verbs with its rest, else a place. BadInput
    for what is nearly a command, with the nearest one."""
    typed = typed.strip().removeprefix(":").strip()
    verb, _, rest = typed.partition(" ")
    if verb in VERBS:
        if not rest.strip():
            raise BadInput(f"{verb}: nothing follows. {VERBS[verb]}")
        return Line(place=rest.strip()) if verb == "goto" else Line(search=rest.strip())
    if found := _command(typed, commands, scope):
        return Line(command=found.id)
    if typed not in namespaces and (why := _typo(typed, commands)):
        raise BadInput(why)
    return Line(place=typed)


def _command(typed: str, commands: Sequence[Command], scope: Scope) -> Command | None:
    """By its id, or by a label: of several one that works here."""
    named = [command for command in commands if typed in (command.id, _label(command))]
    return next((command for command in named if command.scope & scope), next(iter(named), None))


def _label(command: Command) -> str:
    return command.label.removesuffix("→").strip()


def _typo(typed: str, commands: Sequence[Command]) -> str:
    """Why it is no command though it looks like one; empty for what looks like a place."""
    if any(sign in typed for sign in "/:@~"):
        return ""
    known = [name for command in commands for name in (command.id, _label(command))]
    near = get_close_matches(typed, [*known, *VERBS], 1, NEAR)
    is_id = typed.partition(".")[0] in AREAS and "." in typed
    if not (is_id or near or " " in typed):
        return ""
    meant = f"did you mean {near[0]}? " if near else ""
    return f"no command {typed!r}; {meant}goto {typed} goes to a namespace of this name"


def _completions(context: Context, typed: str, scope: Scope) -> list[Completion]:
    """Verbs, namespaces and commands that begin with it, then commands that have it anywhere; last in each
    what moves the cursor, which nobody types."""
    typed = typed.strip().casefold()
    verb, space, rest = typed.partition(" ")
    names = _namespaces(context)
    if space and verb == "goto":
        return [Completion(f"goto {name}", "") for name in names if name.casefold().startswith(rest)]
    found = [Completion(f"{name} ", words) for name, words in VERBS.items() if name.startswith(typed)]
    near = [name for name in names if typed and name.casefold().startswith(typed)]
    found += [Completion(name, "a namespace") for name in near]
    commands = sorted(context.keyboard.commands, key=lambda c: (not c.scope & scope, c.area == "move"))
    begin = [command for command in commands if _begins(command, typed)]
    inside = [c for c in commands if c not in begin and typed in f"{c.id} {c.help}".casefold()]
    return [*found, *(_completion(context, command, scope) for command in (*begin, *inside))]


def _begins(command: Command, typed: str) -> bool:
    parts = (command.id, command.id.partition(".")[2], _label(command))
    return any(part.casefold().startswith(typed) for part in parts)


def _completion(context: Context, command: Command, scope: Scope) -> Completion:
    keys = f"{key_name(command.keys[0])}   " if command.keys else ""
    reason = context.reason(command) if command.scope & scope else "does not work here"
    return Completion(command.id, f"{keys}{command.help}", reason)


def _namespaces(context: Context) -> list[str]:
    """Those that the account has or has visited, where that is known."""
    account = context.location.account
    user = context.users.get(account)
    own = [user.name, *(one.name for one in user.organisations)] if user else []
    return [*dict.fromkeys([*own, *context.session.visits.namespaces(context.session.identity(account))])]
