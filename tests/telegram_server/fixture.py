"""`from tests.telegram_server.fixture import tg` in a conftest: a fake Telegram for each test; its requests are checked."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.telegram_server.run import telegram_server
from tests.telegram_server.server import TelegramServer


@pytest.fixture
async def tg() -> AsyncIterator[TelegramServer]:
    async with telegram_server() as server:
        yield server
        server.check()
