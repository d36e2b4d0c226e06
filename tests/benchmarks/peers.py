"""The programs that hubtui is measured beside: the SDKs' own calls, hfms-bridge, and curl as the limit."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from tests.benchmarks.processes import Took, measure
from tests.localhub.serving import HF_TOKEN, MS_TOKEN

OTHER = {"hf": "ms", "ms": "hf"}
_MODELSCOPE = """
import os, pathlib, sys
from modelscope_hub import HubApi, HubConfig
home = pathlib.Path(os.environ["HOME"])
token = os.environ["MODELSCOPE_API_TOKEN"]
api = HubApi(config=HubConfig(token=token, config_dir=home / "c", cache_dir=home / "k"))
"""
_TWO_CALLS = {
    "hf": f"""
from huggingface_hub import snapshot_download
{_MODELSCOPE}
path = snapshot_download("ada/source", local_dir=sys.argv[1])
try:
    api.create_repo("ada/target", "model", visibility="private")
except Exception:
    pass
api.upload_folder(repo_id="ada/target", repo_type="model", folder_path=path, use_cache=False)
""",
    "ms": f"""
from huggingface_hub import HfApi
{_MODELSCOPE}
api.download_repo("ada/source", "model", local_dir=sys.argv[1])
hub = HfApi()
hub.create_repo("ada/target", exist_ok=True, private=True)
hub.upload_folder(repo_id="ada/target", folder_path=sys.argv[1], commit_message="Add files")
""",
}
_DOWNLOAD = """
import sys
from huggingface_hub import snapshot_download
snapshot_download("ada/source", local_dir=sys.argv[1])
"""


def two_calls(environment: Mapping[str, str], source: str) -> Took:
    """Download everything, then upload everything, in one process."""
    folder = str(_home(environment) / "down")
    return measure([sys.executable, "-c", _TWO_CALLS[source], folder], environment)


def snapshot(environment: Mapping[str, str]) -> Took:
    return measure([sys.executable, "-c", _DOWNLOAD, str(_home(environment) / "down")], environment)


def has_bridge() -> bool:
    return _bridge() is not None


def bridge(environment: Mapping[str, str], source: str) -> Took:
    program = _bridge()
    assert program is not None
    command = [
        program, f"{source}2{OTHER[source]}", "--hf-token", HF_TOKEN, "--ms-token", MS_TOKEN,
        "--hf-endpoint", environment["HF_ENDPOINT"], "--ms-endpoint", environment["MODELSCOPE_ENDPOINT"],
        "--repo-type", "model", "--progress", "off", "ada/source", "ada/target",
    ]  # fmt: skip
    return measure(command, environment)


def curl_pipes(environment: Mapping[str, str], files: Path, digests: Mapping[str, str]) -> Took:
    """Each file of Hugging Face through a curl that reads into a curl that puts, one file after another."""
    names = _names(files)
    links = _links(environment, {digests[name]: (files / name).stat().st_size for name in names})
    lines = []
    for name in names:
        read = shlex.join([*_curl(HF_TOKEN), "--location", _url(environment, name)])
        put = shlex.join([*_curl(MS_TOKEN), "--upload-file", "-", links[digests[name]]])
        lines.append(f"{read} | {put} >/dev/null || exit 1")
    return measure(["bash", "-o", "pipefail", "-s"], environment, "\n".join(lines))


def curl_reads(environment: Mapping[str, str], files: Path, into: Path | None = None) -> Took:
    """One curl that reads every file over connections that it keeps: into a folder, or to nowhere."""
    outs = {name: str(into / name) if into else "/dev/null" for name in _names(files)}
    config = "".join(f'url = "{_url(environment, name)}"\noutput = "{out}"\n' for name, out in outs.items())
    command = [*_curl(HF_TOKEN), "--location", "--create-dirs", "--config", "-"]
    return measure(command, environment, config)


def _curl(token: str) -> list[str]:
    return ["curl", "--silent", "--fail", "--noproxy", "*", "--header", f"Authorization: Bearer {token}"]


def _bridge() -> str | None:
    return shutil.which("hfms-bridge", path=str(Path(sys.executable).parent))


def _home(environment: Mapping[str, str]) -> Path:
    return Path(environment["HOME"])


def _names(files: Path) -> list[str]:
    return [str(path.relative_to(files)) for path in sorted(files.rglob("*")) if path.is_file()]


def _url(environment: Mapping[str, str], name: str) -> str:
    return f"{environment['HF_ENDPOINT']}/ada/source/resolve/main/{name}"


def _links(environment: Mapping[str, str], sizes: Mapping[str, int]) -> dict[str, str]:
    """Where ModelScope wants each content."""
    _ask(environment, "models", {"Path": "ada", "Name": "piped", "Visibility": 1})
    objects = [{"oid": sha256, "size": size} for sha256, size in sizes.items()]
    body = {"operation": "upload", "objects": objects}
    told = _ask(environment, "repos/models/ada/piped/info/lfs/objects/batch", body)
    return {each["oid"]: each["actions"]["upload"]["href"] for each in told["Data"]["objects"]}


def _ask(environment: Mapping[str, str], path: str, body: object) -> Any:
    url = f"{environment['MODELSCOPE_ENDPOINT']}/api/v1/{path}"
    headers = {"Authorization": f"Bearer {MS_TOKEN}", "Content-Type": "application/json"}
    with build_opener(ProxyHandler({})).open(Request(url, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)
