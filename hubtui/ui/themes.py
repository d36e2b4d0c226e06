"""The colours: hubtui's own dark and light, and words for Textual's themes on the terminal's own 16."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from hubtui.ui.ink import Ink

_DARK = {
    "hub-hf": "#f2c45a",
    "hub-ms": "#a994f7",
    "hub-local": "#7ccf9b",
    "hub-ours": "#86b3d9",
    "frame": "#39404c",
    "frame-hf": "#8a7340",
    "frame-ms": "#655a9a",
    "frame-local": "#3f7a57",
    "muted": "#959daa",
    "faint": "#6b7381",
    "cursor-off": "#252a33",
    "cursor-ours": "#27415a",
    "cursor-text": "#ffffff",
    "cursor-hf": "#4c3f1d",
    "cursor-hf-text": "#fff3d1",
    "cursor-ms": "#3b3266",
    "cursor-ms-text": "#f0ebff",
    "cursor-local": "#1d4630",
    "cursor-local-text": "#e3fbec",
    "mark": "#86b3d9",
    "good": "#82c491",
    "warn": "#e3a857",
    "bad": "#ec7a80",
    "veil": "#0b0d10 65%",
}
_LIGHT = {
    "hub-hf": "#8f6200",
    "hub-ms": "#6a3cc4",
    "hub-local": "#1f7a45",
    "hub-ours": "#1c5d8f",
    "frame": "#cbc7bb",
    "frame-hf": "#c39a35",
    "frame-ms": "#a68fdc",
    "frame-local": "#7fbf9a",
    "muted": "#646b76",
    "faint": "#878d97",
    "cursor-off": "#e9e5db",
    "cursor-ours": "#cfe2f2",
    "cursor-text": "#10151b",
    "cursor-hf": "#f6dfa0",
    "cursor-hf-text": "#2b2000",
    "cursor-ms": "#ddd0fa",
    "cursor-ms-text": "#1d0e40",
    "cursor-local": "#c8ecd5",
    "cursor-local-text": "#0a2414",
    "mark": "#1c5d8f",
    "good": "#21713b",
    "warn": "#985200",
    "bad": "#b0262b",
    "veil": "#3a3a3a 35%",
}
_ANSI = {
    "hub-hf": "ansi_yellow",
    "hub-ms": "ansi_magenta",
    "hub-local": "ansi_green",
    "hub-ours": "ansi_cyan",
    "frame": "ansi_bright_black",
    "frame-hf": "ansi_yellow",
    "frame-ms": "ansi_magenta",
    "frame-local": "ansi_green",
    "muted": "ansi_default",
    "faint": "ansi_bright_black",
    "cursor-off": "ansi_default",
    "cursor-ours": "ansi_cyan",
    "cursor-text": "ansi_black",
    "cursor-hf": "ansi_yellow",
    "cursor-hf-text": "ansi_black",
    "cursor-ms": "ansi_magenta",
    "cursor-ms-text": "ansi_black",
    "cursor-local": "ansi_green",
    "cursor-local-text": "ansi_black",
    "mark": "ansi_cyan",
    "good": "ansi_green",
    "warn": "ansi_yellow",
    "bad": "ansi_red",
    "veil": "ansi_default",
}

DARK = Theme(
    "hubtui-dark",
    primary="#86b3d9",
    secondary="#a994f7",
    accent="#f2c45a",
    warning="#e3a857",
    error="#ec7a80",
    success="#82c491",
    foreground="#dde1e7",
    background="#14171c",
    surface="#1b1f26",
    panel="#20252d",
    variables=_DARK,
)
LIGHT = Theme(
    "hubtui-light",
    primary="#1c5d8f",
    secondary="#6a3cc4",
    accent="#8f6200",
    warning="#985200",
    error="#b0262b",
    success="#21713b",
    foreground="#23272e",
    background="#fbfaf6",
    surface="#f1eee6",
    panel="#ebe7dd",
    dark=False,
    variables=_LIGHT,
)
CYCLE = (DARK.name, LIGHT.name, "ansi-dark", "ansi-light")


def first(wanted: str, environment: Mapping[str, str]) -> str:
    """The theme to begin with: the one that is wanted, or what suits the terminal."""
    if wanted != "auto":
        return wanted
    few = environment.get("TERM", "").startswith(("linux", "vt")) or environment.get(
        "TEXTUAL_COLOR_SYSTEM"
    ) in ("standard", "windows")
    return "ansi-dark" if few else DARK.name


def defaults(theme: Theme) -> dict[str, str]:
    """hubtui's variables for a theme that does not know them."""
    if theme.ansi:
        return _ANSI
    return _DARK if theme.dark else _LIGHT


def ink(theme: Theme, hub: str) -> Ink:
    """What documents are drawn with; on the terminal's own 16 colours the nearest of hubtui's."""
    from hubtui.ui.ink import Ink

    own = _DARK if theme.dark else _LIGHT
    base = DARK if theme.dark else LIGHT
    accents = {"huggingface": "hub-hf", "modelscope": "hub-ms", "local": "hub-local"}
    accent = own[accents.get(hub, "hub-ours")]
    return Ink(
        text=base.foreground or "",
        muted=own["muted"],
        accent=accent,
        added=own["good"],
        removed=own["bad"],
        surface=base.panel or "",
        dark=theme.dark,
    )
