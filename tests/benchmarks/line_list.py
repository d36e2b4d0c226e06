"""A `LineList` of 1,000,000 rows, beside a DataTable of 10,000."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from hubtui.ui.rows.order import Arrangement
from tests.ui.lists import ListApp

ROWS, TABLE_ROWS, RUNS = 1_000_000, 10_000, 7


class TableApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable[str]()


def median(action: Callable[[], object], runs: int = RUNS) -> float:
    """Milliseconds."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        action()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


async def line_list() -> tuple[float, float]:
    """Set the rows; page through them."""
    rows = [*range(ROWS)]
    app = ListApp()
    async with app.run_test(size=(120, 40)) as pilot:
        widget = app.line_list
        set_time = median(lambda: widget.set_rows(rows))
        await pilot.pause()
        draw_time = median(lambda: [widget.render_line(y) for y in range(40)])
        begin = time.perf_counter()
        widget.set_arrangement(Arrangement(filter="99999"))
        while widget.shown_count == ROWS:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        filter_time = (time.perf_counter() - begin) * 1000
    print(f"  LineList   {ROWS:>9,} rows  set {set_time:7.2f} ms   draw a screen {draw_time:5.2f} ms"
          f"   filter {filter_time:5.0f} ms (off the loop)")  # fmt: skip
    return set_time, draw_time


async def data_table() -> float:
    rows = [(f"row-{n}", str(n), "2 d ago") for n in range(TABLE_ROWS)]
    app = TableApp()
    async with app.run_test(size=(120, 40)) as pilot:
        table = app.query_one(DataTable)
        table.add_columns("name", "size", "updated")
        begin = time.perf_counter()
        table.add_rows(rows)
        await pilot.pause()
        took = (time.perf_counter() - begin) * 1000
    print(f"  DataTable  {TABLE_ROWS:>9,} rows  set {took:7.2f} ms")
    return took


def main() -> None:
    set_time, _ = asyncio.run(line_list())
    table_time = asyncio.run(data_table())
    verdict = "ok" if set_time < 50 else "TOO SLOW"
    times = table_time / TABLE_ROWS / (set_time / ROWS)
    print(f"  a row costs {times:,.0f} times less; budget 50 ms: {verdict}")


if __name__ == "__main__":
    main()
