"""The ModelScope protocol of the embedded hub."""
