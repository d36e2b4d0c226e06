"""numpy's .npy: a header that is a Python literal, which is read as a literal and never evaluated."""

from __future__ import annotations

import ast

from hubtui import format
from hubtui.previews.reader import Reader, Unreadable
from hubtui.previews.safetensors import shape
from hubtui.previews.values import Preview

MOST_HEADER = 64 * 1024
MAGIC = b"\x93NUMPY"


def npy(reader: Reader) -> Preview:
    begin = reader.exactly(0, 12)
    if begin[:6] != MAGIC or begin[6] not in (1, 2, 3):
        raise Unreadable("not a .npy file: it does not begin as one")
    width = 2 if begin[6] == 1 else 4
    length = int.from_bytes(begin[8 : 8 + width], "little")
    if length > MOST_HEADER:
        raise Unreadable(f"a .npy header of {format.size(length)}")
    text = reader.exactly(8 + width, length).decode("latin-1" if begin[6] < 3 else "utf-8")
    header = ast.literal_eval(text.strip())
    facts = (
        ("dtype", str(header["descr"])),
        ("shape", shape([int(side) for side in header["shape"]])),
        ("order", "Fortran" if header["fortran_order"] else "C"),
        ("version", f"{begin[6]}.{begin[7]}"),
    )
    return Preview("numpy array", facts)
