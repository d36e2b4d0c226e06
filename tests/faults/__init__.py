"""Copies that everything happens to: six invariants, checked in one place, for each kind of fault."""
