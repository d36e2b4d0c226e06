"""Styles of the parts that a widget draws, looked up in the style sheet when they are first drawn.

Textual looks up all of a class's COMPONENT_CLASSES for every widget each time that a class changes above it:
nine for a line that shows two tones.
"""

from __future__ import annotations

from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget


class Toned(Widget):
    """Knows the parts that were drawn so far; the style sheet's changes reach those."""

    _drawn_parts: frozenset[str] = frozenset()

    def _get_component_classes(self) -> frozenset[str]:  # type: ignore[override]  # each widget its own
        return self._drawn_parts

    def get_component_styles(self, *names: str) -> RenderStyles:
        for name in names:
            if name not in self._component_styles:
                self._component_styles[name] = self._look_up(name)
                self._drawn_parts |= {name}
        return super().get_component_styles(*names)

    def _look_up(self, name: str) -> RenderStyles:
        """As Textual's style sheet does: by a node that is nowhere but below this one."""
        part = DOMNode(classes=name)
        part._attach(self)
        self.app.stylesheet.apply(part)
        return part.styles
