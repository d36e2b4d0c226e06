"""The user's own editor, which has the terminal for as long as it runs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from hubtui.errors import BadInput

FALLBACKS = ("nano", "vi")


def edited(app: App[object], text: str, suffix: str = ".md") -> str:
    """What the text has become in the user's editor: the config's, $VISUAL or $EDITOR.

    Blocks until the editor is left; BadInput when there is none, when it fails, or when this terminal cannot
    be handed over. The file is readable by its owner only and is gone afterwards.
    """
    command = editor(getattr(app, "editor", ""))
    with tempfile.TemporaryDirectory(prefix="hubtui-") as folder:
        path = Path(folder, f"text{suffix}")
        path.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                status = subprocess.run([*command, str(path)], check=False).returncode
        except SuspendNotSupported:
            raise BadInput("this terminal cannot be handed to an editor") from None
        except OSError as error:
            raise BadInput(f"{command[0]} cannot be started: {error.strerror}") from None
        if status:
            raise BadInput(f"{command[0]} ended with status {status}; the text is as it was before")
        return path.read_text(encoding="utf-8", errors="replace")


def editor(wanted: str = "") -> list[str]:
    """The command: the one that is wanted, from the environment, or what is there."""
    told = wanted or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(told)
    except ValueError as error:
        raise BadInput(f"the editor cannot be understood: {told!r} ({error})") from None
    words = words or [name for name in FALLBACKS if shutil.which(name)][:1]
    if not words:
        raise BadInput("no editor is known: set EDITOR")
    return words
