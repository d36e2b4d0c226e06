"""The accounts that the environment names, read with the SDKs' own variables and never changed.

`HF_TOKEN` with `HF_ENDPOINT` (huggingface_hub 2.4 `constants.py`), `MODELSCOPE_API_TOKEN` with
`MODELSCOPE_ENDPOINT` (modelscope_hub 0.5 `config.py`), and the same endpoints where none is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from hubtui.accounts.registry import Accounts
from hubtui.errors import BadInput
from hubtui.model import Account
from hubtui.secret import Secret

_SOURCES = (
    ("huggingface", "HF_TOKEN", "HF_ENDPOINT", "https://huggingface.co"),
    ("modelscope", "MODELSCOPE_API_TOKEN", "MODELSCOPE_ENDPOINT", "https://modelscope.cn"),
)


def accounts_from_environment(environment: Mapping[str, str]) -> Accounts:
    """One account a hub: with the variable's token, or anonymous where it is not set.

    BadInput, without the value, for a token that cannot be one, and for an endpoint that is not a URL or
    would send the token unencrypted anywhere but to this machine.
    """
    accounts = Accounts()
    for hub, token_variable, endpoint_variable, default in _SOURCES:
        endpoint = checked_endpoint(environment.get(endpoint_variable) or default, endpoint_variable)
        value = environment.get(token_variable, "").strip()
        origin = token_variable if value else ""
        accounts.add(Account(hub, hub, endpoint, origin), _secret(value, token_variable) if value else None)
    return accounts


def checked_endpoint(endpoint: str, variable: str = "endpoint") -> str:
    """`endpoint` without a trailing slash. https, or http to a loopback address."""
    if "://" not in endpoint:
        endpoint = f"https://{endpoint}"
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise BadInput(f"{variable} is not an endpoint: write https://host")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise BadInput(
            f"{variable} must be https (http is for this machine only): {parts.scheme}://{parts.netloc}"
        )
    return endpoint.rstrip("/")


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _secret(value: str, variable: str) -> Secret:
    try:
        return Secret(value)
    except ValueError as error:
        raise BadInput(f"{variable} is {error}") from None
