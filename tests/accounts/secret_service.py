"""A real Secret Service of a test's own: D-Bus and gnome-keyring below a home that goes with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]
needs_secret_service = pytest.mark.skipif(
    bool(MISSING),
    reason=f"no real Secret Service without {', '.join(MISSING)}: "
    "apt-get install dbus dbus-daemon gnome-keyring libsecret-tools",
)

_UNLOCKED = "printf %s ci-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
_EMPTY = "gnome-keyring-daemon --daemonize --components=secrets >/dev/null 2>&1"
_SERVE = """
for i in $(seq 100); do
  dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
    org.freedesktop.DBus.Peer.Ping >/dev/null 2>&1 && break
  sleep .1
done
echo "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null
"""


class SecretService:
    """Running; with an empty default collection that is unlocked, or with none."""

    def __init__(self, home: Path, address: str, bus: subprocess.Popen[str]) -> None:
        self.home = home
        self.address = address
        self._bus = bus
        self.pid = self._ask_pid("org.freedesktop.secrets")

    def stop(self) -> None:
        """Alive, and silent."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def kill_bus(self) -> None:
        os.kill(self._bus_pid(), signal.SIGKILL)

    def stop_bus(self) -> int:
        """The bus itself falls silent; its process id."""
        pid = self._bus_pid()
        os.kill(pid, signal.SIGSTOP)
        return pid

    def lock(self) -> None:
        """As the desktop does after a while."""
        self._call("org.freedesktop.secrets", "/org/freedesktop/secrets",
                   "org.freedesktop.Secret.Service.Lock",
                   "array:objpath:/org/freedesktop/secrets/aliases/default")  # fmt: skip

    def lookup(self, **attributes: str) -> str:
        """What another program finds; empty when nothing."""
        words = [word for pair in attributes.items() for word in pair]
        return subprocess.run(
            ["secret-tool", "lookup", *words], capture_output=True, text=True, check=False
        ).stdout

    def _bus_pid(self) -> int:
        return self._ask_pid("org.freedesktop.DBus")

    def _ask_pid(self, name: str) -> int:
        answer = self._call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetConnectionUnixProcessID",
                            f"string:{name}")  # fmt: skip
        return int(answer.split()[-1])

    def _call(self, name: str, path: str, method: str, *arguments: str) -> str:
        command = ["dbus-send", "--session", "--print-reply", f"--dest={name}", path, method, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextmanager
def secret_service(
    folder: Path, patch: pytest.MonkeyPatch, *, is_unlocked: bool = True
) -> Iterator[SecretService]:
    """This process's environment is that of the service meanwhile."""
    home, runtime = folder / "home", folder / "run"
    (home / ".local/share/keyrings").mkdir(parents=True)
    runtime.mkdir()
    for directory in (home, runtime):
        directory.chmod(0o700)
    patch.setenv("HOME", str(home))
    patch.setenv("XDG_RUNTIME_DIR", str(runtime))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        patch.delenv(name, raising=False)
    process = subprocess.Popen(
        ["dbus-run-session", "--", "bash", "-ec", (_UNLOCKED if is_unlocked else _EMPTY) + _SERVE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        service = SecretService(home, address, process)
        yield service
    finally:
        _wake(service.pid if "service" in locals() else 0)
        process.stdin.close()
        process.stdout.close()
        process.wait(30)


def _wake(pid: int) -> None:
    """A stopped process cannot end."""
    if pid:
        for number in (signal.SIGCONT, signal.SIGTERM):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return
