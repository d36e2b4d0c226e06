"""Values into rows of cells, in pure functions that need no terminal."""
