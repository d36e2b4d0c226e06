"""The compact protocol of Thrift, as Parquet's footer uses it: structs become dicts by field number."""

from __future__ import annotations

import struct
from typing import Any

_DEEPEST = 32
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)


class Compact:
    """Reads values from bytes; raises IndexError or ValueError where they are not Thrift."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0
        self._depth = 0

    def struct(self) -> dict[int, Any]:
        """The fields of one struct, unknown ones included."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("nested too deep")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            kind, step = head & 0x0F, head >> 4
            number = number + step if step else self._signed()
            fields[number] = kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind)
        self._depth -= 1
        return fields

    def _value(self, kind: int) -> Any:
        if kind in (_I16, _I32, _I64):
            return self._signed()
        if kind == _BINARY:
            return self._take(self._unsigned())
        if kind == _STRUCT:
            return self.struct()
        if kind in (_LIST, _SET):
            return self._list()
        if kind in (_BYTE, _TRUE, _FALSE):
            return self._byte()
        if kind == _DOUBLE:
            return struct.unpack("<d", self._take(8))[0]
        if kind == _MAP:
            return self._map()
        raise ValueError(f"a value of type {kind}")

    def _list(self) -> list[Any]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("nested too deep")
        head = self._byte()
        count, kind = head >> 4, head & 0x0F
        if count == 15:
            count = self._unsigned()
        if count > len(self._data) - self._place:
            raise ValueError(f"a list of {count} values")
        values = [self._value(kind) for _ in range(count)]
        self._depth -= 1
        return values

    def _map(self) -> dict[Any, Any]:
        count = self._unsigned()
        if count > len(self._data) - self._place:
            raise ValueError(f"a map of {count} values")
        kinds = self._byte() if count else 0
        return {repr(self._value(kinds >> 4)): self._value(kinds & 0x0F) for _ in range(count)}

    def _byte(self) -> int:
        value = self._data[self._place]
        self._place += 1
        return value

    def _take(self, length: int) -> bytes:
        data = self._data[self._place : self._place + length]
        if len(data) < length:
            raise IndexError("it ends in the middle of a value")
        self._place += length
        return data

    def _unsigned(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("a number that is too long")

    def _signed(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)
