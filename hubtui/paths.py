"""Where hubtui keeps its own files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Directories:
    """The folders of one user or one demo; the first two are made, private to the user, by `make`."""

    state: Path
    """The journal and the log."""
    cache: Path
    """What can be thrown away; the ModelScope SDK's own files are kept here, not in the user's home."""
    config: Path
    """The user's own settings, and which accounts there are. Without secrets."""

    @property
    def tokens(self) -> Path:
        """For the vault, and for plain tokens where the user asked for them; made when first written to."""
        return self.state / "tokens"

    @classmethod
    def of_user(cls) -> Directories:
        """The platform's own places, or all below `HUBTUI_HOME` when that is set."""
        if home := os.environ.get("HUBTUI_HOME"):
            return cls.under(Path(home).expanduser())
        return cls(
            platformdirs.user_state_path("hubtui"),
            platformdirs.user_cache_path("hubtui"),
            platformdirs.user_config_path("hubtui"),
        )

    @classmethod
    def under(cls, root: Path) -> Directories:
        return cls(root / "state", root / "cache", root / "config")

    def make(self) -> Directories:
        for directory in (self.state, self.cache):
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self
