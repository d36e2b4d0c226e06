"""The embedded hub: contents in and out of it by curl, beside a plain copy and curl from file to file.

Medians of three. What goes in is hashed and checked on the way; the peak memory is that of the server alone.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from tests.localhub.serving import MS_TOKEN, Serving, serving

ROUNDS = 3
MB = 1024 * 1024
SHAPES = {"1 file of 1 GB": (1, 1024 * MB), "2,000 files of 4 KB": (2000, 4096)}
AUTHORIZATION = f"Authorization: Bearer {MS_TOKEN}"
Transfer = tuple[str, str]
"""What curl is to read, and where it is to go."""


def main() -> None:
    for name, (count, size) in SHAPES.items():
        with tempfile.TemporaryDirectory(prefix="hubtui-bench-") as folder:
            files = _make_files(Path(folder) / "source", count, size)
            with serving(Path(folder) / "hub") as hub:
                report(name, *_measure(hub, files, Path(folder)), hub.peak())


def report(name: str, copied: float, read: float, put: float, got: float, peak: int) -> None:
    print(f"  {name}: plain copy {copied:.2f} s, curl alone {read:.2f} s")
    for verb, seconds in (("PUT", put), ("GET", got)):
        print(f"    {verb} {seconds:.2f} s: {seconds / copied:.1f} x copy, {seconds / read:.1f} x curl")
    print(f"    peak memory of the server: {peak} MB")


def _measure(hub: Serving, files: Sequence[Path], home: Path) -> tuple[float, float, float, float]:
    """A plain copy, curl from file to file, curl into the hub, curl out of it."""
    source, target = files[0].parent, home / "target"
    _api(hub, "models", {"Path": "ada", "Name": "x"})
    digests = {path: _digest(path) for path in files}
    links = _links(hub, digests)
    outs = [str(home / "out" / path.name) for path in files]
    (home / "out").mkdir()
    copied = _median(lambda: subprocess.run(["cp", "-r", source, target], check=True))
    read = _median(lambda: _curl([(path.as_uri(), out) for path, out in zip(files, outs, strict=True)]))
    put = _median(lambda: _curl([(str(path), links[path]) for path in files], upload=True))
    _commit(hub, digests)
    urls = [f"{hub.ms}/api/v1/models/ada/x/repo?FilePath={quote(path.name)}" for path in files]
    got = _median(lambda: _curl(list(zip(urls, outs, strict=True))))
    assert all(_digest(Path(out)) == digests[path] for path, out in zip(files, outs, strict=True))
    return copied, read, put, got


def _curl(transfers: Sequence[Transfer], *, upload: bool = False) -> None:
    """One curl that moves each over connections that it keeps."""
    words = ("upload-file", "url") if upload else ("url", "output")
    config = "".join(f'{words[0]} = "{one}"\n{words[1]} = "{other}"\n' for one, other in transfers)
    silent = ["--output", "/dev/null"] * len(transfers) if upload else []
    command = ["curl", "--silent", "--fail", "--noproxy", "*", "--header", AUTHORIZATION, "--config", "-"]
    subprocess.run([*command, *silent], input=config.encode(), check=True)


def _links(hub: Serving, digests: dict[Path, str]) -> dict[Path, str]:
    """Where each content is to be put."""
    objects = [{"oid": digest, "size": path.stat().st_size} for path, digest in digests.items()]
    body = {"operation": "upload", "objects": objects}
    told = _api(hub, "repos/models/ada/x/info/lfs/objects/batch", body)["objects"]
    hrefs = {each["oid"]: str(each["actions"]["upload"]["href"]) for each in told}
    return {path: hrefs[digest] for path, digest in digests.items()}


def _commit(hub: Serving, digests: dict[Path, str]) -> None:
    actions = [
        {"action": "create", "path": path.name, "type": "lfs", "size": path.stat().st_size, "sha256": digest}
        for path, digest in digests.items()
    ]
    _api(hub, "repos/models/ada/x/commit/master", {"commit_message": "Add files", "actions": actions})


def _api(hub: Serving, path: str, body: dict[str, Any]) -> Any:
    name, _, value = AUTHORIZATION.partition(": ")
    request = Request(f"{hub.ms}/api/v1/{path}", json.dumps(body).encode(), {name: value})
    with build_opener(ProxyHandler({})).open(request) as answer:
        return json.load(answer)["Data"]


def _make_files(folder: Path, count: int, size: int) -> list[Path]:
    chance = random.Random(20261120)
    folder.mkdir()
    files = [folder / f"{number:05}.bin" for number in range(count)]
    for path in files:
        with path.open("wb") as file:
            for left in range(size, 0, -MB):
                file.write(chance.randbytes(min(MB, left)))
    return files


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _median(work: Callable[[], object]) -> float:
    return median(_timed(work) for _ in range(ROUNDS))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
