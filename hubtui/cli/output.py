"""What the commands print: data to stdout, narration to stderr."""

from __future__ import annotations

import dataclasses
import sys
from contextlib import suppress
from datetime import datetime
from enum import Enum
from typing import Any

from hubtui.errors import HubError, HubtuiError
from hubtui.text import safe

OK, FAILED, USAGE, REFUSED, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit codes, as the package says what they mean."""


def print_json(value: object) -> None:
    """One JSON object on one line."""
    import json  # the terminal UI prints none

    print(json.dumps(value, default=_plain, ensure_ascii=False))


def say(text: str) -> None:
    """A line of narration; a terminal that is gone misses it."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def fail(error: HubtuiError, code: int) -> int:
    """Say what went wrong and what to do; the exit code comes back."""
    say(f"hubtui: {safe(str(error))}")
    if error.advice:
        say(f"  {error.advice}")
    if isinstance(error, HubError) and error.request_id:
        say(f"  request id {safe(error.request_id)}")
    return code


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"not to be printed: {type(value).__name__}")
