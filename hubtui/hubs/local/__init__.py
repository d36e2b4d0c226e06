"""Folders of this machine as a hub of their own."""

from hubtui.hubs.local.hub import Local

__all__ = ["Local"]
