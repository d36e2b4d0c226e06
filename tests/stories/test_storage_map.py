"""Where a namespace's space goes is seen from above, and gone into as far as files and history."""

from __future__ import annotations

from huggingface_hub import HfApi

from hubtui.jobs.weights import WeightKind
from hubtui.ui.offload import offload
from hubtui.ui.screens.storage_map import StorageMap
from hubtui.ui.widgets.treemap import Treemap
from tests.stories.places import DIATOMS
from tests.stories.test_storage import OLD, leave_in_the_history
from tests.stories.writing import write
from tests.ui.explorer import Driver, hubtui


def the_map(me: Driver) -> StorageMap:
    screen = me.app.screen
    assert isinstance(screen, StorageMap)
    return screen


def sizes(me: Driver) -> dict[str, int | None]:
    return {row.weight.name: row.weight.size for row in the_map(me).listed.lines.shown_rows()}


async def open_map(me: Driver) -> None:
    await me.press("g", "m")
    await me.shows("StorageMap")
    await me.until(lambda: sizes(me))


def put(me: Driver, kind: WeightKind, name: str) -> None:
    assert the_map(me).listed.lines.move_to_key((kind, name))


async def test_a_namespace_is_gone_into_down_to_what_only_its_history_holds(session, local_hub, accounts):
    api = HfApi(endpoint=local_hub.hf, token=accounts.token("hf-rosalind").reveal())
    await write(session, "hf-rosalind", DIATOMS, {"onnx/q/model.onnx": b"o" * 5000}, "Add ONNX")
    await leave_in_the_history(session)
    used = await offload(lambda: api.model_info(DIATOMS.repo_id, expand=["usedStorage"]).used_storage)
    tree = await offload(lambda: [*api.list_repo_tree(DIATOMS.repo_id, recursive=True)])
    async with hubtui(session) as me:
        me.put_cursor("thesis-model-final-v3")
        await open_map(me)
        assert the_map(me).weight.name == "thesis-model-final-v3"
        assert sizes(me)[DIATOMS.name] == used
        assert "datasets/haiku-corpus" in sizes(me)
        assert "diatom-namer" in the_map(me).query_one(Treemap).text
        put(me, WeightKind.REPO, DIATOMS.name)
        await me.press("enter")
        await me.until(lambda: "onnx" in sizes(me))
        files = {entry.path: entry.size for entry in tree if hasattr(entry, "size")}
        assert {name: size for name, size in sizes(me).items() if name in files} == {
            path: size for path, size in files.items() if "/" not in path
        }
        assert (sizes(me)["onnx"], sizes(me)["history only"]) == (5000, len(OLD) + await before(api, tree))
        put(me, WeightKind.FOLDER, "onnx")
        await me.press("enter", "enter")
        await me.until(lambda: sizes(me) == {"model.onnx": 5000})
        await me.press("enter")
        await me.said("model.onnx is a file")
        await me.press("y", "y")
        await me.until(lambda: me.app.context.copied == "onnx/q/model.onnx")
        await me.press("backspace", "backspace")
        assert the_map(me).weight.name == "onnx"
        put(me, WeightKind.HISTORY, "history only")
        await me.press("enter")
        await me.shows("StorageScreen")
        await me.until(lambda: "old.safetensors" in [row.file.path for row in me.app.screen.lines.rows])
        await me.press("escape")
        await me.shows("StorageMap")
        await me.press("backspace")
        assert the_map(me).weight.name == DIATOMS.name
        await me.press("backspace")
        await me.said("this is all of rosalind")


async def before(api: HfApi, tree: list) -> int:
    """Bytes that the seeded history holds and no file of today."""
    present = {entry.lfs.sha256 for entry in tree if getattr(entry, "lfs", None)}
    stored = await offload(lambda: [*api.list_lfs_files(DIATOMS.repo_id)])
    past = {one.file_oid: one.size for one in stored if one.file_oid not in present}
    return sum(past.values()) - len(OLD)


async def test_modelscope_tells_no_history_and_a_hub_in_trouble_is_asked_again(session, local_hub, folder):
    async with hubtui(session, (80, 24)) as me:
        await me.press("tab")
        me.put_cursor(DIATOMS.name)
        fault = local_hub.faults.add(hub="ms", path="/openapi/v1/models", status=503, count=None)
        await me.press("g", "m")
        await me.shows("StorageMap")
        lines = the_map(me).listed.lines
        said = lambda: "\n".join(lines.render_line(y).text for y in range(20))  # noqa: E731
        await me.until(lambda: "503" in said())
        assert fault.hits
        await me.press("enter")
        await me.said("into: nothing is listed")
        local_hub.faults.clear()
        await me.press("ctrl+r")
        await me.until(lambda: DIATOMS.name in sizes(me))
        put(me, WeightKind.REPO, DIATOMS.name)
        await me.press("enter")
        await me.until(lambda: "model.safetensors" in sizes(me))
        assert "history only" not in sizes(me)
        assert "ModelScope tells nobody what the history holds" in said()
        await me.press("escape", "colon", *str(folder), "enter")
        await me.until(lambda: me.pane.location.folder and not me.pane.is_loading)
        await me.press("g", "m")
        await me.said("storage map: no hub here")
