"""A token that cannot be shown by accident."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[\x21-\x7e]{8,512}")


class Secret:
    """Holds a token; its repr, str and format are masked, and `reveal` is the only way out.

    Raises ValueError, without the value, for anything that no hub would take as a token: spaces, line breaks
    and non-ASCII characters make both SDKs' HTTP libraries echo the header in their error.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not _TOKEN.fullmatch(value):
            raise ValueError(
                "not a token: it must be 8 to 512 printable ASCII characters without spaces "
                f"(got {len(value)} characters)"
            )
        self._value = value

    def reveal(self) -> str:
        """The token itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(********)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Secret is not pickled")
