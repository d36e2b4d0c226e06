"""Images: what their headers say, and a small picture of them where Pillow is installed."""

from __future__ import annotations

import io
import logging
import struct
import warnings
from collections.abc import Callable

from hubtui import format
from hubtui.previews.reader import MALFORMED, Cursor, Reader, Unreadable
from hubtui.previews.values import Fact, Picture, Preview

MOST_BYTES = 6 * 1024 * 1024
"""A picture is made of the whole file; of a larger one only the facts are told."""
MOST_PIXELS = 40_000_000
SIDE = 320
"""Pixels of the longer side of what is kept: more than a terminal shows."""
_PNG_MODES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGBA"}
_JPEG_MODES = {1: "grey", 3: "YCbCr", 4: "CMYK"}
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})

# What Pillow has to say of a damaged file must not reach the terminal.
logging.getLogger("PIL").addHandler(logging.NullHandler())
logging.getLogger("PIL").propagate = False

Size = tuple[int, int, str]
"""Width, height, mode."""


def image(reader: Reader) -> Preview:
    head = reader.at(0, 64)
    found = next(((name, parse) for magic, name, parse in _FORMATS if magic(head)), None)
    if found is None:
        raise Unreadable("not an image of a known format")
    name, parse = found
    width, height, mode = parse(reader)
    if width <= 0 or height <= 0:
        raise Unreadable(f"not a {name} image: it measures {width} × {height}")
    facts: list[Fact] = [("size", f"{width} × {height} pixels"), ("mode", mode)]
    picture, why = (None, "") if name == "TIFF" else _picture(reader, width * height)
    return Preview(name, tuple(fact for fact in facts if fact[1]), (picture,) if picture else (), why)


def _png(reader: Reader) -> Size:
    width, height, depth, kind = struct.unpack(">IIBB", reader.exactly(16, 10))
    return width, height, f"{_PNG_MODES.get(kind, 'unknown')}, {depth} bits a channel"


def _gif(reader: Reader) -> Size:
    width, height = struct.unpack("<HH", reader.exactly(6, 4))
    return width, height, "palette"


def _bmp(reader: Reader) -> Size:
    width, height, _, bits = struct.unpack("<iiHH", reader.exactly(18, 12))
    return width, abs(height), f"{bits} bits a pixel"


def _webp(reader: Reader) -> Size:
    head = reader.exactly(0, 30)
    match head[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF, "lossy"
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, "lossless"
        case b"VP8X":
            animated = ", animated" if head[20] & 2 else ""
            alpha = "RGBA" if head[20] & 16 else "RGB"
            width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
            return width, height, alpha + animated
    raise Unreadable("not a WebP image: its first chunk is unknown")


def _jpeg(reader: Reader) -> Size:
    """Markers, each with its length, until the one of the frame."""
    cursor = Cursor(reader, 2, order=">", first=4096)
    for _ in range(200):
        mark, marker = cursor.take(2)
        while marker == 0xFF:
            marker = cursor.take(1)[0]
        if mark != 0xFF or marker in (0xD9, 0xDA):
            break
        if marker in (0x01, *range(0xD0, 0xD9)):
            continue
        length = cursor.number("H")
        if marker in _FRAMES:
            depth, height, width, channels = struct.unpack(">BHHB", cursor.take(6))
            progressive = ", progressive" if marker == 0xC2 else ""
            return width, height, f"{_JPEG_MODES.get(channels, channels)}, {depth} bits{progressive}"
        cursor.skip(max(0, length - 2))
    raise Unreadable("not a JPEG image: it has no frame")


def _tiff(reader: Reader) -> Size:
    """The first directory's tags of width, height and bits."""
    order = "<" if reader.exactly(0, 2) == b"II" else ">"
    (place,) = struct.unpack(order + "I", reader.exactly(4, 4))
    cursor = Cursor(reader, place, order=order, first=4096)
    tags: dict[int, int] = {}
    for _ in range(min(cursor.number("H"), 200)):
        tag, kind, count = cursor.number("H"), cursor.number("H"), cursor.number("I")
        data = cursor.take(4)
        if count == 1 and kind in (3, 4):
            tags[tag] = struct.unpack_from(order + ("H" if kind == 3 else "I"), data)[0]
        elif tag == 277:
            tags[tag] = count
    channels = tags.get(277, 1)
    return tags.get(256, 0), tags.get(257, 0), format.plural(channels, "channel")


_FORMATS: tuple[tuple[Callable[[bytes], bool], str, Callable[[Reader], Size]], ...] = (
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), "PNG", _png),
    (lambda head: head.startswith(b"\xff\xd8\xff"), "JPEG", _jpeg),
    (lambda head: head.startswith((b"GIF87a", b"GIF89a")), "GIF", _gif),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", "WebP", _webp),
    (lambda head: head.startswith(b"BM"), "BMP", _bmp),
    (lambda head: head.startswith((b"II*\0", b"MM\0*")), "TIFF", _tiff),
)


def _picture(reader: Reader, pixels: int) -> tuple[Picture | None, str]:
    """The image made small, or why there is none."""
    try:
        from PIL import Image
    except ImportError:
        return None, "With Pillow installed (hubtui[images]) the picture itself would be shown."
    most = min(MOST_BYTES, reader.limit - reader.asked)
    if reader.size is None or reader.size > most or pixels > MOST_PIXELS:
        return None, "Too large for a picture here; these are its facts."
    errors: tuple[type[BaseException], ...] = (*MALFORMED, OSError, Image.DecompressionBombError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            known = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
            with Image.open(io.BytesIO(reader.at(0, reader.size)), formats=known) as opened:
                opened.thumbnail((SIDE, SIDE))
                small = _on_grey(opened)
    except errors:
        return None, "The picture is damaged; these are the facts of its header."
    return Picture(small[0], small[1], small[2]), ""


def _on_grey(opened: object) -> tuple[int, int, bytes]:
    """Without transparency: it shows as mid-grey, on dark and on light."""
    from PIL import Image

    assert isinstance(opened, Image.Image)
    coloured = opened.convert("RGBA")
    ground = Image.new("RGBA", coloured.size, (128, 128, 128, 255))
    ground.alpha_composite(coloured)
    return coloured.width, coloured.height, ground.convert("RGB").tobytes()
