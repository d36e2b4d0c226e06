"""As whom a command acts."""

from __future__ import annotations

import argparse


def add_account(parser: argparse.ArgumentParser) -> None:
    words = "as whom, once for each hub; `hubtui accounts` lists them"
    parser.add_argument("--account", metavar="NAME", action="append", default=[], help=words)
