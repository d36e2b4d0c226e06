"""Accounts in a session: several at once, each with its own token, and none that waits for another."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hubtui import signing
from hubtui.accounts import Accounts, Stores
from hubtui.accounts.kept import FILE, KeptFile
from hubtui.accounts.stores.memory import MemoryStore
from hubtui.accounts.stores.vault import VaultStore
from hubtui.errors import BadInput, StoreLocked, Unauthorized
from hubtui.jobs.job import JobState, Place
from hubtui.jobs.scan import CopyRequest
from hubtui.localhub.records import LocalAccount
from hubtui.localhub.server import LocalHub
from hubtui.model import Account, AddFile, RepoKey, RepoType
from hubtui.paths import Directories
from hubtui.secret import Secret
from hubtui.session import Session

PASSPHRASE = "correct horse battery"
PEOPLE = [
    LocalAccount("hf", "rosalind", "hf_rosalinds0own0token0"),
    LocalAccount("hf", "kenji", "hf_kenjis0own0token0000"),
    LocalAccount("ms", "rosalind", "ms-rosalinds-own-token"),
    LocalAccount("ms", "team", "ms-the-teams-own-token"),
]


@pytest.fixture
def directories(tmp_path):
    return Directories.under(tmp_path / "hubtui")


@pytest.fixture
def opened(directories):
    """A session as it begins: its vault is locked."""
    made = []

    def open_session() -> Session:
        stores = Stores([VaultStore(directories.tokens / "vault", 2**4)])
        made.append(Session(Accounts(KeptFile(directories.config / FILE), stores), directories))
        return made[-1]

    yield open_session
    for session in made:
        session.close()


def test_two_accounts_on_each_hub_work_side_by_side_from_the_vault(opened, tmp_path, monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with LocalHub(tmp_path / "hub", accounts=PEOPLE) as hub:
        urls = {"hf": ("huggingface", hub.hf), "ms": ("modelscope", hub.ms)}
        first = opened()
        first.accounts.stores.vault.create(PASSPHRASE)
        for one in PEOPLE:
            first.accounts.keep(f"{one.hub}-{one.name}", *urls[one.hub], Secret(one.token), "vault")
        again = opened()
        names = [f"{one.hub}-{one.name}" for one in PEOPLE] * 5
        with pytest.raises(StoreLocked):
            again.hub(names[0])
        again.accounts.stores.vault.unlock(PASSPHRASE)
        with ThreadPoolExecutor(8) as pool:
            users = [*pool.map(lambda name: again.hub(name).whoami().name, names)]
        assert users == [one.name for one in PEOPLE] * 5


def test_a_replaced_token_is_used_from_then_on(opened, tmp_path):
    with LocalHub(tmp_path / "hub", accounts=PEOPLE) as hub:
        session = opened()
        session.accounts.stores.vault.create(PASSPHRASE)
        session.accounts.keep("me", "huggingface", hub.hf, Secret("hf_not0known0to0anyone"), "vault")
        with pytest.raises(Unauthorized):
            session.hub("me").whoami()
        session.accounts.replace_token("me", Secret(PEOPLE[1].token))
        session.sign_out("me")
        assert session.hub("me").whoami().name == "kenji"


class Slow(MemoryStore):
    """Gives a token when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = threading.Event(), threading.Event()

    def get(self, key):
        self.asked.set()
        self.go_on.wait()
        return super().get(key)


def test_an_account_whose_store_is_slow_holds_up_nobody(directories):
    slow = Slow()
    accounts = Accounts(stores=Stores([slow]))
    accounts.keep("slow", "huggingface", "http://127.0.0.1:9", Secret("hf_slow0token"), "memory")
    accounts.add(Account("quick", "modelscope", "http://127.0.0.1:9"), None)
    session = Session(accounts, directories)
    opening = threading.Thread(target=session.hub, args=("slow",), daemon=True)
    opening.start()
    slow.asked.wait()
    assert session.hub("quick").name == "modelscope"
    session.sign_out("slow")
    slow.go_on.set()
    opening.join()
    assert "slow" not in session._hubs, "signed out meanwhile, its hub is not kept"
    session.close()


def test_an_account_that_a_job_works_with_stays_until_its_end_and_keeps_its_jobs_when_renamed(
    opened, tmp_path
):
    with LocalHub(tmp_path / "hub", accounts=PEOPLE) as hub:
        session = opened()
        session.accounts.add_local(tmp_path)
        session.accounts.stores.vault.create(PASSPHRASE)
        session.accounts.keep("mine", "huggingface", hub.hf, Secret(PEOPLE[0].token), "vault")
        repo = RepoKey(RepoType.MODEL, "rosalind/tiny")
        session.hub("mine").create_repo(repo)
        text = AddFile("a.txt", 3000, hashlib.sha256(b"a" * 3000).hexdigest(), b"a" * 3000)
        session.hub("mine").commit(repo, "main", [text], "Add it")
        target = Place("local", RepoKey(RepoType.MODEL, str(tmp_path / "tiny")), "")
        plan = session.plan_copy([CopyRequest(Place("mine", repo, ""), target)])
        session.engine.limit(1)
        job_id = session.engine.submit(plan)
        assert session.jobs_of("mine") == [job_id]
        for change in (signing.remove, lambda session, name: signing.rename(session, name, "other")):
            with pytest.raises(BadInput, match="job 1 works with mine: cancel it, or wait for its end"):
                change(session, "mine")
        session.sign_out("mine")
        session.engine.limit(None)
        assert session.engine.wait(job_id, 60).state is JobState.DONE
        signing.rename(session, "mine", "other")
        session.engine.resume(job_id)
        assert session.engine.wait(job_id, 60).state is JobState.DONE
        assert [repo.source.account for repo in session.engine.repos(job_id)] == ["other"]
