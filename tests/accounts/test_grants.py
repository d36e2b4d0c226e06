"""Sign-ins in a browser: kept whole, renewed when they are used, once over all hubtuis."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hubtui import signing
from hubtui.accounts import Accounts, Stores
from hubtui.accounts.grants import sealed, unsealed
from hubtui.accounts.kept import FILE, KeptFile
from hubtui.accounts.stores.memory import MemoryStore
from hubtui.accounts.stores.plain import PlainStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.errors import Offline, StoreDamaged, StoreLocked, StoreUnavailable, Unauthorized
from hubtui.hubs import hub_class
from hubtui.localhub.server import LocalAccount, LocalHub
from hubtui.model import Grant
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session

DAY = 24 * 3600
PASSPHRASE = "correct horse battery"
ADA = LocalAccount("hf", "ada", "hf_adas0own0token000", ("lab",))


@dataclass
class Clock:
    """What time it is here and on the hub."""

    ahead: float = 0.0
    real: Callable[[], float] = field(default=time.time)

    def __call__(self) -> float:
        return self.real() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("time.time", made)
    return made


@pytest.fixture
def hub(tmp_path: Path, clock: Clock) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub", accounts=[ADA]) as running:
        running.devices.terms.interval = 0
        running.devices.clock = clock
        yield running


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Session]]:
    """A hubtui that starts now; its vault is open."""
    directories = Directories.under(tmp_path / "hubtui")
    made: list[Session] = []

    def start() -> Session:
        vault = VaultStore(directories.tokens / "vault", 2**4)
        (vault.unlock if vault.exists else vault.create)(PASSPHRASE)
        stores = Stores([vault, PlainStore(directories.tokens / "plain.json"), MemoryStore()])
        made.append(Session(Accounts(KeptFile(directories.config / FILE), stores), directories))
        return made[-1]

    yield start
    for session in made:
        session.close()


def grant_of(hub: LocalHub) -> Grant:
    """What ada agrees to in her browser."""
    invitation = signing.invite("huggingface", hub.hf)
    assert hub.devices.settle(invitation.user_code, ADA)
    grant = signing.answer("huggingface", hub.hf, invitation)
    assert isinstance(grant, Grant)
    return grant


def sign_in(session: Session, hub: LocalHub, store: str = "vault") -> Grant:
    grant = grant_of(hub)
    request = signing.Request("huggingface", hub.hf, store, plain_is_meant=store == "plain")
    account, user = signing.sign_in(session, request, grant)
    assert (account.name, account.is_granted, user.name) == ("hf-ada", True, "ada")
    return grant


def renewals(hub: LocalHub) -> int:
    return len(hub.requests.matching("POST", "/oauth/token"))


@pytest.mark.parametrize("store", ["vault", "plain", "memory"])
def test_it_is_kept_with_what_renews_it(store, opened, hub):
    session = opened()
    grant = sign_in(session, hub, store)
    assert session.accounts.grant("hf-ada") == grant
    assert session.accounts.token("hf-ada") == grant.token
    assert session.hub("hf-ada").whoami().name == "ada"
    if store != "memory":
        again = opened()
        assert again.accounts.grant("hf-ada") == grant
        assert again.hub("hf-ada").whoami().name == "ada"
    session.accounts.remove("hf-ada")
    left = [path.read_bytes() for path in session.directories.tokens.rglob("*") if path.is_file()]
    assert not any(grant.token.reveal().encode() in content for content in left)


def test_it_is_one_value_that_is_whole_or_damaged(opened, hub):
    grant = Grant(Secret("hf_oauth_a.b-c"), Secret('hf_refresh_"quoted"'), 1.5, 2.5)
    assert unsealed(sealed(grant)) == grant
    assert unsealed(sealed(Grant(grant.token))) == Grant(grant.token)
    half = sealed(grant).reveal()[:-3]
    for wrong in ("hf_aplaintoken", "{}eightletters", half, '{"token":"x","refresh":1}'):
        with pytest.raises(StoreDamaged) as told:
            unsealed(Secret(wrong))
        assert wrong not in str(told.value)


def test_it_is_renewed_a_day_before_it_expires_and_kept(opened, hub, clock):
    session = opened()
    grant = sign_in(session, hub)
    before = session.hub("hf-ada")
    asked = renewals(hub)
    clock.ahead = 28.9 * DAY
    assert session.hub("hf-ada") is before
    assert renewals(hub) == asked
    clock.ahead = 29.1 * DAY
    assert session.is_due("hf-ada")
    after = session.hub("hf-ada")
    assert after is not before
    assert after.whoami().name == "ada"
    assert renewals(hub) == asked + 1
    assert session.hub("hf-ada") is after
    kept = opened().accounts.grant("hf-ada")
    assert kept.token != grant.token
    assert kept.expires > grant.expires
    clock.ahead = 31 * DAY
    with pytest.raises(Unauthorized):
        before.whoami()
    assert session.hub("hf-ada").whoami().name == "ada"


def test_one_that_has_expired_is_renewed_when_hubtui_is_used_again(opened, hub, clock):
    sign_in(opened(), hub)
    clock.ahead = 80 * DAY
    assert opened().hub("hf-ada").whoami().name == "ada"


def test_one_that_was_taken_back_says_to_sign_in_again(opened, hub, clock):
    session = opened()
    sign_in(session, hub)
    hub.devices.end("ada")
    clock.ahead = 31 * DAY
    with pytest.raises(Unauthorized) as told:
        opened().hub("hf-ada")
    assert told.value.advice == "Sign in again."
    assert opened().accounts.grant("hf-ada"), "nothing is thrown away"


def test_a_refusal_is_no_error_while_the_token_holds(opened, hub, clock):
    session = opened()
    sign_in(session, hub)
    asked = renewals(hub)
    clock.ahead = 29.5 * DAY
    hub.faults.add(path="/oauth/token", status=400, body={"error": "invalid_grant"}, count=None)
    assert session.hub("hf-ada").whoami().name == "ada"
    session.hub("hf-ada")
    assert renewals(hub) == asked + 1, "it is not tried at each use"
    clock.ahead += 301
    session.hub("hf-ada")
    assert renewals(hub) == asked + 2


def test_without_a_network_it_goes_on_until_the_token_expires(opened, hub, clock):
    session = opened()
    sign_in(session, hub)
    hub.faults.add(path="/oauth/token", hang_up="before", count=None)
    clock.ahead = 29.5 * DAY
    assert session.hub("hf-ada").whoami().name == "ada"
    clock.ahead = 31 * DAY
    with pytest.raises(Offline):
        session.hub("hf-ada")
    hub.faults.clear()
    assert session.hub("hf-ada").whoami().name == "ada"


def test_one_that_cannot_be_renewed_ends_in_words(opened, hub, clock):
    hub.devices.terms.renews = False
    session = opened()
    sign_in(session, hub)
    clock.ahead = 29.9 * DAY
    assert session.hub("hf-ada").whoami().name == "ada"
    clock.ahead = 30.1 * DAY
    with pytest.raises(Unauthorized, match="expired") as told:
        session.hub("hf-ada")
    assert told.value.advice == "Sign in again."


def test_many_at_once_in_several_hubtuis_renew_it_once(opened, hub, clock):
    sessions = [opened() for _ in range(3)]
    sign_in(sessions[0], hub)
    for session in sessions:
        session.accounts.reload()
        session.hub("hf-ada")
    asked = renewals(hub)
    clock.ahead = 29.5 * DAY
    with ThreadPoolExecutor(9) as pool:
        users = [*pool.map(lambda number: sessions[number % 3].hub("hf-ada").whoami().name, range(9))]
    assert users == ["ada"] * 9
    assert renewals(hub) == asked + 1, "a second one would have ended the sign-in"


def test_a_locked_vault_is_told_as_it_is(opened, hub):
    session = opened()
    sign_in(session, hub)
    session.accounts.stores.vault.lock()
    session.sign_out("hf-ada")
    with pytest.raises(StoreLocked):
        session.hub("hf-ada")


def test_a_token_takes_its_place_and_it_takes_a_tokens(opened, hub):
    session = opened()
    sign_in(session, hub)
    signing.replace_token(session, "hf-ada", Secret(ADA.token))
    assert not session.accounts.get("hf-ada").is_granted
    assert session.accounts.grant("hf-ada") is None
    assert session.hub("hf-ada").whoami().token_role == "write"
    grant = grant_of(hub)
    signing.replace_token(session, "hf-ada", grant)
    assert opened().accounts.grant("hf-ada") == grant
    assert session.hub("hf-ada").whoami().token_role == ""


def test_one_that_is_replaced_while_it_is_renewed_leaves_nothing_behind(opened, hub, clock):
    session = opened()
    sign_in(session, hub, "plain")
    clock.ahead = 29.5 * DAY
    stalled = hub.faults.add(path="/oauth/token", stall=0)
    renewing = threading.Thread(target=session.hub, args=("hf-ada",), daemon=True)
    renewing.start()
    stalled.struck.wait()
    session.accounts.replace_token("hf-ada", Secret(ADA.token))
    hub.faults.release()
    renewing.join()
    kept = (session.directories.tokens / "plain.json").read_text()
    assert kept.count("huggingface") == 1
    assert session.accounts.token("hf-ada") == Secret(ADA.token)


class Killed(BaseException):
    """Nothing of the program runs after it."""


def test_a_program_killed_before_it_kept_the_answer_is_why_the_user_signs_in_again(
    opened, hub, clock, monkeypatch
):
    sign_in(opened(), hub)
    clock.ahead = 31 * DAY
    kind, real = hub_class("huggingface"), hub_class("huggingface").renew

    def killed(endpoint: str, grant: Grant) -> Grant:
        real(endpoint, grant)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(kind, "renew", killed)
        with pytest.raises(Killed):
            opened().hub("hf-ada")
    for _ in range(2):
        with pytest.raises(Unauthorized, match="hf-ada: its sign-in has ended: hubtui was cut off") as told:
            opened().hub("hf-ada")
        assert (told.value.advice, "HTTP" in str(told.value)) == ("Sign in again.", False)
    session = opened()
    signing.replace_token(session, "hf-ada", grant_of(hub))
    assert session.hub("hf-ada").whoami().name == "ada"
    clock.ahead = 62 * DAY
    assert opened().hub("hf-ada").whoami().name == "ada"


def test_what_a_store_does_not_take_is_kept_for_the_next_time(opened, hub, clock, monkeypatch):
    session = opened()
    sign_in(session, hub)
    asked = renewals(hub)
    clock.ahead = 31 * DAY
    with monkeypatch.context() as patch:
        patch.setattr(
            Accounts, "_put", lambda *_: (_ for _ in ()).throw(StoreUnavailable("the disk is full"))
        )
        with pytest.raises(StoreUnavailable):
            session.hub("hf-ada")
    assert session.hub("hf-ada").whoami().name == "ada"
    assert renewals(hub) == asked + 1
    assert opened().hub("hf-ada").whoami().name == "ada"
