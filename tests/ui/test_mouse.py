"""The mouse: rows, marks, ranges, headers, tabs, the wheel."""

from __future__ import annotations

from textual import events

from hubtui.ui.location import View
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.text_line import TextLine
from tests.ui.explorer import hubtui
from tests.ui.lists import ListApp


async def test_a_click_puts_the_cursor_and_a_second_one_opens(session):
    async with hubtui(session) as me:
        await me.pilot.click("#left LineList", offset=(5, 3))
        assert me.pane.lines.cursor == 2
        await me.pilot.click("#left LineList", offset=(5, 1), times=2)
        await me.at(View.FILES)


async def test_ctrl_and_the_right_button_mark(session):
    async with hubtui(session) as me:
        await me.pilot.click("#left LineList", offset=(5, 2), control=True)
        await me.pilot.click("#left LineList", offset=(5, 4), button=3)
        assert me.pane.lines.cursor == 3
        assert [row.key.name for row in me.pane.lines.marks] == [me.names()[1], me.names()[3]]
        await me.pilot.click("#left LineList", offset=(5, 2), control=True)
        assert len(me.pane.lines.marks) == 1


async def test_dragging_marks_a_range(session):
    async with hubtui(session) as me:
        await me.pilot.mouse_down("#left LineList", offset=(5, 1))
        for y in (2, 3):
            await drag(me, y)
        assert "range of 3" in me.bottom()
        await me.pilot.mouse_up("#left LineList", offset=(5, 3))
        await me.until(lambda: len(me.pane.lines.marks) == 3)
        assert me.pane.lines.range_anchor is None


async def drag(me, y: int) -> None:
    """Pilot's hover has no button down."""
    lines = me.pane.lines
    at = lines.region.offset.x + 5, lines.region.offset.y + y
    me.app.screen._forward_event(events.MouseMove(lines, *at, 0, 1, 1, False, False, False, *at))
    await me.pilot.pause()


async def test_a_click_without_a_drag_marks_nothing(session):
    async with hubtui(session) as me:
        await me.pilot.mouse_down("#left LineList", offset=(5, 1))
        await me.pilot.mouse_up("#left LineList", offset=(5, 1))
        await drag(me, 3)
        assert not len(me.pane.lines.marks)
        assert me.pane.lines.range_anchor is None


async def test_a_header_orders_by_its_column_and_again_turns_round(session):
    async with hubtui(session) as me:
        header = me.pane.lines.render_line(0).text
        place = 1 + header.index("name")
        await me.pilot.click("#left LineList", offset=(place, 0))
        assert me.pane.lines.arrangement.sort == "name"
        await me.pilot.click("#left LineList", offset=(place, 0))
        assert me.pane.lines.arrangement.reverse
        assert me.names()[0] == "whisper-field-notes"
        await me.pilot.click("#left LineList", offset=(1 + header.index("updated"), 0))
        assert me.pane.lines.arrangement.sort == "modified"
        assert not me.pane.lines.arrangement.reverse


async def test_a_header_without_a_sort_does_nothing(session):
    async with hubtui(session) as me:
        header = me.pane.lines.render_line(0).text
        await me.pilot.click("#left LineList", offset=(1 + header.index("vis"), 0))
        assert me.pane.lines.arrangement.sort == ""


async def test_a_tab_is_clicked(session):
    async with hubtui(session) as me:
        tabs = me.pane.query_one(".tabs", TextLine)
        await me.pilot.click("#left .tabs", offset=(1 + tabs.text.index("datasets"), 0))
        await me.until(lambda: me.names() == ["field-notes"])


async def test_the_wheel_scrolls_three_lines(session):
    async with hubtui(session) as me:
        assert me.app.scroll_sensitivity_y == 3


async def test_a_list_scrolls_by_the_wheel():
    app = ListApp(range(1000))
    async with app.run_test(size=(40, 20)) as pilot:
        app.scroll_sensitivity_y = 3.0
        app.animation_level = "none"
        place = app.line_list.region.offset
        app.line_list.post_message(
            events.MouseScrollDown(app.line_list, place.x + 1, place.y + 1, 0, 0, 0, False, False, False)
        )
        await pilot.pause()
        await pilot.pause()
        assert app.query_one(LineList).scroll_offset.y == 3
