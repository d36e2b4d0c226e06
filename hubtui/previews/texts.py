"""Texts: which encoding they have, and JSON and tables made readable."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator

from hubtui import format
from hubtui.previews.json_layout import laid_out
from hubtui.previews.values import MAX_ROWS, Body, Fact, Grid, Preview, Prose, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\x08\x1b"}) + bytes(range(0x7F, 0xA0))
MAX_COLUMNS = 64
MAX_CELL = 200
_LONG = 120
"""A JSON text with a line longer than this is laid out anew."""
_SNIFFED = 20


def decoded(data: bytes, *, cut: bool) -> tuple[str, str] | None:
    """The text and its encoding in words; None when these bytes are no text."""
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace"), words
    if b"\0" in data:
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut), "UTF-8"
    except UnicodeDecodeError:
        pass
    if sum(map(data.count, (bytes((byte,)) for byte in _CONTROLS))) > len(data) // 50:
        return None
    return data.decode("latin-1"), "Latin-1, as a guess: it is not UTF-8"


def text(name: str, content: str, encoding: str, *, cut: bool) -> Preview:
    """What the text's name says that it is."""
    kind, bodies, facts = _read(name.lower().rpartition("/")[2], content, cut=cut)
    if encoding != "UTF-8":
        facts = [*facts, ("encoding", encoding)]
    return Preview(kind, tuple(facts), tuple(bodies), rest=cut)


def _read(name: str, content: str, *, cut: bool) -> tuple[str, list[Body], list[Fact]]:
    if name.endswith((".md", ".markdown")):
        return "Markdown", [Prose(content)], []
    if name.endswith((".csv", ".tsv")) and (table := _table(name, content, cut=cut)):
        return ("TSV" if name.endswith(".tsv") else "CSV"), [table[0]], table[1]
    if name.endswith((".jsonl", ".ndjson")):
        return _json_lines(content, cut=cut)
    if name.endswith((".json", ".geojson", ".webmanifest")):
        long = any(len(line) > _LONG for line in content.split("\n", 1000))
        return "JSON", [Source(laid_out(content) if long else content, "x.json")], []
    return "text", [Source(content, name)], []


def _json_lines(content: str, *, cut: bool) -> tuple[str, list[Body], list[Fact]]:
    lines = [line for line in content.split("\n") if line.strip()]
    if cut and len(lines) > 1:
        lines.pop()
    fields: dict[str, None] = {}
    for line in lines[:100]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            fields.update(dict.fromkeys(list(record)[:MAX_COLUMNS]))
    facts: list[Fact] = [("records", format.exact(len(lines)) + (" so far" if cut else ""))]
    if fields:
        facts.append(("fields", ", ".join(fields)))
    return "JSON Lines", [Source("\n".join(map(laid_out, lines)), "x.json")], facts


def _table(name: str, content: str, *, cut: bool) -> tuple[Grid, list[Fact]] | None:
    """The rows in columns; None when it is no table after all."""
    delimiter = "\t" if name.endswith(".tsv") else _delimiter(content)
    try:
        rows = list(_rows(content, delimiter))
    except csv.Error:
        return None
    if cut and len(rows) > 1:
        rows.pop()
    if not rows:
        return None
    head, body = rows[0], rows[1:]
    width = max(map(len, rows[: MAX_ROWS + 1]))
    shown = [_cells(row, width) for row in body[:MAX_ROWS]]
    right = [place for place in range(min(width, MAX_COLUMNS)) if _is_numeric(shown, place)]
    left_out = [f"{len(body) - MAX_ROWS:,} more rows"] if len(body) > MAX_ROWS else []
    left_out += [f"{width - MAX_COLUMNS:,} more columns"] if width > MAX_COLUMNS else []
    note = " and ".join(left_out) + "." if left_out else ""
    facts: list[Fact] = [("rows", format.exact(len(body)) + (" so far" if cut else ""))]
    facts.append(("columns", format.exact(width)))
    if delimiter not in ",\t":
        facts.append(("delimiter", delimiter))
    return Grid(_cells(head, width), tuple(shown), frozenset(right), note), facts


def _rows(content: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)


def _cells(row: list[str], width: int) -> tuple[str, ...]:
    kept = [cell if len(cell) <= MAX_CELL else cell[: MAX_CELL - 1] + "…" for cell in row[:MAX_COLUMNS]]
    return tuple(kept + [""] * (min(width, MAX_COLUMNS) - len(kept)))


def _delimiter(content: str) -> str:
    """Which one cuts the first lines into the same number of cells, and into the most."""
    begin = "\n".join(content.split("\n", _SNIFFED)[:_SNIFFED])

    def regularity(delimiter: str) -> tuple[bool, int]:
        try:
            counts = {len(row) for row in _rows(begin, delimiter) if row}
        except csv.Error:
            return False, 0
        return len(counts) == 1 and counts != {1}, max(counts, default=0)

    return max((",", ";", "\t", "|"), key=regularity)


def _is_numeric(rows: list[tuple[str, ...]], place: int) -> bool:
    cells = [row[place] for row in rows[:50] if row[place]]
    return bool(cells) and all(_is_number(cell) for cell in cells)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
