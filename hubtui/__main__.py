"""`python -m hubtui`, and the `hubtui` command."""

from __future__ import annotations

import sys

from hubtui.cli import main

if __name__ == "__main__":
    sys.exit(main())
