"""The details: every fact in full, in whatever width there is."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from hubtui.ui.rows.details import lines_of

FACTS = {
    "words": "a copy is a snapshot: the history stays at the source",
    "one word": "0123456789abcdef" * 4,
    "wide": "模型" * 30,
    "short": "public",
    "nothing": "",
}


@pytest.mark.parametrize("value", FACTS.values(), ids=FACTS)
def test_a_long_fact_goes_on_in_the_next_line_and_loses_nothing(value):
    lines = lines_of([("fact", value)], 36)
    assert "".join(line.shown for line in lines).replace(" ", "") == value.replace(" ", "")
    assert all(cell_len(line.shown) <= 28 for line in lines)
    assert [line.label for line in lines] == ["fact", *[""] * (len(lines) - 1)]


def test_words_are_not_broken():
    shown = [line.shown for line in lines_of([("fact", FACTS["words"])], 36)]
    assert shown == ["a copy is a snapshot: the", "history stays at the source"]
