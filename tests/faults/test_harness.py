"""The harness itself: a copy to which nothing happens holds, and each invariant can be seen broken."""

from __future__ import annotations

import pytest

from tests.faults.conftest import NewWorld
from tests.faults.invariants import check, watched
from tests.faults.world import ALL, Way


@pytest.mark.parametrize("way", ALL, ids=str)
def test_nothing_happens(way: Way, new_world: NewWorld) -> None:
    world = new_world(way)
    with watched(world):
        job = world.copy()
    check(world, job)
