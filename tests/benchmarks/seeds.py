"""Embedded hubs that have the files to copy: filled once, and new from that for each measurement."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.processes import run
from tests.benchmarks.served import served

MB = 1024 * 1024
SEED = {
    "hf": """
import sys
from huggingface_hub import HfApi
api = HfApi()
api.create_repo(sys.argv[1], exist_ok=True)
api.upload_folder(repo_id=sys.argv[1], folder_path=sys.argv[2], commit_message="Add files")
""",
    "ms": """
import os, pathlib, sys
from modelscope_hub import HubApi, HubConfig
home = pathlib.Path(os.environ["HOME"])
token = os.environ["MODELSCOPE_API_TOKEN"]
api = HubApi(config=HubConfig(token=token, config_dir=home / "c", cache_dir=home / "k"))
api.create_repo(sys.argv[1], "model", visibility="private")
api.upload_folder(repo_id=sys.argv[1], repo_type="model", folder_path=sys.argv[2], use_cache=False)
""",
}


class Seed:
    """One hub of the two that has the files under `ada/source`; the other knows nothing of them."""

    def __init__(self, home: Path, source: str, files: Path) -> None:
        self.files = files
        self._home = home
        self._count = 0
        with served(home / "seed") as environment:
            run([sys.executable, "-c", SEED[source], "ada/source", str(files)], environment)

    @contextmanager
    def fresh(self, latency: int) -> Iterator[Mapping[str, str]]:
        """The environment of a client of a new hub that nobody has copied anything from yet."""
        self._count += 1
        directory = self._home / f"fresh-{self._count}"
        shutil.copytree(self._home / "seed" / "hub", directory / "hub", copy_function=_linked)
        options = ("--latency", str(latency)) if latency else ()
        try:
            with served(directory, *options) as environment:
                yield environment
        finally:
            shutil.rmtree(directory)


def _linked(source: str, target: str) -> None:
    """Contents that never change are shared; what is written to is copied."""
    if "blobs" in Path(source).parts:
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def make_files(folder: Path, count: int, size: int) -> None:
    chance = random.Random(20261120)
    suffix = "txt" if size < 64 * 1024 else "safetensors"
    for number in range(count):
        path = folder / f"part-{number % 20:02}" / f"{number:05}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for left in range(size, 0, -MB):
                file.write(chance.randbytes(min(MB, left)))
