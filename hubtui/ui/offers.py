"""What an owner can say of repos, as their hub has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, make_bulk
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import NEVER, OFF, ON, Operation
from hubtui.model import Capability, Collection, Gating, RepoInfo, RepoType, Visibility
from hubtui.text import safe
from hubtui.ui.rows.owning import Setting

_VISIBILITY_WORDS = {
    Visibility.PRIVATE: "the owner, or the organisation's members, alone see it",
    Visibility.PROTECTED: "everybody uses the app, nobody else sees the content",
    Visibility.INTERNAL: "everybody who is signed in to the organisation sees it",
    Visibility.PUBLIC: "everybody sees it",
}
_SLEEPS = ("900", "3600", "86400", NEVER)
_DETAILS = (OperationKind.SLEEP, OperationKind.HARDWARE)
"""Of what runs: not said at all of what does not."""
_GATING_WORDS = {
    Gating.OFF: "whoever sees it reads it",
    Gating.AUTO: "whoever asks is let in",
    Gating.MANUAL: "whom the owner lets in reads it",
}


def settings(
    account: str, hub: Hub, infos: Sequence[RepoInfo], collections: Sequence[Collection] = ()
) -> list[Setting]:
    """All that the hub lets be said of these repos, in order."""
    made = []
    for label, words, operation in _offers(hub, {info.key.repo_type for info in infos}, collections):
        plan = make_bulk(account, hub, infos, lambda _, operation=operation: operation)  # type: ignore[misc]
        open_items = [item for item in plan.items if not item.why]
        if not open_items and operation.kind in _DETAILS and all(info.sdk == "static" for info in infos):
            continue
        reason = "" if open_items else _reason(plan.items)
        bills = not reason and _bills(hub, infos, operation)
        made.append(Setting(operation, label, words, plan, reason, bills))
    return made


def _bills(hub: Hub, infos: Sequence[RepoInfo], operation: Operation) -> bool:
    """Whether spaces run on what is paid for from then on."""
    match operation.kind:
        case OperationKind.HARDWARE:
            return operation.value not in hub.free_hardware
        case OperationKind.RESTART:
            return any(info.hardware and info.hardware not in hub.free_hardware for info in infos)
        case _:
            return False


def _reason(items: Sequence[BulkItem]) -> str:
    reasons = {item.why for item in items}
    return reasons.pop() if len(reasons) == 1 else "none of them can be"


def _offers(
    hub: Hub, repo_types: set[RepoType], collections: Sequence[Collection]
) -> Iterator[tuple[str, str, Operation]]:
    def able(capability: Capability) -> bool:
        return any(hub.supports(capability, repo_type) for repo_type in repo_types)

    if able(Capability.SET_VISIBILITY):
        known = {one for repo_type in repo_types for one in hub.visibilities.get(repo_type, ())}
        for visibility in Visibility:
            if visibility in known:
                words = _VISIBILITY_WORDS[visibility]
                yield f"{visibility}", words, Operation(OperationKind.VISIBILITY, visibility)
    if able(Capability.SET_GATING):
        for gating in hub.gatings:
            label = f"gate {gating}" if gating else "gate off"
            yield label, _GATING_WORDS[gating], Operation(OperationKind.GATING, gating)
    if able(Capability.SET_DISCUSSIONS):
        yield "discussions on", "everybody may open one", Operation(OperationKind.DISCUSSIONS, ON)
        yield "discussions off", "nobody may open one", Operation(OperationKind.DISCUSSIONS, OFF)
    if able(Capability.RUN):
        yield "pause", "the app stops, until it is started again", Operation(OperationKind.PAUSE)
        yield "restart", "the app starts anew", Operation(OperationKind.RESTART)
        for seconds in _SLEEPS:
            operation = Operation(OperationKind.SLEEP, seconds)
            yield str(operation), "without visitors; of hardware that is paid for", operation
        for flavor in hub.hardware:
            cost = "" if flavor in hub.free_hardware else "paid for by the hour"
            yield f"run on {flavor}", cost, Operation(OperationKind.HARDWARE, flavor)
    if able(Capability.LIKE):
        yield "like", "with this account", Operation(OperationKind.LIKE, ON)
        yield "unlike", "take the like back", Operation(OperationKind.LIKE, OFF)
    if able(Capability.ADD_TO_COLLECTION):
        for collection in collections:
            operation = Operation(OperationKind.COLLECT, collection.slug)
            yield f"into {safe(collection.title, 30)}", "add to the collection", operation
