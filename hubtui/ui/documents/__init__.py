"""Strangers' long texts as finished lines: cards, diffs, facts, laid out off the event loop.

Everything goes through `text.safe` or `text.safe_block` before it is parsed, and through a cap: a text of
hostile size costs a bounded amount of work, and what is left out is said.
"""

from hubtui.ui.documents.diff import MAX_DIFF_LINES, diff
from hubtui.ui.documents.layout import Anchor, Layout, Line, Plain, lay_out, render
from hubtui.ui.documents.markdown import MAX_TEXT, front_matter, markdown, too_much

__all__ = [
    "MAX_DIFF_LINES",
    "MAX_TEXT",
    "Anchor",
    "Layout",
    "Line",
    "Plain",
    "diff",
    "front_matter",
    "lay_out",
    "markdown",
    "render",
    "too_much",
]
