"""The Hugging Face protocol as an application: its routes, tokens and errors."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from hubtui.localhub.huggingface import (
    account,
    collections,
    commit,
    commits,
    discussions,
    info,
    large_files,
    lfs,
    lifecycle,
    lists,
    oauth,
    preupload,
    quicksearch,
    refs,
    resolve,
    social,
    spaces,
    tree,
    xet,
)
from hubtui.localhub.huggingface.access import new_routes
from hubtui.localhub.records import LocalAccount
from hubtui.localhub.web import App, Json, Refusal, Routes, bearer

MODULES = (
    oauth, resolve, lfs, account, quicksearch, social, collections, large_files, lifecycle, spaces, lists,
    tree, commits, refs, preupload, commit, xet, discussions, info,
)  # fmt: skip
"""In the order in which their routes are tried: `info` has the most general ones."""


def _all_routes() -> Routes:
    routes = new_routes()
    for module in MODULES:
        routes.include(module.routes)
    return routes


class HuggingFaceApp(App):
    """What a client of Hugging Face talks to."""

    hub = "hf"
    routes = _all_routes()

    def account_of(self, token: str) -> LocalAccount | None:
        held = None if self.is_revoked(token) else self.devices.holder(token)
        return held.account if held else super().account_of(token)

    def authenticate(self, request: Request) -> LocalAccount | None:
        if "authorization" not in request.headers:
            return None
        found = self.account_of(bearer(request))
        if found is None:
            raise Refusal(
                401, "Invalid credentials in Authorization header", headers={"WWW-Authenticate": "Bearer"}
            )
        return found

    def refuse(self, refusal: Refusal, request_id: str) -> Response:
        headers = {
            "X-Request-Id": request_id,
            "X-Error-Message": quote(refusal.message, safe=" !\"#$&'()*+,/:;<=>?@[]^`{|}~"),
            **refusal.headers,
        }
        if refusal.code:
            headers["X-Error-Code"] = refusal.code
        return Json({"error": refusal.message, **refusal.body}, refusal.status, headers)
