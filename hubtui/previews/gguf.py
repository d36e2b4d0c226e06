"""GGUF: a header of key-values and tensor records, parsed as the format's specification lays it out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import prod

from hubtui import format
from hubtui.previews.reader import Cursor, Reader, TooMuch, Unreadable
from hubtui.previews.safetensors import parameters, shape
from hubtui.previews.values import Fact, Grid, Preview, grid

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_SIZES = {"B": 1, "b": 1, "?": 1, "H": 2, "h": 2, "I": 4, "i": 4, "f": 4, "Q": 8, "q": 8, "d": 8}
_STRING, _ARRAY = 8, 9
_SHOWN = 6
"""Elements of an array that are shown."""
_LONGEST = 64 * 1024 * 1024
_DEEPEST = 4

TENSOR_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1", 10: "Q2_K",
    11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS",
    18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8",
    25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M", 30: "BF16", 34: "TQ1_0", 35: "TQ2_0",
    39: "MXFP4",
}  # fmt: skip
FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL",
    26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
    36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip


@dataclass
class Header:
    """As far as it was read."""

    version: int
    tensor_count: int
    value_count: int
    values: dict[str, str] = field(default_factory=dict)
    tensors: list[tuple[str, str, list[int]]] = field(default_factory=list)


def gguf(reader: Reader) -> Preview:
    note = ""
    cursor, header = _begin(reader)
    try:
        for _ in range(header.value_count):
            key = _string(cursor)
            header.values[key] = _value(cursor, cursor.number("I"))
        for _ in range(header.tensor_count):
            header.tensors.append(_tensor(cursor))
    except TooMuch:
        note = f"The header is longer than the {format.size(reader.limit)} that a preview reads."
    return Preview("GGUF", _facts(header), _tables(header), note)


def _begin(reader: Reader) -> tuple[Cursor, Header]:
    cursor = Cursor(reader)
    if cursor.take(4) != b"GGUF":
        raise Unreadable("not a GGUF file: it does not begin with GGUF")
    version = cursor.number("I")
    if version & 0xFFFF == 0:  # a file of the other byte order
        cursor.order = ">"
        version = int.from_bytes(version.to_bytes(4, "little"), "big")
    if version not in (2, 3):
        raise Unreadable(f"GGUF of version {version}, which is not known here")
    return cursor, Header(version, cursor.number("Q"), cursor.number("Q"))


def _string(cursor: Cursor) -> str:
    length = cursor.number("Q")
    if length > _LONGEST:
        raise Unreadable(f"not a GGUF header: a text of {format.size(length)}")
    return cursor.take(length).decode("utf-8", "replace")


def _value(cursor: Cursor, kind: int, depth: int = 0) -> str:
    if kind in _NUMBERS:
        number = cursor.number(_NUMBERS[kind])
        return f"{number:g}" if isinstance(number, float) else str(number)
    if kind == _STRING:
        return _string(cursor)
    if kind == _ARRAY and depth < _DEEPEST:
        return _array(cursor, depth + 1)
    raise Unreadable(f"not a GGUF header: a value of type {kind}")


def _array(cursor: Cursor, depth: int) -> str:
    """Its length and first elements; numbers that are not shown are not read either."""
    kind, count = cursor.number("I"), cursor.number("Q")
    shown = [_value(cursor, kind, depth) for _ in range(min(count, _SHOWN))]
    if kind in _NUMBERS:
        cursor.skip((count - len(shown)) * _SIZES[_NUMBERS[kind]])
    elif count > len(shown):
        for _ in range(count - len(shown)):
            _value(cursor, kind, depth)
    more = ", …" if count > len(shown) else ""
    return f"[{', '.join(shown)}{more}]" + (f" ({format.exact(count)})" if more else "")


def _tensor(cursor: Cursor) -> tuple[str, str, list[int]]:
    name, dimensions = _string(cursor), cursor.number("I")
    if dimensions > 8:
        raise Unreadable(f"not a GGUF header: a tensor of {dimensions} dimensions")
    sides = [cursor.number("Q") for _ in range(dimensions)]
    kind = cursor.number("I")
    cursor.skip(8)
    return name, TENSOR_TYPES.get(kind, f"type {kind}"), sides


def _facts(header: Header) -> tuple[Fact, ...]:
    values = header.values
    architecture = values.get("general.architecture", "")
    told = values.get("general.file_type", "")
    kinds = Counter(kind for _, kind, _ in header.tensors)
    quantization = FILE_TYPES.get(int(told), f"type {told}") if told.isdigit() else ""
    facts = [
        ("version", str(header.version)),
        ("architecture", architecture),
        ("name", values.get("general.name", "")),
        ("quantization", quantization or (kinds.most_common(1)[0][0] if kinds else "")),
        ("context length", values.get(f"{architecture}.context_length", "")),
        ("tensors", format.exact(header.tensor_count)),
        ("key-values", format.exact(header.value_count)),
    ]
    if header.tensors and len(header.tensors) == header.tensor_count:
        facts.append(("parameters", parameters(sum(prod(sides) for _, _, sides in header.tensors))))
    facts += [(f"  {kind}", format.plural(count, "tensor")) for kind, count in kinds.most_common(12)]
    return tuple((label, value) for label, value in facts if value)


def _tables(header: Header) -> tuple[Grid, ...]:
    tensors = [(name, kind, shape(sides)) for name, kind, sides in header.tensors]
    tables = []
    if header.values:
        tables.append(grid(("key", "value"), list(header.values.items()), what="key-values"))
    if tensors:
        tables.append(grid(("tensor", "type", "shape"), tensors, what="tensors"))
    return tuple(tables)
