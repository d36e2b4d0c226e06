"""The ModelScope protocol as an application: its routes, tokens and errors."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from hubtui.localhub.modelscope import account, files, history, lists, repos, studios, upload
from hubtui.localhub.modelscope.access import new_routes
from hubtui.localhub.records import LocalAccount
from hubtui.localhub.web import App, Json, Refusal, Routes, bearer

CODES = {
    401: "InvalidAuthentication",
    403: "OperationNotAllowed",
    404: "ResourceNotFound",
    409: "DuplicateEntity",
    429: "RateLimitExceed",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}
COOKIES = ("m_session_id", "modelscope_session")


def _all_routes() -> Routes:
    routes = new_routes()
    for module in (files, account, upload, studios, lists, history, repos):
        routes.include(module.routes)
    return routes


class ModelScopeApp(App):
    """What a client of ModelScope talks to."""

    hub = "ms"
    routes = _all_routes()

    def authenticate(self, request: Request) -> LocalAccount | None:
        token = self.token(request)
        if not token:
            return None
        found = self.account_of(token)
        if found is None:
            raise Refusal(401, "The access token is invalid or expired", "InvalidAuthentication")
        return found

    def token(self, request: Request) -> str:
        return bearer(request) or next(
            (request.cookies[name] for name in COOKIES if request.cookies.get(name)), ""
        )

    def refuse(self, refusal: Refusal, request_id: str) -> Response:
        headers = {
            "X-Request-Id": request_id,
            "X-Error-Message": quote(refusal.message, safe=" /:,'"),
            **refusal.headers,
        }
        envelope = opened if refusal.target.startswith("/openapi/") else legacy
        return Json({**envelope(refusal, request_id), **refusal.body}, refusal.status, headers)


def opened(refusal: Refusal, request_id: str) -> dict[str, Any]:
    """An error of the OpenAPI: a word for a code."""
    code = refusal.code or CODES.get(refusal.status, "InputParameterError")
    return {"success": False, "code": code, "message": refusal.message, "request_id": request_id}


def legacy(refusal: Refusal, request_id: str) -> dict[str, Any]:
    """An error of the older interface: a number, that of the status unless the refusal has its own."""
    told = {"Code": refusal.business or refusal.status, "Data": None, "Message": refusal.message}
    return {**told, "RequestId": request_id, "Success": False}
