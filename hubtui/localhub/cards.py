"""What a repo's own files say about it: the card's front matter, the configuration, the tensors."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from math import prod
from typing import Any

import yaml

from hubtui.localhub.records import Facts

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
CARD, CONFIG, TENSORS = "README.md", "config.json", "model.safetensors"


DATASET_KEYS = (
    "task_categories", "task_ids", "language_creators", "language", "multilinguality", "size_categories",
    "benchmark",
)  # fmt: skip
"""What Hugging Face's tags of a dataset are sorted by."""


class BadCard(ValueError):
    """The front matter of a card is not a YAML mapping."""


def tells(paths: Iterable[str]) -> bool:
    """Whether a change of these changes what is known about a repo."""
    return any(path in (CARD, CONFIG) or path.endswith((".safetensors", ".gguf")) for path in paths)


def front_matter(text: str) -> Facts:
    """The YAML mapping at the head of a card; empty if there is none."""
    found = FRONT_MATTER.match(text)
    if found is None:
        return {}
    try:
        data = yaml.load(found[1], Loader)
    except yaml.YAMLError as error:
        raise BadCard(str(error)) from error
    if not isinstance(data, dict | None):
        raise BadCard("The front matter of the card is not a mapping.")
    plain: Facts = json.loads(json.dumps(data or {}, default=str))
    return plain


def describe(
    read: Callable[[str], bytes | None], paths: Iterable[str], prefixed: Sequence[str] = ()
) -> tuple[list[str], Facts]:
    """Tags and facts of a repo, from its files; tags from the `prefixed` keys of its card say the key too."""
    card = _card(read(CARD))
    config = _mapping(read(CONFIG))
    tensors = tensor_counts(read(TENSORS))
    library = card.get("library_name") or ("transformers" if "model_type" in config else None)
    pipeline = card.get("pipeline_tag")
    facts: Facts = {"cardData": card, "library_name": library, "pipeline_tag": pipeline}
    if config:
        facts["config"] = {key: config[key] for key in ("architectures", "model_type") if key in config}
    if tensors:
        facts["safetensors"] = {"parameters": tensors, "total": sum(tensors.values())}
    return _tags(card, config, library, pipeline, paths, prefixed), facts


def tensor_counts(data: bytes | None) -> dict[str, int]:
    """Parameters by dtype, from a safetensors file or the head of one."""
    if data is None or len(data) < 8:
        return {}
    (length,) = struct.unpack("<Q", data[:8])
    header = _mapping(data[8 : 8 + length])
    counts: dict[str, int] = {}
    for name, tensor in header.items():
        if name != "__metadata__":
            counts[tensor["dtype"]] = counts.get(tensor["dtype"], 0) + prod(tensor["shape"])
    return counts


def _card(data: bytes | None) -> Facts:
    try:
        return front_matter(data.decode(errors="replace")) if data else {}
    except BadCard:
        return {}


def _mapping(data: bytes | None) -> Facts:
    try:
        value = json.loads(data or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _tags(
    card: Facts, config: Facts, library: Any, pipeline: Any, paths: Iterable[str], prefixed: Sequence[str]
) -> list[str]:
    names = set(paths)
    tags = [str(library)] if library else []
    if any(path.endswith(".safetensors") for path in names):
        tags.append("safetensors")
    if any(path.endswith(".gguf") for path in names):
        tags.append("gguf")
    tags += [str(each) for each in (config.get("model_type"), pipeline) if each]
    tags += _several(card.get("tags"))
    tags += [each for key in ("sdk", "language") if key not in prefixed for each in _several(card.get(key))]
    for key, prefix in (("license", "license"), ("datasets", "dataset"), ("base_model", "base_model")):
        tags += [f"{prefix}:{each}" for each in _several(card.get(key))]
    for key in dict.fromkeys([*prefixed, "task_categories", "size_categories"]):
        tags += [f"{key}:{each}" for each in _several(card.get(key))]
    return list(dict.fromkeys([*tags, "region:us"]))


def _several(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
