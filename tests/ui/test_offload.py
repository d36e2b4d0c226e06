"""Blocking work stays off the loop, and the guard that says so bites."""

from __future__ import annotations

import asyncio
import threading

import pytest

from hubtui.errors import NotFound
from hubtui.ui.offload import offload
from tests.ui.conftest import OnTheLoop
from tests.ui.fakes import FakeHuggingFace


async def test_the_answer_comes_back_from_another_thread():
    assert await offload(threading.get_ident) != threading.get_ident()


async def test_what_the_work_raises_is_raised_where_it_is_awaited():
    def fail() -> None:
        raise NotFound("gone")

    with pytest.raises(NotFound, match="gone"):
        await offload(fail)


async def test_the_threads_do_not_keep_the_program_alive():
    assert await offload(lambda: threading.current_thread().daemon)


async def test_a_cancelled_wait_drops_the_answer():
    release = threading.Event()
    waiting = asyncio.create_task(offload(release.wait))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    release.set()


async def test_the_guard_bites(no_hub_on_the_loop):
    hub = FakeHuggingFace()
    with pytest.raises(OnTheLoop, match="whoami"):
        hub.whoami()
    assert no_hub_on_the_loop
    no_hub_on_the_loop.clear()
    assert (await offload(hub.whoami)).name == "rosalind"
