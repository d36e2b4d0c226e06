"""Requests to read a gated repo, as rows."""

from __future__ import annotations

from hubtui import format
from hubtui.model import AccessRequest, AccessStatus
from hubtui.text import safe
from hubtui.ui.rows.order import natural
from hubtui.ui.rows.table import Cell, Column, Sort, Table, Tone

STATUS_TONES = {
    AccessStatus.PENDING: Tone.WARN,
    AccessStatus.ACCEPTED: Tone.GOOD,
    AccessStatus.REJECTED: Tone.BAD,
}


def access_row(request: AccessRequest) -> tuple[Cell, ...]:
    told = "; ".join(f"{safe(name)}: {safe(value)}" for name, value in request.fields.items())
    return (
        Cell(safe(request.user), tail=safe(request.display_name)),
        Cell(request.status.value, STATUS_TONES[request.status]),
        Cell(format.age(request.asked), Tone.DIM),
        Cell(safe(request.reason) or told, Tone.DIM),
    )


ACCESS: Table[AccessRequest] = Table(
    "request",
    (
        Column("who", least=18, sort="name"),
        Column("", 9),
        Column("asked", 9, right=True, sort="modified", date=True),
        Column("what they say", 40, priority=1, prose=True),
    ),
    access_row,
    key=lambda request: request.request_id,
    text=lambda request: f"{request.user} {request.display_name} {request.email}",
    sorts={
        "name": Sort(lambda request: natural(request.user)),
        "modified": Sort(lambda request: request.asked, descending=True),
    },
)
