"""Which commands the tests have made act, and which they have seen refuse with a reason.

A run of all tests fails when a declared command never acted, or one that needs something never said what it
lacks. Runs of some tests are not judged.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from hubtui.commands import COMMANDS, Need

settings.register_profile("hunt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("laws", settings.get_profile("hunt"), derandomize=True)
settings.load_profile(os.environ.get("HUBTUI_LAWS", "laws"))
"""A law holds on a busy machine too, and is tried on the same examples every time; on others with
HUBTUI_LAWS=hunt, as in `make laws`."""

ACTED, REFUSED = "acted", "refused"
_seen: set[str] = set()


@pytest.fixture(autouse=True, scope="session")
def record_commands() -> Iterator[None]:
    """Notes each action that runs and each reason that is given."""
    from hubtui.ui.actions import ACTIONS
    from hubtui.ui.dispatch import Dispatch

    given = Dispatch.run_command

    def run_command(self: Dispatch, command_id: str, *rest: Any, **options: Any) -> None:
        command = next(command for command in COMMANDS if command.id == command_id)
        if command.needs is not Need.NOTHING and self.context.reason(command):
            _seen.add(f"{REFUSED} {command_id}")
        given(self, command_id, *rest, **options)

    def recorded(command_id: str, action: Any) -> Any:
        def act(*arguments: Any, **options: Any) -> Any:
            _seen.add(f"{ACTED} {command_id}")
            return action(*arguments, **options)

        return act

    before = dict(ACTIONS)
    ACTIONS.update({command_id: recorded(command_id, action) for command_id, action in before.items()})
    Dispatch.run_command = run_command  # type: ignore[method-assign]
    yield
    ACTIONS.update(before)
    Dispatch.run_command = given  # type: ignore[method-assign]


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["commands"] = sorted(_seen)
        return
    whole = session.testscollected and not session.testsfailed and _is_whole(session.config)
    if missing := lacking(_seen) if whole else []:
        print("\n" + "\n".join(missing))  # noqa: T201
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_testnodedown(node: Any, error: object) -> None:
    """A worker of xdist is done: what it saw."""
    _seen.update(getattr(node, "workeroutput", {}).get("commands", ()))


def _is_whole(config: pytest.Config) -> bool:
    chosen = [Path(argument).name for argument in config.args]
    picked = any(config.getoption(name, None) for name in ("keyword", "markexpr", "lf", "ignore", "deselect"))
    return chosen == ["tests"] and not picked


def lacking(seen: set[str]) -> list[str]:
    """What no test has shown, in words."""
    wanted = {f"{ACTED} {command.id}" for command in COMMANDS}
    wanted |= {f"{REFUSED} {command.id}" for command in COMMANDS if command.needs is not Need.NOTHING}
    return [f"no test in which a command {words}" for words in sorted(wanted - seen)]
