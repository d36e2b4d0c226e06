"""Settings as TOML, each with what it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from hubtui.config.schema import Config, choices


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml(one) for one in value)}]"
    return str(value)


def as_toml(config: Config) -> str:
    """Every setting with what it is for; reading it gives the same settings."""
    return "\n".join(_lines_of(config, "", "")) + "\n"


def template() -> str:
    """A file that changes nothing: every setting with its default, commented out."""
    return "\n".join(["# hubtui's settings, with their defaults.", "", *_lines_of(Config(), "", "#")]) + "\n"


def _lines_of(struct: Struct, name: str, mark: str) -> Iterator[str]:
    kinds = get_type_hints(type(struct), include_extras=True)
    if name:
        yield from ("", f"# {type(struct).__doc__}", f"[{name}]")
    for one in msgspec.structs.fields(struct):
        value, kind = getattr(struct, one.name), kinds[one.name]
        if isinstance(value, Struct):
            yield from _lines_of(value, one.name, mark)
        elif isinstance(value, dict):
            yield from ("", f"# {_description(kind)}", f"[{one.name}]")
            yield from (f"{toml(key)} = {toml(keys)}" for key, keys in value.items())
        else:
            if about := _description(kind):
                yield f"# {about}"
            if names := [name for name in choices(kind) if name]:
                yield from _wrapped(names)
            yield f"{mark}{one.name} = {toml(value)}"
            if not name:
                yield ""


def _description(kind: Any) -> str:
    extras = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return next((extra.description for extra in extras if extra.description), "")


def _wrapped(names: Sequence[str], width: int = 96) -> Iterator[str]:
    line = "# One of:"
    for name in names:
        if len(line) + len(name) > width:
            yield line
            line = "#  "
        line += f" {name}"
    yield line
