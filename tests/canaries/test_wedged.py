"""A keyring that does not answer holds up neither the first frame nor the end."""

from __future__ import annotations

import os
import signal

import pytest

from hubtui.accounts import accounts_of_user
from hubtui.paths import Directories
from hubtui.secret import Secret
from tests.accounts.secret_service import needs_secret_service, secret_service
from tests.canaries.conftest import Canaries, Machine
from tests.canaries.search import found_below, found_in
from tests.terminal import Terminal

NO_ANSWER = "does not answer"


def with_bus(machine: Machine) -> dict[str, str]:
    return {
        **machine.environment,
        "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
        "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"],
    }


@needs_secret_service
@pytest.mark.parametrize("goes_on", [True, False], ids=["and recovers", "and stays so"])
def test_a_stopped_keyring_holds_up_neither_the_first_frame_nor_the_end(
    goes_on: bool, machine: Machine, canaries: Canaries, tmp_path, monkeypatch
):
    with secret_service(tmp_path / "service", monkeypatch) as service:
        accounts = accounts_of_user(Directories.under(machine.folder / "hubtui"), {})
        for name, hub, endpoint in (
            ("hf-rosalind", "huggingface", machine.hub.hf), ("ms-rosalind", "modelscope", machine.hub.ms)
        ):  # fmt: skip
            accounts.keep(name, hub, endpoint, Secret(canaries.tokens[name]), "keyring")
        service.stop()
        with Terminal(machine.command("screenshot"), with_bus(machine)) as me:
            me.shows("? help")
            assert NO_ANSWER not in me.display, "the frame came after the keyring had been waited for"
            if goes_on:
                me.shows("try again")
                service.go_on()
                me.type(b"\r")
                me.shows("Hugging Face · rosalind")
                me.process.terminate()
                assert me.wait() == 128 + signal.SIGTERM
            else:
                me.type(b"q")
                assert me.wait() == 0
    assert found_below(machine.folders, canaries.all) == []
    assert found_in(me.seen, canaries.all) == []
