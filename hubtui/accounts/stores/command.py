"""Tokens that a program of the user's prints: `pass show hf`, `op read ...`, `age -d ...`."""

from __future__ import annotations

import os
import re
import select
import shlex
import signal
import subprocess
import threading
import time
from contextlib import suppress

from hubtui.accounts.stores.base import READY, Status, TokenKey, TokenStore, parse_secret
from hubtui.errors import BadInput, StoreRefused, StoreUnavailable, StoreUnresponsive
from hubtui.secret import LONGEST, Secret

SECONDS = 30.0
_MAX_LINE = LONGEST + 8
_MAX_OUTPUT = 1024 * 1024
_TOKEN = re.compile(r"(?:hf_|ms-)[A-Za-z0-9-]{16,}")


class CommandStore(TokenStore):
    """Runs the command when a token is first asked for, and remembers what it printed for the session.

    Without a shell, without the terminal, for half a minute at most. Its first line is the token; what it
    says besides is not shown.
    """

    name = "command"
    title = "command"
    about = "Printed by a program of yours, such as pass show hf, whenever a session begins."

    def __init__(self, command: str = "", seconds: float = SECONDS) -> None:
        self._words = parse_command(command) if command else []
        self._seconds = seconds
        self._turn = threading.Lock()
        self._token: Secret | None = None

    def status(self) -> Status:
        return READY

    def get(self, key: TokenKey) -> Secret | None:
        if not self._words:
            return None
        with self._turn:
            if self._token is None:
                self._token = parse_secret(self._run(), f"what {self._program} printed is")
            return self._token

    def put(self, key: TokenKey, token: Secret) -> None:
        raise StoreRefused(
            "a token that a command prints is changed where that takes it from", "Do it there."
        )

    def delete(self, key: TokenKey) -> None:
        self._token = None

    def retry(self) -> Status:
        """Run it again when a token is asked for."""
        self._token = None
        return READY

    @property
    def _program(self) -> str:
        return os.path.basename(self._words[0])[:40]

    def _run(self) -> str:
        try:
            process = subprocess.Popen(
                self._words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise StoreUnavailable(f"{self._program} cannot be run: {why}", "Check the command.") from None
        try:
            return self._answer(process, time.monotonic() + self._seconds)
        except TimeoutError:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise StoreUnresponsive(
                f"{self._program} did not end within {self._seconds:.0f} seconds", "Run it yourself once."
            ) from None

    def _answer(self, process: subprocess.Popen[bytes], deadline: float) -> str:
        assert process.stdout is not None
        with process.stdout as output:
            line = _first_line(process, output.fileno(), deadline)
        try:
            code = process.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        if code not in (0, -signal.SIGPIPE):
            raise StoreUnavailable(f"{self._program} ended with code {code}", "Run it yourself to see why.")
        return line.decode("utf-8", "replace").strip()


def _first_line(process: subprocess.Popen[bytes], output: int, deadline: float) -> bytes:
    """All that it prints is taken, up to a limit, so that it can end; a pipe that others hold is left.

    TimeoutError when there is no end to it.
    """
    found, size = b"", 0
    while size < _MAX_OUTPUT:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if select.select([output], [], [], min(left, 0.1))[0]:
            more = os.read(output, 65_536)
            if not more:
                break
            found, size = (found + more)[:_MAX_LINE], size + len(more)
        elif process.poll() is not None:
            break
    return found.split(b"\n", 1)[0]


def parse_command(command: str) -> list[str]:
    """The words as a shell would have them, without a shell. BadInput for what cannot be one."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise BadInput(f"not a command: {error}") from None
    if not words or "\0" in command or not command.isprintable():
        raise BadInput("not a command: write the program and its words, such as pass show hf")
    if _TOKEN.search(command):
        raise BadInput("there is a token in the command itself; keep it where the command can read it")
    return words
