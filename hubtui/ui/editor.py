"""The user's own editor and pager, which have the terminal for as long as they run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from hubtui.errors import BadInput

FALLBACKS = ("nano", "vi")
PAGERS = ("less", "more")


def edited(app: App[Any], text: str, suffix: str = ".md") -> str:
    """What the text has become in the user's editor: the config's, $VISUAL or $EDITOR.

    Blocks until the editor is left; BadInput when there is none, when it fails, or when this terminal cannot
    be handed over. The file is readable by its owner only and is gone afterwards.
    """
    return edited_bytes(app, text.encode(), f"text{suffix}").decode(errors="replace")


def edited_bytes(app: App[Any], content: bytes, name: str) -> bytes:
    """The same of a file, byte for byte: its line ends are the editor's to keep."""
    command = editor(getattr(app, "editor", ""))
    with tempfile.TemporaryDirectory(prefix="hubtui-") as folder:
        path = Path(folder, file_name(name))
        path.write_bytes(content)
        if status := _run(app, [*command, str(path)], "an editor"):
            raise BadInput(f"{command[0]} ended with status {status}; the text is as it was before")
        return path.read_bytes()


def paged(app: App[Any], text: str, name: str) -> bool:
    """Show the text in $PAGER, else in the user's editor; whether it was the editor.

    What is changed there is not kept: the file cannot be written to, is readable by its owner only, and is
    gone afterwards. Blocks, and fails as `edited` does.
    """
    told, wanted = _words(os.environ.get("PAGER", "")), getattr(app, "editor", "")
    in_editor = not told and bool(wanted or os.environ.get("VISUAL") or os.environ.get("EDITOR"))
    command = told or (editor(wanted) if in_editor else _installed(PAGERS)) or editor()
    with tempfile.TemporaryDirectory(prefix="hubtui-") as folder:
        path = Path(folder, file_name(name))
        path.write_text(text, encoding="utf-8", errors="replace")
        path.chmod(0o400)
        _run(app, [*command, str(path)], "a pager")
    return in_editor


def file_name(name: str) -> str:
    """A stranger's file name as one that is harmless here; its ending tells editors the language."""
    ending = re.sub(r"[^A-Za-z0-9.]", "", Path(name).suffix)[:12]
    stem = re.sub(r"[^A-Za-z0-9_-]", "_", Path(name).stem)[:40].lstrip("-")
    return f"{stem or 'file'}{ending}"


def _run(app: App[Any], command: list[str], what: str) -> int:
    """With the terminal to itself. Told to, less opens and runs nothing else from there."""
    environment = {**os.environ, "LESSSECURE": "1", "LESSOPEN": ""}
    try:
        with app.suspend():
            return subprocess.run(command, check=False, env=environment).returncode
    except SuspendNotSupported:
        raise BadInput(f"this terminal cannot be handed to {what}") from None
    except OSError as error:
        raise BadInput(f"{command[0]} cannot be started: {error.strerror}") from None


def editor(wanted: str = "") -> list[str]:
    """The command: the one that is wanted, from the environment, or what is there."""
    told = wanted or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    words = _words(told) or _installed(FALLBACKS)
    if not words:
        raise BadInput("no editor is known: set EDITOR")
    return words


def _words(told: str) -> list[str]:
    try:
        return shlex.split(told)
    except ValueError as error:
        raise BadInput(f"the editor cannot be understood: {told!r} ({error})") from None


def _installed(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if shutil.which(name)][:1]
