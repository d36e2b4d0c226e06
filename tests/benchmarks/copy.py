"""Copying Hugging Face to ModelScope, beside the two SDK calls that do the same, and curl reading the files.

Whole processes, started anew each time, on the embedded hub; medians of three, as ratios. The peak memory is
that of the process that copies.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from tests.benchmarks.served import served

ROUNDS = 3
SHAPES = {"2,000 files of 4 KB": (2000, 4 * 1024), "4 files of 64 MiB": (4, 64 * 1024 * 1024)}

OURS = """
import sys
from hubtui.cli import main
code = main(sys.argv[1:])
print(open("/proc/self/status").read(), file=sys.stderr)
sys.exit(code)
"""
SEED = """
import sys
from huggingface_hub import HfApi
api = HfApi()
api.create_repo(sys.argv[1], exist_ok=True)
api.upload_folder(repo_id=sys.argv[1], folder_path=sys.argv[2], commit_message="Add files")
"""
TWO_CALLS = """
import sys, pathlib
from huggingface_hub import snapshot_download
from modelscope_hub import HubApi, HubConfig
import os
source, target, folder = sys.argv[1:]
path = snapshot_download(source, local_dir=folder)
home = pathlib.Path(folder).parent
token = os.environ["MODELSCOPE_API_TOKEN"]
api = HubApi(config=HubConfig(token=token, config_dir=home / "c", cache_dir=home / "k"))
api.create_repo(target, "model", visibility="private")
api.upload_folder(repo_id=target, repo_type="model", folder_path=path, use_cache=False)
"""


def main() -> None:
    for name, (count, size) in SHAPES.items():
        with tempfile.TemporaryDirectory(prefix="hubtui-bench-") as folder:
            measure(name, count, size, Path(folder))


def measure(name: str, count: int, size: int, home: Path) -> None:
    source = home / "source"
    make_files(source, count, size)
    rounds = [_round(home / str(number), source) for number in range(ROUNDS)]
    report(name, *(median(figures) for figures in zip(*rounds, strict=True)))


def _round(home: Path, source: Path) -> tuple[float, float, float, float, float]:
    """Ours, ours again, the SDKs, curl, our peak memory: each target hub starts without the content."""
    with served(home / "ours") as environment:
        run([sys.executable, "-c", SEED, "ada/source", str(source)], environment)
        (ours, peak), (again, _) = _copy(environment), _copy(environment)
        curl = _curl(environment, source)
    with served(home / "sdks") as environment:
        run([sys.executable, "-c", SEED, "ada/source", str(source)], environment)
        sdks = _two_calls(environment, home / "down" / "files")
    return ours, again, sdks, curl, peak


def report(name: str, ours: float, again: float, sdks: float, curl: float, peak: float) -> None:
    print(f"  {name}: hubtui {ours:.2f} s, two SDK calls {sdks:.2f} s, curl reading {curl:.2f} s")
    print(f"    hubtui / SDK calls {ours / sdks:.2f}, hubtui / curl {ours / curl:.2f}")
    print(f"    again, nothing changed / SDK calls {again / sdks:.2f}   peak memory {peak:.0f} MB")


def make_files(folder: Path, count: int, size: int) -> None:
    chance = random.Random(20261120)
    suffix = "txt" if size < 64 * 1024 else "safetensors"
    for number in range(count):
        path = folder / f"part-{number % 20:02}" / f"{number:05}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))


def _copy(environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds, and the peak of its memory in MB."""
    command = [sys.executable, "-c", OURS, "copy", "hf://ada/source", "ms://ada/target", "--yes"]
    start = time.perf_counter()
    told = run(command, environment)
    took = time.perf_counter() - start
    found = re.search(r"VmHWM:\s*(\d+) kB", told)
    assert found, told
    return took, int(found[1]) / 1000


def _two_calls(environment: Mapping[str, str], folder: Path) -> float:
    command = [sys.executable, "-c", TWO_CALLS, "ada/source", "ada/target", str(folder)]
    return _timed(lambda: run(command, environment))


def _curl(environment: Mapping[str, str], source: Path) -> float:
    """One curl that reads every file over kept-alive connections and throws it away."""
    base = f"{environment['HF_ENDPOINT']}/ada/source/resolve/main"
    names = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file()]
    config = "".join(f'url = "{base}/{name}"\noutput = "{os.devnull}"\n' for name in names)
    header = f"Authorization: Bearer {environment['HF_TOKEN']}"
    command = ["curl", "--silent", "--fail", "--location", "--header", header, "--config", "-"]
    return _timed(lambda: subprocess.run(command, input=config.encode(), check=True))


def run(command: list[str], environment: Mapping[str, str], *, output: bool = False) -> str:
    """What it says on stderr, or on stdout."""
    result = subprocess.run(command, env=dict(environment), capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{command[:4]} failed: {result.stdout[-2000:]}{result.stderr[-2000:]}")
    return result.stdout if output else result.stderr


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
