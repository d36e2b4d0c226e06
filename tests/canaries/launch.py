"""hubtui with a crash built in: `python -m tests.canaries.launch WHERE [arguments of hubtui]`.

The crash comes when F12 is pressed, or at once in `compose`; the token of the first account is in its message
and in a local variable. With `screenshot` F12 writes one instead.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from typing import Any

from textual import events

from hubtui.cli import main
from hubtui.ui.app import HubtuiApp
from hubtui.ui.offload import offload
from hubtui.ui.screens.explorer import Explorer


def fail(app: Any) -> None:
    accounts = app.session.accounts
    token = next(filter(None, (accounts.token(account.name) for account in accounts))).reveal()
    local = f"Bearer {token}"
    raise RuntimeError(f"the crash that was asked for, with {local!r} and {token}")


def crash(app: Any, where: str) -> None:
    match where:
        case "handler":
            fail(app)
        case "async-worker":

            async def work() -> None:
                await asyncio.sleep(0)
                fail(app)

            app.run_worker(work())
        case "thread-worker":
            app.run_worker(lambda: fail(app), thread=True)
        case "offload":
            app.run_worker(offload(fail, app))
        case "thread":
            threading.Thread(target=fail, args=(app,), daemon=True).start()
        case "screenshot":
            app.save_screenshot(path=os.environ["HOME"])
        case "task":
            app.kept_task = asyncio.ensure_future(offload(fail, app))


def build_in(where: str) -> None:
    before = Explorer.compose

    def compose(self: Explorer) -> Any:
        fail(self.app)
        yield from before(self)

    if where == "compose":
        Explorer.compose = compose  # type: ignore[method-assign]

    def on_event(self: HubtuiApp, event: events.Key) -> None:
        if event.key == "f12":
            crash(self, where)

    HubtuiApp.on_key = on_event  # type: ignore[attr-defined]


if __name__ == "__main__":
    where, *arguments = sys.argv[1:]
    build_in(where)
    sys.exit(main(arguments))
