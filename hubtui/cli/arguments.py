"""What each command can be told."""

from __future__ import annotations

import argparse

from hubtui.cli.account_option import add_account
from hubtui.cli.bulk_arguments import add_bulk
from hubtui.cli.completion import SHELLS
from hubtui.cli.copy_options import add_copy_options
from hubtui.cli.parser import RawHelp
from hubtui.keymaps import KEYMAPS
from hubtui.localhub.arguments import add_arguments

_COPY = """\
What the target's name ends in says where things go; what is there already never does:

  hf://ns/name ms://ns          to the repo of the same name in that namespace
  hf://ns/name ms://ns/other    to that repo
  hf://ns/name ./folder         download: the folder has what the repo has
  hf://ns/name ./folder/        download: into ./folder/name (always so for several sources)
  ./folder ms://ns/name         upload: the repo has what the folder has
  ./folder ms://datasets/ns     upload: to the dataset of the folder's name
  ./file ms://ns/name/data      upload: as data/file

A copy that is run again moves only what differs. Nothing is deleted but with --delete-extra, and content
becomes visible to no more people than at its source: for both, --yes-i-mean names the target in full."""


def add_commands(parser: argparse.ArgumentParser) -> None:
    """All of them, with their arguments; each is run by the `module` of this package that it names."""
    commands = parser.add_subparsers(title="without the terminal UI", metavar="COMMAND")
    _add_ls(commands)
    _add_copy(commands)
    _add_compare(commands)
    _add_jobs(commands)
    add_bulk(commands)
    _add_hub(commands)
    _add_accounts(commands)
    _add_config(commands)
    completion = commands.add_parser("completion", help="what completes commands and options in your shell")
    completion.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
    completion.set_defaults(module="completion", parser=parser)


def _add_ls(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ls = commands.add_parser("ls", help="list a namespace's repos, or the files of a repo or folder")
    ls.add_argument(
        "locator",
        metavar="LOCATOR",
        help="hf://namespace, ms://datasets/namespace/name@revision/path, ./folder",
    )
    add_account(ls)
    ls.add_argument("-R", "--recursive", action="store_true", help="all files below")
    ls.add_argument("--json", action="store_true", help="one JSON object a line")
    ls.set_defaults(module="ls")


def _add_copy(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    copy = commands.add_parser(
        "copy",
        help="copy repos from one hub to the other, download and upload them, verified",
        usage="hubtui copy [OPTION...] (SRC... DST | --from FILE)",
        description=_COPY,
        formatter_class=RawHelp,
    )
    copy.add_argument(
        "places",
        metavar="LOCATOR",
        nargs="*",
        help="sources, then the target: hf://namespace/name[@revision][/path], ms://namespace, ./folder",
    )
    add_account(copy)
    copy.add_argument("--from", dest="plan_file", metavar="FILE", help="run a plan that was saved as JSON")
    add_copy_options(copy)
    copy.add_argument("--plan", action="store_true", help="only say what would be done")
    copy.add_argument("--yes", action="store_true", help="do it without asking")
    copy.add_argument("--json", action="store_true", help="one JSON object a line")
    copy.set_defaults(module="copy")


_COMPARE = """\
Two repos at their revisions, two folders of them, two files, or two namespaces, on either hub or on this
machine. What is named without a name is looked up under the other side's:

  hf://ns/name ms://ns          the repo of the same name in that namespace
  hf://ns/name@v1 ./folder      a download, or what an upload was made from
  hf://ns ms://ns               every repo of the one with that of the same name in the other
  ./folder/ ms://ns             every folder in ./folder with the repo of its name

Content is compared by hash: sha256, git oid, Xet hash, or what was read before. Files of one size whose
hashes are of different kinds are not comparable, unless --read reads them. stdout has what is not the same
(all of it with --json, and a summary as the last line), stderr the counts. Exit code 0: the same; 1:
something differs, is at one side only, not comparable or could not be read."""

_STATES = ("same", "differs", "only-left", "only-right", "not-comparable", "platform")


def _add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    compare = commands.add_parser(
        "compare",
        help="what is the same and what differs, by content hash; exit code 1 when anything does",
        description=_COMPARE,
        formatter_class=RawHelp,
    )
    compare.add_argument("left", metavar="A", help="hf://namespace/name[@revision][/path], ./folder")
    compare.add_argument("right", metavar="B", help="likewise; or a namespace")
    add_account(compare)
    compare.add_argument("--read", action="store_true", help="read content where no hash tells")
    compare.add_argument(
        "--only",
        metavar="STATE",
        action="append",
        choices=_STATES,
        help=f"list only these, may be given again: {', '.join(_STATES)}",
    )
    compare.add_argument("--json", action="store_true", help="one JSON object a line")
    compare.set_defaults(module="compare")


def _add_jobs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    jobs = commands.add_parser(
        "jobs", help="copies that run, wait or are done; also those of another hubtui that runs"
    )
    jobs.add_argument("--json", action="store_true", help="one JSON object a line")
    jobs.set_defaults(module="jobs", action="list")
    actions = jobs.add_subparsers(metavar="ACTION")
    for name, words in (
        ("list", "all jobs, in the order in which they run"),
        ("show", "a job's repos, what was verified, failed files, and what went wrong on the way"),
        ("resume", "go on with a job that is paused, interrupted, cancelled or failed, here, to its end"),
        ("pause", "hold a job that another hubtui runs"),
        ("cancel", "end a job; what is committed stays"),
    ):
        one = actions.add_parser(name, help=words)
        one.set_defaults(action=name)
        one.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object a line"
        )
        if name != "list":
            one.add_argument("job", metavar="N", type=int, help="its number")
        if name == "resume":
            one.add_argument(
                "--wait", action="store_true",
                help="until it is free, where a hubtui on another machine has it that may have died; on a"
                " terminal that goes without saying",
            )  # fmt: skip


def _add_hub(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    hub = commands.add_parser("hub", help="the embedded hub")
    actions = hub.add_subparsers(metavar="ACTION", required=True)
    serve = actions.add_parser("serve", help="serve both hubs' protocols on loopback, in the foreground")
    add_arguments(serve)
    serve.set_defaults(module="serve")


_ACCOUNTS = """\
Tokens are kept by the operating system's keyring, or in a vault that a passphrase opens. A token is
never an argument: it is asked for on the terminal, or read from stdin with --token-stdin; with --device
there is none to paste, and you agree in a browser. The vault's passphrase is asked for too, or read from the
file descriptor whose number is in HUBTUI_VAULT_PASSPHRASE_FD; the one that is to replace it from that in
HUBTUI_VAULT_NEW_PASSPHRASE_FD."""


def _add_accounts(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    accounts = commands.add_parser(
        "accounts", help="who is signed in where: list, add, check, remove, passphrase", description=_ACCOUNTS
    )
    accounts.add_argument("--json", action="store_true", help="one JSON object a line")
    accounts.set_defaults(module="accounts", action="list")
    actions = accounts.add_subparsers(metavar="ACTION")
    found = {
        name: actions.add_parser(name, help=words)
        for name, words in (
            ("list", "all accounts, without asking any hub"),
            ("add", "sign in: check a token with its hub, then keep it"),
            ("check", "ask the hubs who the accounts are; all of them when none is named"),
            ("remove", "forget an account, its token and what was remembered of it"),
            ("default", "the account that a pane begins with"),
            ("passphrase", "change the passphrase of the vault"),
        )
    }
    for name, parser in found.items():
        parser.set_defaults(action=name)
        parser.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object a line"
        )
    add = found["add"]
    add.add_argument(
        "hub", metavar="HUB", choices=("hf", "ms", "ms-ai"), help="hf, ms (modelscope.cn), ms-ai"
    )
    add.add_argument("--name", help="what it is called here; hf-USER by default")
    add.add_argument("--endpoint", metavar="URL", help="of a mirror or a hub of your own; https, or loopback")
    add.add_argument(
        "--store",
        choices=("keyring", "vault", "command", "plain"),
        help="where the token is kept; plain is a file that anybody with your rights can read",
    )
    add.add_argument("--token-stdin", action="store_true", help="read the token from stdin, one line")
    add.add_argument(
        "--device",
        action="store_true",
        help="sign in in a browser, here or anywhere else, by a code; Hugging Face only",
    )
    add.add_argument("--command", metavar="CMD", help="what prints the token, for --store command")
    found["check"].add_argument("names", metavar="NAME", nargs="*")
    found["remove"].add_argument("name", metavar="NAME")
    found["remove"].add_argument("--yes", action="store_true", help="do it without asking")
    found["default"].add_argument("name", metavar="NAME")
    found["default"].add_argument("pane", choices=("left", "right"))


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
