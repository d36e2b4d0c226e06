"""The command line: the terminal UI, and the same work without one.

stdout is data (JSON lines with `--json`), stderr is narration, and the exit code is an API: 0 all done and
verified, 1 something failed (each named) or differs, 2 usage, 3 refused, or needs its user: a confirmation,
another token (resumable); 130 interrupted, 129 by a hang-up, 143 by SIGTERM (resumable).
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from hubtui import __version__
from hubtui.cli.output import FAILED, INTERRUPTED, OK, REFUSED, USAGE, fail, say
from hubtui.cli.parser import Parser, RawHelp
from hubtui.cli.signals import Interrupted
from hubtui.errors import BadInput, HubtuiError, ReadOnly
from hubtui.secret import looks_like_token

_NO_TOKENS = (
    "an argument looks like a token. Other users can read a command line, and shells keep it: revoke that "
    "token on the hub's page, and give a new one on stdin with --token-stdin"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else [*arguments]
    # The embedded hub's tokens are made up on its command line: they work nowhere else.
    if given[:1] != ["hub"] and any(map(looks_like_token, given)):
        return fail(BadInput(_NO_TOKENS), USAGE)
    options = _parser(given).parse_args(given)
    # A command's module is imported when it runs: `hubtui --help` needs no SDK and no Textual.
    # What is logged goes to the log's file where there is one; what a user must know is said.
    logging.getLogger("hubtui").addHandler(logging.NullHandler())
    command = importlib.import_module(f"hubtui.cli.{options.module}")
    try:
        code: int = command.run(options)
    except BadInput as error:
        return fail(error, USAGE)
    except ReadOnly as error:
        return fail(error, REFUSED)
    except HubtuiError as error:
        return fail(error, FAILED)
    except Interrupted as interrupted:
        say("hubtui: interrupted")
        return interrupted.code
    except KeyboardInterrupt:
        say("hubtui: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left; say nothing more, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return code


_EPILOG = """\
examples:
  hubtui                                                    the terminal UI; ? in it lists its keys
  hubtui --demo                                             the same on made-up repos: no account, no network
  hubtui ls hf://acme-lab                                   a namespace's repos
  hubtui copy hf://acme-lab/bert ms://rosalind --plan       what a copy would do
  hubtui copy hf://acme-lab/bert ms://rosalind --yes --json

exit codes:
  0 all done and verified   1 something failed, or differs   2 usage   3 refused, or needs --yes
  130 interrupted, 129 hung up, 143 terminated: `hubtui jobs resume N` goes on

accounts: `hubtui accounts`; besides, HF_TOKEN with HF_ENDPOINT, MODELSCOPE_API_TOKEN with MODELSCOPE_ENDPOINT
"""


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """Without an argument no command is meant: the terminal UI need not wait for theirs."""
    parser = Parser(
        prog="hubtui",
        description="A two-pane terminal explorer of model hubs: Hugging Face left, ModelScope right.",
        epilog=_EPILOG,
        formatter_class=RawHelp,
    )
    parser.add_argument("--version", action="version", version=f"hubtui {__version__}")
    parser.add_argument("--demo", action="store_true", help="explore an embedded hub with made-up content")
    parser.set_defaults(module="explore")
    if given:
        from hubtui.cli.arguments import add_commands

        add_commands(parser)
    return parser
