"""Tokens and endpoints in the environment, in the SDKs' own variables.

huggingface_hub 2.4 `constants.py` and `utils/_auth.py`; modelscope_hub 0.5 `config.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from hubtui.accounts.endpoints import checked_endpoint
from hubtui.accounts.registry import Entry, Rank
from hubtui.errors import BadInput
from hubtui.model import Account
from hubtui.secret import Secret

_VARIABLES = {
    "huggingface": ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"),
    "modelscope": ("MODELSCOPE_API_TOKEN",),
}
_ENDPOINTS = {
    "huggingface": (("HF_ENDPOINT",), "https://huggingface.co"),
    "modelscope": (("MODELSCOPE_ENDPOINT", "MODELSCOPE_DOMAIN"), "https://modelscope.cn"),
}


def endpoint_of(hub: str, environment: Mapping[str, str]) -> str:
    """Where the hub's own tools would go. BadInput when that is not an endpoint."""
    variables, default = _ENDPOINTS[hub]
    for variable in variables:
        if value := environment.get(variable, "").strip():
            return checked_endpoint(value, variable)
    return default


def environment_entries(environment: Mapping[str, str]) -> Iterator[Entry]:
    """By hub: the account whose token a variable holds, named like the hub; else the anonymous one."""
    for hub, variables in _VARIABLES.items():
        endpoint = endpoint_of(hub, environment)
        variable = next((name for name in variables if environment.get(name, "").strip()), "")
        if variable:
            account = Account(hub, hub, endpoint, variable, is_borrowed=True)
            yield Entry(account, partial(_token, environment, variable), Rank.ENVIRONMENT)
        else:
            yield Entry(Account(hub, hub, endpoint), lambda: None, Rank.ANONYMOUS)


def _token(environment: Mapping[str, str], variable: str) -> Secret:
    """BadInput, without the value, for what cannot be a token."""
    try:
        return Secret(environment.get(variable, "").strip())
    except ValueError as error:
        raise BadInput(f"{variable} is {error}") from None
