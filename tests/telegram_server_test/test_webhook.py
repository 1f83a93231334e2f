"""Delivery to a webhook: order, retries, the secret, an answer that is a call."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest

from tests.telegram_server import TelegramServer, serving

Handler = Callable[[dict[str, Any]], Awaitable[Response]]


class Receiver:
    """A bot that only notes what it gets."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[int] = []
        self.secrets: set[str | None] = set()
        self.answer: Handler | None = None

    async def take(self, request: Request) -> Response:
        update = await request.json()
        self.got.append(update["update_id"] - 700_000_000)
        self.secrets.add(request.headers.get("x-telegram-bot-api-secret-token"))
        return await self.answer(update) if self.answer else Response()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    async with serving(Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])) as (base, _):
        receiver.url = f"{base}/hook"
        yield receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


async def test_updates_are_delivered_with_the_secret(tg: TelegramServer, bot: Bot, receiver: Receiver):
    anna = tg.person()
    await anna.writes("before")
    await bot.set_webhook(receiver.url, secret_token="s3cret_-", max_connections=7, allowed_updates=["message"])
    await anna.writes("after")
    await tg.settled()
    assert (receiver.got, receiver.secrets) == ([1, 2], {"s3cret_-"})
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.pending_update_count) == (receiver.url, 7, 0)
    assert info.allowed_updates == ("message",)
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook(receiver.url, secret_token="no spaces")
    with pytest.raises(BadRequest, match="an https url"):
        await bot.set_webhook("http://elsewhere.example")
    await bot.set_webhook("")
    await anna.writes("kept")
    await bot.delete_webhook(drop_pending_updates=True)
    await tg.settled(timeout=0)


async def test_a_chat_is_served_in_order_and_chats_side_by_side(tg: TelegramServer, bot: Bot, receiver: Receiver):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    now: dict[int, int] = {}
    most = 0

    async def slow(update: dict[str, Any]) -> Response:
        nonlocal most
        chat = update["message"]["chat"]["id"]
        now[chat] = now.get(chat, 0) + 1
        most = max(most, sum(now.values()))
        assert now[chat] == 1, "two updates of a chat at once"
        await asyncio.sleep(0.02)
        now[chat] -= 1
        return Response()

    receiver.answer = slow
    await bot.set_webhook(receiver.url)
    for number in range(5):
        await anna.writes(str(number))
        await ben.writes(str(number))
    await tg.settled()
    assert [each for each in receiver.got if each % 2] == [1, 3, 5, 7, 9]
    assert [each for each in receiver.got if not each % 2] == [2, 4, 6, 8, 10]
    assert most == 2


async def test_one_connection_serves_one_chat_at_a_time(tg: TelegramServer, bot: Bot, receiver: Receiver):
    now = most = 0

    async def slow(_update: dict[str, Any]) -> Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return Response()

    receiver.answer = slow
    await bot.set_webhook(receiver.url, max_connections=1)
    for name in ("Anna", "Ben", "Cleo"):
        await tg.person(name).writes("hi")
    await tg.settled()
    assert most == 1


async def test_a_refused_update_comes_again_and_holds_up_its_chat_only(tg: TelegramServer, bot: Bot, receiver: Receiver):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    refusals, tg.retry_scale = 3, 0.05

    async def refuse(update: dict[str, Any]) -> Response:
        nonlocal refusals
        if update["message"]["text"] == "bad" and refusals:
            refusals -= 1
            return Response(status_code=503)
        return Response()

    receiver.answer = refuse
    await bot.set_webhook(receiver.url)
    await anna.writes("bad")
    await anna.writes("later")
    await ben.writes("hi")
    await tg.settled()
    assert sorted(receiver.got) == [1, 1, 1, 1, 2, 3]
    assert receiver.got.index(2) > 4 > receiver.got.index(3)
    tries = [each for each in tg.webhook.deliveries if each.update == 700_000_001]
    assert [each.status for each in tries] == [503, 503, 503, 200]
    waits = [after.began - before.ended for before, after in itertools.pairwise(tries)]
    assert waits[0] < 0.1 <= waits[1]  # at once, then after 2 s, 4 s; twenty times faster
    assert waits[2] >= 0.2
    assert (await bot.get_webhook_info()).last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_the_bot_may_say_when_to_come_again(tg: TelegramServer, bot: Bot, receiver: Receiver):
    async def later(_update: dict[str, Any]) -> Response:
        return Response(status_code=429, headers={"Retry-After": "10"}) if len(receiver.got) == 1 else Response()

    receiver.answer = later
    await bot.set_webhook(receiver.url)
    await tg.person().writes("hi")
    await tg.settled()
    first, second = tg.webhook.deliveries
    assert second.began - first.ended >= 0.1


async def test_no_answer_in_time_and_nobody_there(tg: TelegramServer, bot: Bot, receiver: Receiver):
    async def hang(_update: dict[str, Any]) -> Response:
        await asyncio.sleep(0.2 if len(receiver.got) == 1 else 0)
        return Response()

    receiver.answer = hang
    tg.webhook.timeout = 0.1
    await bot.set_webhook(receiver.url)
    await tg.person().writes("hi")
    await tg.settled()
    assert len(receiver.got) >= 2
    assert (await bot.get_webhook_info()).last_error_message == "Read timeout expired"
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    await tg.person().writes("hi")
    await tg.until(lambda: tg.webhook.last_error)
    assert (await bot.get_webhook_info()).last_error_message == "Connection refused"
    assert (await bot.get_webhook_info()).pending_update_count == 1
    tg.clock.advance(25 * 3600)
    await tg.settled()


async def test_the_answer_may_be_a_call(tg: TelegramServer, bot: Bot, receiver: Receiver):
    anna = tg.person()

    async def call(update: dict[str, Any]) -> Response:
        if len(receiver.got) > 1:
            wrong = {"method": "sendMessage", "chat_id": 1, "text": "to nobody"}
            return JSONResponse({"method": "deleteWebhook"} if len(receiver.got) > 2 else wrong)
        return JSONResponse({"method": "sendMessage", "chat_id": update["message"]["chat"]["id"], "text": "Hello"})

    receiver.answer = call
    await bot.set_webhook(receiver.url)
    await anna.writes("hi")
    await anna.sees("Hello")
    await anna.writes("hi")
    await anna.writes("hi")
    await tg.settled()
    assert tg.webhook.url
    assert [call.ok for call in tg.called("sendMessage")] == [True, False]


async def test_a_repeat_is_delivered_again(tg: TelegramServer, bot: Bot, receiver: Receiver):
    await bot.set_webhook(receiver.url)
    await tg.person().writes("hi")
    await tg.settled()
    tg.push(tg.updates.log[0].body)
    await tg.settled()
    assert receiver.got == [1, 1]


async def test_a_webhook_that_hangs_up(tg: TelegramServer, bot: Bot):
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        await bot.set_webhook(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        await tg.person().writes("hi")
        await tg.until(lambda: len(tg.webhook.deliveries) > 1)
        assert (await bot.get_webhook_info()).last_error_message == "Webhook connection closed"
        await bot.delete_webhook()
