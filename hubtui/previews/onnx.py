"""ONNX: the fields beside the graph, which is jumped over; a protobuf message read by its wire format."""

from __future__ import annotations

from hubtui import format
from hubtui.previews.reader import Cursor, Reader, Unreadable, of_bytes
from hubtui.previews.values import Fact, Preview

_LABELS = {1: "IR version", 2: "producer", 3: "producer version", 4: "domain", 5: "model version", 6: "about"}
_GRAPH, _OPSET, _METADATA = 7, 8, 14
_LONGEST = 64 * 1024
_FIELDS = 200


def onnx(reader: Reader) -> Preview:
    cursor = Cursor(reader, first=4096)
    facts: list[Fact] = []
    graph = 0
    for _ in range(_FIELDS):
        if cursor.offset == reader.size:
            break
        number, wire = divmod(_varint(cursor), 8)
        if wire == 0 and number in (1, 5):
            facts.append((_LABELS[number], str(_varint(cursor))))
        elif wire == 2:
            length = _varint(cursor)
            if number == _GRAPH:
                graph = length
            if number == _GRAPH or length > _LONGEST:
                cursor.skip(length)
            else:
                facts += _field(number, cursor.take(length))
        else:
            raise Unreadable(f"not an ONNX model: field {number} of type {wire}")
    if not graph:
        raise Unreadable("not an ONNX model: it has no graph")
    return Preview("ONNX", (*facts, ("graph", format.size(graph))))


def _field(number: int, data: bytes) -> list[Fact]:
    if number in _LABELS:
        return [(_LABELS[number], data.decode("utf-8", "replace"))]
    if number in (_OPSET, _METADATA):
        inner = _message(data)
        words = " ".join(_words(inner[part]) for part in (1, 2) if inner.get(part))
        return [("opset" if number == _OPSET else "metadata", words)]
    return []


def _message(data: bytes) -> dict[int, int | bytes]:
    cursor, fields = Cursor(of_bytes(data)), dict[int, int | bytes]()
    while cursor.offset < len(data):
        number, wire = divmod(_varint(cursor), 8)
        if wire == 0:
            fields[number] = _varint(cursor)
        elif wire == 2:
            fields[number] = cursor.take(_varint(cursor))
        else:
            raise Unreadable(f"not an ONNX model: a value of type {wire}")
    return fields


def _words(value: int | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _varint(cursor: Cursor) -> int:
    value = shift = 0
    while shift < 64:
        byte = cursor.take(1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7
    raise Unreadable("not an ONNX model: a number that is too long")
