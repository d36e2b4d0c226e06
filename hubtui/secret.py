"""A token that cannot be shown by accident, and texts without any that are known."""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote

LONGEST = 8192
"""Characters of a token. Those of a sign-in in a browser are signed JSON, of about 1,000."""
_TOKEN = re.compile(rf"[\x21-\x7e]{{8,{LONGEST}}}")
HIDDEN = "********"


class Secret:
    """Holds a token; its repr, str and format are masked, and `reveal` is the only way out.

    Raises ValueError, without the value, for anything that no hub would take as a token: spaces, line breaks
    and non-ASCII characters make both SDKs' HTTP libraries echo the header in their error.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not _TOKEN.fullmatch(value):
            raise ValueError(
                f"not a token: it must be 8 to {LONGEST} printable ASCII characters without spaces "
                f"(got {len(value)} characters)"
            )
        self._value = value
        _known.add(value)

    def reveal(self) -> str:
        """The token itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Secret is not pickled")


class _Known:
    """Every token that this process has held, so that it can be told apart in any text."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lock = threading.Lock()

    def add(self, value: str) -> None:
        with self._lock:
            if value not in self._values:
                self._values.add(value)
                self._pattern = None

    def hide(self, text: str) -> str:
        with self._lock:
            if self._pattern is None:
                forms = {form for value in self._values for form in _forms(value)}
                longest_first = sorted(forms, key=len, reverse=True)
                self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
            pattern = self._pattern
        return pattern.sub(HIDDEN, text)


def _forms(value: str) -> Iterator[str]:
    """As it is, in a URL, in a repr, as hex, and in base64 wherever it begins in a longer text."""
    yield from (value, quote(value, safe=""), repr(value)[1:-1], value.encode().hex())
    for before in range(3):
        encoded = b64encode(bytes(before) + value.encode()).decode().rstrip("=")
        # The first and the last character also hold bits of what stands beside the token.
        yield encoded[-(-before * 4 // 3) :][:-1]


_known = _Known()
_SIGNED = (
    r"x-(?:amz|oss|cos|goog|bce|tos)-[\w-]+|signature|sig|policy|key-pair-id|ossaccesskeyid|awsaccesskeyid|"
    r"googleaccessid|security-token|auth_key|credential|(?:access_|refresh_|id_)?token|device_code|api_?key|"
    r"m_session_id|modelscope_session|password|secret"
)
_PATTERNS = (
    (
        r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)([\"']?\s*[:=]\s*)b?[\"']?[^\"'\r\n]+",
        rf"\1\2{HIDDEN}",
    ),
    (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}", rf"\1 {HIDDEN}"),
    (r"\bhf_(?:(?:oauth|jwt|app)_[\w.~+/=-]{8,}|[A-Za-z0-9]{10,})", HIDDEN),
    (r"(?i)\bms-[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b", HIDDEN),
    (rf"(?i)\b({_SIGNED})=[^&\s\"'<>;,]+", rf"\1={HIDDEN}"),
    (rf"(?i)([\"'](?:{_SIGNED})[\"']\s*:\s*[\"'])[^\"']+", rf"\1{HIDDEN}"),
    (r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s:@]*:[^/\s@]+@", rf"\1{HIDDEN}@"),
)
_compiled = cache(re.compile)
"""These patterns take milliseconds to compile, and the first frame needs none of them."""


def redacted(text: str) -> str:
    """The text with every known token hidden, and with what looks like one: credentials in headers and URLs,
    tokens in the form of either hub, signatures of links."""
    text = _known.hide(text)
    for pattern, instead in _PATTERNS:
        text = _compiled(pattern).sub(instead, text)
    return text


def is_signed(query: str) -> bool:
    """Whether a URL's query carries its own permission."""
    return bool(_compiled(rf"(?i)(?:^|[?&;])(?:{_SIGNED})=").search(query))


_WHOLE = r"hf_(?:(?:oauth|jwt|app)_[\w.~+/=-]{8,}|[A-Za-z0-9]{16,})|ms-[0-9a-f]{8}-?[0-9a-f-]{20,}"


def looks_like_token(argument: str) -> bool:
    """Whether what was given on a command line is a token, alone or after a `=`, or is meant to be one."""
    option, _, value = argument.partition("=")
    return option in ("--token", "--password", "--passphrase") or any(
        _compiled(_WHOLE).fullmatch(part) for part in (argument, value)
    )
