"""The list under every listing: what it shows, and how cursor, marks, range, filter and order behave."""

from __future__ import annotations

from hubtui.ui.rows.order import Arrangement
from hubtui.ui.rows.table import Tone
from tests.ui.lists import ListApp
from tests.ui.until import until


async def test_rows_stand_below_their_headers():
    app = ListApp(range(3))
    async with app.run_test(size=(50, 10)):
        lines = app.lines()
    assert lines[0].split() == ["name", "size", "updated"]
    assert lines[1].startswith("▸ row-0")
    assert lines[2].split() == ["row-1", "7", "2", "d", "ago"]
    assert lines[4] == ""


async def test_a_narrow_list_drops_the_least_important_column():
    app = ListApp(range(3))
    async with app.run_test(size=(34, 10)):
        assert "updated" not in app.lines()[0]
        assert "size" in app.lines()[0]


async def test_the_cursor_stops_at_both_ends():
    app = ListApp(range(3))
    async with app.run_test() as pilot:
        await pilot.press("up")
        assert app.line_list.current == 0
        await pilot.press(*["down"] * 5)
        assert app.line_list.current == 2


async def test_the_view_follows_the_cursor():
    app = ListApp(range(1000))
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press(*["down"] * 11)
        assert any(line.startswith("▸ row-11 ") for line in app.lines())
        await pilot.press("pagedown", "pagedown")
        assert any(line.startswith("▸") for line in app.lines())
        assert app.line_list.current == 11 + 2 * app.line_list.page_height


async def test_space_marks_and_goes_down():
    app = ListApp(range(9))
    async with app.run_test() as pilot:
        await pilot.press("space", "space")
        assert list(app.line_list.marks) == [0, 1]
        assert app.lines()[1].startswith("● row-0")
        assert app.line_list.current == 2


async def test_a_range_marks_from_where_it_began_to_the_cursor():
    app = ListApp(range(9))
    async with app.run_test() as pilot:
        app.line_list.move_to(5)
        app.line_list.start_range()
        await pilot.press("up", "up")
        assert len(app.line_list.marks) == 0
        app.line_list.end_range()
        assert sorted(app.line_list.marks) == [3, 4, 5]


async def test_marks_outlive_filter_and_reload():
    app = ListApp(range(200))
    async with app.run_test():
        one = app.line_list
        one.move_to(7)
        one.toggle_mark()
        one.set_arrangement(Arrangement(filter="row-19"))
        assert [*one.shown_rows()] == [19, *range(190, 200)]
        one.set_rows(range(5, 300))
        one.set_arrangement(Arrangement())
        assert list(one.marks) == [7]


async def test_the_cursor_stays_on_its_row_when_the_list_reloads():
    app = ListApp(range(100))
    async with app.run_test():
        app.line_list.move_to(50)
        app.line_list.set_rows(range(20, 100))
        assert app.line_list.current == 50


async def test_a_list_that_is_not_all_there_asks_for_more_near_its_end():
    app = ListApp()
    async with app.run_test(size=(50, 12)) as pilot:
        app.line_list.set_rows(range(100), complete=False)
        await pilot.pause()
        assert app.asked == 0
        app.line_list.move_to(95)
        await pilot.pause()
        assert app.asked == 1
        app.line_list.move_to(97)
        await pilot.pause()
        assert app.asked == 1
        app.line_list.set_rows(range(200), complete=False)
        app.line_list.move_to(199)
        await pilot.pause()
        assert app.asked == 2


async def test_a_filter_that_leaves_little_asks_for_more():
    app = ListApp()
    async with app.run_test(size=(50, 12)) as pilot:
        app.line_list.set_rows(range(100), complete=False)
        app.line_list.set_arrangement(Arrangement(filter="row-99"))
        await until(pilot, lambda: app.asked == 1)


async def test_a_long_list_is_ordered_off_the_loop():
    app = ListApp(range(50_000))
    async with app.run_test() as pilot:
        app.line_list.set_arrangement(Arrangement(sort="n", reverse=True))
        await until(pilot, lambda: next(app.line_list.shown_rows()) == 49_999)
        assert app.line_list.current == 0


async def test_words_stand_where_rows_would():
    app = ListApp()
    async with app.run_test(size=(40, 10)):
        app.line_list.set_notes(("Nothing here.", Tone.DIM), ("`:` goes anywhere", Tone.ACCENT))
        assert app.lines()[2:4] == ["  Nothing here.", "  `:` goes anywhere"]


async def test_long_words_are_wrapped():
    app = ListApp()
    async with app.run_test(size=(30, 10)):
        app.line_list.set_notes(("a rather long sentence that a narrow pane cannot hold", Tone.BAD))
        assert [line for line in app.lines()[1:] if line] == [
            "  a rather long sentence",
            "  that a narrow pane cannot",
            "  hold",
        ]


async def test_a_glob_marks_what_it_matches():
    app = ListApp(range(30))
    async with app.run_test():
        assert app.line_list.mark_glob("row-2?") == 10
        assert app.line_list.mark_glob("*5", on=False) == 3
        assert sorted(app.line_list.marks) == [20, 21, 22, 23, 24, 26, 27, 28, 29]


async def test_a_click_puts_the_cursor_there():
    app = ListApp(range(30))
    async with app.run_test() as pilot:
        await pilot.click("LineList", offset=(5, 4))
        assert app.line_list.current == 3
