"""Which of `keyring`'s backends may be used: the operating system's own, and no other.

Nothing is imported to find out: naming a backend, in the environment or in keyring's own file, can load code
from anywhere, and a backend that is loaded can ask on the terminal or keep tokens in plain text.
"""

from __future__ import annotations

import configparser
import os
import platform

from hubtui.accounts.stores.base import Status, StoreState

SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
_OWN = {"Darwin": "keyring.backends.macOS.Keyring", "Windows": "keyring.backends.Windows.WinVaultKeyring"}
_WHY = {
    "keyring.backends.null.": "which drops what it is given",
    "keyring.backends.fail.": "which keeps nothing",
    "keyring.backends.chainer.": "which mixes several places",
    "keyring.backends.kwallet.": "which can ask at any time; KWallet's Secret Service does not",
    "keyring.backends.libsecret.": "which cannot be limited in time",
    "keyrings.alt.": "which keeps tokens in plain text or asks on the terminal",
    "keyrings.cryptfile.": "which asks on the terminal",
}


def system_backend() -> str:
    """The one that belongs to this operating system."""
    return _OWN.get(platform.system(), SECRET_SERVICE)


def refusal() -> Status | None:
    """Why keyring cannot be used as it is set up here; None when it can."""
    try:
        name, where = _configured()
    except (configparser.Error, OSError, UnicodeDecodeError):
        return _refused("keyring's own settings cannot be read", str(_settings()))
    if not name or name == system_backend():
        return None
    why = next(
        (words for start, words in _WHY.items() if name.startswith(start)), "which is not allowed here"
    )
    return _refused(f"Python's keyring is set to {name[:80]}, {why}", where)


def _configured() -> tuple[str, str]:
    """The backend that the user names, and where."""
    if name := os.environ.get("PYTHON_KEYRING_BACKEND", "").strip():
        return name, "PYTHON_KEYRING_BACKEND"
    settings = configparser.RawConfigParser()
    path = _settings()
    settings.read(path, encoding="utf-8")
    return settings.get("backend", "default-keyring", fallback="").strip(), path


def _settings() -> str:
    from keyring.util import platform_

    return str(platform_.config_root() / "keyringrc.cfg")


def _refused(words: str, where: str) -> Status:
    advice = f"Take that out of {where} to use the system's keyring, or choose the vault."
    return Status(StoreState.REFUSED, words, advice)
