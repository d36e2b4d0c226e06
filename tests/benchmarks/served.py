"""An embedded hub in a process of its own, and an environment that keeps the SDKs on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HF_TOKEN = "hf_bench0notarealtoken"
MS_TOKEN = "ms-bench0-not-a-real-token"


@contextmanager
def served(directory: Path, *options: str) -> Iterator[Mapping[str, str]]:
    """The environment of a client of the hub: both endpoints, both tokens, every folder below `directory`."""
    command = [
        sys.executable, "-m", "hubtui", "hub", "serve", "--dir", str(directory / "hub"), "--until-eof",
        "--account", f"hf:bench={HF_TOKEN}", "--account", f"ms:bench={MS_TOKEN}", *options,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield environment(directory, json.loads(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


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
