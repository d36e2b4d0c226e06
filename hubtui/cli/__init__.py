"""The command line: the terminal UI, and the same work without one.

stdout is data (JSON lines with `--json`), stderr is narration, and the exit code is an API: 0 all done and
verified, 1 something failed (each named), 2 usage, 3 refused or needs confirmation, 130 interrupted
(resumable).
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from hubtui import __version__
from hubtui.cli.output import FAILED, INTERRUPTED, OK, USAGE, fail
from hubtui.errors import BadInput, HubtuiError
from hubtui.keymaps import KEYMAPS
from hubtui.localhub.arguments import add_arguments


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    # A command's module is imported when it runs: `hubtui --help` needs no SDK and no Textual.
    command = importlib.import_module(f"hubtui.cli.{options.module}")
    try:
        code: int = command.run(options)
    except BadInput as error:
        return fail(error, USAGE)
    except HubtuiError as error:
        return fail(error, FAILED)
    except KeyboardInterrupt:
        print("hubtui: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left; say nothing more, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return code


_COPY = """\
What the target's name ends in says where things go; what is there already never does:

  hf://ns/name ms://ns          to the repo of the same name in that namespace
  hf://ns/name ms://ns/other    to that repo
  hf://ns/name ./folder         download: the folder has what the repo has
  hf://ns/name ./folder/        download: into ./folder/name (always so for several sources)
  ./folder ms://ns/name         upload: the repo has what the folder has
  ./folder ms://datasets/ns     upload: to the dataset of the folder's name
  ./file ms://ns/name/data      upload: as data/file

Nothing is ever deleted, and a copy that is run again moves only what differs."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hubtui",
        description="A two-pane terminal explorer of model hubs: Hugging Face left, ModelScope right.",
        epilog="Accounts: HF_TOKEN with HF_ENDPOINT, MODELSCOPE_API_TOKEN with MODELSCOPE_ENDPOINT.",
    )
    parser.add_argument("--version", action="version", version=f"hubtui {__version__}")
    parser.add_argument("--demo", action="store_true", help="explore an embedded hub with made-up content")
    parser.set_defaults(module="explore")
    commands = parser.add_subparsers(title="without the terminal UI", metavar="COMMAND")
    _add_ls(commands)
    _add_copy(commands)
    _add_hub(commands)
    _add_config(commands)
    return parser


def _add_ls(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ls = commands.add_parser("ls", help="list a namespace's repos, or the files of a repo or folder")
    ls.add_argument(
        "locator",
        metavar="LOCATOR",
        help="hf://namespace, ms://datasets/namespace/name@revision/path, ./folder",
    )
    ls.add_argument("-R", "--recursive", action="store_true", help="all files below")
    ls.add_argument("--json", action="store_true", help="one JSON object a line")
    ls.set_defaults(module="ls")


def _add_copy(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    copy = commands.add_parser(
        "copy",
        help="copy repos from one hub to the other, download and upload them, verified",
        usage="hubtui copy [--plan] [--yes] [--json] (SRC... DST | --from FILE)",
        description=_COPY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    copy.add_argument(
        "places",
        metavar="LOCATOR",
        nargs="*",
        help="sources, then the target: hf://namespace/name[@revision][/path], ms://namespace, ./folder",
    )
    copy.add_argument("--from", dest="plan_file", metavar="FILE", help="run a plan that was saved as JSON")
    copy.add_argument("--plan", action="store_true", help="only say what would be done")
    copy.add_argument("--yes", action="store_true", help="do it without asking")
    copy.add_argument("--json", action="store_true", help="one JSON object a line")
    copy.set_defaults(module="copy")


def _add_hub(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    hub = commands.add_parser("hub", help="the embedded hub")
    actions = hub.add_subparsers(metavar="ACTION", required=True)
    serve = actions.add_parser("serve", help="serve both hubs' protocols on loopback, in the foreground")
    add_arguments(serve)
    serve.set_defaults(module="serve")


def _add_config(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    config = commands.add_parser("config", help="the settings")
    actions = config.add_subparsers(metavar="ACTION", required=True)
    for name, words in (
        ("path", "where the config file is, or would be"),
        ("show", "every setting as it holds now, as TOML"),
        ("init", "write a first file with every setting commented out; never over another"),
        ("check", "what is wrong with the file; exit code 2 when anything is"),
    ):
        actions.add_parser(name, help=words).set_defaults(module="config", action=name)
    keys = commands.add_parser("keys", help="every command with its keys")
    keys.add_argument("--keymap", choices=tuple(KEYMAPS), help="of this keymap instead of the config's")
    keys.set_defaults(module="config", action="keys")
