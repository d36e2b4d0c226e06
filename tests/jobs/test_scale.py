"""A file far larger than memory, in small: `tests/benchmarks/scale.py` has one of 200 GB."""

from __future__ import annotations

import tracemalloc

from hubtui.jobs.job import JobState
from tests.benchmarks.scale import BLOCK, copied

SIZE = 64 * len(BLOCK) + 7


def test_a_large_file_that_breaks_off_goes_on_there_and_only_blocks_of_it_are_held():
    tracemalloc.start()
    try:
        job, source, target = copied(SIZE)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert job.state is JobState.DONE, job.message
    assert source.read_bytes == target.put_bytes == SIZE
    assert source.offsets == [0, 33 * len(BLOCK)]
    assert held < SIZE // 4
