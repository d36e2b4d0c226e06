"""The options of `hubtui copy`, each as the plan's screen has it."""

from __future__ import annotations

import argparse

_POLICIES = """\
what becomes of files that the target has: overwritten when they differ (so it is without this option), in any
case, or when the source's are newer; with missing they are kept"""


def add_copy_options(copy: argparse.ArgumentParser) -> None:
    """What can be chosen about a copy."""
    for name, words in (
        ("--include", "copy only these files: *.gguf, onnx/**; may be given several times"),
        ("--exclude", "do not copy these, nor delete them"),
    ):
        copy.add_argument(name, metavar="GLOB", action="append", default=[], help=words)
    policies = ("different", "overwrite", "missing", "newer")
    copy.add_argument("--policy", choices=policies, default="different", help=_POLICIES)
    words = "into Hugging Face's own cache, where from_pretrained looks; all locators are sources then"
    copy.add_argument("--to-cache", action="store_true", help=words)
    words = "of the target, made when it is missing; a source's follows its @"
    copy.add_argument("--revision", metavar="BRANCH", default="", help=words)
    words = "every branch to one of its name, made where it is missing, and the tags with them"
    copy.add_argument("--all-refs", action="store_true", help=words)
    copy.add_argument(
        "--visibility",
        choices=("private", "protected", "internal", "public"),
        help="of new repos; else as the source, and private where that is not open to everybody",
    )
    words = "how the target is looked at afterwards"
    copy.add_argument("--verify", choices=("sha256", "size", "off"), default="sha256", help=words)
    copy.add_argument("--delete-extra", action="store_true", help="mirror: delete what only the target has")
    words = "namespace/name, or a folder's whole path: there, files may be deleted or shown to more people"
    copy.add_argument("--yes-i-mean", metavar="TARGET", action="append", default=[], help=words)
