"""What goes wrong on purpose."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from tests.telegram_server import TelegramServer


async def test_too_many_requests_in_one_chat(tg: TelegramServer, bot: Bot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # or a RetryAfter warns of the time when it will hold a timedelta
    anna, ben = tg.person(started=True), tg.person("Ben", started=True)
    tg.fail("sendMessage", chat=anna, retry_after=3)
    await bot.send_message(ben.id, "hi")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(anna.id, "hi")
    assert caught.value.retry_after == timedelta(seconds=3)
    await bot.send_message(anna.id, "hi")
    assert [call.ok for call in tg.called("sendMessage")] == [True, False, True]
    assert len(anna.screen) == 1


async def test_codes_of_all_kinds(tg: TelegramServer, bot: Bot, raw: httpx.AsyncClient):
    anna = tg.person(started=True)
    tg.fail("sendMessage", code=500)
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(anna.id, "hi")
    tg.fail("sendMessage", code=502)
    assert "<html>" in (await raw.post("sendMessage")).text
    tg.fail("*", code=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(anna.id, "hi")
    tg.fail("*", code=400, description="Bad Request: no luck", times=2)
    for _ in range(2):
        with pytest.raises(BadRequest, match="No luck"):
            await bot.send_message(anna.id, "hi")
    await bot.get_updates()
    tg.fail("getUpdates", code=500)
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert anna.screen == []


async def test_the_connection_breaks_before_or_after(tg: TelegramServer, bot: Bot):
    anna = tg.person(started=True)
    tg.fail("sendMessage", drop="before")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "one")
    assert anna.screen == []
    tg.fail("sendMessage", drop="after")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "two")
    assert [post.text for post in anna.screen] == ["two"]
    assert [call.answer for call in tg.called("sendMessage")] == [None, None]


async def test_answers_may_be_late(tg: TelegramServer, bot: Bot):
    anna = tg.person(started=True)
    tg.fail("sendMessage", delay=0.3)
    with pytest.raises(TimedOut):
        await bot.send_message(anna.id, "hi", read_timeout=0.05)
    await asyncio.sleep(0)
    await anna.sees("hi")


async def test_a_request_that_makes_no_sense_is_not_taken_for_telegrams_fault(tg: TelegramServer, raw: httpx.AsyncClient):
    answer = await raw.post("getUpdates", json={"timeout": "soon"})
    assert answer.status_code == 500
    assert any("the fake server broke" in each for each in tg.complaints)
    tg.complaints.clear()


async def test_a_test_may_end_in_the_middle_of_everything(tg: TelegramServer, raw: httpx.AsyncClient):
    tg.fail("getMe", delay=60)
    for task in (asyncio.create_task(raw.get("getMe")), asyncio.create_task(raw.get("getUpdates", params={"timeout": 50}))):
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
