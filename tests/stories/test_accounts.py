"""Several accounts: signing in, checking, renaming, removing, switching, and writing nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hubtui.accounts import Accounts, Status, Stores, StoreState
from hubtui.accounts.kept import KeptFile
from hubtui.accounts.registry import Entry, Rank
from hubtui.accounts.stores.base import READY
from hubtui.accounts.stores.memory import MemoryStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.errors import BadInput
from hubtui.jobs.job import JobState, Place
from hubtui.jobs.scan import CopyRequest
from hubtui.localhub.server import LocalHub
from hubtui.model import Account, RepoKey, RepoType
from hubtui.paths import Directories
from hubtui.session import Session
from hubtui.ui.offload import offload
from hubtui.ui.widgets.secret_entry import SecretEntry
from hubtui.ui.widgets.selector import Selector
from tests.stories.account_list import (
    CHEAP,
    PASSPHRASE,
    TOKENS,
    at_accounts,
    form,
    paste,
    put_cursor,
    rows,
    sign_in,
    type_passphrase,
)
from tests.ui.explorer import Driver, hubtui


async def test_a_second_account_signs_in_beside_the_first(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await form(me, "hf-other", local_hub.hf)
        await paste(me, TOKENS["hf"])
        await me.press("enter")
        await me.shows("AccountsScreen")
        await me.said("signed in as kenji")
        assert "hf-kenji-2" in rows(me), "hf-kenji was there already"
        assert "kenji" in rows(me)["hf-kenji-2"]
        assert "this session" in rows(me)["hf-kenji-2"]
        assert "ok" in rows(me)["hf-kenji-2"]
        await me.press("enter")
        await me.shows("Explorer")
        await me.until(lambda: "kaiyo-bert-ja" in me.names())
        assert "kenji" in me.title()


async def test_a_wrong_token_keeps_the_form_and_says_what_the_hub_said(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await form(me, "hf-other", local_hub.hf)
        me.app.screen.query_one("#name").value = "team"
        await paste(me, "hf_thisTokenIsKnownToNobody")
        await me.press("enter")
        await me.until(lambda: "HTTP 401" in me.app.screen.said)
        assert me.app.screen.query_one("#name").value == "team"
        assert me.app.screen.query_one(SecretEntry).is_empty
        assert "team" not in {account.name for account in session.accounts}
        await paste(me, TOKENS["hf"])
        await me.press("enter")
        await me.shows("AccountsScreen")
        assert "team" in rows(me)


@pytest.mark.parametrize("bad", ["with a space inside", "hf_two\nlines_of_it", "hf_ümlautümlaut", "short"])
async def test_a_malformed_token_is_refused_and_never_echoed(session, local_hub, bad):
    async with hubtui(session) as me:
        await at_accounts(me)
        await form(me, "hf-other", local_hub.hf)
        await paste(me, bad)
        await me.press("enter")
        await me.until(lambda: "not a token" in me.app.screen.said)
        shown = me.app.export_screenshot() + me.app.screen.said + me.notifications
        assert bad not in shown
        assert all(part not in shown for part in bad.split() if len(part) > 5)
        assert len([*session.accounts]) == 4


async def test_an_endpoint_that_would_leak_the_token_is_refused(session):
    async with hubtui(session) as me:
        await at_accounts(me)
        await form(me, "ms-other", "http://mirror.example")
        await paste(me, TOKENS["ms"])
        await me.press("enter")
        await me.until(lambda: "must be https" in me.app.screen.said)
        assert not me.app.screen.query_one(SecretEntry).is_empty, "only the endpoint was wrong"
        await me.press("escape")
        await me.shows("AccountsScreen")


async def test_checking_tells_who_where_and_what_the_token_may(session):
    async with hubtui(session) as me:
        await at_accounts(me)
        await me.press("A", "c")
        await me.until(lambda: all(" ok" in line for line in rows(me).values()))
        assert "rosalind" in rows(me)["ms-rosalind"]
        assert "write" in rows(me)["hf-kenji"]
        await put_cursor(me, "hf-kenji")
        await me.press("u", "I")
        await me.shows("Details")
        await me.until(lambda: "acme-lab" in " ".join(line.value for line in me.app.screen.lines.rows))
        await me.press("escape")


async def test_an_account_is_renamed_where_it_is_shown_too(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await sign_in(me, local_hub, "team")
        await put_cursor(me, "team")
        await me.press("enter")
        await me.shows("Explorer")
        await me.until(lambda: me.pane.location.account == "team")
        await at_accounts(me)
        await me.press("r")
        await me.shows("Prompt")
        await me.type("-two words")
        await me.press("enter")
        await me.until(lambda: "not a name" in me.app.screen.said)
        await me.press("ctrl+u")
        await me.type("lab")
        await me.press("enter")
        await me.shows("AccountsScreen")
        await me.until(lambda: "lab" in rows(me))
        assert "team" not in rows(me)
        await me.until(lambda: me.pane.location.account == "lab")
        await me.settled()
        assert "kaiyo-bert-ja" in me.names()


def refused_job(session: Session, local_hub: LocalHub, folder: Path) -> int:
    """A download with the account `team` that is paused: its token was revoked in the middle."""
    source = Place("team", RepoKey(RepoType.MODEL, "acme-lab/bert-tiny-ner"), "")
    target = Place("local", RepoKey(RepoType.MODEL, str(folder / "bert")), "")
    plan = session.plan_copy([CopyRequest(source, target)])
    local_hub.faults.add(hub="hf", path="/resolve/", revoke=True)
    job_id = session.engine.submit(plan)
    assert session.engine.wait(job_id, 60).state is JobState.PAUSED
    return job_id


async def test_an_account_takes_another_token_and_what_waited_for_it_goes_on(session, local_hub, folder):
    async with hubtui(session) as me:
        await at_accounts(me)
        await sign_in(me, local_hub, "team")
        await put_cursor(me, "team")
        job_id = await asyncio.to_thread(refused_job, session, local_hub, folder)
        await me.press("t")
        await me.shows("NewToken")
        await paste(me, "hf_demoRosalindTokenForLoopbackOnly01")
        await me.press("enter")
        await me.shows("AccountsScreen")
        await me.said("team has another token")
        await me.until(lambda: session.engine.job(job_id).state is JobState.DONE, "that the job goes on")
        await me.until(lambda: "rosalind" in rows(me)["team"])
        session.accounts.remove("team")
        await me.press("ctrl+r")
        await me.until(lambda: "team" not in rows(me))


async def test_the_first_account_of_the_right_pane_is_chosen_and_taken_back(session):
    async with hubtui(session) as me:
        await at_accounts(me)
        await put_cursor(me, "hf-kenji")
        await me.press(">")
        await me.until(lambda: "right" in rows(me)["hf-kenji"])
        await me.press(">")
        await me.until(lambda: "right" not in rows(me)["hf-kenji"])


async def answer(me: Driver, key: str) -> None:
    await me.shows("Confirm")
    me.app.screen._opened -= 3600
    await me.press(key)


async def test_what_is_removed_leaves_nothing_behind(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await sign_in(me, local_hub, "team")
        await put_cursor(me, "team")
        await me.press("enter")
        await me.shows("Explorer")
        await me.until(lambda: me.pane.location.account == "team" and not me.pane.is_loading)
        visits = session.directories.state / "visits.json"
        await me.until(lambda: visits.exists() and " kenji" in visits.read_text())
        await at_accounts(me)
        await put_cursor(me, "team")
        await me.press("D")
        await me.shows("Confirm")
        words = "\n".join(str(one.render()) for one in me.app.screen.query("Static"))
        assert "Remove team?" in words
        assert "its token in this session" in words
        await answer(me, "enter")
        await me.shows("AccountsScreen")
        assert "team" in rows(me), "Enter is Cancel"
        await me.press("D")
        await answer(me, "y")
        await me.until(lambda: "team" not in {account.name for account in session.accounts})
        await me.shows("AccountsScreen")
        assert "team" not in rows(me)
        await me.until(lambda: me.pane.location.account == "hf-rosalind")
        assert " kenji" not in visits.read_text()
        with pytest.raises(BadInput):
            await offload(session.hub, "team")


async def test_what_belongs_to_others_is_not_touched(session):
    async with hubtui(session) as me:
        await at_accounts(me)
        await me.press("D")
        await me.said("remove: hf-rosalind")
        assert len(rows(me)) == 3


async def test_switching_never_mixes_listings(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await sign_in(me, local_hub, "team")
        for name, mine, other in (
            ("team", "kaiyo-bert-ja", "diatom-namer"),
            ("hf-rosalind", "diatom-namer", "kaiyo-bert-ja"),
        ):
            await put_cursor(me, name)
            await me.press("enter")
            await me.shows("Explorer")
            await me.until(lambda name=name: me.pane.location.account == name and not me.pane.is_loading)
            assert mine in me.names()
            assert other not in me.names()
            await at_accounts(me)


async def test_a_read_only_account_says_how_to_lift_that(session):
    async with hubtui(session) as me:
        await me.press("tab")
        await at_accounts(me)
        await put_cursor(me, "ms-rosalind")
        await me.press("o")
        await me.until(lambda: "read-only" in rows(me)["ms-rosalind"])
        await me.press("escape", "tab", "c")
        await me.said("ms-rosalind is read-only; &, then o lifts that")
        await at_accounts(me)
        await put_cursor(me, "ms-rosalind")
        await me.press("o")
        await me.until(lambda: "read-only" not in rows(me)["ms-rosalind"])


async def test_the_first_account_of_each_pane_is_chosen(session):
    async with hubtui(session) as me:
        await at_accounts(me)
        await put_cursor(me, "hf-kenji")
        await me.press("<")
        await me.until(lambda: "left" in rows(me)["hf-kenji"])
    async with hubtui(session) as me:
        await me.until(lambda: me.left.location.account == "hf-kenji")
        await at_accounts(me)
        await put_cursor(me, "hf-kenji")
        await me.press("<")
        await me.until(lambda: "left" not in rows(me)["hf-kenji"])


async def test_the_chooser_of_a_pane_leads_to_all_accounts(session):
    async with hubtui(session) as me:
        await me.press("@")
        await me.shows("Choose")
        await me.until(lambda: "all accounts" in me.app.screen.query_one("KeyBar").text)
        await me.press("ctrl+o")
        await me.shows("AccountsScreen")
        await me.press("&")
        await me.shows("Explorer")


async def test_a_pane_begins_with_the_account_it_showed_last(session, accounts):
    async with hubtui(session) as me:
        await at_accounts(me)
        await put_cursor(me, "hf-kenji")
        await me.press("enter")
        await me.until(lambda: "kaiyo-bert-ja" in me.names())
        path = session.directories.state / "panes.json"
        await me.until(lambda: path.exists() and "hf-kenji" in path.read_text())
    again = Session(accounts, session.directories)
    try:
        async with hubtui(again) as me:
            assert me.left.location.account == "hf-kenji"
            assert me.right.location.account == "ms-rosalind"
    finally:
        again.close()


async def test_a_bookmark_follows_its_account_to_another_name(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await sign_in(me, local_hub, "team")
        await put_cursor(me, "team")
        await me.press("enter")
        await me.until(lambda: me.pane.location.account == "team" and not me.pane.is_loading)
        await me.press("m", "k")
        await me.until(lambda: session.bookmarks.get("k"))
        await at_accounts(me)
        await put_cursor(me, "team")
        await me.press("r")
        await me.shows("Prompt")
        await me.press("ctrl+u")
        await me.type("lab")
        await me.press("enter")
        await me.until(lambda: session.bookmarks.get("k").account == "lab")


async def test_a_keyring_that_does_not_answer_is_asked_again_or_left(vaulted, monkeypatch):
    states = [Status(StoreState.UNRESPONSIVE, "it does not answer", "Retry.")] * 3
    monkeypatch.setattr(VaultStore, "status", lambda self: states[0] if states else READY)
    monkeypatch.setattr(VaultStore, "retry", lambda self: states.clear())
    async with hubtui(vaulted()) as me:
        await me.shows("Ways")
        assert "it does not answer" in me.app.screen.said
        assert "try again" in str(me.app.screen.query_one(Selector).render())
        await me.press("right")
        assert "what is public" in " ".join(me.app.screen.said.split())
        await me.press("left", "enter")
        await me.shows("Explorer")
        assert not states


async def test_a_locked_vault_is_asked_for_once_and_the_panes_go_on(vaulted):
    async with hubtui(vaulted()) as me:
        await me.shows("Unlock")
        assert "locked" in me.words(me.left)
        assert "locked" not in me.notifications, "the pane says it already"
        await type_passphrase(me, "not the passphrase")
        await me.until(lambda: "passphrase" in me.app.screen.said.casefold())
        await me.shows("Unlock")
        await type_passphrase(me, PASSPHRASE)
        await me.shows("Explorer")
        await me.until(lambda: "kaiyo-bert-ja" in me.names(me.left))
        await me.until(lambda: "kaiyo-bert-ja" in me.names(me.right), "both panes have waited for it")
        assert PASSPHRASE not in me.app.export_screenshot()


async def test_without_the_passphrase_one_browses_what_is_public(vaulted):
    async with hubtui(vaulted()) as me:
        await me.shows("Unlock")
        await me.press("escape")
        await me.shows("Explorer")
        await me.said("stays locked")
        await me.until(lambda: me.left.location.account == "huggingface" and not me.left.is_loading)
        assert "anonymous" in me.title(me.left)
        await at_accounts(me)
        assert "team" in rows(me)
        await put_cursor(me, "team")
        await me.press("U")
        await me.shows("Unlock")
        await type_passphrase(me, PASSPHRASE)
        await me.said("vault is open")


async def test_a_vault_is_locked_again_and_nothing_of_it_is_used(vaulted, local_hub, monkeypatch):
    session = vaulted()
    async with hubtui(session) as me:
        await me.shows("Unlock")
        await type_passphrase(me, PASSPHRASE)
        await me.until(lambda: "kaiyo-bert-ja" in me.names(me.left))
        await me.until(lambda: "kaiyo-bert-ja" in me.names(me.right))
        await at_accounts(me)
        await put_cursor(me, "team")
        with monkeypatch.context() as patch:
            patch.setattr(session, "jobs_of", lambda name: [3] if name == "team" else [])
            await me.press("L")
            await me.said("job 3 works with a token of the vault")
        await me.press("L")
        await me.said("the vault is locked; U unlocks it")
        await me.press("escape")
        await me.shows("Explorer")
        await me.until(lambda: "locked" in me.words(me.left) and "locked" in me.words(me.right))
        assert "kaiyo-bert-ja" not in me.names(me.left)
        assert session.accounts.stores.vault.state() is StoreState.LOCKED
        asked = len(local_hub.requests)
        await at_accounts(me)
        await put_cursor(me, "team")
        await me.press("c")
        await me.until(lambda: "locked" in rows(me)["team"])
        assert len(local_hub.requests) == asked, "no token of it is left in a hub that was open"
        await me.press("U")
        await me.shows("Unlock")
        await type_passphrase(me, PASSPHRASE)
        await me.said("vault is open")
        await me.press("escape")
        await me.until(lambda: "kaiyo-bert-ja" in me.names(me.left))


async def test_only_the_vault_is_locked_from_here(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await put_cursor(me, "hf-kenji")
        await me.press("L")
        await me.said("lock: hf-kenji")
        await sign_in(me, local_hub, "team")
        await put_cursor(me, "team")
        await me.press("L")
        await me.said("only the vault is locked from here; team has its token in this session")


async def test_a_first_token_makes_the_vault(local_hub, tmp_path):
    stores = Stores([VaultStore(tmp_path / "vault", CHEAP), MemoryStore()])
    public = Account("huggingface", "huggingface", local_hub.hf)
    accounts = Accounts(
        KeptFile(tmp_path / "accounts.json"), stores, [Entry(public, lambda: None, Rank.ANONYMOUS)]
    )
    session = Session(accounts, Directories.under(tmp_path / "home"))
    async with hubtui(session) as me:
        assert "Not signed in" in me.words()
        await at_accounts(me)
        await me.press("a")
        await me.shows("SignIn")
        await me.until(lambda: me.app.screen.query_one("#store", Selector).value == "vault")
        me.app.screen.query_one("#site", Selector).choose("hf-other")
        await me.pilot.pause()
        me.app.screen.query_one("#endpoint").value = local_hub.hf
        await paste(me, TOKENS["hf"])
        await me.press("enter")
        await me.shows("MakeVault")
        await me.type("short")
        await me.press("enter")
        await me.until(lambda: "at least" in me.app.screen.said)
        await me.press("ctrl+u")
        await me.type(PASSPHRASE)
        await me.press("down")
        await me.type(PASSPHRASE + "!")
        await me.press("enter")
        await me.until(lambda: "two different" in me.app.screen.said)
        await me.type(PASSPHRASE)
        await me.press("down")
        await me.type(PASSPHRASE)
        await me.press("enter")
        await me.said("signed in as kenji")
        await me.until(lambda: "kaiyo-bert-ja" in me.names(me.left))
        assert me.left.location.account == "hf-kenji"
        assert TOKENS["hf"] not in (tmp_path / "accounts.json").read_text()
        assert TOKENS["hf"].encode() not in (tmp_path / "vault").read_bytes()
        assert PASSPHRASE.encode() not in (tmp_path / "vault").read_bytes()
    session.close()
