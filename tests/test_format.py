"""Numbers and times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from hubtui import format

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "text"),
    [(None, "-"), (0, "0 B"), (1, "1 B"), (999, "999 B"), (17_300_000, "17.3 MB"), (4_100_000_000, "4.1 GB")],
)
def test_size(count, text):
    assert format.size(count) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(None, "-"), (0, "0"), (999, "999"), (1234, "1.2k"), (250_000, "250k"), (3_400_000, "3.4M")],
)
def test_count(number, text):
    assert format.count(number) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=5), "now"),
        (timedelta(minutes=3), "3 m ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=2), "2 d ago"),
        (timedelta(days=9), "1 w ago"),
        (timedelta(days=40), "1 mo ago"),
        (timedelta(days=800), "2 y ago"),
        (timedelta(days=-1), "now"),
    ],
)
def test_age(monkeypatch, ago, text):
    monkeypatch.setattr(format, "now", lambda: NOW)
    assert format.age(NOW - ago) == text


def test_unknown_times():
    assert format.age(None) == format.moment(None) == format.duration(None) == "-"
    assert format.rate(None) == ""


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (250, "4:10"), (3723, "1:02:03")])
def test_duration(seconds, text):
    assert format.duration(seconds) == text


def test_plural():
    assert [format.plural(n, "file") for n in (0, 1, 4310)] == ["0 files", "1 file", "4,310 files"]
    assert format.plural(2, "repository") == "2 repositories"
    assert format.plural(2, "day") == "2 days"


def test_a_few_of_many_are_named_and_the_rest_counted():
    names = [f"{n}" for n in range(1200)]
    assert format.few(names[:3], 3, str.upper) == ["0", "1", "2"]
    assert format.few(names[:4], 3, lambda name: f"  {name}") == ["  0", "  1", "  2", "  and 1 more"]
    assert format.few(names, 1, str) == ["0", "and 1,199 more"]
    assert format.few(names[:2], 1, str, "file") == ["0", "and 1 more file"]
    assert format.few(names, 1, str, "file") == ["0", "and 1,199 more files"]
    assert format.few([], 3, str) == []
