"""The user's settings: `config.toml`, what can stand in it, how it is read and written."""

from hubtui.config.reading import FILE, ConfigFile, Problem, nearest, read_file, read_text
from hubtui.config.schema import Columns, Config, Sort, choices
from hubtui.config.writing import as_toml, template, toml

__all__ = [
    "FILE",
    "Columns",
    "Config",
    "ConfigFile",
    "Problem",
    "Sort",
    "as_toml",
    "choices",
    "nearest",
    "read_file",
    "read_text",
    "template",
    "toml",
]
