"""Copies beside what else could make them: two SDK calls, hfms-bridge, and curl as the limit.

Every program is a process started anew, all on the embedded hub, in turn; each target starts without the
content, and is compared with the source afterwards. Medians; of peak memory the worst.
`python -m tests.benchmarks.copy --help` tells how to measure a part of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import peers
from tests.benchmarks.peers import OTHER
from tests.benchmarks.processes import Took, hubtui, measure, middle, run
from tests.benchmarks.seeds import Seed, make_files

ROUNDS = 3
SHAPES = {"small": (2000, 4 * 1024), "large": (4, 256 * 1024 * 1024)}
WORDS = {"small": "2,000 x 4 KB", "large": "4 x 256 MiB"}
LATENCIES = (0, 50)
WAYS = ("hf-ms", "ms-hf", "download")
TITLES = {"hf": "HF", "ms": "MS", "folder": "folder"}
Measured = dict[str, list[Took]]


@dataclass(frozen=True)
class Goal:
    """How much of each other program's time may be taken; None where nothing was promised."""

    sdks: float | None = None
    bridge: float | None = None
    limit: float | None = None


AGAIN = Goal(0.05, 0.1)


@dataclass
class Row:
    """One kind of work, and what each program took for it."""

    words: str
    goal: Goal
    taken: Measured = field(default_factory=dict)

    def add(self, name: str, took: Took) -> None:
        self.taken.setdefault(name, []).append(took)

    def line(self) -> str:
        ours = middle(self.taken["hubtui"])
        told = [f"{self.words:34} {_seconds(ours)} {ours.peak:4.0f} MB"]
        for name in ("sdks", "bridge", "limit"):
            told.append(self._beside(ours, name))
        return "  ".join(told)

    def _beside(self, ours: Took, name: str) -> str:
        if name not in self.taken:
            return f"{'-':>32}"
        theirs, goal = middle(self.taken[name]), getattr(self.goal, name)
        ratio = ours.seconds / theirs.seconds
        verdict = "" if goal is None else f"{'<=' if ratio <= goal else '> '} {goal:.2f}"
        return f"{_seconds(theirs)} {ratio:7.2f} {verdict:7}"


def _seconds(took: Took) -> str:
    return f"{took.seconds:6.2f} s ({took.cpu:5.2f})"


def main(arguments: Sequence[str] = ()) -> None:
    chosen = _parser().parse_args(arguments)
    if not peers.has_bridge():
        print("  hfms-bridge is not installed: pip install '.[bench]'")
    print("  Seconds (of them processor), then hubtui's share of the time and the share that was promised.")
    print(f"  {'work':34} {'hubtui':>25}  {'two SDK calls':>26}  {'hfms-bridge':>32}  {'curl':>24}")
    for shape in chosen.shape:
        with tempfile.TemporaryDirectory(prefix="hubtui-bench-", dir=chosen.dir) as folder:
            _measure_shape(shape, chosen, Path(folder))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.copy")
    parser.add_argument("--shape", nargs="+", choices=SHAPES, default=list(SHAPES))
    parser.add_argument("--latency", nargs="+", type=int, default=LATENCIES)
    parser.add_argument(
        "--way", nargs="+", choices=["hf-ms", "ms-hf", "download"], default=["hf-ms", "ms-hf", "download"]
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--alone", action="store_true", help="measure hubtui and curl only")
    parser.add_argument("--dir", type=Path, help="where the files and the hubs' content go meanwhile")
    return parser


def _measure_shape(shape: str, chosen: argparse.Namespace, home: Path) -> None:
    files = home / "files"
    make_files(files, *SHAPES[shape])
    seeds: dict[str, Seed] = {}
    for way in chosen.way:
        source = "ms" if way == "ms-hf" else "hf"
        if source not in seeds:
            seeds[source] = Seed(home / source, source, files)
        for latency in chosen.latency:
            if way == "download":
                if shape == "small":
                    _report(_download(seeds[source], latency, chosen))
            else:
                _report(*_copies(seeds[source], source, shape, latency, chosen))


def _report(*rows: Row) -> None:
    for row in rows:
        print(f"  {row.line()}", flush=True)


def _copies(seed: Seed, source: str, shape: str, latency: int, chosen: argparse.Namespace) -> tuple[Row, Row]:
    """A copy of everything, and the same again when nothing has changed."""
    words = f"{WORDS[shape]}, {TITLES[source]} -> {TITLES[OTHER[source]]}, {latency} ms"
    cold, again = (
        Row(words, _goal(source, shape, latency)),
        Row("    again, nothing changed", Goal(0.05, 0.1)),
    )
    digests = _digests(seed.files) if shape == "large" else {}
    for _ in range(chosen.rounds):
        with seed.fresh(latency) as environment:
            cold.add("hubtui", measure(_hubtui(source), environment))
            again.add("hubtui", measure(_hubtui(source), environment))
            _compare(environment, source)
        if source == "hf" and (digests or not latency):
            with seed.fresh(latency) as environment:
                cold.add("limit", _limit(environment, seed.files, digests))
        if not chosen.alone:
            _beside(seed, source, latency, cold, again)
    return cold, again


def _beside(seed: Seed, source: str, latency: int, cold: Row, again: Row) -> None:
    """The other programs on new hubs; a second copy is held against their first, cold one."""
    programs: dict[str, Callable[[Mapping[str, str], str], Took]] = {"sdks": peers.two_calls}
    if peers.has_bridge():
        programs["bridge"] = peers.bridge
    for name, program in programs.items():
        with seed.fresh(latency) as environment:
            took = program(environment, source)
            cold.add(name, took)
            again.add(name, took)
            _compare(environment, source)


def _limit(environment: Mapping[str, str], files: Path, digests: Mapping[str, str]) -> Took:
    """Small files are only read: of them curl cannot make one commit."""
    if digests:
        return peers.curl_pipes(environment, files, digests)
    return peers.curl_reads(environment, files)


def _download(seed: Seed, latency: int, chosen: argparse.Namespace) -> Row:
    row = Row(f"{WORDS['small']}, HF -> folder, {latency} ms", Goal(sdks=0.25, limit=2.0))
    for _ in range(chosen.rounds):
        with seed.fresh(latency) as environment:
            folder = Path(environment["HOME"]) / "ours"
            command = hubtui("copy", "hf://ada/source", str(folder), "--yes")
            row.add("hubtui", measure(command, environment))
            assert _sizes(folder) == _sizes(seed.files), "what was downloaded differs"
            row.add("limit", peers.curl_reads(environment, seed.files, Path(environment["HOME"]) / "curl"))
            if not chosen.alone:
                row.add("sdks", peers.snapshot(environment))
    return row


def _goal(source: str, shape: str, latency: int) -> Goal:
    if source == "ms":
        return Goal(0.6, 0.6)
    if shape == "large":
        return Goal(0.55, 0.6, 1.0)
    return Goal(0.15, 0.05) if latency else Goal(0.15, 0.2, 1.5)


def _hubtui(source: str) -> list[str]:
    return hubtui("copy", f"{source}://ada/source", f"{OTHER[source]}://ada/target", "--yes")


def _digests(files: Path) -> dict[str, str]:
    digests = {}
    for path in sorted(files.rglob("*.*")):
        with path.open("rb") as file:
            digests[str(path.relative_to(files))] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def _compare(environment: Mapping[str, str], source: str) -> None:
    """Both trees hold the same paths and sizes, the platforms' own files apart."""
    left = _tree(environment, f"{source}://ada/source")
    right = _tree(environment, f"{OTHER[source]}://ada/target")
    if left != right:
        raise SystemExit(f"the target differs: {sorted(left ^ right)[:5]}")


def _tree(environment: Mapping[str, str], locator: str) -> set[tuple[str, int]]:
    records = [
        json.loads(line) for line in run(hubtui("ls", "-R", "--json", locator), environment).splitlines()
    ]
    return {
        (record["path"], record["size"])
        for record in records
        if record["entry_type"] == "file" and record["path"].startswith("part-")
    }


def _sizes(folder: Path) -> set[tuple[str, int]]:
    found = (path for path in folder.rglob("part-*/*") if path.is_file())
    return {(str(path.relative_to(folder)), path.stat().st_size) for path in found}


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
