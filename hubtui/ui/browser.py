"""The user's web browser, where there is one to see: never one that would draw into this terminal."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping


def why_not(environment: Mapping[str, str] = os.environ) -> str:
    """Why no browser can be opened here; empty when one can be tried."""
    if {"SSH_CONNECTION", "SSH_TTY"} & environment.keys():
        return "this is another machine's terminal"
    has_screen = {"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"} & environment.keys()
    if not has_screen and sys.platform not in ("darwin", "win32"):
        return "there is no screen to show one on"
    return ""


def open_page(url: str) -> bool:
    """Whether a browser was asked to show the page. Blocks for as long as starting one takes."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    in_terminal = isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
        browser, webbrowser.BackgroundBrowser
    )
    return not in_terminal and browser.open(url)
