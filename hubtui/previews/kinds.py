"""Which parser a file gets: by what its first bytes and its name say."""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

from hubtui.previews import archives, arrays, images, sounds, texts
from hubtui.previews.gguf import gguf
from hubtui.previews.onnx import onnx
from hubtui.previews.parquet import parquet
from hubtui.previews.pickles import pickle
from hubtui.previews.reader import Reader, TooMuch, Unreadable, of_bytes, understood
from hubtui.previews.safetensors import index, safetensors
from hubtui.previews.values import Dump, Preview

FIRST = 64 * 1024
"""The beginning that is read of most files: a text's first screens, most formats' whole header."""
DUMPED = 1024

Parser = Callable[[Reader], Preview]

_BY_MAGIC: tuple[tuple[Callable[[bytes], bool], str, Parser], ...] = (
    (lambda head: head.startswith(b"GGUF"), "GGUF", gguf),
    (lambda head: head.startswith(b"PAR1"), "Parquet", parquet),
    (lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")), "zip", archives.zip_archive),
    (lambda head: head.startswith(arrays.MAGIC), "numpy array", arrays.npy),
    (lambda head: head[257:262] == b"ustar", "tar", archives.tar),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE", "WAV", sounds.wav),
    (lambda head: head.startswith(b"fLaC"), "FLAC", sounds.flac),
    (lambda head: head.startswith(b"ID3"), "MP3", sounds.mp3),
    (
        lambda head: (
            head.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"))
            or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        ),
        "image",
        images.image,
    ),
)
_BY_NAME: tuple[tuple[tuple[str, ...], str, Parser], ...] = (
    ((".safetensors",), "safetensors", safetensors),
    ((".safetensors.index.json",), "index of shards", index),
    ((".gguf",), "GGUF", gguf),
    ((".parquet",), "Parquet", parquet),
    ((".onnx",), "ONNX", onnx),
    ((".npy",), "numpy array", arrays.npy),
    ((".zip", ".npz"), "zip", archives.zip_archive),
    ((".tar",), "tar", archives.tar),
    ((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"), "image", images.image),
    ((".wav",), "WAV", sounds.wav),
    ((".flac",), "FLAC", sounds.flac),
    ((".mp3",), "MP3", sounds.mp3),
    ((".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt", ".joblib"), "pickle", pickle),
)
_AT_THE_END = (".parquet",)
"""Told by their last bytes: their beginning is not read."""
_UNPACKED = (".gz", ".gzip")


def preview(reader: Reader, name: str, *, first: int = FIRST) -> Preview:
    """What the file of this name is. Of a text the `first` bytes are read.

    Raises what the reader's source raises, and nothing for what the file holds: a file that is not what it
    seems is shown as bytes, with a sentence.
    """
    lower, note = name.lower(), ""
    try:
        if lower.endswith(_AT_THE_END):
            return _parsed("Parquet", parquet, reader)
        head = reader.at(0, first)
        if found := _parser(lower, head):
            return _parsed(*found, reader)
        if lower.endswith(_UNPACKED) and head.startswith(b"\x1f\x8b"):
            return _unpacked(reader, name, head)
    except Unreadable as error:
        note = _sentence(error)
    return _plain(reader, name, first, note)


def _parser(lower: str, head: bytes) -> tuple[str, Parser] | None:
    for fits, kind, parser in _BY_MAGIC:
        if fits(head):
            return kind, parser
    for endings, kind, parser in _BY_NAME:
        if lower.endswith(endings) and not (parser is pickle and head[:1] != b"\x80"):
            return kind, parser
    return None


def _parsed(kind: str, parser: Parser, reader: Reader) -> Preview:
    with understood(kind, zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error, RuntimeError):
        return parser(reader)


def _unpacked(reader: Reader, name: str, head: bytes) -> Preview:
    """What gzip holds, as far as its beginning says."""
    inner = archives.unzipped(head, FIRST)
    cut = len(head) < (reader.size or 0) or len(inner) == FIRST
    shown = preview(of_bytes(inner), name.rpartition(".")[0])
    kind = f"{shown.kind} in gzip"
    return replace(shown, kind=kind, note=shown.note or ("Only its beginning is shown." if cut else ""))


def _plain(reader: Reader, name: str, first: int, note: str) -> Preview:
    """As text when it is one, as bytes otherwise."""
    try:
        head = reader.at(0, first)
    except TooMuch:
        head = reader.at(0, DUMPED)
    cut = reader.size is None or len(head) < reader.size
    if not head:
        return Preview("empty file", note=note)
    if found := texts.decoded(head, cut=cut):
        return replace(texts.text(name, *found, cut=cut), note=note)
    return Preview("binary", bodies=(Dump(head[:DUMPED]),), note=note)


def _sentence(error: Unreadable) -> str:
    words = str(error)
    return words[:1].upper() + words[1:] + "."
