"""The log tells what happened: never the token, never what an exception says, never what a library filled into its lines."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import structlog

from bot import logs

TOKEN = "123456789:AAGzqtokenzqtokenzqtokenzqtokenzq"
CANARY = "zqcanaryxv"
ROOT = Path(__file__).resolve().parents[2]
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged since the last look. In none of it stands the token or the canary."""
    stream = io.StringIO()
    start(stream, TOKEN)

    def look() -> list[dict[str, Any]]:
        said = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        for secret in (TOKEN, TOKEN.partition(":")[2], CANARY):
            assert secret not in said
        assert capsys.readouterr() == ("", "")
        return [json.loads(line) for line in said.splitlines()]

    return look


def start(stream: io.StringIO, token: str = "") -> None:
    """pytest changes standard error between the parts of a test, so the log gets one of its own."""
    with contextlib.redirect_stderr(stream):
        logs.start(token)


def fail() -> None:
    raise ValueError(f"cannot read {CANARY} from {TOKEN}")


def caught() -> ValueError:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


# ---- the token ----


def test_our_own_lines_lose_the_token(lines: Lines) -> None:
    event = f"asked /bot{TOKEN}/getMe"
    structlog.get_logger().info(event, url=f"https://api.telegram.org/bot{TOKEN}/getMe", quoted=quote(TOKEN), chats=3)
    (line,) = lines()
    assert line["event"] == "asked /bot[token]/getMe"
    assert line["url"] == "https://api.telegram.org/bot[token]/getMe"
    assert line["chats"] == 3
    assert line["level"] == "info"


@pytest.mark.parametrize("value", [httpx.URL(f"https://x/{TOKEN}"), [TOKEN], {TOKEN: TOKEN}, TOKEN.encode(), Path(TOKEN)])
def test_what_is_no_plain_value_is_only_named(lines: Lines, value: object) -> None:
    structlog.get_logger().info("asked", what=value)
    assert lines()[0]["what"] == type(value).__name__


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.connection", "uvicorn.error", "uvicorn.access", "sqlalchemy.engine", "anybody"]
)
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.CRITICAL])
def test_the_lines_of_libraries_lose_it_at_every_level(lines: Lines, name: str, level: int) -> None:
    logger = logging.getLogger(name)
    ready = f"HTTP Request: POST https://api.telegram.org/bot{TOKEN}/sendMessage"
    logger.log(level, ready)
    logger.log(level, "HTTP Request: %s %s", "POST", httpx.URL(f"https://api.telegram.org/bot{TOKEN}/sendMessage?text={CANARY}"))
    logger.log(level, "params %(text)s", {"text": CANARY})
    for line in lines():
        assert line["logger"] == name
        assert line["event"] in (
            "HTTP Request: POST https://api.telegram.org/bot[token]/sendMessage", "HTTP Request: %s %s", "params %(text)s"
        )  # fmt: skip


async def test_a_real_request_says_nothing(lines: Lines) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _request: httpx.Response(200))) as client:
        await client.post(f"https://api.telegram.org/bot{TOKEN}/sendMessage", json={"text": CANARY})
    assert lines() == []


def test_without_a_token_lines_stay_as_they_are() -> None:
    start(stream := io.StringIO())
    structlog.get_logger().info("started", by="polling")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["by"]) == ("started", "polling")


# ---- exceptions ----


def from_structlog(error: ValueError) -> None:
    structlog.get_logger().error("an update failed", exc_info=error)


def from_structlog_within(error: ValueError) -> None:
    try:
        raise error
    except ValueError:
        structlog.get_logger().exception("an update failed")


def from_logging(error: ValueError) -> None:
    logging.getLogger("anybody").error("an update failed", exc_info=error, stack_info=True)


def from_uvicorn(error: ValueError) -> None:
    logging.getLogger("uvicorn.error").error("an update failed\n", exc_info=(type(error), error, error.__traceback__))


@pytest.mark.parametrize("write", [from_structlog, from_structlog_within, from_logging, from_uvicorn])
def test_an_exception_is_its_class_and_place(lines: Lines, write: Callable[[ValueError], None]) -> None:
    write(caught())
    (line,) = lines()
    assert (line["event"], line["error"]) == ("an update failed", "ValueError")
    assert line["where"] == f"{__file__}:{fail.__code__.co_firstlineno + 1}"
    assert line.keys() <= {"event", "error", "where", "level", "timestamp", "logger"}


def test_an_exception_given_as_a_value_or_as_the_line_is_its_class(lines: Lines) -> None:
    structlog.get_logger().error("an update failed", error=caught())
    logging.getLogger("uvicorn.error").error(caught())
    logging.getLogger("anybody").error("it failed: %r", caught())
    first, second, third = lines()
    assert first["error"] == "ValueError"
    assert second["event"] == "ValueError"
    assert third["event"] == "it failed: %r"


async def test_a_task_nobody_waited_for(lines: Lines) -> None:
    async def work() -> None:
        fail()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    (line,) = lines()
    assert (line["event"], line["error"]) == ("Task exception was never retrieved", "ValueError")


def test_what_nobody_caught(lines: Lines) -> None:
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [(line["event"], line["error"]) for line in lines()] == [("an error nobody expected", "ValueError")] * 2


def test_a_process_that_ends_by_an_error(tmp_path: Path) -> None:
    program = f"from bot import logs\nlogs.start({TOKEN!r})\nraise ValueError({CANARY + TOKEN!r})\n"
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=env, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    (line,) = done.stderr.decode().splitlines()
    assert json.loads(line)["error"] == "ValueError"
    assert CANARY not in line
    assert TOKEN not in line
    assert (done.returncode, done.stdout) == (1, b"")


# ---- python-telegram-bot, which logs whole updates where it cannot parse one ----


@pytest.mark.parametrize("name", ["telegram", "telegram.Bot", "telegram.ext", "telegram.ext.Updater", "telegram.request"])
def test_its_log_is_silent_at_every_level(lines: Lines, name: str) -> None:
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        logging.getLogger(name).log(level, "Something went wrong processing the data: %s", CANARY)
    assert lines() == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_terminal_the_lines_are_for_people() -> None:
    start(terminal := Terminal(), TOKEN)
    from_structlog(caught())
    shown = terminal.getvalue()
    assert "an update failed" in shown
    assert "ValueError" in shown
    assert TOKEN not in shown
    assert CANARY not in shown


def test_a_line_that_cannot_be_written_is_not_shown_either(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.Formatter, "format", lambda *_: fail())
    structlog.get_logger().info(CANARY)
    assert lines() == []
