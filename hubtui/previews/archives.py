"""Archives: their members, from the central directory of a zip or the first headers of a tar."""

from __future__ import annotations

import tarfile
import zipfile
import zlib

from hubtui import format
from hubtui.previews import pickles
from hubtui.previews.reader import Reader, TooMuch, Unreadable, Window
from hubtui.previews.values import Fact, Grid, Preview, grid

MEMBERS = 2000
JUMPS = 24
"""Requests that the listing of a tar may cost: its headers lie between the contents."""
TAIL = 64 * 1024


def zip_archive(reader: Reader) -> Preview:
    """A zip, a PyTorch checkpoint or numpy's npz: all have a central directory at their end."""
    if reader.size is None:
        raise Unreadable("a zip whose size is not known")
    reader.at(max(0, reader.size - TAIL), TAIL)
    with zipfile.ZipFile(Window(reader)) as opened:
        members = opened.infolist()
        facts, table = _zip_facts(members), _zip_table(members)
        checkpoint = next((m for m in members if m.filename.endswith("/data.pkl")), None)
        if checkpoint is not None:
            with opened.open(checkpoint) as stream:
                data = stream.read(min(pickles.READ, checkpoint.file_size))
            names, complete = pickles.imports(data)
            note = pickles.WARNING if complete else f"{pickles.WARNING} Not all of it was looked at."
            return Preview("PyTorch checkpoint", facts, (pickles.imports_table(names), table), note)
    is_numpy = bool(members) and all(member.filename.endswith(".npy") for member in members)
    return Preview("numpy archive" if is_numpy else "zip", facts, (table,))


def _zip_facts(members: list[zipfile.ZipInfo]) -> tuple[Fact, ...]:
    files = [member for member in members if not member.is_dir()]
    packed, plain = sum(m.compress_size for m in files), sum(m.file_size for m in files)
    return (
        ("files", format.exact(len(files))),
        ("unpacked", format.size(plain)),
        ("packed", format.size(packed)),
    )


def _zip_table(members: list[zipfile.ZipInfo]) -> Grid:
    rows = [
        (m.filename, format.size(m.file_size), "encrypted" if m.flag_bits & 1 else "")
        for m in members[:MEMBERS]
    ]
    return grid(("file", "size", ""), rows, right=(1,), what="files")


def tar(reader: Reader) -> Preview:
    rows: list[tuple[str, ...]] = []
    total, complete = 0, False
    try:
        with tarfile.open(fileobj=Window(reader, ahead=512 * 8), mode="r:") as opened:
            while len(rows) < MEMBERS and reader.requests < JUMPS:
                member = opened.next()
                if member is None:
                    complete = True
                    break
                kind = "" if member.isfile() else "folder" if member.isdir() else "link"
                rows.append((member.name, format.size(member.size) if member.isfile() else "", kind))
                total += member.size
    except (TooMuch, tarfile.ReadError):
        if not rows:
            raise
    if not rows and not complete:
        raise Unreadable("not a tar archive: it has no header")
    facts: list[Fact] = [("files", format.exact(len(rows)) + ("" if complete else " and more"))]
    facts.append(("size of these", format.size(total)))
    note = "" if complete else f"Only the first {format.plural(len(rows), 'file')} of the archive are listed."
    return Preview("tar", tuple(facts), (grid(("file", "size", ""), rows, right=(1,), what="files"),), note)


def unzipped(data: bytes, most: int) -> bytes:
    """The beginning of what gzip holds, from the beginning of the file."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, most)
    except zlib.error as error:
        raise Unreadable("not gzip data that can be read") from error
