"""Everything that is said to be fast, measured: `make bench`, or `python -m tests.benchmarks NAME...`."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = ("start", "requests", "line_list", "pty_bytes", "loop_lag", "server", "copy", "journal", "scale")


def main() -> None:
    for name in sys.argv[1:] or BENCHMARKS:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        print(f"\n{(module.__doc__ or name).splitlines()[0]}", flush=True)
        module.main()


if __name__ == "__main__":
    main()
