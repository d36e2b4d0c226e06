"""Settles what two listings could not: reads content for its hashes, several files at once, and no more than
that takes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from hubtui.errors import Corrupt, HubError
from hubtui.hub import Hub
from hubtui.jobs.compare import Pair, Which, judge, reading, to_read, with_hashes
from hubtui.jobs.contents import HALTING
from hubtui.jobs.hashes import Hashes
from hubtui.jobs.pacing import End, Gate, Pace, Pacer
from hubtui.jobs.packed import packed
from hubtui.jobs.plan import Action, PlanItem, blob_oid
from hubtui.jobs.sides import Compared
from hubtui.jobs.streams import FileStream
from hubtui.jobs.workers import Width, each
from hubtui.model import TreeEntry


class Settling:
    """One reading. Its numbers may be looked at from any thread while it runs."""

    def __init__(
        self,
        compared: Compared,
        hub: Callable[[str], Hub],
        hashes: Hashes,
        pace: Pace | None = None,
        gate: Gate | None = None,
    ) -> None:
        self._compared = compared
        self._hub = hub
        self._hashes = hashes
        self._gate = gate or Gate()
        self._pacer = Pacer(pace or Pace(), self._gate)
        self._lock = threading.Lock()
        self.total = reading(compared.pairs)
        self.bytes_done = 0
        self._settled: dict[int, Pair] = {}

    def run(self, on_settled: Callable[[Pair], None] = lambda _: None) -> Compared:
        """Read what has to be read; the comparison as it is then. Each pair is told once, on any thread.
        Content that is not what its hub announced is named in the pair, which stays as it is. Raises Stopped
        after `stop`, and what would befall every further file too; what was settled until then is kept."""
        both = (self._compared.left.place, self._compared.right.place)
        self._pacer.ends = [End(self._hub(place.account), place.repo) for place in both]
        places = [n for n, pair in enumerate(self._compared.pairs) if to_read(pair)]

        def settle(place: int) -> None:
            pair = self._settle(self._compared.pairs[place])
            with self._lock:
                self._settled[place] = pair
            on_settled(pair)

        try:
            each(places, settle, Width(4, 16), self._gate.stop)
        finally:
            self._hashes.save()
        return self.so_far()

    def stop(self) -> None:
        """End it soon. From any thread."""
        self._gate.end()

    def so_far(self) -> Compared:
        """The comparison with what is settled by now."""
        with self._lock:
            settled = dict(self._settled)
        pairs = (settled.get(n, pair) for n, pair in enumerate(self._compared.pairs))
        return replace(self._compared, pairs=tuple(pairs))

    def _settle(self, pair: Pair) -> Pair:
        pair = self._judged(pair)
        for which in to_read(pair):
            try:
                pair = with_hashes(pair, which, *self._read(pair, which))
            except HALTING:
                raise
            except HubError as error:
                damaged = "damaged: " if isinstance(error, Corrupt) else ""
                return replace(pair, why=f"{damaged}{error.message} ({which})")
        return self._judged(pair)

    def _judged(self, pair: Pair) -> Pair:
        """Anew, with what is known by now: the same content may have been read under another name."""
        return judge(pair.path, pair.left, pair.right, self._hashes.sha256)

    def _read(self, pair: Pair, which: Which) -> tuple[str, str]:
        """The sha256 and git oid of one side's content, which are remembered."""
        entry, place = pair.side(which), self._compared.side(which).place
        assert entry is not None
        item = PlanItem(Action.COMPARE, entry.path, entry.size, packed(entry.sha256, blob_oid(entry)))
        stream = FileStream(self._hub(place.account), place, entry.path, item, self._pacer, self._count)
        for _ in stream.checked():
            pass
        self._learn(entry, stream)
        return stream.sha256, stream.oid

    def _learn(self, entry: TreeEntry, stream: FileStream) -> None:
        if entry.version:
            self._hashes.learn_file(entry.version, entry.size, stream.sha256, stream.oid)
        elif stream.oid:
            self._hashes.learn(stream.oid, entry.size, stream.sha256)

    def _count(self, size: int) -> None:
        with self._lock:
            self.bytes_done += size
