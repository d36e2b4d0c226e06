"""A start without the hub: what was seen before is shown, as of then, and says that it is not of now."""

from __future__ import annotations

import shutil
import sqlite3
import time

import pytest

from hubtui.accounts import Accounts
from hubtui.localhub.server import LocalHub
from hubtui.model import Account
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session
from hubtui.ui.location import View
from tests.ui.explorer import hubtui


@pytest.fixture
def begin(accounts, tmp_path):
    """A session over what earlier ones have left."""
    made: list[Session] = []

    def session(over: Accounts = accounts) -> Session:
        made.append(Session(over, Directories.under(tmp_path / "home")))
        return made[-1]

    yield session
    for one in made:
        one.close()


def an_hour_passes(session: Session) -> str:
    """All that is remembered is an hour older; the clock as it was then."""
    database = session.directories.cache / "seen.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("update listings set as_of = as_of - 3600")
        (as_of,) = connection.execute("select max(as_of) from listings").fetchone()
    connection.close()
    return time.strftime("%H:%M", time.localtime(as_of))


async def looked_at_both(session: Session) -> None:
    async with hubtui(session) as me:
        await me.until(lambda: "diatom-namer" in me.names(me.left) and "diatom-namer" in me.names(me.right))
        users = session.directories.state / "users.json"
        await me.until(lambda: users.exists() and users.read_text().count("rosalind") == 2)
        await me.until(lambda: not any(worker.is_running for worker in me.app.workers))


async def test_without_the_hub_both_panes_show_what_they_showed(begin, local_hub):
    first = begin()
    await looked_at_both(first)
    first.close()
    local_hub.stop()
    then = an_hour_passes(first)
    async with hubtui(begin()) as me:
        for pane in (me.left, me.right):
            await me.until(lambda pane=pane: "offline" in me.bottom(pane))
            assert "diatom-namer" in me.names(pane)
            assert f"as of {then}" in me.bottom(pane)
            assert "ctrl+r retry" in me.bottom(pane)
            assert "rosalind" in me.title(pane)
        await me.press("h")
        await me.at(View.PLACES)
        await me.until(lambda: "offline" in me.bottom())
        assert {"rosalind", "acme-lab", "Recent repos", "Bookmarks"} <= {*me.names()}
        await me.press("j", "enter")
        await me.until(lambda: "No connection to the hub." in me.words())
        assert me.pane.location.namespace == "acme-lab"


async def test_once_the_hub_is_there_again_retry_shows_what_is_now(begin, local_hub, tmp_path):
    first = begin()
    await looked_at_both(first)
    first.close()
    ports = [int(url.rpartition(":")[2]) for url in (local_hub.hf, local_hub.ms)]
    local_hub.stop()
    async with hubtui(begin()) as me:
        await me.until(lambda: "offline" in me.bottom())
        copied = shutil.copytree(tmp_path / "hub", tmp_path / "hub again")
        with LocalHub(copied, hf_port=ports[0], ms_port=ports[1]):
            await me.press("ctrl+r")
            await me.until(lambda: "offline" not in me.bottom() and "as of" not in me.bottom())
            assert "diatom-namer" in me.names()


async def test_another_token_does_not_see_what_the_one_before_saw(begin, local_hub):
    first = begin()
    await looked_at_both(first)
    first.close()
    local_hub.stop()
    other = Accounts()
    for name, hub, url in (
        ("hf-rosalind", "huggingface", local_hub.hf),
        ("ms-rosalind", "modelscope", local_hub.ms),
    ):
        other.add(Account(name, hub, url, "demo"), Secret(f"hf_another{hub}Token00000000"))
    async with hubtui(begin(other)) as me:
        await me.until(lambda: "No connection to the hub." in me.words(me.left))
        assert "diatom-namer" not in me.names(me.left)
        assert "rosalind" not in me.words(me.left)
        assert "Bookmarks" in me.names(me.left), "what needs no hub is there"
        assert "· hf-rosalind" in me.title(me.left), "whose token it is was not told"


async def test_a_forgotten_account_leaves_no_trace_of_its_token(begin, local_hub):
    first = begin()
    await looked_at_both(first)
    kept = (first.directories.state / "users.json").read_text()
    for account in first.accounts:
        token = first.accounts.token(account.name)
        assert token is None or token.reveal() not in kept
    first.forget_account(first.accounts.get("hf-rosalind"))
    assert (first.directories.state / "users.json").read_text().count("rosalind") == 1
