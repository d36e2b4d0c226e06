"""Who an account is, asked seldom."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hubtui.errors import Offline
from hubtui.hubs.identity import Identity
from hubtui.model import User


class Asked:
    """A hub that counts, and a clock that stands still."""

    def __init__(self) -> None:
        self.times = 0
        self.now = 0.0
        self.error: Exception | None = None
        self.identity = Identity(self.ask, keep=60, clock=lambda: self.now)

    def ask(self) -> User:
        self.times += 1
        if self.error:
            raise self.error
        return User(f"ada{self.times}")


def test_an_answer_is_remembered_for_a_while_and_then_asked_for_anew() -> None:
    asked = Asked()
    assert [asked.identity().name for _ in range(3)] == ["ada1"] * 3
    asked.now = 61
    assert asked.identity().name == "ada2"


def test_an_error_is_not_remembered() -> None:
    asked = Asked()
    asked.error = Offline("no network")
    with pytest.raises(Offline):
        asked.identity()
    asked.error = None
    assert asked.identity().name == "ada2"


def test_those_who_ask_at_once_share_one_answer() -> None:
    started, release = threading.Event(), threading.Event()
    times = []

    def ask() -> User:
        times.append(1)
        started.set()
        release.wait()
        return User("ada")

    identity = Identity(ask)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(identity) for _ in range(4)]
        started.wait()
        release.set()
        assert {answer.result().name for answer in answers} == {"ada"}
    assert len(times) == 1
