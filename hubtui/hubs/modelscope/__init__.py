"""ModelScope, through modelscope_hub."""

from hubtui.hubs.modelscope.hub import ModelScope

__all__ = ["ModelScope"]
