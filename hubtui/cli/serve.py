"""`hubtui hub serve`: the embedded hub in the foreground."""

from hubtui.localhub.serve import run

__all__ = ["run"]
