"""Who is signed in where. Tokens are held in memory, given by the environment or by the demo."""

from __future__ import annotations

from hubtui.accounts.environment import accounts_from_environment
from hubtui.accounts.registry import LOCAL, Accounts

__all__ = ["LOCAL", "Accounts", "accounts_from_environment"]
