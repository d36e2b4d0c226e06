"""Parquet: schema, rows and compression from the footer, which is read from the file's end."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hubtui import format
from hubtui.previews.reader import Reader, Unreadable
from hubtui.previews.thrift import Compact
from hubtui.previews.values import Fact, Grid, Preview, grid

TAIL = 64 * 1024
"""Read at once: most footers are shorter, and one request is enough then."""
_TYPES = ("BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY")
_CODECS = ("uncompressed", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW")
_REPETITION = ("required", "optional", "repeated")
_CONVERTED = (
    "UTF8", "MAP", "MAP_KEY_VALUE", "LIST", "ENUM", "DECIMAL", "DATE", "TIME_MILLIS", "TIME_MICROS",
    "TIMESTAMP_MILLIS", "TIMESTAMP_MICROS", "UINT_8", "UINT_16", "UINT_32", "UINT_64", "INT_8", "INT_16",
    "INT_32", "INT_64", "JSON", "BSON", "INTERVAL",
)  # fmt: skip
_LOGICAL = {
    1: "STRING", 2: "MAP", 3: "LIST", 4: "ENUM", 5: "DECIMAL", 6: "DATE", 7: "TIME", 8: "TIMESTAMP",
    10: "INTEGER", 11: "UNKNOWN", 12: "JSON", 13: "BSON", 14: "UUID", 15: "FLOAT16",
}  # fmt: skip


def parquet(reader: Reader) -> Preview:
    if reader.size is None or reader.size < 12:
        raise Unreadable("not a Parquet file: it is too short")
    tail = reader.at(max(0, reader.size - TAIL), TAIL)
    if tail[-4:] == b"PARE":
        raise Unreadable("a Parquet file whose footer is encrypted")
    length = int.from_bytes(tail[-8:-4], "little")
    if tail[-4:] != b"PAR1" or length + 12 > reader.size:
        raise Unreadable("not a Parquet file: it does not end with PAR1")
    footer = reader.exactly(reader.size - 8 - length, length)
    told = Compact(footer).struct()
    return Preview("Parquet", _facts(told, length), (_schema(told[2]), _row_groups(told.get(4, []))))


def _facts(told: dict[int, Any], length: int) -> tuple[Fact, ...]:
    groups = told.get(4, [])
    columns = [chunk[3] for group in groups for chunk in group[1] if 3 in chunk]
    codecs = Counter(_named(_CODECS, column.get(4)) for column in columns)
    packed, plain = sum(c.get(7, 0) for c in columns), sum(c.get(6, 0) for c in columns)
    facts = [
        ("rows", format.exact(told[3])),
        ("columns", format.exact(sum(1 for element in told[2][1:] if not element.get(5)))),
        ("row groups", format.exact(len(groups))),
        ("compression", ", ".join(codec for codec, _ in codecs.most_common())),
        ("data", f"{format.size(packed)}, {format.size(plain)} uncompressed" if columns else ""),
        ("created by", _words(told.get(6, b""))),
        ("footer", format.size(length)),
    ]
    metadata = [(_words(pair[1]), _words(pair.get(2, b""))) for pair in told.get(5, [])[:20]]
    facts += [(f"metadata {key}", value) for key, value in metadata if key != "ARROW:schema"]
    return tuple((label, value) for label, value in facts if value)


def _schema(elements: list[dict[int, Any]]) -> Grid:
    """The columns, indented below the groups that hold them."""
    rows: list[tuple[str, ...]] = []
    open_groups: list[int] = [elements[0].get(5, 0)]
    for element in elements[1:]:
        while open_groups and open_groups[-1] <= 0:
            open_groups.pop()
        depth = min(max(0, len(open_groups) - 1), 32)
        if open_groups:
            open_groups[-1] -= 1
        rows.append(("  " * depth + _words(element[4]), _type(element), _named(_REPETITION, element.get(3))))
        if children := element.get(5, 0):
            open_groups.append(children)
    return grid(("column", "type", ""), rows, what="columns")


def _type(element: dict[int, Any]) -> str:
    physical = _named(_TYPES, element.get(1)) if 1 in element else "group"
    if element.get(10):
        logical = _LOGICAL.get(next(iter(element[10])), "")
    else:
        logical = _named(_CONVERTED, element.get(6)) if 6 in element else ""
    return f"{logical} ({physical})" if logical else physical


def _row_groups(groups: list[dict[int, Any]]) -> Grid:
    rows = []
    for number, group in enumerate(groups, start=1):
        packed = sum(chunk[3].get(7, 0) for chunk in group[1] if 3 in chunk)
        rows.append((str(number), format.exact(group[3]), format.size(packed)))
    return grid(("row group", "rows", "size"), rows, right=(0, 1, 2), what="row groups")


def _named(names: tuple[str, ...], number: int | None) -> str:
    if number is None:
        return ""
    return names[number] if 0 <= number < len(names) else f"type {number}"


def _words(data: bytes) -> str:
    return data[:2000].decode("utf-8", "replace")
