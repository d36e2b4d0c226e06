"""A home in which the hubs' own programs are signed in, as these programs write it."""

from __future__ import annotations

import configparser
import os
import pickle
from collections.abc import Mapping
from http.cookiejar import Cookie
from pathlib import Path
from typing import Any

from requests.cookies import RequestsCookieJar


def jar(token: str, domain: str = "modelscope.cn", expires: int | None = None) -> RequestsCookieJar:
    """As modelscope_hub's `save_token` makes it."""
    made = RequestsCookieJar()
    made.set_cookie(
        Cookie(
            version=0, name="m_session_id", value=token, port=None, port_specified=False, domain=domain,
            domain_specified=True, domain_initial_dot=False, path="/", path_specified=True, secure=False,
            expires=expires, discard=False, comment=None, comment_url=None, rest={}, rfc2109=False,
        )
    )  # fmt: skip
    return made


def sign_in_to_modelscope(home: Path, content: Any) -> Path:
    """The credentials folder; `content` is pickled as the cookies unless it is bytes already."""
    folder = home / ".modelscope/credentials"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cookies").write_bytes(content if isinstance(content, bytes) else pickle.dumps(content))
    (folder / "user").write_text("rosalind:rosalind@example.org")
    (folder / "git_token").write_text("git-token-that-is-not-ours")
    (folder / "session").write_text("0123456789abcdef0123456789abcdef")
    return folder


def sign_in_to_hf(folder: Path, active: str, stored: Mapping[str, Mapping[str, str]]) -> Path:
    """The folder with `token` and `stored_tokens`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "token").write_text(active)
    config = configparser.ConfigParser(interpolation=None)
    config.read_dict(stored)
    with (folder / "stored_tokens").open("w") as file:
        config.write(file)
    return folder


def picture(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """All below a folder: modes, times of change, bytes."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        stat = os.lstat(path)
        found[str(path)] = (stat.st_mode, stat.st_mtime_ns, path.read_bytes() if path.is_file() else b"")
    return found
