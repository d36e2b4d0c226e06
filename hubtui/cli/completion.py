"""`hubtui completion`: what a shell needs to complete commands and options, made from the arguments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from hubtui.cli.output import OK
from hubtui.cli.parser import commands_of

SHELLS = ("bash", "zsh", "fish")

_BASH = """\
_hubtui() {{
    local word path="" words=""
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path/$word" in
            {paths}) path="$path/$word" ;;
        esac
    done
    case "$path" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o bashdefault -o default -F _hubtui hubtui
"""


def run(options: argparse.Namespace) -> int:
    print(script(options.shell, options.parser), end="")
    return OK


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """To be evaluated by the shell as it starts."""
    if shell == "fish":
        return "".join(_fish(parser))
    words = {path: " ".join(_words(one)) for path, one in _paths(parser)}
    text = _BASH.format(
        paths="|".join(path for path in words if path),
        cases="\n".join(f'        "{path}") words="{known}" ;;' for path, known in words.items()),
    )
    return f"autoload -U +X bashcompinit && bashcompinit\n{text}" if shell == "zsh" else text


def _paths(parser: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command by its path: `/jobs/show`."""
    yield path, parser
    for name, one in commands_of(parser):
        yield from _paths(one, f"{path}/{name}")


def _words(parser: argparse.ArgumentParser) -> list[str]:
    """What may stand there: commands, fixed choices, options."""
    fixed = [
        str(choice)
        for action in parser._actions
        if not action.option_strings and not isinstance(action, argparse._SubParsersAction)
        for choice in action.choices or ()
    ]
    options = [name for action in parser._actions for name in action.option_strings if name.startswith("--")]
    return [*(name for name, _ in commands_of(parser)), *fixed, *options]


def _fish(parser: argparse.ArgumentParser) -> Iterator[str]:
    for path, one in _paths(parser):
        parts = path.strip("/").split("/") if path else []
        seen = "; and ".join(f"__fish_seen_subcommand_from {part}" for part in parts)
        below = " ".join(name for name, _ in commands_of(one))
        none = f"not __fish_seen_subcommand_from {below}" if below else ""
        condition = "; and ".join(filter(None, (seen, none)))
        for word in _words(one):
            what = f"-l {word[2:]}" if word.startswith("--") else f"-a {word}"
            yield f"complete -c hubtui -n '{condition or 'true'}' {what}\n"
