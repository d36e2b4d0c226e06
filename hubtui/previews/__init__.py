"""What a file holds, told from a few ranges of its bytes: nothing is downloaded, unpickled or run.

`preview` takes a `Reader` and gives a `Preview`; each format has a small parser of its own beside it.
"""

from hubtui.previews.kinds import preview
from hubtui.previews.reader import Reader, TooMuch, Unreadable, of_bytes, of_hub
from hubtui.previews.values import Body, Dump, Fact, Grid, Picture, Preview, Prose, Source

__all__ = [
    "Body",
    "Dump",
    "Fact",
    "Grid",
    "Picture",
    "Preview",
    "Prose",
    "Reader",
    "Source",
    "TooMuch",
    "Unreadable",
    "of_bytes",
    "of_hub",
    "preview",
]
