"""Signing in in a browser: on this machine or any other, while hubtui asks the hub what has become of it."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

from hubtui import signing
from hubtui.model import Grant, Invitation
from hubtui.ui import browser
from hubtui.ui.actions.texts import copy_text
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.in_browser import Asking, InBrowser, Page


async def granted(context: Context, hub: str, endpoint: str) -> Grant | None:
    """What the user agreed to; None when they left before that."""
    waiting = _Waiting(hub, endpoint)

    async def browse(address: str) -> None:
        if not await offload(browser.open_page, address):
            copy_text(context, address)

    asking = Asking(waiting.begin, waiting.agreed, lambda text: copy_text(context, text), browse)
    host = urlsplit(endpoint).netloc
    screen = InBrowser(host, asking, has_browser=not browser.why_not())
    return waiting.grant if await context.ask(screen) else None


class _Waiting:
    """For one user's agreement."""

    def __init__(self, hub: str, endpoint: str) -> None:
        self._hub, self._endpoint = hub, endpoint
        self._invitation: Invitation | None = None
        self.grant: Grant | None = None

    async def begin(self) -> Page:
        invitation = await offload(signing.invite, self._hub, self._endpoint)
        self._invitation = invitation
        return Page(invitation.address, invitation.user_code, invitation.until)

    async def agreed(self) -> None:
        """Ask as often as the hub wants it, until there is a grant."""
        while self.grant is None:
            invitation = self._invitation
            assert invitation is not None
            left = max(0.0, invitation.until - time.monotonic())
            await asyncio.sleep(min(invitation.interval, left))
            answer = await offload(signing.answer, self._hub, self._endpoint, invitation)
            if isinstance(answer, Grant):
                self.grant = answer
            else:
                self._invitation = answer
