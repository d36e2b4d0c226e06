"""How a copy is to be done, beyond what goes where."""

from __future__ import annotations

from dataclasses import dataclass

from hubtui.jobs.plan import Policy, Verify
from hubtui.model import Visibility


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may choose; as it stands here nothing is deleted and nothing shown to more people."""

    policy: Policy = Policy.DIFFERENT
    dated: bool = False
    """Files' dates are asked for, also where that costs more requests. The policy NEWER does so anyway."""
    delete_extra: bool = False
    """A mirror: what the target has beside the source's files goes."""
    delete_here: bool = False
    """The user said that this may be files of this machine."""
    include: tuple[str, ...] = ()
    """Patterns of the files that are copied; none: all of them."""
    exclude: tuple[str, ...] = ()
    """Patterns of files that are not; what the target has of them is left alone, too."""
    visibility: Visibility | None = None
    """Of new targets; None: as the source, and private where that is not open to everybody."""
    widen: bool = False
    """The user said that content may become visible to more people than at the source."""
    verify: Verify = Verify.HASH
    all_refs: bool = False
    """Each branch of the source becomes one of the target, tags go with them; else one branch is copied."""
