"""What every place for tokens can do, and the states it can be in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from hubtui.accounts.endpoints import origin_of
from hubtui.errors import (
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreRefused,
    StoreUnavailable,
    StoreUnresponsive,
)
from hubtui.secret import Secret


class StoreState(StrEnum):
    """Whether a store can be used now."""

    READY = "ready"
    LOCKED = "locked"
    NO_COLLECTION = "no collection"
    UNAVAILABLE = "unavailable"
    UNRESPONSIVE = "unresponsive"
    REFUSED = "refused"


ERRORS: dict[StoreState, type[StoreError]] = {
    StoreState.LOCKED: StoreLocked,
    StoreState.NO_COLLECTION: StoreMissing,
    StoreState.UNAVAILABLE: StoreUnavailable,
    StoreState.UNRESPONSIVE: StoreUnresponsive,
    StoreState.REFUSED: StoreRefused,
}


@dataclass(frozen=True, slots=True)
class Status:
    """A state in the words of its store, and what can be done about it."""

    state: StoreState
    words: str = ""
    advice: str = ""

    def error(self) -> StoreError:
        """The same as an error; not for READY."""
        return ERRORS[self.state](self.words, self.advice)


READY = Status(StoreState.READY)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Which token. It names the host, so that a token is not found for any other."""

    hub: str
    endpoint: str
    account_id: str

    def __str__(self) -> str:
        return f"{self.hub} {origin_of(self.endpoint)} {self.account_id}"


class TokenStore(ABC):
    """A place for tokens. All methods may block, for a bounded time: call them off the event loop."""

    name: ClassVar[str]
    """As accounts.json has it."""
    title: ClassVar[str]
    """As the user reads it."""
    about: ClassVar[str] = ""
    """What keeping a token there means, in one sentence."""

    def state(self) -> StoreState:
        """Whether it can be used now. Never asks the user for anything, never raises."""
        return self.status().state

    @abstractmethod
    def status(self) -> Status:
        """The state with its words and its way on. Never asks the user for anything, never raises."""

    @abstractmethod
    def get(self, key: TokenKey) -> Secret | None:
        """The token, None where there is none. A StoreError when it cannot be known."""

    @abstractmethod
    def put(self, key: TokenKey, token: Secret) -> None:
        """Keep it, and see that it is kept. A StoreError when that is not certain."""

    @abstractmethod
    def delete(self, key: TokenKey) -> None:
        """Forget it; one that is not there is no error."""

    def retry(self) -> Status:
        """The status, asked anew after the user wanted it: for stores that stop asking after a failure."""
        return self.status()


def parse_secret(value: str, words: str) -> Secret:
    """What a store gave, as a token. StoreError, without the value, when it cannot be one."""
    try:
        return Secret(value)
    except ValueError as error:
        raise StoreUnavailable(f"{words}: {error}", "Look at what is kept there.") from None
