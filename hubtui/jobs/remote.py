"""Between two hubtuis on one state: a socket on which the one that has jobs shows them and is told things.

One JSON object a line each way: `{"do": "view"}` is answered with `{"answer": [...]}`, `{"do": "pause",
"job": 3}` with `{"answer": ...}` or `{"error": words}`. Only the user's own processes are listened to, and
nothing that is said is a secret.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from hubtui.errors import BadInput, HubtuiError
from hubtui.jobs.job import JobView
from hubtui.jobs.owner import here

log = logging.getLogger(__name__)

LONGEST_PATH = 100
"""Bytes of a socket's path that every system takes."""
PATIENCE = 2.0
"""Seconds that an answer may take."""
LONGEST = 1024 * 1024
"""Bytes of a request."""


class NotThere(HubtuiError):
    """No hubtui answers there."""

    advice = "It may be about to end; look again in a moment."


def socket_path(state: Path, pid: int) -> Path:
    """Where the hubtui of this process id on this machine listens; in a folder that only the user can look
    into."""
    folder, before, after = _names(state)
    return folder / f"{before}{pid}{after}"


def _names(state: Path) -> tuple[Path, str, str]:
    """The folder, and what stands before and after a process id: in the state, which machines can share, the
    machine; in the common folder the state."""
    if len(os.fsencode(state / f"{2**22}-{here()}.sock")) <= LONGEST_PATH:
        return state, "", f"-{here()}.sock"
    of_state = hashlib.sha256(os.fsencode(state.resolve())).hexdigest()[:12]
    return _common_folder(), f"{of_state}-", ".sock"


def _common_folder() -> Path:
    """For the sockets whose own folder has too long a name."""
    return Path(tempfile.gettempdir()) / f"hubtui-{os.getuid()}"


class Served:
    """Listens until it is closed; each `do` is one of the functions, called with what else was said."""

    def __init__(self, path: Path, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._path = path
        self._functions = functions
        _make_private(path.parent)
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            self._socket.bind(str(path))
        except OSError:
            self._socket.close()
            self._tidy()
            raise
        finally:
            os.umask(mask)
        path.chmod(0o600)
        self._socket.listen(8)
        threading.Thread(target=self._listen, name="hubtui-socket", daemon=True).start()

    def close(self) -> None:
        self._tidy()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _tidy(self) -> None:
        """Leave nothing behind, unless others still listen in the common folder."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            if self._path.parent == _common_folder():
                self._path.parent.rmdir()

    def _listen(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), name="hubtui-peer", daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with peer:
            peer.settimeout(PATIENCE)
            if not _is_own(peer):
                return
            with suppress(OSError, ValueError):
                lines = peer.makefile("rb")
                while line := lines.readline(LONGEST):
                    peer.sendall(self._answer(json.loads(line)) + b"\n")

    def _answer(self, said: Any) -> bytes:
        try:
            function = self._functions[said.pop("do")]
            return msgspec.json.encode({"answer": function(**said)})
        except HubtuiError as error:
            return msgspec.json.encode({"error": str(error)})
        except (KeyError, TypeError, AttributeError) as error:
            return msgspec.json.encode({"error": f"not understood: {type(error).__name__}"})


def remove_abandoned(state: Path) -> None:
    """The sockets of this state whose processes were killed: those of this machine since it was booted, and
    of before. Those of other machines may be in use."""
    folder, before, after = _names(state)
    for other in folder.glob(f"{before}*.sock"):
        pid = other.name.removeprefix(before).removesuffix(after)
        with suppress(OSError):
            is_old = other.stat().st_mtime < _booted()
            if is_old or (pid.isdecimal() and not _is_running(int(pid))):
                other.unlink()


def _booted() -> float:
    """When this machine was, as time.time() tells it; never, where that is not told."""
    try:
        return time.time() - float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, ValueError):
        return 0.0


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


def ask(path: Path, do: str, **more: object) -> Any:
    """What the hubtui at the socket answers. NotThere when none does; BadInput when it refuses."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.settimeout(PATIENCE)
            peer.connect(str(path))
            peer.sendall(msgspec.json.encode({"do": do, **more}) + b"\n")
            answer = json.loads(peer.makefile("rb").readline() or b"{}")
    except (OSError, ValueError):
        raise NotThere("the hubtui that has this job does not answer") from None
    if "error" in answer:
        raise BadInput(str(answer["error"]))
    return answer.get("answer")


def ask_views(path: Path) -> list[JobView]:
    """The jobs of the hubtui at the socket, as they are now. NotThere when none answers."""
    try:
        return msgspec.convert(ask(path, "view"), list[JobView])
    except msgspec.ValidationError as error:
        raise NotThere(f"another version of hubtui has this job ({error})") from None


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = folder.stat()
    if about.st_uid != os.getuid():
        raise OSError(f"{folder} belongs to somebody else")
    if about.st_mode & 0o077:
        folder.chmod(0o700)


def _is_own(peer: socket.socket) -> bool:
    """Whether a process of this user is at the other end, where the system tells."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    _, uid, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return bool(uid == os.getuid())
