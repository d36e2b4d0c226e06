"""Signing in in a browser: the code, the wait, what becomes of it."""

from __future__ import annotations

import time

from hubtui.localhub.server import LocalAccount
from hubtui.ui.offload import offload
from hubtui.ui.widgets.selector import Selector
from tests.stories.account_list import (
    PASSPHRASE,
    TOKENS,
    at_accounts,
    form,
    put_cursor,
    rows,
    sign_in,
    type_passphrase,
)
from tests.ui.explorer import Driver, hubtui


async def ask_browser(me: Driver, endpoint: str, store: str = "memory") -> None:
    """Fill in the form for a sign-in in a browser, and go on to the code."""
    await form(me, "hf-other", endpoint)
    screen = me.app.screen
    screen.query_one("#store", Selector).choose(store)
    screen.query_one("#way", Selector).choose("browser")
    await me.until(lambda: not screen.query_one("#token").parent.display)
    await me.press("enter")


async def the_code(me: Driver) -> str:
    await me.shows("InBrowser")
    await me.until(lambda: "left." in me.app.screen.said)
    return me.app.screen.query_one("#code").text.split()[-1]


KENJI = LocalAccount("hf", "kenji", TOKENS["hf"])


async def test_one_signs_in_in_a_browser(session, local_hub):
    local_hub.devices.terms.interval = 1
    async with hubtui(session) as me:
        await at_accounts(me)
        await ask_browser(me, local_hub.hf)
        code = await the_code(me)
        shown = "\n".join(line.text for line in me.app.screen.query(".address"))
        assert f"{local_hub.hf}/oauth/device" in shown
        await me.press("c")
        await me.until(lambda: me.app.context.copied == code)
        await me.press("a")
        await me.until(lambda: me.app.context.copied == f"{local_hub.hf}/oauth/device")
        assert local_hub.devices.settle(code, KENJI)
        await me.shows("AccountsScreen")
        await me.said("signed in as kenji")
        await me.until(lambda: "hf-kenji-2" in rows(me))
        assert session.accounts.get("hf-kenji-2").is_granted
        await me.press("I")
        await me.shows("Details")
        await me.until(lambda: "in a browser" in " ".join(line.value for line in me.app.screen.lines.rows))
        await me.press("escape")
        await me.press("enter")
        await me.until(lambda: "kaiyo-bert-ja" in me.names())


async def test_what_is_denied_can_be_asked_again(session, local_hub):
    local_hub.devices.terms.interval = 1
    async with hubtui(session) as me:
        await at_accounts(me)
        await ask_browser(me, local_hub.hf)
        first = await the_code(me)
        assert local_hub.devices.settle(first, None)
        await me.until(lambda: "denied" in me.app.screen.said)
        await me.press("enter")
        second = await the_code(me)
        assert second != first
        assert local_hub.devices.settle(second, KENJI)
        await me.shows("AccountsScreen")
        await me.until(lambda: "hf-kenji-2" in rows(me))


async def test_leaving_before_one_agrees_keeps_the_form_and_nothing_else(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await ask_browser(me, local_hub.hf)
        code = await the_code(me)
        await me.press("escape")
        await me.shows("SignIn")
        await me.until(lambda: "nothing was kept" in me.app.screen.said)
        assert local_hub.devices.settle(code, KENJI)
        await me.press("escape")
        await me.shows("AccountsScreen")
        assert len(rows(me)) == 3
        asked = len(local_hub.requests.matching(part="/oauth/token"))
        await me.press("c")
        await me.until(lambda: any(" ok" in line for line in rows(me).values()))
        assert len(local_hub.requests.matching(part="/oauth/token")) == asked, "it is not asked any more"


async def test_a_hub_without_a_browser_says_to_paste_a_token(session, local_hub):
    local_hub.faults.add(path="/oauth/device", status=404, count=None)
    async with hubtui(session) as me:
        await at_accounts(me)
        await ask_browser(me, local_hub.hf)
        await me.shows("InBrowser")
        await me.until(lambda: "Paste a token" in me.app.screen.said)
        await me.press("escape")
        await me.shows("SignIn")
        await me.press("escape")


async def test_modelscope_is_signed_in_to_with_a_token_only(session, local_hub):
    async with hubtui(session) as me:
        await at_accounts(me)
        await form(me, "ms-other", local_hub.ms)
        screen = me.app.screen
        assert not screen.query_one("#way").parent.display
        screen.query_one("#site", Selector).choose("hf-other")
        await me.until(lambda: screen.query_one("#way").parent.display)
        screen.query_one("#way", Selector).choose("browser")
        await me.until(lambda: not screen.query_one("#token").parent.display)
        screen.query_one("#site", Selector).choose("ms-other")
        await me.until(lambda: screen.query_one("#token").parent.display, "the other hub's way is its own")
        await me.press("escape")


async def test_a_token_makes_way_for_a_browser(session, local_hub):
    local_hub.devices.terms.interval = 1
    async with hubtui(session) as me:
        await at_accounts(me)
        await sign_in(me, local_hub, "team")
        await put_cursor(me, "team")
        await me.press("t")
        await me.shows("NewToken")
        me.app.screen.query_one("#way", Selector).choose("browser")
        await me.pilot.pause()
        me.app.screen.query_one("#way").focus()
        await me.press("enter")
        assert local_hub.devices.settle(await the_code(me), KENJI)
        await me.said("team has another token")
        assert session.accounts.get("team").is_granted


async def test_a_sign_in_that_was_taken_back_says_to_sign_in_again(session, local_hub, monkeypatch):
    local_hub.devices.terms.interval = 1
    async with hubtui(session) as me:
        await at_accounts(me)
        await ask_browser(me, local_hub.hf)
        assert local_hub.devices.settle(await the_code(me), KENJI)
        await me.shows("AccountsScreen")
        await me.until(lambda: "hf-kenji-2" in rows(me))
        local_hub.devices.end("kenji")
        real = time.time
        monkeypatch.setattr("time.time", lambda: real() + 31 * 24 * 3600)
        await put_cursor(me, "hf-kenji-2")
        await me.press("c")
        await me.until(lambda: "refused" in rows(me)["hf-kenji-2"])
        await me.press("I")
        await me.shows("Details")
        words = "\n".join(line.value for line in me.app.screen.lines.rows)
        assert "Sign in again" in words


async def test_the_vault_is_opened_before_the_browser_is_asked(vaulted, local_hub):
    local_hub.devices.terms.interval = 1
    session = vaulted()
    async with hubtui(session) as me:
        await me.shows("Unlock")
        await me.press("escape")
        await me.shows("Explorer")
        await at_accounts(me)
        await ask_browser(me, local_hub.hf, "vault")
        await me.shows("Unlock")
        await type_passphrase(me, PASSPHRASE)
        assert local_hub.devices.settle(await the_code(me), KENJI)
        await me.shows("AccountsScreen")
        await me.until(lambda: "hf-kenji" in rows(me))
    again = vaulted()
    again.accounts.stores.vault.unlock(PASSPHRASE)
    assert (await offload(lambda: again.hub("hf-kenji").whoami())).name == "kenji"
