"""A treemap's boxes fill it, each as large as its weight lets it be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hubtui.ui.rows.treemap import Area, divide


@given(st.lists(st.integers(1, 10**12), max_size=60), st.integers(0, 90), st.integers(0, 40))
def test_every_cell_is_in_exactly_one_box(weights, width, height):
    areas = list(divide(weights, Area(0, 0, width, height)))
    assert len(areas) == len(weights)
    cells = [
        (x, y)
        for area in areas
        for x in range(area.x, area.x + area.width)
        for y in range(area.y, area.y + area.height)
    ]
    assert len(cells) == len(set(cells))
    assert sorted(cells) == sorted((x, y) for x in range(width) for y in range(height) if weights)


def test_boxes_are_as_large_as_their_weights():
    areas = list(divide([50, 25, 15, 10], Area(0, 0, 40, 20)))
    assert [area.width * area.height for area in areas] == [400, 200, 120, 80]
