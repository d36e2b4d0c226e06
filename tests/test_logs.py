"""The log: private, bounded, without tokens, and never in the way."""

from __future__ import annotations

import logging
import os
import stat
import threading
import warnings
from pathlib import Path

import pytest

from hubtui import logs
from hubtui.hubs.traffic import Way
from hubtui.logs import Log
from hubtui.secret import Secret

TOKEN = "hf_canary0inthelog0notreal"
Secret(TOKEN)
log = logging.getLogger("hubtui.tests")


@pytest.fixture
def listening(tmp_path: Path):
    made = Log(tmp_path)
    yield made
    made.close()


def file_of(listening: Log) -> str:
    return listening.path.read_text()


def test_the_file_is_the_user_s_own(tmp_path):
    before = os.umask(0)
    try:
        listening = Log(tmp_path)
        log.info("first")
        listening.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(listening.path.stat().st_mode) == 0o600


def test_a_file_that_others_could_read_no_longer_is(tmp_path):
    (tmp_path / logs.FILE).write_text("before\n")
    (tmp_path / logs.FILE).chmod(0o644)
    listening = Log(tmp_path)
    log.info("after")
    listening.close()
    assert stat.S_IMODE(listening.path.stat().st_mode) == 0o600
    assert file_of(listening).startswith("before\n")


def test_a_link_in_the_file_s_place_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / logs.FILE).symlink_to(tmp_path / "elsewhere")
    listening = Log(tmp_path)
    log.info("words")
    listening.close()
    assert (tmp_path / "elsewhere").read_text() == ""
    assert [line.words for line in listening.lines()] == ["words"]


def test_no_file_is_made_before_there_is_something_to_write(tmp_path):
    Log(tmp_path).close()
    assert list(tmp_path.iterdir()) == []


def test_it_is_bounded_on_disk_and_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "MAX_FILE", 20_000)
    listening = Log(tmp_path)
    for number in range(logs.KEPT_LINES + 500):
        log.info("line %d", number)
    listening.close()
    assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= 3 * 20_000
    assert len(listening.lines()) == logs.KEPT_LINES
    assert listening.lines()[-1].words == f"line {logs.KEPT_LINES + 499}"
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("level", "written"), [("off", 0), ("error", 1), ("warning", 2), ("info", 3), ("debug", 4)]
)
def test_the_settings_say_what_is_written(level, written, tmp_path):
    listening = Log(tmp_path, level)
    for number in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        log.log(number, "words")
    listening.close()
    lines = file_of(listening).splitlines() if listening.path.exists() else []
    assert len(lines) == written
    assert len(listening.lines()) >= 3


def test_a_token_is_in_no_message_argument_or_exception(listening):
    def fail(token: str) -> None:
        local = token * 2
        raise ValueError(f"Illegal header value b'Bearer {token}'") from KeyError(local)

    log.warning("with %s", TOKEN)
    log.warning("with %r", {"Authorization": f"Bearer {TOKEN}"})
    try:
        fail(TOKEN)
    except ValueError:
        log.exception("it went wrong with %s", TOKEN)
        log.error("again", exc_info=True, stack_info=True)
    told = "\n".join(line.words for line in listening.lines())
    for text in (told, file_of(listening)):
        assert TOKEN not in text
        assert "ValueError: Illegal header value" in text
        assert "raise ValueError" in text
    assert len(listening.lines()) == 4


def test_a_message_that_does_not_fit_its_arguments_is_still_told(listening):
    log.warning("%d of %d", "x")
    assert "cannot be written" in listening.lines()[0].words


def test_a_hostile_message_stays_on_its_line_and_moves_no_terminal(listening):
    log.info("a\x1b]0;title\x07b\nINFO forged: line\u202e")
    first, second = file_of(listening).splitlines()
    assert "\x1b" not in first
    assert second.startswith("    INFO forged")


def test_what_cannot_be_written_is_silent(tmp_path, capfd):
    (tmp_path / logs.FILE).mkdir()
    listening = Log(tmp_path)
    log.error("words")
    listening.close()
    assert capfd.readouterr() == ("", "")
    assert [line.words for line in listening.lines()] == ["words"]


def test_the_sdks_say_what_they_have_to_say_here(listening, capfd, tmp_path):
    from hubtui.hubs.huggingface import HuggingFace
    from hubtui.hubs.modelscope import ModelScope

    HuggingFace.open("http://127.0.0.1:9", None, tmp_path).close()
    ModelScope.open("http://127.0.0.1:9", None, tmp_path).close()
    for name in ("huggingface_hub", "modelscope_hub", "modelscope", "urllib3"):
        logging.getLogger(name).warning("of %s", TOKEN)
    assert [line.source for line in listening.lines()] == [
        "huggingface_hub", "modelscope_hub", "modelscope", "urllib3",
    ]  # fmt: skip
    assert TOKEN not in file_of(listening)
    assert TOKEN not in capfd.readouterr().err


def test_a_request_is_told_without_what_its_link_permits(listening):
    way = Way("A hub", "https://hub.example", "mine")
    told = {
        "content-length": "42",
        "x-request-id": "Root=1-2",
        "X-Request-Id": "Root=1-2",
        "Content-Length": "42",
    }
    way.ask("GET", "https://hub.example/api?search=x").answered(200, told)
    way.ask("PUT", "https://bucket.example/o?X-Amz-Signature=abc&x=1").answered(403, {})
    way.ask("GET", "https://me:pass@cdn.example/o").failed(f"no answer to {TOKEN}")
    one, two, three = (line.exchange for line in listening.lines())
    assert one is not None
    assert two is not None
    assert three is not None
    assert (one.account, one.path, one.status, one.size) == ("mine", "/api?search=x", 200, 42)
    assert one.request_id == "Root=1-2"
    assert two.path == "/o?…"
    assert three.host == "cdn.example"
    assert [line.level for line in listening.lines()] == [logging.INFO, logging.WARNING, logging.ERROR]
    assert TOKEN not in file_of(listening)


def test_contents_that_come_as_they_should_are_told_only_to_who_wants_all(tmp_path):
    way = Way("A hub", "https://hub.example", "mine")
    for level, told in (("info", [404]), ("debug", [200, 404])):
        listening = Log(tmp_path, level)
        for status in (200, 404):
            way.ask("GET", "https://hub.example/file", is_content=True).answered(status, {})
        listening.close()
        assert [line.exchange.status for line in listening.lines() if line.exchange] == told


def test_many_threads_lose_no_line(listening):
    def write() -> None:
        for _ in range(200):
            log.info("words")

    threads = [threading.Thread(target=write) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [line.number for line in listening.lines()] == [*range(1, 1601)]
    assert len(file_of(listening).splitlines()) == 1600


def test_nothing_listens_after_the_end(tmp_path):
    listening = Log(tmp_path)
    listening.close()
    log.error("late")
    assert listening.lines() == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        listening.close()
