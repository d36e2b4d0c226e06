"""Previews as documents: facts first, then what the file holds. Every text of a file is made safe here."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from hubtui.previews import Dump, Grid, Picture, Preview, Prose, Source
from hubtui.text import safe
from hubtui.ui.documents import markdown
from hubtui.ui.ink import Ink
from hubtui.ui.previews.code import source
from hubtui.ui.previews.dumps import HexDump
from hubtui.ui.previews.facts import MAX_FACT, fact_lines
from hubtui.ui.previews.grids import Aligned
from hubtui.ui.previews.pictures import HalfBlocks

__all__ = ["MAX_FACT", "fact_lines", "preview_parts"]


def preview_parts(preview: Preview, ink: Ink, *, columns: int = 100) -> Iterator[RenderableType]:
    """The parts of a document. `columns` is how wide a picture may be; 0 is none."""
    if preview.note:
        yield Text(f"{safe(preview.note)}\n", style=ink.removed)
    if preview.facts:
        yield from fact_lines(preview.facts, ink)
    for body in preview.bodies:
        if preview.facts or preview.note:
            yield Text()
        match body:
            case Prose(text=text):
                yield from markdown(text, ink)
            case Source():
                yield from source(body, ink)
            case Grid():
                yield Aligned(body, ink)
            case Picture():
                if columns:
                    yield HalfBlocks(body, columns)
            case Dump(data=data):
                yield HexDump(data, ink)
