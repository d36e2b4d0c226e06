"""Before a repo is deleted it is copied elsewhere, and asked about again only once all of it is there."""

from __future__ import annotations

from huggingface_hub import HfApi

from hubtui.model import RepoKey, RepoType, items
from hubtui.ui.offload import offload
from tests.stories.test_refs import listens
from tests.ui.explorer import Driver, hubtui

NAME = "salinity-regressor"
KEY = RepoKey(RepoType.MODEL, f"rosalind/{NAME}")


def details(me: Driver) -> str:
    return str(me.app.screen.query_one("#details").content)


async def ask_for_a_copy(me: Driver) -> None:
    me.put_cursor(NAME)
    await me.press("D")
    await listens(me)
    await me.press("ctrl+o")
    await me.shows("PlanScreen")
    await me.until(lambda: me.app.screen.totals is not None, "the plan")


async def test_it_is_deleted_only_after_the_copy_is_verified_and_its_name_typed(session, local_hub, accounts):
    api = HfApi(endpoint=local_hub.hf, token=accounts.token("hf-rosalind").reveal())
    paths = await offload(lambda: set(api.list_repo_files(KEY.repo_id)))
    async with hubtui(session) as me:
        await ask_for_a_copy(me)
        await me.press("enter")
        await me.until(lambda: type(me.app.screen).__name__ == "Deletion", "asked again")
        await listens(me)
        assert "Copied and verified: " in details(me)
        assert "ModelScope · ms-rosalind · rosalind" in details(me)
        there = await offload(session.hub, "ms-rosalind")
        found = await offload(lambda: {e.path for e in items(there.list_tree(KEY, "master", recursive=True))})
        assert paths - {".gitattributes"} <= found
        assert await offload(api.repo_exists, KEY.repo_id)
        await me.until(lambda: type(me.app.focused).__name__ == "Entry")
        await me.type(KEY.repo_id)
        await me.press("enter")
        await me.said("1 repo done")
        assert not await offload(api.repo_exists, KEY.repo_id)


async def test_what_was_not_copied_whole_stays_and_nothing_is_asked(session, local_hub):
    async with hubtui(session) as me:
        await ask_for_a_copy(me)
        local_hub.faults.add(hub="ms", method="POST", path="/commit/", status=403, count=None)
        await me.press("enter")
        await me.said("stay: not all of the copy is verified")
        await me.shows("Explorer")
        hub = await offload(session.hub, "hf-rosalind")
        assert (await offload(hub.repo_info, KEY)).key == KEY
