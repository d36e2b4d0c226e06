"""safetensors: eight bytes of length, then a JSON header of tensors; and the index of a sharded model."""

from __future__ import annotations

import json
from collections import Counter
from math import prod
from typing import Any

from hubtui import format
from hubtui.previews.reader import Reader, Unreadable
from hubtui.previews.values import Fact, Preview, grid

MOST_HEADER = 100_000_000
"""What the format allows."""


def safetensors(reader: Reader) -> Preview:
    length = int.from_bytes(reader.exactly(0, 8), "little")
    if not 2 <= length <= MOST_HEADER or (reader.size is not None and length + 8 > reader.size):
        raise Unreadable("not a safetensors file: its first eight bytes are no header's length")
    text = reader.exactly(8, length)
    header = json.loads(text)
    metadata = {str(key): str(value) for key, value in header.pop("__metadata__", {}).items()}
    rows, counts = _tensors(header)
    facts: list[Fact] = [
        ("tensors", format.exact(len(rows))),
        ("parameters", parameters(counts.total())),
    ]
    facts += [(f"  {dtype}", format.exact(count)) for dtype, count in counts.most_common(12)]
    facts.append(("header", format.size(length)))
    facts += [(f"metadata {key}", value) for key, value in list(metadata.items())[:50]]
    table = grid(("tensor", "dtype", "shape", "size"), rows, right=(3,), what="tensors")
    return Preview("safetensors", tuple(facts), (table,))


def _tensors(header: dict[str, Any]) -> tuple[list[tuple[str, ...]], Counter[str]]:
    rows: list[tuple[str, ...]] = []
    counts: Counter[str] = Counter()
    for name, about in header.items():
        dtype, sides = str(about["dtype"]), [int(side) for side in about["shape"]]
        start, end = about["data_offsets"]
        counts[dtype] += prod(sides)
        rows.append((str(name), dtype, shape(sides), format.size(max(0, int(end) - int(start)))))
    return rows, counts


def parameters(count: int) -> str:
    """`1,234,567 (1.2M)`."""
    return format.exact(count) if count < 1000 else f"{format.exact(count)} ({format.count(count)})"


def shape(sides: list[int]) -> str:
    """`1024 × 768`."""
    return " × ".join(map(str, sides)) or "scalar"


def index(reader: Reader) -> Preview:
    """`model.safetensors.index.json`: which shard holds which tensors."""
    size = reader.size if reader.size is not None else reader.limit
    told = json.loads(reader.at(0, size))
    metadata = told.get("metadata", {})
    shards = Counter(str(shard) for shard in told["weight_map"].values())
    facts = [("tensors", format.exact(shards.total())), ("shards", format.exact(len(shards)))]
    if isinstance(total := metadata.get("total_size"), int | float):
        facts.append(("size of all", format.size(int(total))))
    if isinstance(count := metadata.get("total_parameters"), int):
        facts.append(("parameters", parameters(count)))
    files = grid(("shard", "tensors"), [(n, format.exact(c)) for n, c in sorted(shards.items())], right=(1,))
    where = [(str(tensor), str(shard)) for tensor, shard in told["weight_map"].items()]
    tensors = grid(("tensor", "shard"), where, what="tensors")
    return Preview("index of a sharded model", tuple(facts), (files, tensors))
