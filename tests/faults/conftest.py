"""Worlds for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.world import Way, World, own_folders

NewWorld = Callable[..., World]


@pytest.fixture
def new_world(tmp_path: Path) -> Iterator[NewWorld]:
    """Make the world of a test; it is closed at the test's end."""
    with ExitStack() as stack:

        def made(way: Way, *rest: Any, **options: Any) -> World:
            stack.enter_context(own_folders(tmp_path))
            world = World(tmp_path, way, *rest, **options)
            stack.callback(world.close)
            return world

        yield made
