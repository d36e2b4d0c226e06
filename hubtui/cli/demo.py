"""The demo: an embedded hub in a process of its own over a folder that goes when the demo ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hubtui.accounts import Accounts
from hubtui.errors import HubtuiError
from hubtui.localhub.seed import DEMO_ACCOUNTS
from hubtui.model import Account
from hubtui.paths import Directories
from hubtui.secret import Secret

_HUBS = {"hf": "huggingface", "ms": "modelscope"}
_TENSOR = b'{"embeddings":{"dtype":"F32","shape":[64,32],"data_offsets":[0,8192]}}'
_HERE: Mapping[str, bytes] = {
    "models/copepod-tiny/README.md": b"---\nlicense: mit\n---\n# copepod-tiny\n\nNot uploaded yet.\n",
    "models/copepod-tiny/config.json": b'{"model_type": "bert", "hidden_size": 32}\n',
    "models/copepod-tiny/model.safetensors": len(_TENSOR).to_bytes(8, "little") + _TENSOR + bytes(8192),
    "models/copepod-tiny/tokenizer/vocab.txt": b"[PAD]\n[UNK]\ncopepod\nkrill\n",
    "notes.md": b"# Notes\n\n- try the third cruise again\n",
}


@contextmanager
def demo(latency: int = 0) -> Iterator[tuple[Accounts, Directories]]:
    """Accounts on a hub that is seeded, served on free loopback ports, and removed at the end.

    Nothing of the user's is read or written: caches, tokens and state are all below the demo's own folder.
    `latency` is in milliseconds for each request.
    """
    with tempfile.TemporaryDirectory(prefix="hubtui-demo-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        with _served(home / "hub", latency) as urls:
            os.environ.update(_environment(home, urls))
            accounts = accounts_of(urls)
            accounts.add_local(seeded_folder(home / "here"))
            yield accounts, Directories.under(home)


@contextmanager
def _served(directory: Path, latency: int) -> Iterator[Mapping[str, str]]:
    """The hub's URLs. It ends when its stdin does, so that it never outlives this process."""
    command = [sys.executable, "-m", "hubtui", "hub", "serve", "--dir", str(directory), "--until-eof"]
    command += ["--latency", str(latency)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise HubtuiError(f"the embedded hub did not start: {process.stderr.read().decode().strip()}")
        yield json.loads(line)
    finally:
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()


def seeded_folder(folder: Path) -> Path:
    """A home with something to upload, and an empty folder to download into."""
    for path, content in _HERE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "downloads").mkdir(exist_ok=True)
    return folder


def accounts_of(urls: Mapping[str, str]) -> Accounts:
    """The demo's accounts on hubs at these URLs, by `hf` and `ms`."""
    accounts = Accounts()
    for local in DEMO_ACCOUNTS:
        hub = _HUBS[local.hub]
        accounts.add(Account(f"{local.hub}-{local.name}", hub, urls[local.hub], "demo"), Secret(local.token))
    return accounts


def _environment(home: Path, urls: Mapping[str, str]) -> Mapping[str, str]:
    """What both SDKs read at import: without it they would look at the user's folders and the real hubs."""
    return {
        "HF_ENDPOINT": urls["hf"],
        "HF_HOME": str(home / "hf"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_XET": "1",
        "MODELSCOPE_ENDPOINT": urls["ms"],
        "MODELSCOPE_HOME": str(home / "ms"),
        "MODELSCOPE_CACHE": str(home / "ms" / "cache"),
        "MODELSCOPE_DOWNLOAD_INTRA_CLOUD": "false",
    }
