"""What happened: one log for hubtui, the SDKs and Python's own warnings, without tokens.

It goes to a file in the state directory, which is bounded and private, and into memory for the log screen.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from hubtui.secret import redacted
from hubtui.text import safe_block

FILE = "hubtui.log"
MAX_FILE = 2 * 1024 * 1024
KEPT_FILES = 2
KEPT_LINES = 5_000
MAX_WORDS = 64 * 1024
LEVELS = {
    "off": logging.CRITICAL + 1,
    "error": logging.ERROR,
    "warning": logging.WARNING,
    "info": logging.INFO,
    "debug": logging.DEBUG,
}
"""What the settings call the levels of the file."""

_ours = logging.getLogger("hubtui")
said = logging.getLogger("hubtui.said")
"""What was said to the user."""
crashed = logging.getLogger("hubtui.crash")
"""What should never happen."""
_requests = logging.getLogger("hubtui.request")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and how it was answered."""

    account: str
    """For whom it was made. Its token went along only if this is the account's own host."""
    method: str
    host: str
    path: str
    """With its query, unless that carries a permission."""
    status: int = 0
    """0: there was no answer."""
    milliseconds: int = 0
    """Until the answer began."""
    size: int | None = None
    """Bytes of the answer's body, where it says so."""
    request_id: str = ""
    failure: str = ""
    """Why there was no answer."""
    is_content: bool = False
    """A file's content was asked for. A copy asks thousands of times."""

    def __str__(self) -> str:
        size = "" if self.size is None else f" {self.size} B"
        answer = self.failure or f"{self.status}{size}"
        known = f" [{self.request_id}]" if self.request_id else ""
        words = f"{self.method} {self.host}{self.path} -> {answer} in {self.milliseconds} ms{known}"
        return f"{self.account}: {words}" if self.account else words


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing that happened."""

    number: int
    when: datetime
    level: int
    source: str
    """The logger: `request`, `said`, `modelscope_hub`."""
    words: str
    """Without tokens; may have several lines."""
    exchange: Exchange | None = None


def is_told(*, is_content: bool) -> bool:
    """Whether somebody wants to know of a request that went well."""
    return _requests.isEnabledFor(logging.DEBUG if is_content else logging.INFO)


def report(exchange: Exchange) -> None:
    """Log a request. Contents that come as they should would bury all else: they are for `debug`."""
    bad = exchange.failure or exchange.status >= 500
    fine = logging.DEBUG if exchange.is_content else logging.INFO
    level = logging.ERROR if bad else logging.WARNING if exchange.status >= 400 else fine
    if _requests.isEnabledFor(level):
        _requests.log(level, "%s", exchange, extra={"exchange": exchange})


def trace(error: BaseException) -> str:
    """The traceback without the values of variables, tokens and what could move a terminal."""
    return safe_block(redacted("".join(traceback.format_exception(error))), MAX_WORDS).rstrip()


class _Redacting(logging.Filter):
    """Makes a record's words final: no tokens, no control characters, no values of variables."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "is_final", False):
            record.msg, record.args = safe_block(redacted(_words(record)), MAX_WORDS), None
            record.exc_info = record.exc_text = record.stack_info = None
            record.is_final = True
        return True


def _words(record: logging.LogRecord) -> str:
    try:
        words = record.getMessage()
    except Exception as error:  # noqa: BLE001 - somebody's format string does not fit what it is given
        words = f"{record.msg!r} (cannot be written: {type(error).__name__})"
    if record.exc_info and record.exc_info[1] is not None:
        words += f"\n{trace(record.exc_info[1])}"
    return words + (f"\n{record.stack_info}" if record.stack_info else "")


class _File(RotatingFileHandler):
    """Opened when the first line is written, readable by the user alone; what cannot be written is lost."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(self.baseFilename, flags, 0o600)
        os.fchmod(descriptor, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Not on the terminal, which is not ours to write on."""


class _Lines(logging.Formatter):
    """`2026-11-20T14:02:11Z INFO request: words`, further lines indented."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        words = record.getMessage().replace("\n", "\n    ")
        return f"{when}.{record.msecs:03.0f}Z {record.levelname} {_source(record)}: {words}"


def _source(record: logging.LogRecord) -> str:
    return record.name.removeprefix("hubtui.")


class _Memory(logging.Handler):
    """The latest lines."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: deque[LogLine] = deque(maxlen=KEPT_LINES)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
        when = datetime.fromtimestamp(record.created, UTC)
        found = getattr(record, "exchange", None)
        line = LogLine(self.count, when, record.levelno, _source(record), record.getMessage(), found)
        self.kept.append(line)


class Log:
    """Listens from when it is made until it is closed. Several may listen at once."""

    def __init__(self, directory: Path, level: str = "info") -> None:
        self.path = directory / FILE
        self._memory = _Memory()
        self._file = _File(self.path, maxBytes=MAX_FILE, backupCount=KEPT_FILES, encoding="utf-8", delay=True)
        self._file.setFormatter(_Lines())
        self._file.setLevel(LEVELS[level])
        self.has_file = level != "off"
        for handler in (self._memory, self._file):
            handler.addFilter(_Redacting())
            logging.getLogger().addHandler(handler)
        _ours.setLevel(min(logging.INFO, LEVELS[level]))

    @property
    def count(self) -> int:
        """How many lines there have been."""
        return self._memory.count

    def lines(self) -> list[LogLine]:
        """The latest ones, oldest first."""
        return list(self._memory.kept)

    def close(self) -> None:
        for handler in (self._memory, self._file):
            logging.getLogger().removeHandler(handler)
            handler.close()
