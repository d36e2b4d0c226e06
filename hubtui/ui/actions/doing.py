"""What is done at once instead of by a job, kept among what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hubtui.jobs.bulk import BulkItem
from hubtui.ui.context import Context
from hubtui.ui.offload import offload

T = TypeVar("T")


async def do_now(
    context: Context, item: BulkItem, act: Callable[[], T], told: Callable[[T], str] = lambda _: ""
) -> T:
    """What `act` returns or raises; off the event loop."""
    return await offload(lambda: context.session.engine.do(item, act, told))
