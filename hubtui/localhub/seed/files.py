"""Files as training runs leave them: small, but valid in their formats, and the same every time."""

from __future__ import annotations

import json
import random
import re
import struct
from collections.abc import Iterator
from math import prod
from typing import Any

HIGH_BYTE = bytes(0x3C if value < 128 else 0xBC for value in range(256))
"""Makes any four bytes a small float32: about 0.008 to 0.03, of either sign."""
WORDS = tuple(
    re.findall(
        r"\w+",
        "the of and to in field sample plankton net tow depth station log larva diatom copepod water salt"
        " warm cold north south image frame label note voice record speech text token model layer night",
    )
)


def weights(name: str, size: int) -> bytes:
    """Plausible float32 values, `size` bytes of them."""
    data = bytearray(random.Random(name).randbytes(size // 4 * 4))
    data[3::4] = data[3::4].translate(HIGH_BYTE)
    return bytes(data)


def safetensors(name: str, size: int, hidden: int = 64) -> bytes:
    """A safetensors file with about `size` bytes of float32 tensors."""
    rows = max(size // (4 * hidden), 8)
    shapes = {"embeddings.weight": [rows // 2, hidden]}
    for layer in range(4):
        shapes[f"encoder.layer.{layer}.dense.weight"] = [max(rows // 8, 1), hidden]
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for tensor, shape in shapes.items():
        end = offset + 4 * prod(shape)
        header[tensor] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + weights(name, offset)


def gguf(name: str, size: int) -> bytes:
    """A gguf file (version 3) with one float32 tensor of about `size` bytes."""
    facts = {"general.architecture": "llama", "general.name": name, "general.license": "apache-2.0"}
    rows = size // (4 * 256)
    parts = [b"GGUF", struct.pack("<IQQ", 3, 1, len(facts))]
    for key, value in facts.items():
        parts += [_gguf_string(key), struct.pack("<I", 8), _gguf_string(value)]
    parts += [_gguf_string("token_embd.weight"), struct.pack("<IQQIQ", 2, 256, rows, 0, 0)]
    head = b"".join(parts)
    return head + b"\0" * (-len(head) % 32) + weights(name, rows * 1024)


def _gguf_string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def wav(name: str, seconds: float = 1.0) -> bytes:
    """A mono 16-bit recording of noise."""
    data = random.Random(name).randbytes(int(8000 * seconds) * 2)
    shape = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    parts = [
        b"RIFF",
        struct.pack("<I", 36 + len(data)),
        b"WAVEfmt ",
        shape,
        b"data",
        struct.pack("<I", len(data)),
    ]
    return b"".join([*parts, data])


def frames(name: str, count: int) -> Iterator[bytes]:
    """Grey images of 12 x 12 pixels (pgm)."""
    noise = random.Random(name).randbytes(144 * count)
    for start in range(0, len(noise), 144):
        yield b"P5\n12 12\n255\n" + noise[start : start + 144]


def config(architecture: str, model_type: str, **more: Any) -> bytes:
    """A `config.json` of transformers."""
    told = {
        "architectures": [architecture],
        "model_type": model_type,
        "hidden_size": 64,
        "num_attention_heads": 4,
        "num_hidden_layers": 4,
        "torch_dtype": "float32",
        "transformers_version": "4.46.1",
    }
    return _json({**told, **more})


def tokenizer(name: str) -> dict[str, bytes]:
    """The files of a word-level tokenizer."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: number for number, word in enumerate([*special, *WORDS])}
    main = {
        "version": "1.0",
        "added_tokens": [
            {"id": number, "content": word, "special": True} for number, word in enumerate(special)
        ],
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, "name_or_path": name}
    return {"tokenizer.json": _json(main), "tokenizer_config.json": _json(settings)}


def table(name: str, columns: tuple[str, ...], rows: int) -> bytes:
    """A csv of words and numbers."""
    rng = random.Random(name)
    lines = [",".join(("id", *columns))]
    endings = [_cells(rng, len(columns)) for _ in range(200)]
    lines += [f"{number},{rng.random():.4f},{endings[number * 7 % 200]}" for number in range(rows)]
    return ("\n".join(lines) + "\n").encode()


def lines(name: str, fields: tuple[str, ...], rows: int) -> bytes:
    """A jsonl of short texts."""
    rng = random.Random(name)
    texts = [" ".join(rng.choices(WORDS, k=6)) for _ in range(200)]
    made = ({field: texts[rng.getrandbits(7)] for field in fields} for _ in range(rows))
    return "".join(json.dumps({"id": number, **each}) + "\n" for number, each in enumerate(made)).encode()


def _cells(rng: random.Random, columns: int) -> str:
    return ",".join(rng.choice(WORDS) if index % 2 else f"{rng.random():.4f}" for index in range(1, columns))


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=2) + "\n").encode()
