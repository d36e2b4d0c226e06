"""Which files are LFS: the `.gitattributes` every repo starts with, and reading one."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

LFS_SUFFIXES = [
    "7z",
    "arrow",
    "bin",
    "bz2",
    "ckpt",
    "ftz",
    "gz",
    "h5",
    "joblib",
    "lfs.*",
    "mlmodel",
    "model",
    "msgpack",
    "npy",
    "npz",
    "onnx",
    "ot",
    "parquet",
    "pb",
    "pickle",
    "pkl",
    "pt",
    "pth",
    "rar",
    "safetensors",
    "tar.*",
    "tar",
    "tflite",
    "tgz",
    "wasm",
    "xz",
    "zip",
    "zst",
]
DATASET_SUFFIXES = [
    "lz4",
    "mds",
    "pcm",
    "sam",
    "raw",
    "aac",
    "flac",
    "mp3",
    "ogg",
    "wav",
    "bmp",
    "gif",
    "png",
    "tiff",
    "jpg",
    "jpeg",
    "webp",
    "mp4",
    "webm",
]
SPACE = "[[:space:]]"
"""How a pattern says a space: a bare one would end it."""
WHOLE_PATTERNS = ("saved_model/**/*", "*tfevents*")


def default_attributes(repo_type: str) -> str:
    """The `.gitattributes` of a new repo."""
    suffixes = [*LFS_SUFFIXES, *(DATASET_SUFFIXES if repo_type == "dataset" else [])]
    patterns = [*(f"*.{suffix}" for suffix in sorted(suffixes)), *WHOLE_PATTERNS]
    return "".join(f"{pattern} filter=lfs diff=lfs merge=lfs -text\n" for pattern in patterns)


def tracked(attributes: str, paths: Iterable[str]) -> str:
    """The `.gitattributes` after it says that these paths are LFS too."""
    rules = lfs_rules(attributes)
    missing = [path.replace(" ", SPACE) for path in paths if not is_lfs(path, rules)]
    if attributes and missing and not attributes.endswith("\n"):
        attributes += "\n"
    return attributes + "".join(f"{path} filter=lfs diff=lfs merge=lfs -text\n" for path in missing)


def lfs_rules(attributes: str) -> list[tuple[str, bool]]:
    """Patterns in order, each with whether it makes a file LFS."""
    rules = []
    for line in attributes.splitlines():
        pattern, *words = line.split() or [""]
        if not pattern or pattern.startswith("#"):
            continue
        if "filter=lfs" in words:
            rules.append((pattern, True))
        elif {"-filter", "!filter"} & set(words):
            rules.append((pattern, False))
    return rules


def is_lfs(path: str, rules: list[tuple[str, bool]]) -> bool:
    """Whether a path is LFS; the last rule that fits decides."""
    for pattern, lfs in reversed(rules):
        if fits(path, pattern):
            return lfs
    return False


def fits(path: str, pattern: str) -> bool:
    """Whether a git pattern names this path: by the last name, or from the root if it has a slash."""
    anchored = pattern.strip("/").replace(SPACE, " ")
    if "/" not in anchored and not pattern.startswith("/"):
        return fnmatchcase(path.rsplit("/", 1)[-1], anchored)
    return fnmatchcase(path, anchored) or fnmatchcase(path, anchored.replace("**/", ""))


def ignored(path: str, gitignore: str) -> bool:
    """Whether a `.gitignore` leaves this path, or a directory above it, out."""
    parts = path.split("/")
    above = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    result = False
    for raw in gitignore.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        keep, pattern = line.startswith("!"), line.lstrip("!")
        folders = above[:-1] if pattern.endswith("/") else above
        if any(fits(each, pattern) for each in folders):
            result = not keep
    return result
