"""The bot as `python -m bot run` starts it, but with a conversation leased for two seconds instead of sixty.

By webhook a killed bot's conversations wait until their lease ends: right, and too long for a benchmark that kills twenty times.
"""

from __future__ import annotations

import asyncio
import signal

from bot import app, logs
from bot.channels.telegram import run
from bot.settings import Settings
from bot.storage.sql import SqlStore
from bot.vault import Vault

SHORT = 2.0  # seconds


async def serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    token = settings.token.get_secret_value()
    place = run.Place(token, settings.api, settings.webhook, settings.host, settings.port, settings.replicas)
    vault = Vault.open(settings.key_file)
    store = await SqlStore.open(settings.database_url, vault, SHORT)
    try:
        await run.serve(app.engine(settings), store, vault, place, stop)
    finally:
        await store.close()


if __name__ == "__main__":
    logs.start()
    asyncio.run(serve(Settings()))
