"""ModelScope: signing in, who is signed in, and the acceleration probe."""

from __future__ import annotations

from starlette.responses import Response

from hubtui.localhub.modelscope.access import enveloped, new_routes, opened, signed_in
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
BAD_TOKEN = 10010103009


@routes.add("POST", "/api/v1/login", signed=True)
async def login(call: Call) -> Response:
    token = str((await call.json()).get("AccessToken") or "")
    account = call.app.account_of(token)
    if account is None:
        raise Refusal(400, "The access token is invalid or expired", business=BAD_TOKEN)
    email = f"{account.name}@example.org"
    response = enveloped({"AccessToken": token, "Username": account.name, "Email": email})
    response.set_cookie("m_session_id", token, httponly=True)
    return response


@routes.add("GET", "/openapi/v1/users/me")
async def me(call: Call) -> Response:
    account = signed_in(call)
    number = call.app.accounts.index(account) + 1
    told = {"id": number, "username": account.name, "email": f"{account.name}@example.org"}
    return opened({**told, "avatar_url": "", "description": ""})


@routes.add("GET", "/api/v1/repos/internalAccelerationInfo")
async def acceleration(call: Call) -> Response:
    return enveloped({})
