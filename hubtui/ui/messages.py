"""What parts of the UI tell each other: frozen facts that bubble up to the app."""

from __future__ import annotations

from textual.message import Message


class Invoke(Message):
    """A command was asked for, by a key, a click, help or the palette."""

    def __init__(self, command_id: str, char: str = "") -> None:
        super().__init__()
        self.command_id = command_id
        self.char = char
        """Which one was pressed, when the command's key is any character."""


class TokenWanted(Message):
    """A place cannot be shown, for the account's token is not to be had."""

    def __init__(self, account: str) -> None:
        super().__init__()
        self.account = account


class BadKey(Message):
    """A sequence of keys that means nothing here."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self.keys = keys


class JobChanged(Message):
    """A job's state changed; posted from the engine's threads."""

    def __init__(self, job_id: int) -> None:
        super().__init__()
        self.job_id = job_id

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, JobChanged) and message.job_id == self.job_id


class PlanProgress(Message):
    """What planning does now, in words; posted from a thread."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, PlanProgress)
