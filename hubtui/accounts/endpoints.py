"""Where an account may send its token."""

from __future__ import annotations

from urllib.parse import urlsplit

from hubtui.errors import BadInput
from hubtui.origins import is_loopback


def checked_endpoint(endpoint: str, variable: str = "endpoint") -> str:
    """`endpoint` without a trailing slash. https, or http to a loopback address; else BadInput."""
    if "://" not in endpoint:
        endpoint = f"https://{endpoint}"
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadInput(f"{variable} is not an endpoint: write https://host") from None
    odd = parts.username is not None or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not host or odd or not _is_plain(endpoint):
        raise BadInput(f"{variable} is not an endpoint: write https://host")
    if parts.scheme == "http" and not is_loopback(host):
        raise BadInput(
            f"{variable} must be https (http is for this machine only): {parts.scheme}://{parts.netloc}"
        )
    return endpoint.rstrip("/")


def origin_of(endpoint: str) -> str:
    """Scheme, host and port: what a token is bound to."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _is_plain(endpoint: str) -> bool:
    return endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and "\\" not in endpoint
