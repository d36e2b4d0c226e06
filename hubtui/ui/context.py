"""What actions work with: the session, the panes, what is known of the hubs, and ways to ask and say."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Hashable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from textual.screen import Screen

from hubtui.accounts import LOCAL
from hubtui.budgets import budget
from hubtui.catalog import Listing
from hubtui.commands import Command, Need
from hubtui.errors import HubError, HubtuiError, Offline, RateLimited, StoreError, Unauthorized, Unavailable
from hubtui.hub import Hub
from hubtui.jobs.job import JobView
from hubtui.keyboard import Keyboard
from hubtui.model import Account, Capability, Discussion, Namespace, RepoInfo, RepoKey, RepoType, User
from hubtui.text import safe
from hubtui.ui.headings import SCHEMES, TITLES, heading
from hubtui.ui.listings import listing, place_rows
from hubtui.ui.location import Location
from hubtui.ui.messages import PlanProgress
from hubtui.ui.needs import why_not
from hubtui.ui.offload import offload
from hubtui.ui.rows.places import Place
from hubtui.ui.rows.sign_ins import SignIn
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.accounts import AccountsScreen
from hubtui.ui.screens.compare import CompareScreen
from hubtui.ui.screens.compose import Written
from hubtui.ui.screens.explorer import Explorer
from hubtui.ui.screens.inbox import InboxScreen
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.screens.preview import PreviewScreen
from hubtui.ui.screens.thread import ThreadPlace, ThreadScreen
from hubtui.ui.subjects import Seen
from hubtui.ui.widgets.document_view import DocumentView
from hubtui.ui.widgets.header_bar import HeaderBar
from hubtui.ui.widgets.line_list import LineList
from hubtui.ui.widgets.pane import Heading, Pane

if TYPE_CHECKING:
    from hubtui.session import Session
    from hubtui.ui.app import HubtuiApp

T = TypeVar("T")
S = TypeVar("S", bound=Screen[Any])
NO_ANSWER = (Offline, Unavailable, RateLimited)
"""After these what was known before still holds."""


class Context:
    """Made once by the app; every action gets it."""

    def __init__(self, app: HubtuiApp, session: Session) -> None:
        self.app = app
        self.session = session
        self.users: dict[str, User | None] = {}
        """Who each account is; None: not signed in."""
        self.copied = ""
        """What was copied as text last."""
        self.drafts: dict[Hashable, Written] = {}
        """What was written and not taken by a hub yet, by what it was written for."""
        self.sought = ""
        """What a list was filtered by last."""
        self.busy: set[tuple[str, RepoKey]] = set()
        """Accounts and repos whose discussions are being changed."""
        self.jobs: Sequence[JobView] = ()
        """As they were when the engine was last looked at."""
        self.interrupted = 0
        """Jobs that an earlier program left unfinished."""
        self.seen = Seen()
        """What was previewed already."""
        self.asked_for: set[str] = set()
        """Token stores that the user was asked to open."""
        self.checked: dict[str, SignIn] = {}
        """What became of each account when it was last asked who it is."""
        self.when_over: dict[int, Callable[[JobView], Coroutine[Any, Any, None]]] = {}
        """By job, what is done once it is over; forgotten with the program."""
        self._presumed: set[str] = set()
        """Accounts whose user is remembered and could not be asked for."""
        self._hubs: dict[str, Hub] = {}
        self._budget_accounts: dict[str, str] = {}
        """By hub, the account that it answered last."""

    # Where things are

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    @property
    def explorer(self) -> Explorer:
        found = self.app.screen_stack[0]
        assert isinstance(found, Explorer)
        return found

    @property
    def is_open(self) -> bool:
        """False once the program is closing: an answer that comes now has nowhere to go."""
        if not self.app.screen_stack or not self.explorer.is_attached:
            return False
        return all(pane.query(LineList) for pane in self.explorer.query(Pane))

    @property
    def pane(self) -> Pane:
        return self.explorer.pane

    @property
    def other(self) -> Pane:
        return self.explorer.other

    @property
    def lines(self) -> LineList | None:
        """The list that keys go to."""
        return self.screen.lines if isinstance(self.screen, Keyed) else None

    @property
    def content(self) -> LineList | DocumentView | None:
        """The list or the document that is moved in."""
        return self.screen.content if isinstance(self.screen, Keyed) else None

    @property
    def document(self) -> DocumentView | None:
        """The document that keys go to."""
        return self.content if isinstance(self.content, DocumentView) else None

    @property
    def location(self) -> Location:
        """Of the active pane; until its first listing is there, where it is going."""
        place = self.pane.location or self.pane.destination
        assert place is not None
        return place

    @property
    def destination(self) -> Location:
        """Where the active pane is going while it loads: keys that follow each other go on from there."""
        assert self.pane.destination is not None
        return self.pane.destination

    @property
    def repo(self) -> RepoKey | None:
        """The repo that is open in the active pane, or under its cursor; over them, the inbox's."""
        if self.inbox is not None:
            return self.thread_place.repo if self.thread_place else None
        location = self.pane.location
        if location is None:
            return None
        row = self.pane.lines.current
        return location.repo or (row.key if isinstance(row, RepoInfo) else None)

    @property
    def sign_in(self) -> SignIn | None:
        """Under the cursor of the list of accounts."""
        return self.screen.sign_in if isinstance(self.screen, AccountsScreen) else None

    @property
    def comparison(self) -> CompareScreen | None:
        """That of two trees which is open, by itself or beneath a preview of one of its files."""
        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, CompareScreen):
                return screen
            if not isinstance(screen, PreviewScreen):
                break
        return None

    @property
    def inbox(self) -> InboxScreen | None:
        """The one that is open, by itself or beneath what was opened from it."""
        return self.open_screen(InboxScreen)

    def open_screen(self, kind: type[S]) -> S | None:
        """The lowest one of this kind, whatever else is over it."""
        return next((one for one in self.app.screen_stack if isinstance(one, kind)), None)

    @property
    def talk_lines(self) -> LineList:
        """The list of discussions: the inbox's, else the active pane's."""
        return self.inbox.listed.lines if self.inbox is not None else self.pane.lines

    @property
    def discussion(self) -> Discussion | None:
        """The one whose thread is open, or under the cursor of the inbox, or of the active pane."""
        if isinstance(self.screen, ThreadScreen):
            return self.screen.discussion
        if isinstance(self.screen, InboxScreen):
            return self.screen.item.discussion if self.screen.item else None
        row = self.pane.lines.current
        return row if isinstance(row, Discussion) else None

    @property
    def thread_place(self) -> ThreadPlace | None:
        """Where that discussion is."""
        if isinstance(self.screen, ThreadScreen):
            return self.screen.place
        if isinstance(self.screen, InboxScreen):
            item = self.screen.item
            return ThreadPlace(self.screen.account, item.repo, item.discussion.num) if item else None
        location, row = self.pane.location, self.discussion
        if location is None or location.repo is None or row is None:
            return None
        return ThreadPlace(location.account, location.repo, row.num)

    # Hubs

    def account(self, name: str) -> Account:
        return self.session.accounts.get(name)

    async def hub(self, account: str) -> Hub:
        """The account's hub; opened off the event loop the first time, for that imports its SDK."""
        if account not in self._hubs or self.session.is_due(account):
            self._hubs[account] = await offload(self.session.hub, account)
        return self._hubs[account]

    async def user(self, account: str) -> User | None:
        """Who the account is; None when nobody is signed in."""
        if account not in self.users or account in self._presumed:
            hub = await self.hub(account)
            try:
                self.users[account] = await offload(hub.whoami)
            except Unauthorized:
                if self.account(account).origin:
                    raise
                self.users[account] = None
            except NO_ANSWER as error:
                self.users[account] = self._presumed_user(account, error)
            else:
                self._presumed.discard(account)
                self.app.run_worker(self._keep_user(account), group=f"user-{account}")
            self.session.identify(account, self.users[account])
        return self.users[account]

    def _presumed_user(self, account: str, error: HubError) -> User:
        """Who the account was when its hub last said so, so that what it saw can be shown."""
        user = self.session.remembered_user(account)
        if user is None:
            raise error
        self._presumed.add(account)
        return user

    async def _keep_user(self, account: str) -> None:
        """Who the account is was just told: remember that, and where it can begin, for a start without the
        hub."""
        if self.users.get(account) is not None and self.account(account).hub != LOCAL:
            await offload(self.session.note_user, account)
            places = self.listing(Location(account))
            if not places.is_begun:
                with suppress(HubtuiError):
                    await offload(places.more)

    def hub_title(self, account: str) -> str:
        return TITLES.get(self.account(account).hub, account)

    def whose(self, account: str) -> str:
        """`Hugging Face · hf-rosalind`, safe to show."""
        return f"{self.hub_title(account)} · {safe(account)}"

    def default_revision(self, account: str) -> str:
        """Empty when its hub was never opened."""
        hub = self._hubs.get(account)
        return hub.default_revision if hub is not None else ""

    def drop(self, account: str) -> None:
        """Know nothing of the account any more: it is gone, or has another token or name."""
        self.users.pop(account, None)
        self._presumed.discard(account)
        self.checked.pop(account, None)
        self._hubs.pop(account, None)

    def supports(self, account: str, capability: Capability, repo_type: RepoType) -> bool:
        hub = self._hubs.get(account)
        return hub is not None and hub.supports(capability, repo_type)

    def web_url(self, location: Location) -> str:
        """The page of the location's repo; empty when its hub was never opened."""
        hub = self._hubs.get(location.account)
        return hub.web_url(location.repo) if hub is not None and location.repo is not None else ""

    def heading(self, location: Location) -> Heading:
        account = self.account(location.account)
        hub, user = self._hubs.get(location.account), self.users.get(location.account)
        return heading(location, account, hub, user, self.keyboard)

    def listing(self, location: Location) -> Listing[Any]:
        """What the pane shows at this place, as far as it was read. Never blocks."""
        return listing(self.session, location)

    # Keys

    @property
    def keyboard(self) -> Keyboard:
        return self.app.keyboard

    def key(self, command_id: str) -> str:
        """The command's key, for a sentence."""
        return self.keyboard.key(command_id)

    def hint(self, *pairs: tuple[str, str]) -> str:
        """Keys and what they would do here: `ctrl+r retry   Backspace out`."""
        return self.keyboard.hint(*pairs)

    def place_rows(self, location: Location, namespaces: Sequence[Namespace]) -> list[Place]:
        """Where the account can begin; its hub must be open."""
        return place_rows(self.session, location, namespaces, self._hubs[location.account])

    # Asking and saying

    def reason(self, command: Command) -> str:
        """Why the command cannot act now; empty when it can."""
        if command.needs is Need.NOTHING:
            return ""
        return why_not(self, command.needs)

    async def ask(self, screen: Screen[T]) -> T | None:
        """What the screen was left with."""
        return await self.app.push_screen_wait(screen)

    def say(self, words: str, *, bad: bool = False, seconds: float = 4.0) -> None:
        """A notification; `words` are made safe here and are never markup."""
        severity: Literal["error", "information"] = "error" if bad else "information"
        self.app.notify(safe(words, 400), severity=severity, timeout=seconds, markup=False)

    def progress(self, words: str) -> None:
        """From any thread: what planning does now."""
        self.app.post_message(PlanProgress(words))

    def report(self, error: HubtuiError) -> None:
        """An error that no pane has a place for."""
        self.say(f"{error}\n{error.advice}".strip().replace("\n", " · "), bad=True, seconds=10)

    def hub_answered(self, account: str, error: HubtuiError | None = None) -> None:
        """Show in the top line how the hub answers."""
        if self.account(account).hub == LOCAL:
            return
        words, tone = _answer(error)
        if words == "ok" and account in self.users and self.users[account] is None:
            words = "ok, not signed in"
        scheme = SCHEMES.get(self.account(account).hub, account)
        self._budget_accounts[scheme] = account
        if words == "ok":
            words = _budget_words(account) or words
        self.explorer.query_one(HeaderBar).set_hub(scheme, words, tone)

    def show_budgets(self) -> None:
        """Show anew how many requests each hub still takes, where it says so."""
        for header in self.explorer.query(HeaderBar):
            for scheme, account in self._budget_accounts.items():
                if words := _budget_words(account):
                    header.set_hub(scheme, words, Tone.GOOD)


def _answer(error: HubtuiError | None) -> tuple[str, Tone]:
    match error:
        case None:
            return "ok", Tone.GOOD
        case Offline():
            return "offline", Tone.BAD
        case Unavailable():
            return "in trouble", Tone.BAD
        case StoreError():
            return "token locked away", Tone.WARN
        case Unauthorized():
            return "token refused", Tone.BAD
        case RateLimited():
            return "limit reached", Tone.WARN
        case HubError():
            return "ok", Tone.GOOD
        case _:
            return "?", Tone.WARN


def _budget_words(account: str) -> str:
    """`812/1000 · 4m12s`: requests left, and when all count anew. Empty where the hub does not say."""
    known = budget(account)
    if known is None:
        return ""
    minutes, seconds = divmod(int(known.seconds), 60)
    left = f"{known.left}/{known.quota}" if known.quota else f"{known.left} left"
    return f"{left} · {minutes}m{seconds:02}s" if minutes else f"{left} · {seconds}s"


def clock(seconds: float) -> str:
    """`14:02` when that is more than a minute ago; empty else."""
    return time.strftime("%H:%M", time.localtime(seconds)) if time.time() - seconds > 60 else ""
