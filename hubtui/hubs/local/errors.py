"""What the operating system refuses, in hubtui's errors."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from hubtui.errors import Forbidden, HubError, NoRoom, NotFound, Refused, Unavailable

TITLE = "This machine"

_ABSENT = (errno.ENOENT, errno.ENOTDIR)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FOR_GOOD = (errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL, errno.ELOOP, errno.ENOTEMPTY, errno.EEXIST)


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Raise a HubError that names `path` for every OSError, and for a name that no path can have."""
    try:
        yield
    except OSError as error:
        raise _as_hub_error(error, path) from None
    except ValueError:
        raise refused(f"{path!r} is not a path") from None


def refused(words: str, advice: str = "") -> Refused:
    error = Refused(words, hub=TITLE)
    error.advice = advice
    return error


def _as_hub_error(error: OSError, path: str) -> HubError:
    words = f"{path}: {error.strerror or error}"
    if error.errno in _ABSENT:
        return _advised(NotFound(words, hub=TITLE), "Check the path.")
    if error.errno in _FORBIDDEN:
        return _advised(Forbidden(words, hub=TITLE), "Check who may read and write there.")
    if error.errno in _FULL:
        return NoRoom(words, hub=TITLE)
    if error.errno in _FOR_GOOD:
        return refused(words)
    return _advised(Unavailable(words, hub=TITLE), "Check the disk, then retry.")


def _advised(error: HubError, advice: str) -> HubError:
    error.advice = advice
    return error
