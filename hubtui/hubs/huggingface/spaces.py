"""Hugging Face spaces: paused, restarted, put to sleep, moved to other hardware."""

from __future__ import annotations

from huggingface_hub import SpaceHardware

from hubtui.errors import Unsupported
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import RepoKey


class Spaces(Connection):
    """By the SDK, but for the sleep time and the hardware, of which it warns on stderr."""

    hardware = tuple(flavor.value for flavor in SpaceHardware)
    free_hardware = (SpaceHardware.CPU_BASIC.value, SpaceHardware.ZERO_A10G.value)

    @translated()
    def pause_space(self, repo: RepoKey) -> None:
        self._api.pause_space(repo.repo_id)

    @translated()
    def restart_space(self, repo: RepoKey) -> None:
        self._api.restart_space(repo.repo_id)

    def set_sleep_time(self, repo: RepoKey, seconds: int) -> None:
        self._post(self._repo_url(repo, "sleeptime"), {"seconds": seconds})

    def set_hardware(self, repo: RepoKey, hardware: str) -> None:
        if hardware not in self.hardware:
            raise Unsupported(f"has no hardware called {hardware!r}", hub=self.title)
        self._post(self._repo_url(repo, "hardware"), {"flavor": hardware})
