"""What can go wrong, told apart by what the user can do about it.

HubtuiError
  BadInput            a name, locator or option that cannot be
  StateError          what hubtui keeps for itself cannot be read or written: a full disk, a read-only folder
  StoreError          the place where a token is kept did not give it, or did not take it
    StoreLocked       it wants to be unlocked first
    StoreMissing      there is nothing to keep it in yet: no collection, no vault
    StoreUnavailable  there is no such place on this machine, or it cannot be read
    StoreUnresponsive no answer in time
    StoreRefused      hubtui will not use it
    StoreDamaged      what is kept there is not what was written
    WrongPassphrase   of the vault
    TokenMissing      the place is fine, and has no token for this account at this host
  HubError            a hub said no, or could not be asked
    Unauthorized      401: no token, or one that the hub does not know
    Forbidden         403: the token may not do this
      ReadOnly        the user wants nothing written with this account
    Gated             the content needs the owner's consent
    NotFound          404: no such repo, revision, path; or private and not shown to this account
    Conflict          409, 412: it is there already, or it changed meanwhile
    Refused           400, 413, 422: the hub understood and will not
    RateLimited       429
    Unsupported       this hub cannot do that at all
    Unavailable       5xx: the hub is in trouble
    Offline           no connection, no answer in time
    Lasting           one of these two, for one thing again and again while the hub answers others
    NoRoom            the disk is full, or the user's share of it
    Corrupt           content that is not what was announced
"""

from __future__ import annotations


class HubtuiError(Exception):
    """The root. `str()` is one line that can be shown as it is (after `text.safe`)."""

    advice = ""
    """What the user can do, one sentence."""


class BadInput(HubtuiError):
    """What was asked for cannot be: the message names what was wrong and the value."""


class StateError(HubtuiError):
    """Of hubtui's own files."""

    advice = "Make room there, or set HUBTUI_HOME to a folder that can be written to; then start again."


class StoreError(HubtuiError):
    """Of a place where tokens are kept. Never has a token in it."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        if advice:
            self.advice = advice


class StoreLocked(StoreError):
    advice = "Unlock it, then retry."


class StoreMissing(StoreError):
    advice = "Choose the vault, or keep the token for this session only."


class StoreUnavailable(StoreError):
    advice = "Choose the vault, or keep the token for this session only."


class StoreUnresponsive(StoreError):
    advice = "Retry when it answers again; until then it is not asked any more."


class StoreRefused(StoreError):
    advice = "Choose the vault, or keep the token for this session only."


class StoreDamaged(StoreError):
    advice = "Bring the file back from a backup, or move it away and sign in again."


class WrongPassphrase(StoreError):
    advice = "Try again; nothing was changed."


class TokenMissing(StoreError):
    advice = "Sign in again with this account, or remove it."


class HubError(HubtuiError):
    """A hub's refusal: its own words, the HTTP status (0 when there was no answer) and the request's id."""

    def __init__(
        self, message: str, *, status: int = 0, request_id: str = "", hub: str = "", advice: str = ""
    ) -> None:
        super().__init__(message)
        if advice:
            self.advice = advice
        self.message = message
        self.status = status
        self.request_id = request_id
        self.hub = hub

    def __str__(self) -> str:
        status = f" (HTTP {self.status})" if self.status else ""
        return f"{self.hub}: {self.message}{status}" if self.hub else f"{self.message}{status}"


class Unauthorized(HubError):
    advice = "Check the account's token: the hub does not accept it, or asks for one."


class Forbidden(HubError):
    advice = "Use a token with write access, or an account that is a member of the namespace."


class ReadOnly(Forbidden):
    advice = "Lift that in the list of accounts, or use another account."


class Gated(HubError):
    advice = "Ask for access on the repo's web page; then retry."


class NotFound(HubError):
    advice = "Check the name; if the repo is private, use an account that can see it."


class Conflict(HubError):
    advice = "It changed meanwhile: refresh and try again."


class Refused(HubError):
    advice = "The hub will not do this as asked; its words say why."


class RateLimited(HubError):
    """`retry_after` is in seconds, None when the hub did not say."""

    advice = "Wait until the hub's limit resets, then retry."

    def __init__(
        self,
        message: str,
        *,
        status: int = 429,
        request_id: str = "",
        hub: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, status=status, request_id=request_id, hub=hub)
        self.retry_after = retry_after


class Unsupported(HubError):
    advice = "Do it on the hub's web page."


class Unavailable(HubError):
    advice = "The hub has a problem of its own; retry in a while."


class Offline(HubError):
    advice = "Check the network and the endpoint, then retry."


class Lasting(HubError):
    """What a hub in trouble says, but of one file or repo alone."""

    advice = "The hub cannot do this now, though it does other things; retry in a while."


class NoRoom(HubError):
    advice = "Make room, then retry: what has arrived is kept."


class Corrupt(HubError):
    advice = "Retry; if it stays, the content is damaged at the source."
