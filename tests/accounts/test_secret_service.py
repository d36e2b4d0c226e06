"""The operating system's keyring, over a real D-Bus and a real gnome-keyring: also when they misbehave."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from hubtui.accounts import Accounts, StoreState, TokenKey
from hubtui.accounts.kept import KeptFile
from hubtui.accounts.stores import Stores, keyring
from hubtui.accounts.stores.base import READY
from hubtui.accounts.stores.keyring import KeyringStore, Limits
from hubtui.errors import (
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreRefused,
    StoreUnavailable,
    StoreUnresponsive,
)
from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.localhub.server import LocalHub
from hubtui.paths import Directories
from hubtui.secret import Secret
from tests.accounts.secret_service import needs_secret_service, secret_service
from tests.cli_runs import command
from tests.terminal import Terminal

pytestmark = needs_secret_service
TOKEN = Secret("hf_notatokenofanyone123")
THEIRS = ("HF_", "HUGGING_FACE_", "MODELSCOPE_")
OTHER = Secret("ms-anothertoken45678")
HF = TokenKey("huggingface", "https://huggingface.co", "1")
MS = TokenKey("modelscope", "https://modelscope.cn", "2")


@pytest.fixture
def service(tmp_path, monkeypatch):
    with secret_service(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def store(service) -> KeyringStore:
    made = KeyringStore()
    assert made.state() is StoreState.READY
    return made


def refused_by(store: KeyringStore) -> list[type[StoreError]]:
    """How it says no to each use."""
    errors = []
    for use in (lambda: store.get(HF), lambda: store.put(HF, OTHER), lambda: store.delete(HF)):
        with pytest.raises(StoreError) as caught:
            use()
        errors.append(type(caught.value))
    return errors


def test_the_right_backend_is_used(store):
    kind = type(store._backend())
    assert f"{kind.__module__}.{kind.__name__}" == "keyring.backends.SecretService.Keyring"


def test_two_accounts_side_by_side_and_another_program_sees_them(service, store):
    store.put(HF, TOKEN)
    store.put(MS, OTHER)
    assert (store.get(HF), store.get(MS)) == (TOKEN, OTHER)
    assert service.lookup(service="hubtui", username=str(HF)) == TOKEN.reveal()
    assert service.lookup(service="hubtui", username=str(MS)) == OTHER.reveal()
    store.delete(HF)
    store.delete(HF)
    assert (store.get(HF), store.get(MS)) == (None, OTHER)
    assert service.lookup(service="hubtui", username=str(HF)) == ""


def test_nothing_below_home_has_a_token_in_plain_text(service, store, tmp_path):
    accounts = Accounts(KeptFile(service.home / ".config/hubtui/accounts.json"), Stores([store]))
    accounts.keep("work", "huggingface", "https://huggingface.co", TOKEN, "keyring")
    assert accounts.token("work") == TOKEN
    files = [path for path in service.home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert not any(TOKEN.reveal().encode() in path.read_bytes() for path in files)


def test_a_stopped_daemon_is_unresponsive_soon_and_used_again_when_it_is_back(service, store):
    store.put(HF, TOKEN)
    service.stop()
    began = time.monotonic()
    with pytest.raises(StoreUnresponsive):
        store.get(HF)
    assert time.monotonic() - began < 3.5
    began = time.monotonic()
    assert refused_by(store) == [StoreUnresponsive] * 3
    assert store.state() is StoreState.UNRESPONSIVE
    assert time.monotonic() - began < 1, "it is not asked any more"
    service.go_on()
    assert store.state() is StoreState.UNRESPONSIVE, "until someone wants to know"
    assert store.retry().state is StoreState.READY
    assert store.get(HF) == TOKEN


def test_a_daemon_that_stops_after_it_was_probed_cannot_hold_a_call(service, store, monkeypatch):
    store.put(HF, TOKEN)
    service.stop()
    with monkeypatch.context() as patch:
        patch.setattr(keyring.secret_service, "probe", lambda *_: READY)
        with pytest.raises(StoreUnresponsive):
            store.put(MS, OTHER)
    service.go_on()
    stuck = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    assert all(thread.daemon for thread in stuck)
    for thread in stuck:
        thread.join()
    assert store.retry().state is StoreState.READY
    assert store.get(HF) == TOKEN
    assert store.get(MS) is None, "what was given up is not written behind the user's back"


def test_locked_it_says_so_and_nothing_hangs(service, store):
    store.put(HF, TOKEN)
    service.lock()
    assert store.state() is StoreState.LOCKED
    assert refused_by(store) == [StoreLocked] * 3
    assert store.unlock().state is StoreState.LOCKED, "there is no screen to ask on"
    assert refused_by(store) == [StoreLocked] * 3


def test_locked_right_after_it_was_probed_nothing_hangs_either(service, store, monkeypatch):
    service.lock()
    monkeypatch.setattr(keyring.secret_service, "probe", lambda *_: READY)
    assert set(refused_by(store)) <= {StoreLocked, StoreUnavailable}


def test_an_unlock_that_nobody_answers_ends(store, service, monkeypatch):
    service.lock()
    patient = KeyringStore(Limits(unlock=0.05))
    monkeypatch.setattr(keyring.secret_service, "unlock", lambda _: threading.Event().wait())
    with pytest.raises(StoreUnresponsive):
        patient.unlock()
    assert patient.state() is StoreState.LOCKED, "it can be tried again"


def test_without_a_default_collection_none_is_asked_for(tmp_path, monkeypatch):
    with secret_service(tmp_path, monkeypatch, is_unlocked=False):
        store = KeyringStore()
        assert store.state() is StoreState.NO_COLLECTION
        assert refused_by(store) == [StoreMissing] * 3
        assert store.unlock().state is StoreState.NO_COLLECTION


def test_a_killed_daemon_is_unavailable_and_not_started(service, store):
    store.put(HF, TOKEN)
    service.kill()
    while store.state() is StoreState.READY:
        pass
    assert store.state() is StoreState.UNAVAILABLE
    assert refused_by(store) == [StoreUnavailable] * 3
    with pytest.raises(Exception, match="returned non-zero"):
        service._ask_pid("org.freedesktop.secrets")


def test_a_bus_that_died_is_unavailable(service, store):
    service.kill_bus()
    while store.state() is StoreState.READY:
        pass
    assert store.state() is StoreState.UNAVAILABLE
    assert refused_by(store) == [StoreUnavailable] * 3


def test_a_bus_that_dies_after_it_was_probed_is_told_as_well(service, store, monkeypatch):
    service.kill_bus()
    monkeypatch.setattr(keyring.secret_service, "probe", lambda *_: READY)
    assert refused_by(store) == [StoreUnavailable] * 3


def test_a_silent_bus_is_unresponsive(service, store):
    pid = service.stop_bus()
    try:
        began = time.monotonic()
        assert store.state() is StoreState.UNRESPONSIVE
        assert time.monotonic() - began < 3.5
    finally:
        os.kill(pid, signal.SIGCONT)
    assert store.retry().state is StoreState.READY


def test_with_a_stopped_daemon_the_app_opens_says_so_and_quits(service, store, tmp_path):
    directories = Directories.under(tmp_path / "hubtui")
    with LocalHub(tmp_path / "hub", seed=True) as hub:
        accounts = Accounts(KeptFile(directories.config / "accounts.json"), Stores([store]))
        accounts.keep("rosalind", "huggingface", hub.hf, Secret(DEMO_ACCOUNTS[0].token), "keyring")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(THEIRS)},
            "HUBTUI_HOME": str(tmp_path / "hubtui"),
            "HF_ENDPOINT": hub.hf,
            "MODELSCOPE_ENDPOINT": hub.ms,
            "TERM": "xterm-256color",
        }
        with Terminal(command(), environment) as terminal:
            terminal.until("thesis-model")
            terminal.type(b"q")
            assert terminal.wait() == 0
        service.stop()
        with Terminal(command(), environment) as terminal:
            terminal.until("the keyring does not answer")
            terminal.type(b"\x1b")
            terminal.until("rosalind stays locked")
            terminal.type(b"q")
            assert terminal.wait() == 0


def test_the_null_backend_is_refused_although_a_keyring_is_there(store, monkeypatch):
    store.put(HF, TOKEN)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert store.state() is StoreState.REFUSED
    assert refused_by(store) == [StoreRefused] * 3
    assert "drops" in store.status().words
    assert "PYTHON_KEYRING_BACKEND" in store.status().advice
