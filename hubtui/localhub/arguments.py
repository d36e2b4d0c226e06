"""What `hubtui hub serve` can be told; apart from the server, so that reading a command line loads none."""

from __future__ import annotations

import argparse
import re
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `hubtui hub serve` can be told."""
    parser.add_argument("--dir", type=Path, metavar="DIR", help="keep everything here, for next time too")
    parser.add_argument(
        "--hf-port", type=_port, default=0, metavar="N", help="the port of the Hugging Face protocol"
    )
    parser.add_argument(
        "--ms-port", type=_port, default=0, metavar="N", help="the port of the ModelScope protocol"
    )
    parser.add_argument("--empty", action="store_true", help="start without the demo's content")
    parser.add_argument(
        "--account", action="append", default=[], metavar="HUB:NAME=TOKEN[:ORG,ORG[:ROLE]]",
        help="someone who can sign in, such as hf:ada=hf_secret:lab, with a token that may write, or what the"
        " role says (read, write, admin); the demo's accounts if none is given",
    )  # fmt: skip
    parser.add_argument(
        "--latency", type=_milliseconds, default=0.0, metavar="MS", help="wait so long before each answer"
    )
    parser.add_argument(
        "--rate-limit", type=_quota, metavar="N[/SECONDS]",
        help="let a caller make N API requests in a window of time, 300 seconds unless told otherwise",
    )  # fmt: skip
    parser.add_argument("--xet", action="store_true", help="take and give large files by xet too")
    parser.add_argument("--faults", action="store_true", help="serve /__fault, which makes requests go wrong")
    parser.add_argument("--until-eof", action="store_true", help="end when stdin is closed")


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text}")
    return int(text)


def _quota(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,9})(?:/(\d{1,6}))?", text, re.ASCII)
    requests, window = (int(found[1]), int(found[2] or 300)) if found else (0, 0)
    if not requests or not window:
        raise argparse.ArgumentTypeError(f"not a number of requests, or of requests/seconds: {text}")
    return requests, window


def _milliseconds(text: str) -> float:
    try:
        value = float(text) / 1000
    except ValueError:
        value = -1.0
    if not 0 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"not a number of milliseconds: {text}")
    return value
