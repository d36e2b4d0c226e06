"""What takes a repo's space is seen, and what only the history holds goes for good once its name is typed."""

from __future__ import annotations

from hubtui.model import AddFile, DeleteFile, Upload, items
from hubtui.ui.offload import offload
from hubtui.ui.rows.storage import HISTORY
from tests.hubs.contract import sha256
from tests.stories.places import DIATOMS
from tests.stories.test_refs import listens
from tests.stories.writing import done
from tests.ui.explorer import Driver, hubtui

OLD = bytes(range(256)) * 20_000
"""5 MB that was committed and deleted again."""

SEEDED = ["model.safetensors", "model.safetensors"]
"""As it is today, and as it was."""


async def leave_in_the_history(session) -> None:
    hub = await offload(session.hub, "hf-rosalind")
    upload = Upload("old.safetensors", len(OLD), sha256(OLD), OLD[:512])
    (need,) = await offload(hub.missing, DIATOMS, "main", [upload])
    await offload(hub.put, DIATOMS, need, iter((OLD,)))
    await offload(hub.commit, DIATOMS, "main", [AddFile(upload.path, upload.size, upload.sha256)], "Add")
    await offload(hub.commit, DIATOMS, "main", [DeleteFile(upload.path)], "Remove")


async def stored(session) -> list[str]:
    hub = await offload(session.hub, "hf-rosalind")
    return await offload(lambda: [file.path for file in items(hub.list_large_files(DIATOMS))])


async def open_storage(me: Driver) -> None:
    me.put_cursor(DIATOMS.name)
    await me.press("g", "s")
    await me.shows("StorageScreen")
    await me.until(lambda: me.app.screen.lines.rows)


async def test_what_the_history_holds_is_told_and_deleted_for_good(session):
    await leave_in_the_history(session)
    async with hubtui(session) as me:
        await open_storage(me)
        lines = me.app.screen.lines
        assert [row.file.path for row in lines.rows] == ["old.safetensors", *SEEDED]
        assert HISTORY in lines.render_line(1).text
        assert "in the history only" in me.app.screen.frame.query_one("FrameTop").text
        await me.press("D")
        await listens(me)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        await me.type("rosalind/diatom")
        await me.press("enter")
        await me.shows("Confirm")
        assert "old.safetensors" in await stored(session)
        await me.type("-namer")
        await me.press("enter")
        await me.said("1 content deleted for good")
        await me.until(lambda: [row.file.path for row in lines.rows] == SEEDED)
        assert await stored(session) == SEEDED
        told = ("delete old.safetensors for good", "done", "nothing takes it back")
        assert await done(session) == [told]
        await me.press("y", "y")
        await me.until(lambda: me.app.context.copied == "model.safetensors")


async def test_a_file_of_today_is_told_as_such_and_esc_keeps_it(session):
    async with hubtui(session) as me:
        await open_storage(me)
        await me.press("D")
        await listens(me)
        assert "1 file of today's branches" in str(me.app.screen.query_one("#details").content)
        await me.press("escape")
        await me.shows("StorageScreen")
        assert await stored(session) == SEEDED


async def test_a_hub_in_trouble_says_so_and_is_asked_again(session, local_hub):
    async with hubtui(session) as me:
        await open_storage(me)
        local_hub.faults.add(hub="hf", path="/lfs-files", status=503, count=None)
        await me.press("ctrl+r")
        lines = me.app.screen.lines
        everything = lambda: "\n".join(lines.render_line(y).text for y in range(8))  # noqa: E731
        await me.until(lambda: "503" in everything())
        local_hub.faults.clear()
        await me.press("ctrl+r")
        await me.until(lambda: "503" not in everything() and not lines.stale)


async def test_before_anything_is_listed_nothing_is_deleted(session, local_hub):
    async with hubtui(session) as me:
        me.put_cursor(DIATOMS.name)
        fault = local_hub.faults.add(hub="hf", path="/lfs-files", stall=0)
        await me.press("g", "s")
        await me.until(fault.struck.is_set)
        await me.press("D")
        await me.said("nothing is listed")
        local_hub.faults.release()
        await me.until(lambda: me.app.screen.lines.rows)


async def test_modelscope_says_where_to_look_instead(session):
    async with hubtui(session) as me:
        await me.press("tab")
        await me.press("g", "s")
        await me.said("ModelScope tells nobody what takes space")
