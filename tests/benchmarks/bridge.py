"""hfms-bridge 0.5.1 and hubtui, both ways through the embedded hub, each tree checked file by file.

Whole processes on targets that start without the content, one round each; without hfms-bridge (the optional
`bench` dependencies) it says so and does nothing.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.benchmarks.copy import SEED, make_files, run
from tests.benchmarks.served import served
from tests.localhub.serving import HF_TOKEN, MS_TOKEN

SHAPES = {"200 files of 4 KB": (200, 4 * 1024), "4 files of 64 MiB": (4, 64 * 1024 * 1024)}
Command = Callable[[Mapping[str, str]], list[str]]
OTHER = {"hf": "ms", "ms": "hf"}


def main() -> None:
    program = shutil.which("hfms-bridge", path=str(Path(sys.executable).parent))
    if program is None:
        print("  hfms-bridge is not installed: pip install '.[bench]'")
        return
    for name, (count, size) in SHAPES.items():
        with tempfile.TemporaryDirectory(prefix="hubtui-bench-") as folder:
            measure(program, name, count, size, Path(folder))


def measure(program: str, name: str, count: int, size: int, home: Path) -> None:
    """First from Hugging Face, where the files are uploaded; then from what came to ModelScope."""
    make_files(home / "source", count, size)
    for source in ("hf", "ms"):
        theirs, ours = home / f"theirs-{source}", home / f"ours-{source}"
        times = []
        for place, command in ((theirs, _bridge(program, source)), (ours, _hubtui(source))):
            with served(place) as environment:
                _seed(environment, source, home / "source")
                start = time.perf_counter()
                run(command(environment), environment)
                times.append(time.perf_counter() - start)
                _compare(environment, source)
        print(
            f"  {name}, {source} to {OTHER[source]}: hfms-bridge {times[0]:.2f} s, hubtui {times[1]:.2f} s, "
            f"hubtui / hfms-bridge {times[1] / times[0]:.2f}"
        )


def _seed(environment: Mapping[str, str], source: str, files: Path) -> None:
    run([sys.executable, "-c", SEED, "ada/start", str(files)], environment)
    start = f"{source}://ada/source"
    if source == "hf":
        run([sys.executable, "-c", SEED, "ada/source", str(files)], environment)
    else:
        run(_copy("hf://ada/start", start), environment)


def _copy(source: str, target: str) -> list[str]:
    return [sys.executable, "-m", "hubtui", "copy", source, target, "--yes"]


def _hubtui(source: str) -> Command:
    return lambda _: _copy(f"{source}://ada/source", f"{OTHER[source]}://ada/target")


def _bridge(program: str, source: str) -> Command:
    def command(environment: Mapping[str, str]) -> list[str]:
        return [
            program, f"{source}2{OTHER[source]}", "--hf-token", HF_TOKEN, "--ms-token", MS_TOKEN,
            "--hf-endpoint", environment["HF_ENDPOINT"], "--ms-endpoint", environment["MODELSCOPE_ENDPOINT"],
            "--repo-type", "model", "--progress", "off", "ada/source", "ada/target",
        ]  # fmt: skip

    return command


def _compare(environment: Mapping[str, str], source: str) -> None:
    """Both trees hold the same paths and sizes, the platforms' own files apart."""
    left, right = (_tree(environment, f"{hub}://ada/{end}") for hub, end in (
        (source, "source"), (OTHER[source], "target")))  # fmt: skip
    if left != right:
        raise SystemExit(f"the target differs: {sorted(left ^ right)[:5]}")


def _tree(environment: Mapping[str, str], locator: str) -> set[tuple[str, int]]:
    command = [sys.executable, "-m", "hubtui", "ls", "-R", "--json", locator]
    records = [json.loads(line) for line in run(command, environment, output=True).splitlines()]
    return {
        (record["path"], record["size"])
        for record in records
        if record["entry_type"] == "file" and record["path"].startswith("part-")
    }


if __name__ == "__main__":
    main()
