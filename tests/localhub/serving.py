"""An embedded hub as another process, and what it takes of memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HF_TOKEN = "hf_bench0notarealtoken"
MS_TOKEN = "ms-bench0-not-a-real-token"
STATUS = Path("/proc/self/status")


class Serving:
    """One running hub, as `ada`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdout
        urls = json.loads(process.stdout.readline())
        self.hf, self.ms = str(urls["hf"]), str(urls["ms"])

    def peak(self) -> int:
        """The most memory that it has held so far, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (each for each in status.splitlines() if each.startswith("VmHWM:"))
        return int(line.split()[1]) // 1024


@contextmanager
def serving(directory: Path, *options: str) -> Iterator[Serving]:
    """A hub that keeps what it has in this directory, and starts with what is there."""
    command = [
        sys.executable, "-m", "hubtui", "hub", "serve", "--dir", str(directory), "--empty", "--until-eof",
        "--account", f"hf:ada={HF_TOKEN}", "--account", f"ms:ada={MS_TOKEN}", *options,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    try:
        yield Serving(process)
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()
