"""What the commands that change many repos can be told."""

from __future__ import annotations

import argparse

from hubtui.cli.account_option import add_account

_BULK = """\
Each repo is looked at right before it is changed, and left alone when it is not as it was planned. What
cannot be taken back, or opens what was closed, wants each repo's name once more: --yes-i-mean ns/name."""
_REPOS = "hf://namespace/name ..."
_VISIBILITIES = ("private", "protected", "internal", "public")
Commands = argparse._SubParsersAction


def add_bulk(commands: Commands[argparse.ArgumentParser]) -> None:
    visibility = _add(commands, "visibility", "say who can see repos", _REPOS, choice=_VISIBILITIES)
    visibility.set_defaults(action="visibility")
    gating = _add(
        commands, "gating", "say who is let in to what repos hold", _REPOS, choice=("off", "auto", "manual")
    )
    gating.set_defaults(action="gating")
    _add(commands, "delete", "delete repos for good", _REPOS).set_defaults(action="delete")
    words = "rename a repo, or give many another namespace"
    _add(commands, "move", words, "repos, then namespace/name or namespace").set_defaults(action="move")
    words = "let a hub duplicate repos on its own side, history included"
    duplicate = _add(commands, "duplicate", words, "repos, then namespace/name or namespace")
    duplicate.add_argument(
        "--visibility",
        choices=_VISIBILITIES,
        help="of the new ones; else as the repos, and private where those are not open to everybody",
    )
    duplicate.set_defaults(action="duplicate")
    _add_files(commands)
    _add_refs(commands)


def _add_files(commands: Commands[argparse.ArgumentParser]) -> None:
    files = commands.add_parser("files", help="delete or rename files where they are, in one commit a repo")
    actions = files.add_subparsers(metavar="ACTION", required=True)
    delete = _add(
        actions, "delete", "delete files and folders", "hf://namespace/name[@branch]/path ...", one="path"
    )
    delete.set_defaults(action="delete files")
    rename = _add(
        actions, "rename", "give a file or folder another path", "hf://namespace/name/old/path new/path"
    )
    rename.set_defaults(action="rename file")
    for one in (delete, rename):
        one.add_argument("--message", default="", help="of the commit")
        one.add_argument(
            "--pull-request", action="store_true", help="leave the branch as it is, and open one"
        )


def _add_refs(commands: Commands[argparse.ArgumentParser]) -> None:
    refs = commands.add_parser("refs", help="make and delete branches and tags")
    actions = refs.add_subparsers(metavar="ACTION", required=True)
    words = "make a branch, or a tag, of one name in each repo, where its @revision is"
    create = _add(actions, "create", words, "NAME hf://namespace/name[@revision] ...")
    create.add_argument("--tag", action="store_true", help="a tag, not a branch")
    create.set_defaults(action="create ref")
    words = "delete branches and tags; a pattern such as 'exp-*' spares the default branch"
    delete = _add(actions, "delete", words, "hf://namespace/name@NAME ...", one="ref")
    which = delete.add_mutually_exclusive_group()
    for name, words in (("branch", "branches only"), ("tag", "tags only")):
        which.add_argument(f"--{name}", dest="only", action="store_const", const=name, help=words)
    delete.set_defaults(action="delete ref")


def _add(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    words: str,
    places: str,
    *,
    choice: tuple[str, ...] = (),
    one: str = "repo",
) -> argparse.ArgumentParser:
    bulk = commands.add_parser(name, help=words, description=_BULK)
    if choice:
        bulk.add_argument("value", metavar=name.upper(), choices=choice, help=", ".join(choice))
    bulk.add_argument("places", metavar="LOCATOR", nargs="*", help=places)
    add_account(bulk)
    bulk.add_argument("--from", dest="plan_file", metavar="FILE", help="run a plan that --plan --json told")
    bulk.add_argument("--plan", action="store_true", help="only say what would be done")
    bulk.add_argument("--yes", action="store_true", help="do it without asking")
    whose = "this very repo" if one == "repo" else f"the repo of each {one}"
    bulk.add_argument("--yes-i-mean", metavar="NS/NAME", action="append", default=[], help=whose)
    words = "repos that this one job may change, where they are more than `repos_a_job` of the config"
    bulk.add_argument("--up-to", metavar="N", type=int, default=0, help=words)
    bulk.add_argument("--json", action="store_true", help="one JSON object a line")
    bulk.set_defaults(module="bulk")
    return bulk
