"""Hugging Face, through huggingface_hub."""

from hubtui.hubs.huggingface.hub import HuggingFace

__all__ = ["HuggingFace"]
