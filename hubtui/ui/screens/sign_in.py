"""Signing in: which hub, with a token or in a browser, and where the token is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from textual import on, work
from textual.widget import Widget

from hubtui.errors import BadInput, HubtuiError, Unauthorized
from hubtui.secret import Secret
from hubtui.sites import SITES, Site, site_by_id, site_of
from hubtui.ui.screens.form import Form
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.secret_entry import SecretEntry, token
from hubtui.ui.widgets.selector import Option, Selector

COMMAND = "command"
TOKEN, BROWSER = "token", "browser"
CHECKS, ASKS = "checks and keeps it", "asks for a code"
"""What Enter does."""
WAYS = (
    Option(TOKEN, "with a token"),
    Option(
        BROWSER,
        "in a browser",
        "On this or any other device: you enter a code on the hub's page and agree. "
        "The token that comes of it expires, and is renewed when it is used.",
    ),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was filled in, the token apart."""

    site: Site
    endpoint: str
    name: str
    """Empty: after who it turns out to be."""
    store: str
    command: str = ""
    in_browser: bool = False


Submit = Callable[[Wanted, Secret | None], Awaitable[str]]
"""Checks and keeps; returns the account's name. The token is None when a command has it or a browser gives
it."""


class SignIn(Form[str]):
    """Returns the new account's name, once the hub has taken the token and the store has kept it."""

    def __init__(
        self, submit: Submit, stores: Callable[[], Awaitable[Sequence[Option]]], hub: str, endpoint: str
    ) -> None:
        """`stores` finds out where a token can be kept here, the best first; `hub` and `endpoint` are what
        the form begins with."""
        super().__init__("Sign in", CHECKS)
        self._submit, self._stores = submit, stores
        self._first, self._endpoint = site_of(hub, endpoint).id, endpoint
        self._places: Sequence[Option] = ()

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "Hub", Selector([Option(site.id, site.label) for site in SITES], id="site")
        yield "Endpoint", Entry(placeholder="https://host", id="endpoint")
        yield "Sign in", Selector(WAYS, id="way")
        yield "Token", SecretEntry(token, placeholder="paste it here; it is never shown", id="token")
        yield "Command", Entry(placeholder="what prints the token: pass show hf", id="command")
        yield "Name", Entry(id="name")
        yield "Keep it in", Selector(id="store")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#site", Selector).choose(self._first)
        if not self.site.endpoint:
            self.query_one("#endpoint", Entry).value = self._endpoint
        self._fit()
        self.query_one("#site").focus()
        self._find_stores()

    @property
    def site(self) -> Site:
        return site_by_id(self.query_one("#site", Selector).value)

    @property
    def store(self) -> str:
        return self.query_one("#store", Selector).value

    @work(group="stores", description="where a token can be kept is found out")
    async def _find_stores(self) -> None:
        self._places = await self._stores()
        if self.is_attached:
            self._offer_stores()

    @property
    def in_browser(self) -> bool:
        way = self.query_one("#way", Selector).value
        return self.site.may_have_browser and way == BROWSER

    @on(Selector.Changed, "#way")
    @on(Selector.Changed, "#site")
    def _offer_stores(self) -> None:
        """A command has a token of its own."""
        places = [one for one in self._places if not (self.in_browser and one.value == COMMAND)]
        if self._places:
            self.query_one("#store", Selector).set_options(places)

    @on(Selector.Changed)
    def _fit(self) -> None:
        """Ask only for what is needed."""
        site = self.site
        self.show_field("#endpoint", not site.endpoint)
        self.show_field("#way", site.may_have_browser)
        self.show_field("#command", self.store == COMMAND)
        self.show_field("#token", self.store != COMMAND and not self.in_browser)
        self.set_verb(ASKS if self.in_browser else CHECKS)
        self.query_one("#name", Entry).placeholder = f"{site.prefix}-… after who it is"
        if isinstance(self.focused, Selector):
            self.say("\n".join(self.hints()))

    def hints(self) -> Sequence[str]:
        match self.focused.id if self.focused else None:
            case "store":
                chosen = self.query_one("#store", Selector).chosen
                return [chosen.about if chosen else "looking …"]
            case "way" if self.in_browser:
                return [WAYS[1].about]
            case "name":
                return ["What the account is called here; another account cannot have the same name."]
            case "endpoint":
                return ["https://host of the mirror or your own hub; http is for this machine only."]
            case "command":
                return ["It is run whenever the token is needed, and is written down; the token is not."]
            case _:
                return [self.site.about_tokens(self.query_one("#endpoint", Entry).value)]

    async def attempt(self) -> str:
        wanted = self._wanted()
        secret = None if wanted.store == COMMAND or wanted.in_browser else self._token()
        try:
            return await self._submit(wanted, secret)
        except HubtuiError as error:
            if self.is_attached and secret is not None and not isinstance(error, Unauthorized):
                self.query_one("#token", SecretEntry).put_back(secret)
            raise

    def _wanted(self) -> Wanted:
        site = self.site
        endpoint = site.endpoint or self._filled("endpoint", "which endpoint? write https://host")
        if not self.store:
            raise BadInput("where the token can be kept is being found out; wait a moment")
        command = self._filled("command", "which command prints the token?") if self.store == COMMAND else ""
        name = self.query_one("#name", Entry).value.strip()
        return Wanted(site, endpoint, name, self.store, command, self.in_browser)

    def _filled(self, field: str, question: str) -> str:
        entry = self.query_one(f"#{field}", Entry)
        if not entry.value.strip():
            entry.focus()
            raise BadInput(question)
        return entry.value.strip()

    def _token(self) -> Secret:
        entry = self.query_one("#token", SecretEntry)
        if entry.is_empty:
            entry.focus()
            raise BadInput("paste the token first")
        try:
            secret: Secret = entry.take()
        except ValueError as error:
            entry.focus()
            raise BadInput(str(error)) from None
        return secret


class NewToken(Form[bool]):
    """Another token for an account that is kept. Returns True once it is."""

    def __init__(
        self, name: str, site: Site, endpoint: str, submit: Callable[[Secret | None], Awaitable[None]]
    ) -> None:
        """`submit` gets None when the token is to come from a browser."""
        super().__init__(f"Another token for {name}", CHECKS)
        self._site, self._endpoint, self._submit = site, endpoint, submit

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "Sign in", Selector(WAYS, id="way")
        yield "Token", SecretEntry(token, placeholder="paste it here; it is never shown", id="token")

    def on_mount(self) -> None:
        super().on_mount()
        self.show_field("#way", self._site.may_have_browser)
        self.query_one("#token").focus()

    @property
    def in_browser(self) -> bool:
        return self._site.may_have_browser and self.query_one("#way", Selector).value == BROWSER

    @on(Selector.Changed)
    def _fit(self) -> None:
        self.show_field("#token", not self.in_browser)
        self.set_verb(ASKS if self.in_browser else CHECKS)
        self.say("\n".join(self.hints()))

    def hints(self) -> Sequence[str]:
        about = WAYS[1].about if self.in_browser else self._site.about_tokens(self._endpoint)
        return [about, "The token before stays until the hub has taken this one."]

    async def attempt(self) -> bool:
        if self.in_browser:
            await self._submit(None)
            return True
        entry = self.query_one("#token", SecretEntry)
        if entry.is_empty:
            raise BadInput("paste the token first")
        try:
            secret: Secret = entry.take()
        except ValueError as error:
            raise BadInput(str(error)) from None
        try:
            await self._submit(secret)
        except HubtuiError as error:
            if self.is_attached and not isinstance(error, Unauthorized):
                entry.put_back(secret)
            raise
        return True
