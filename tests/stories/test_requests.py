"""What looking at things costs: no screen asks its hub more often than it must."""

from __future__ import annotations

from tests.benchmarks.requests import goals, measure


async def test_no_screen_asks_more_often_than_it_must(local_hub, session):
    costs = await measure(local_hub, session, quiet=0.1)
    asked = {screen: max(map(len, by_hub.values())) for screen, by_hub in costs.items()}
    assert asked.keys() == goals().keys()
    over = {screen: (costs[screen], goals()[screen]) for screen in asked if asked[screen] > goals()[screen]}
    assert not over
