"""Recordings: what the headers of WAV, FLAC and MP3 say."""

from __future__ import annotations

import struct

from hubtui import format
from hubtui.previews.reader import Cursor, Reader, Unreadable
from hubtui.previews.values import Preview

_RATES = (44100, 48000, 32000)
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_CODES = {1: "PCM", 3: "floating point", 6: "A-law", 7: "µ-law", 0xFFFE: "extensible"}


def wav(reader: Reader) -> Preview:
    cursor = Cursor(reader, 12, first=4096)
    if reader.at(0, 4) != b"RIFF" or reader.at(8, 4) != b"WAVE":
        raise Unreadable("not a WAV recording: it does not begin as one")
    told: tuple[int, ...] = ()
    for _ in range(50):
        name, length = cursor.take(4), cursor.number("I")
        if name == b"fmt ":
            told = struct.unpack("<HHIIHH", cursor.take(16))
            cursor.skip(length + length % 2 - 16)
        elif name == b"data" and told:
            code, channels, rate, second, _, bits = told
            return _told("WAV", length / second, rate, channels, f"{_CODES.get(code, code)}, {bits} bits")
        else:
            cursor.skip(length + length % 2)
    raise Unreadable("not a WAV recording: it has no format or no data")


def flac(reader: Reader) -> Preview:
    head = reader.exactly(0, 42)
    bits = int.from_bytes(head[18:26], "big")
    rate, channels = bits >> 44, (bits >> 41 & 7) + 1
    return _told(
        "FLAC", (bits & 0xFFFFFFFFF) / rate, rate, channels, f"lossless, {(bits >> 36 & 31) + 1} bits"
    )


def mp3(reader: Reader) -> Preview:
    """From its first frame; the duration as of a constant bit rate."""
    start = 0
    head = reader.exactly(0, 10)
    if head[:3] == b"ID3":
        start = 10 + sum(
            (byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)
        )
    frame = int.from_bytes(reader.exactly(start, 4), "big")
    version, layer, rate, place = frame >> 19 & 3, frame >> 17 & 3, frame >> 12 & 15, frame >> 10 & 3
    if frame >> 21 != 0x7FF or version == 1 or layer != 1 or not 0 < rate < 15 or place == 3:
        raise Unreadable("not an MP3 recording: it has no frame where one should be")
    kilobits = (_BITRATES if version == 3 else _BITRATES_2)[rate]
    hertz = _RATES[place] >> {3: 0, 2: 1, 0: 2}[version]
    seconds = ((reader.size or 0) - start) * 8 / (kilobits * 1000)
    return _told("MP3", seconds, hertz, 1 if frame >> 6 & 3 == 3 else 2, f"{kilobits} kbit/s")


def _told(kind: str, seconds: float, rate: int, channels: int, coding: str) -> Preview:
    voices = {1: "mono", 2: "stereo"}.get(channels, format.plural(channels, "channel"))
    facts = (
        ("duration", format.duration(seconds) if seconds >= 1 else f"{seconds:.2f} s"),
        ("sample rate", f"{format.exact(rate)} Hz"),
        ("channels", voices),
        ("coding", coding),
    )
    return Preview(kind, facts)
