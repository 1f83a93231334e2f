"""A fake Telegram for each test, and two libraries that must both be able to read whatever it says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiogram.types
import httpx
import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from pydantic import TypeAdapter
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from tests.telegram_server import TelegramServer, telegram_server
from tests.telegram_server.model_check import models, unknown_fields

FIRST = 700_000_001  # the first update id of the server; lower ones are a test's own, perhaps broken


@pytest.fixture
async def tg() -> AsyncIterator[TelegramServer]:
    async with telegram_server() as server:
        yield server
        server.check()
        for update in server.updates.log:
            if update.id >= FIRST and update.kind:
                _both_can_read(json.loads(update.body))
        for call in server.calls:
            if call.ok and call.answer and call.method != "getUpdates":
                _aiogram_can_read(call.method, call.answer["result"])


def _both_can_read(update: dict[str, Any]) -> None:
    kind = next(key for key in update if key != "update_id")
    ptb = Update.de_json(update, None)
    assert getattr(ptb, kind) is not None
    read = aiogram.types.Update.model_validate(update)
    assert read.event_type == kind
    assert list(unknown_fields(read, kind)) == []


def _aiogram_can_read(method: str, result: object) -> None:
    returned = models()[method.lower()].__returning__
    read = TypeAdapter(returned).validate_python(result)
    assert list(unknown_fields(read, method)) == []


@pytest.fixture
async def bot(tg: TelegramServer) -> AsyncIterator[Bot]:
    """python-telegram-bot's."""
    plain = {"verify": False}  # nothing here is TLS, and reading the certificates takes longer than most tests
    one, other = HTTPXRequest(httpx_kwargs=plain), HTTPXRequest(httpx_kwargs=plain)
    made = Bot(tg.token, base_url=f"{tg.base}/bot", request=one, get_updates_request=other)
    async with made:
        yield made


class Session(AiohttpSession):
    async def close(self) -> None:
        """Without aiogram's wait of 0.25 s, which is for TLS."""
        if self._session is not None:
            await self._session.close()


@pytest.fixture
async def aio(tg: TelegramServer) -> AsyncIterator[AiogramBot]:
    session = Session(api=TelegramAPIServer.from_base(tg.base))
    yield AiogramBot(tg.token, session=session)
    await session.close()


@pytest.fixture
async def raw(tg: TelegramServer) -> AsyncIterator[httpx.AsyncClient]:
    """Plain HTTP: `await raw.post("getMe", json={…})`."""
    async with httpx.AsyncClient(base_url=f"{tg.base}/bot{tg.token}/", trust_env=False, verify=False) as client:
        yield client
