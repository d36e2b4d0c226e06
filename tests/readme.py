"""Writes what the README takes from the code: `make docs`."""

from __future__ import annotations

import re
from pathlib import Path

from hubtui.commands import key_table

README = Path(__file__).parent.parent / "README.md"


def with_keys(text: str) -> str:
    """The README with today's key table between its marks."""
    return re.sub(
        r"(<!-- keys:[^\n]*-->\n).*?(<!-- /keys -->)",
        lambda match: f"{match[1]}\n{key_table()}\n{match[2]}",
        text,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    README.write_text(with_keys(README.read_text()))
