"""Where a URL leads: what a token is bound to, and whether it travels encrypted."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

Origin = tuple[str, str, int]
"""Scheme, host, port."""
_PORTS = {"https": 443, "http": 80}


def origin(url: str) -> Origin:
    """ValueError for a URL whose port is none."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(scheme, 0)


def same_origin(one: str, other: str) -> bool:
    """Whether both lead to the same scheme, host and port."""
    return origin(one) == origin(other)


def is_loopback(host: str) -> bool:
    """Whether this is this machine, by its name or a literal address; names that only look so are not."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_private_way(url: str) -> bool:
    """Whether nobody on the way can read along: https, or http that stays on this machine."""
    scheme, host, _ = origin(url)
    return scheme == "https" or (scheme == "http" and is_loopback(host))
