"""Files that the commands read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hubtui.errors import BadInput


def read_saved(path: Path) -> Any:
    """What the file holds. BadInput when it cannot be read, or holds no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"cannot read {str(path)!r}: {error.strerror}") from None
    except ValueError as error:
        raise BadInput(f"not JSON: {str(path)!r}: {error}") from None
