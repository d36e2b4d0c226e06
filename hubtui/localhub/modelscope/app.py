"""The ModelScope protocol as an application: its routes, tokens and errors."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from hubtui.localhub.modelscope import account, files, history, lists, repos, upload
from hubtui.localhub.modelscope.access import new_routes
from hubtui.localhub.records import LocalAccount
from hubtui.localhub.web import App, Json, Refusal, Routes, bearer

COOKIES = ("m_session_id", "modelscope_session")


def _all_routes() -> Routes:
    routes = new_routes()
    for module in (files, account, upload, lists, history, repos):
        routes.include(module.routes)
    return routes


class ModelScopeApp(App):
    """What a client of ModelScope talks to."""

    hub = "ms"
    routes = _all_routes()

    def authenticate(self, request: Request) -> LocalAccount | None:
        token = bearer(request) or next(
            (request.cookies[name] for name in COOKIES if request.cookies.get(name)), ""
        )
        if not token:
            return None
        found = self.account_of(token)
        if found is None:
            raise Refusal(401, "The access token is invalid or expired", "InvalidAuthentication")
        return found

    def refuse(self, refusal: Refusal, request_id: str) -> Response:
        headers = {
            "X-Request-Id": request_id,
            "X-Error-Message": quote(refusal.message, safe=" /:,'"),
            **refusal.headers,
        }
        legacy = {"Code": refusal.status, "Data": None, "Message": refusal.message, "Success": False}
        opened = {"success": False, "code": refusal.code or "InputParameterError", "message": refusal.message}
        body = {
            **legacy,
            **opened,
            "error": refusal.message,
            "RequestId": request_id,
            "request_id": request_id,
        }
        return Json({**body, **refusal.body}, refusal.status, headers)
