"""The vault: only its passphrase opens it, nothing damages it, several hubtuis share it."""

from __future__ import annotations

import hashlib
import stat
import threading

import pytest

from hubtui.accounts import StoreState, TokenKey
from hubtui.accounts.stores.vault import VaultStore
from hubtui.accounts.stores.vault_file import COST, Header, Sealed
from hubtui.errors import (
    BadInput,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreUnavailable,
    WrongPassphrase,
)
from hubtui.secret import Secret

CHEAP = 2**4
"""scrypt in no time."""
PASSPHRASE = "correct horse battery"
TOKEN = Secret("hf_notatokenofanyone123")
OTHER = Secret("ms-anothertoken45678")
HF = TokenKey("huggingface", "https://huggingface.co", "1")
MS = TokenKey("modelscope", "https://modelscope.cn", "2")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tokens" / "vault"


@pytest.fixture
def opened(path):
    """A hubtui's vault, over the same file as any other here."""
    return lambda: VaultStore(path, CHEAP)


@pytest.fixture
def filled(opened):
    vault = opened()
    vault.create(PASSPHRASE)
    vault.put(HF, TOKEN)
    vault.put(MS, OTHER)
    return vault


def test_several_accounts_are_kept_and_are_there_after_a_restart(filled, opened):
    again = opened()
    assert again.state() is StoreState.LOCKED
    again.unlock(PASSPHRASE)
    assert again.state() is StoreState.READY
    assert (again.get(HF), again.get(MS)) == (TOKEN, OTHER)
    assert again.get(TokenKey("huggingface", "https://elsewhere.example", "1")) is None
    again.delete(HF)
    again.delete(HF)
    assert (again.get(HF), again.get(MS)) == (None, OTHER)


def test_the_file_shows_nothing_and_is_the_owner_s_alone(filled, path):
    content = path.read_bytes()
    for word in (TOKEN.reveal(), OTHER.reveal(), "huggingface", "modelscope", PASSPHRASE):
        assert word.encode() not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_tokens_are_never_sealed_into_the_same_bytes(filled, path):
    boxes = {path.read_bytes()}
    for _ in range(5):
        filled.delete(HF)
        filled.put(HF, TOKEN)
        boxes.add(path.read_bytes())
    assert len(boxes) == 6


def test_locked_it_gives_and_takes_nothing(filled):
    filled.lock()
    for use in (lambda: filled.get(HF), lambda: filled.put(HF, OTHER), lambda: filled.delete(HF)):
        with pytest.raises(StoreLocked, match="locked"):
            use()
    assert filled.state() is StoreState.LOCKED
    filled.unlock(PASSPHRASE)
    assert filled.get(HF) == TOKEN


@pytest.mark.parametrize("passphrase", ["", "wrong", PASSPHRASE.upper(), PASSPHRASE + " ", "\ud800"])
def test_a_wrong_passphrase_is_told_and_harms_nothing(filled, opened, path, passphrase):
    before = path.read_bytes()
    vault = opened()
    with pytest.raises((WrongPassphrase, BadInput)):
        vault.unlock(passphrase)
    assert vault.state() is StoreState.LOCKED
    with pytest.raises((WrongPassphrase, BadInput)):
        filled.change_passphrase(passphrase, "another passphrase")
    assert path.read_bytes() == before
    assert filled.get(HF) == TOKEN


def test_every_byte_flipped_is_damage_and_never_a_wrong_passphrase(filled, opened, path):
    good = path.read_bytes()
    vault = opened()
    for place in range(len(good)):
        for bit in range(8):
            bad = bytearray(good)
            bad[place] ^= 1 << bit
            path.write_bytes(bad)
            with pytest.raises(StoreDamaged):
                vault.unlock(PASSPHRASE)
            with pytest.raises(StoreDamaged):
                filled.put(HF, OTHER)
            assert path.read_bytes() == bad, "what is damaged stays as it is, for whoever can mend it"
    assert vault.state() is StoreState.UNAVAILABLE
    path.write_bytes(good)
    vault.unlock(PASSPHRASE)
    assert vault.get(HF) == TOKEN


def test_cut_short_or_longer_it_is_damage(filled, opened, path):
    good = path.read_bytes()
    for bad in [good[:length] for length in range(len(good))] + [good + b"\n", good + good, b"\n\n\n"]:
        path.write_bytes(bad)
        with pytest.raises(StoreDamaged):
            opened().unlock(PASSPHRASE)


def test_a_header_exchanged_by_someone_who_mends_the_checksum_is_refused(filled, opened, path):
    """The header is sealed with the box: it cannot be made cheaper, nor taken from another vault."""
    head, box, _, _ = path.read_bytes().split(b"\n")
    other = head.replace(b'"p":1', b'"p":2')
    assert other != head
    path.write_bytes(b"\n".join((other, box, hashlib.sha256(other + b"\n" + box).hexdigest().encode(), b"")))
    with pytest.raises(WrongPassphrase):
        opened().unlock(PASSPHRASE)


@pytest.mark.parametrize(
    "numbers", [(2**40, 8, 1), (2**17, 10_000, 1), (2**17, 8, 10_000), (3, 8, 1), (0, 8, 1), (-2, 8, 1)]
)
def test_no_file_makes_the_machine_work_without_end(numbers):
    with pytest.raises(StoreDamaged):
        Header(1, *numbers, "0123456789abcdef").check()


def test_a_newer_hubtui_s_vault_is_told():
    with pytest.raises(StoreUnavailable, match="version 2"):
        Header(2, 2**4, 8, 1, "0123456789abcdef").check()


def test_another_passphrase(filled, opened):
    elsewhere = opened()
    elsewhere.unlock(PASSPHRASE)
    filled.change_passphrase(PASSPHRASE, "a new passphrase")
    assert filled.get(HF) == TOKEN
    assert elsewhere.state() is StoreState.LOCKED
    with pytest.raises(StoreLocked, match="changed elsewhere"):
        elsewhere.put(HF, OTHER)
    with pytest.raises(WrongPassphrase):
        elsewhere.unlock(PASSPHRASE)
    elsewhere.unlock("a new passphrase")
    assert elsewhere.get(MS) == OTHER


def test_the_same_passphrase_however_it_is_composed(opened):
    opened().create("gr\u00f6\u00dfe \u00fcber alles")
    opened().unlock("gro\u0308\u00dfe u\u0308ber alles")


def test_two_hubtuis_writing_at_once_lose_nothing(filled, opened):
    def write(number: int) -> None:
        vault = opened()
        vault.unlock(PASSPHRASE)
        for each in range(10):
            vault.put(TokenKey("h", "https://h", f"{number}-{each}"), TOKEN)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(
        filled.get(TokenKey("h", "https://h", f"{number}-{each}")) == TOKEN
        for number in range(4)
        for each in range(10)
    )
    assert filled.get(HF) == TOKEN


def test_without_a_vault_it_says_so(opened):
    vault = opened()
    assert vault.state() is StoreState.NO_COLLECTION
    assert "passphrase" in vault.status().advice
    for use in (lambda: vault.unlock(PASSPHRASE), lambda: vault.get(HF), lambda: vault.put(HF, TOKEN)):
        with pytest.raises(StoreMissing):
            use()
    assert not vault.exists


def test_a_vault_is_not_made_over_another(filled, opened, path):
    before = path.read_bytes()
    with pytest.raises(BadInput, match="already"):
        opened().create("a new passphrase")
    assert path.read_bytes() == before


def test_a_short_passphrase_is_refused(opened):
    vault = opened()
    with pytest.raises(BadInput, match="8 characters"):
        vault.create("short")
    assert not vault.exists


def test_a_disk_that_is_full_loses_nothing(filled, path, monkeypatch):
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(StoreError, match="No space left"):
            filled.put(HF, OTHER)
    assert path.read_bytes() == before
    assert filled.get(HF) == TOKEN


def test_by_itself_it_is_as_expensive_as_it_should_be(path):
    vault = VaultStore(path)
    vault.create(PASSPHRASE)
    header = Sealed.parse(path.read_bytes()).header
    assert (header.n, header.r, header.p) == (COST, 8, 1) == (2**17, 8, 1)
    again = VaultStore(path)
    again.unlock(PASSPHRASE)
    assert PASSPHRASE not in repr(vars(again))
