"""Accounts of the environment and of the hubs' own programs: read where they are, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubtui.accounts.borrowed.environment import endpoint_of, environment_entries
from hubtui.accounts.borrowed.hf_cli import hf_cli_entries
from hubtui.accounts.borrowed.modelscope_cli import modelscope_cli_entries
from hubtui.accounts.registry import Entry

__all__ = ["borrowed_entries", "endpoint_of"]


def borrowed_entries(environment: Mapping[str, str]) -> Iterator[Entry]:
    """All on this machine. BadInput for an endpoint that cannot be; a token is checked when it is used."""
    yield from environment_entries(environment)
    yield from hf_cli_entries(environment)
    yield from modelscope_cli_entries(environment)
