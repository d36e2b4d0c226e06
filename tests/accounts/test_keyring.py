"""The keyring where there is none, and backends that are not the operating system's."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hubtui.accounts import StoreState, TokenKey
from hubtui.accounts.stores import keyring
from hubtui.accounts.stores.base import READY
from hubtui.accounts.stores.bounded import Bounded
from hubtui.accounts.stores.keyring import KeyringStore, Limits
from hubtui.errors import StoreRefused, StoreUnavailable, StoreUnresponsive
from hubtui.secret import Secret

TOKEN = Secret("hf_notatokenofanyone123")
KEY = TokenKey("huggingface", "https://huggingface.co", "1")


@pytest.fixture(autouse=True)
def clean(tmp_path, monkeypatch):
    for name in ("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def settings(tmp_path) -> Path:
    path = tmp_path / "config/python_keyring/keyringrc.cfg"
    path.parent.mkdir(parents=True)
    return path


def test_without_a_bus_it_says_so():
    store = KeyringStore()
    assert store.state() is StoreState.UNAVAILABLE
    assert "SSH" in store.status().words
    with pytest.raises(StoreUnavailable, match="SSH"):
        store.put(KEY, TOKEN)


@pytest.mark.parametrize(
    "address", ["", "nonsense", "unix:", "unix:path=/nowhere/at/all", "tcp:host=localhost,port=1", ";;;"]
)
def test_a_bus_address_that_leads_nowhere_is_unavailable(monkeypatch, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert KeyringStore().state() is StoreState.UNAVAILABLE


@pytest.mark.parametrize(
    "backend",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.libsecret.Keyring",
        "keyrings.alt.file.PlaintextKeyring",
        "keyrings.alt.file.EncryptedKeyring",
        "keyrings.cryptfile.cryptfile.CryptFileKeyring",
        "evil.Keyring",
    ],
)
def test_any_other_backend_is_refused_by_name_and_not_imported(monkeypatch, settings, backend):
    for name in ("evil", "keyrings"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    store = KeyringStore()
    for where in ("PYTHON_KEYRING_BACKEND", str(settings)):
        status = store.status()
        assert status.state is StoreState.REFUSED
        assert backend in status.words
        assert where in status.advice
        with pytest.raises(StoreRefused):
            store.put(KEY, TOKEN)
        monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
        settings.write_text(f"[backend]\ndefault-keyring={backend}\n")


def test_the_system_s_own_named_is_no_reason_to_refuse(settings):
    settings.write_text("[backend]\ndefault-keyring = keyring.backends.SecretService.Keyring\n")
    assert KeyringStore().state() is StoreState.UNAVAILABLE


def test_settings_that_cannot_be_read_are_a_reason(settings):
    settings.write_bytes(b"\xff\xfe[")
    assert KeyringStore().state() is StoreState.REFUSED
    settings.write_text("default-keyring without a section")
    assert KeyringStore().state() is StoreState.REFUSED


class Deaf:
    """A backend that takes everything and keeps nothing."""

    def get_password(self, service, name):
        return None

    def set_password(self, service, name, password):
        pass


@pytest.fixture
def ready(monkeypatch):
    monkeypatch.setattr(keyring.secret_service, "probe", lambda *_: READY)
    return monkeypatch


def test_what_is_not_kept_is_noticed(ready):
    ready.setattr(KeyringStore, "_backend", lambda _: Deaf())
    with pytest.raises(StoreUnavailable, match="does not have"):
        KeyringStore().put(KEY, TOKEN)


@pytest.mark.parametrize("kept", ["short", "with space in it", "x" * 9000, "tökentöken"])
def test_what_cannot_be_a_token_is_refused_and_not_shown(ready, kept):
    backend = Deaf()
    backend.get_password = lambda service, name: kept
    ready.setattr(KeyringStore, "_backend", lambda _: backend)
    with pytest.raises(StoreUnavailable) as caught:
        KeyringStore().get(KEY)
    assert kept not in str(caught.value)


def test_whatever_a_backend_raises_is_told_without_its_words(ready):
    def fail(service, name):
        raise AttributeError(TOKEN.reveal())

    backend = Deaf()
    backend.get_password = fail
    ready.setattr(KeyringStore, "_backend", lambda _: backend)
    with pytest.raises(StoreUnavailable, match="AttributeError") as caught:
        KeyringStore().get(KEY)
    assert TOKEN.reveal() not in str(caught.value)


def test_a_call_that_never_ends_is_left_alone_and_the_next_are_not_made(ready):
    asked, ends = [], threading.Event()

    def hang(service, name):
        asked.append(name)
        ends.wait()

    backend = Deaf()
    backend.get_password = hang
    ready.setattr(KeyringStore, "_backend", lambda _: backend)
    store = KeyringStore(Limits(call=0.05))
    for _ in range(3):
        with pytest.raises(StoreUnresponsive):
            store.get(KEY)
    assert len(asked) == 1
    backend.get_password = lambda service, name: None
    assert store.retry().state is StoreState.READY
    assert store.get(KEY) is None
    ends.set()


def test_calls_take_turns():
    bounded, at_once, most = Bounded("test"), [0], [0]

    def work() -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        threading.Event().wait(0.002)
        at_once[0] -= 1

    threads = [threading.Thread(target=bounded.call, args=(work, 60)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_starting_touches_no_keyring(tmp_path):
    """Neither the package nor its D-Bus client is even imported, and the vault's cipher is not either."""
    code = (
        "import sys; from hubtui.accounts import accounts_of_user; from hubtui.paths import Directories; "
        "from pathlib import Path; "
        f"accounts = accounts_of_user(Directories.under(Path({str(tmp_path)!r})), {{}}); [*accounts]; "
        "print([name for name in ('keyring', 'jeepney', 'secretstorage', 'cryptography', 'filelock') "
        "if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
