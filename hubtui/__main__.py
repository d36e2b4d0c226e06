"""`python -m hubtui`, and the `hubtui` command."""

from __future__ import annotations

import sys

from hubtui.cli import main as run_command
from hubtui.collector import collect_no_more, collect_rarely


def main() -> int:
    """Run one command; the process ends with its exit code."""
    collect_rarely()
    try:
        return run_command()
    finally:
        collect_no_more()


if __name__ == "__main__":
    sys.exit(main())
