"""`hubtui hub serve`: the embedded hub in the foreground, for people, scripts and other processes."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
import tempfile
import threading
from pathlib import Path

from hubtui.localhub.limits import Limits
from hubtui.localhub.records import LocalAccount
from hubtui.localhub.server import LocalHub

ACCOUNT = re.compile(
    r"(hf|ms):([A-Za-z0-9][\w.-]{0,95})=([\x21-\x39\x3b-\x7e]{8,512})(?::([\w.,-]*))?(?::(read|write|admin))?",
    re.ASCII,
)
USAGE = 2


def run(args: argparse.Namespace) -> int:
    """Serve until told to end; the exit code."""
    try:
        accounts = [parse_account(text) for text in args.account]
    except ValueError as error:
        return _complain(str(error))
    if args.dir is not None:
        return _serve(args, args.dir, accounts)
    with tempfile.TemporaryDirectory(prefix="hubtui-hub-", ignore_cleanup_errors=True) as directory:
        return _serve(args, Path(directory), accounts)


def parse_account(text: str) -> LocalAccount:
    """An account as it is written on the command line. The error never repeats the token."""
    found = ACCOUNT.fullmatch(text)
    if found is None:
        raise ValueError(
            "--account must be hf:NAME=TOKEN[:ORG,ORG[:ROLE]] or the same with ms: the token 8 to 512 long,"
            " the role read, write or admin"
        )
    hub, name, token, organisations, role = found.groups()
    return LocalAccount(
        hub, name, token, tuple(filter(None, (organisations or "").split(","))), role or "write"
    )


def _serve(args: argparse.Namespace, directory: Path, accounts: list[LocalAccount]) -> int:
    hub = LocalHub(
        directory,
        accounts=accounts,
        seed=not args.empty,
        hf_port=args.hf_port,
        ms_port=args.ms_port,
        latency=args.latency,
        limits=Limits(*args.rate_limit) if args.rate_limit else None,
        faults=args.faults,
        xet=args.xet,
    )
    try:
        sockets = hub.listen()
    except (OSError, sqlite3.Error) as error:
        return _complain(f"the hub cannot start: {error}")
    asyncio.run(_until_told(hub, sockets, args.until_eof))
    return 0


async def _until_told(hub: LocalHub, sockets: list[socket.socket], until_eof: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, hub.stop)
    if until_eof:
        threading.Thread(target=_wait_for_eof, args=(loop, hub), daemon=True).start()
    print(json.dumps({"hf": hub.hf, "ms": hub.ms}), flush=True)
    await hub.serve(sockets)


def _wait_for_eof(loop: asyncio.AbstractEventLoop, hub: LocalHub) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    loop.call_soon_threadsafe(hub.stop)


def _complain(message: str) -> int:
    print(f"hubtui hub serve: {message}", file=sys.stderr)
    return USAGE
