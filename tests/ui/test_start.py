"""What there is before the session is open: a frame, and keys that are kept."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from textual.events import Key

from hubtui.cli.explore import _explore
from hubtui.errors import BadInput
from hubtui.paths import Directories
from hubtui.ui.app import HubtuiApp
from hubtui.ui.widgets.header_bar import HeaderBar
from tests.ui.until import until

LATER = {
    "huggingface_hub", "modelscope", "modelscope_hub", "requests", "httpx", "httpx2", "keyring", "sqlite3",
    "tomllib", "hubtui.model", "hubtui.accounts", "hubtui.session", "hubtui.jobs.job", "hubtui.ui.dispatch",
    "hubtui.ui.actions", "hubtui.ui.widgets.document_view",
}  # fmt: skip


@pytest.fixture
def slow(session):
    """An app whose session opens once the event is set."""
    opens = threading.Event()

    def open_session():
        opens.wait(30)
        return session

    yield HubtuiApp(session.settings, open_session), opens
    opens.set()


async def test_keys_that_come_early_act_once_the_session_is_open(slow):
    app, opens = slow
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "hubtui" in app.screen.query_one(HeaderBar).text)
        app.post_message(Key("question_mark", "?"))
        await pilot.pause()
        assert type(app.screen).__name__ == "Explorer"
        opens.set()
        await until(pilot, lambda: type(app.screen).__name__ == "Help")


async def test_ctrl_c_leaves_whatever_keeps_the_session_from_opening(slow):
    app, _ = slow
    async with app.run_test(size=(120, 40)) as pilot:
        app.post_message(Key("ctrl+c", None))
        await until(pilot, lambda: app._exit)


async def test_without_a_session_it_ends_and_keeps_the_reason(session):
    def refuse():
        raise BadInput("HF_ENDPOINT is no address")

    app = HubtuiApp(session.settings, refuse)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app._exit)
    assert str(app.failure) == "HF_ENDPOINT is no address"


def test_the_reason_is_what_the_command_ends_with(monkeypatch, tmp_path):
    monkeypatch.setattr(
        HubtuiApp, "run", lambda app, *, mouse: setattr(app, "failure", BadInput("no address"))
    )
    with pytest.raises(BadInput, match="no address"):
        _explore(lambda: pytest.fail("nobody asked"), Directories.under(tmp_path), is_demo=False)


def test_nothing_that_acts_is_imported_for_the_first_frame():
    code = "import sys, hubtui.cli.explore, hubtui.ui.app; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not LATER & {*told.split()}
