"""An embedded hub in a process of its own, and an environment that keeps the SDKs on it."""

from __future__ import annotations

import compileall
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import hubtui
from tests.localhub.serving import HF_TOKEN, MS_TOKEN, serving


@contextmanager
def served(directory: Path, *options: str) -> Iterator[Mapping[str, str]]:
    """The environment of `ada`, a client of the hub: endpoints, tokens, every folder below `directory`."""
    _compile_as_installed()
    with serving(directory / "hub", *options) as hub:
        yield environment(directory, {"hf": hub.hf, "ms": hub.ms})


def _compile_as_installed() -> None:
    """pip compiles what it installs, the other programs and hubtui alike; a work tree's modules may be
    compiled anew by every process, where nothing is to be written meanwhile."""
    compileall.compile_dir(Path(hubtui.__file__).parent, quiet=1)


def environment(directory: Path, urls: Mapping[str, str]) -> Mapping[str, str]:
    return {
        **os.environ,
        "HOME": str(directory / "home"),
        "HUBTUI_HOME": str(directory / "hubtui"),
        "HF_ENDPOINT": urls["hf"],
        "HF_TOKEN": HF_TOKEN,
        "HF_HOME": str(directory / "hf"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "MODELSCOPE_ENDPOINT": urls["ms"],
        "MODELSCOPE_API_TOKEN": MS_TOKEN,
        "MODELSCOPE_HOME": str(directory / "ms"),
        "MODELSCOPE_CACHE": str(directory / "ms" / "cache"),
        "MODELSCOPE_DOWNLOAD_INTRA_CLOUD": "false",
        "MODELSCOPE_LOG_LEVEL": "40",
        "TQDM_DISABLE": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }
