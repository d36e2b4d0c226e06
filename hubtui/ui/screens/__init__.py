"""Screens: the explorer and what opens over it; each beside its style sheet."""
