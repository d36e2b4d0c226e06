"""Small valid files of every kind, by name; `samples/` are by the formats' own libraries."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import tarfile
import wave
import zipfile
from collections import OrderedDict
from pathlib import Path

from PIL import Image

from hubtui.localhub.seed.files import gguf, safetensors

SAMPLES = {path.name: path.read_bytes() for path in (Path(__file__).parent / "samples").iterdir()}


class Command:
    """What a hostile pickle holds: loading it would run this."""

    def __reduce__(self):
        import os

        return os.system, ("touch /tmp/hubtui-was-here",)


def picture(format_name: str, mode: str = "RGB") -> bytes:
    held = io.BytesIO()
    Image.new(mode, (37, 21), 200 if mode == "L" else (200, 100, 50)).save(held, format_name)
    return held.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def recording() -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(16_000 * 4 * 3))
    return held.getvalue()


def mp3() -> bytes:
    """128 kbit/s, 44.1 kHz, stereo, after a tag of 100 bytes."""
    tag = b"ID3\x04\0\0" + bytes((0, 0, 0, 100)) + bytes(100)
    return tag + b"\xff\xfb\x90\x00" + bytes(16_000)


def flac() -> bytes:
    """48 kHz, mono, 24 bits, 96,000 samples."""
    told = 48_000 << 44 | 0 << 41 | 23 << 36 | 96_000
    return b"fLaC\x80\x00\x00\x22" + bytes(10) + told.to_bytes(8, "big") + bytes(16)


STATE = pickle.dumps(OrderedDict({"weight": 1}), protocol=4)
JSON = json.dumps({"model_type": "bert", "layers": [1, 2, 3], "deep": {"text": "x" * 200}}).encode()

FILES: dict[str, bytes] = {
    **SAMPLES,
    "seeded.safetensors": safetensors("a", 20_000),
    "seeded.gguf": gguf("a", 20_000),
    "model.safetensors.index.json": json.dumps(
        {"metadata": {"total_size": 4096}, "weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors"}}
    ).encode(),
    "evil.pkl": pickle.dumps(Command()),
    "state.bin": STATE,
    "pytorch_model.bin": zipped(
        {"archive/data.pkl": STATE, "archive/version": b"3\n", "archive/data/0": b"0"}
    ),
    "pictures.zip": zipped({"a.txt": b"a" * 1000, "b/c.txt": b"c"}),
    "shard.tar": tarred({"0001.txt": b"one", "0001.jpg": b"two" * 1000}),
    "rows.csv": b"id,name,score\n1,ada,2.5\n2,bob,31\n",
    "rows.tsv": b"id\tname\n1\tada\n",
    "rows.jsonl": b'{"id": 1, "text": "a"}\n{"id": 2, "text": "b"}\n',
    "rows.jsonl.gz": gzip.compress(b'{"id": 1, "text": "a"}\n' * 50),
    "config.json": JSON,
    "README.md": b"---\nlicense: mit\n---\n# Plankton\n",
    "train.py": b"import torch\n\nprint(torch)\n",
    "notes.txt": "Grüße".encode("utf-16"),
    "old.txt": "Grüße aus Kiel".encode("latin-1"),
    "picture.png": picture("PNG"),
    "picture.jpg": picture("JPEG"),
    "picture.gif": picture("GIF", "L"),
    "picture.webp": picture("WEBP"),
    "picture.bmp": picture("BMP"),
    "picture.tiff": picture("TIFF"),
    "voice.wav": recording(),
    "voice.mp3": mp3(),
    "voice.flac": flac(),
    "weights.dat": bytes(range(256)) * 10,
    "empty.txt": b"",
}  # fmt: skip
