"""The colours of a document: what a theme gives to whatever renders long texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours as Rich writes them."""

    text: str
    muted: str
    accent: str
    added: str
    removed: str
    surface: str
    dark: bool = True
