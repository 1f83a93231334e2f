"""The whole bot against the fake Telegram, over real HTTP: once by polling, once by webhook."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.run import Place, serve
from bot.core.assess import Engine
from bot.ports import Store
from bot.storage.sql import SqlStore
from bot.vault import Vault
from tests.telegram_server import TelegramServer, telegram_server

LONGEST = 4.0  # seconds an update may take here; 60 for people


@pytest.fixture
async def tg() -> AsyncIterator[TelegramServer]:
    async with telegram_server() as server:
        yield server
        server.check()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.open(tmp_path / "keys" / "key")


@pytest.fixture
async def store(tmp_path: Path, vault: Vault) -> AsyncIterator[Store]:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/unhook.db", vault)
    yield store
    await store.close()


@pytest.fixture(params=["polling", "webhook"])
def by(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def bot(tg: TelegramServer, engine: Engine, store: Store, vault: Vault, by: str) -> AsyncIterator[Place]:
    """The running bot."""
    place = place_for(tg, by)
    async with running(engine, store, vault, place):
        if by == "webhook":
            await tg.until(lambda: tg.called("setWebhook"))
        yield place


def place_for(tg: TelegramServer, by: str) -> Place:
    port = free_port()
    return Place(tg.token, tg.base, f"http://127.0.0.1:{port}" if by == "webhook" else "", port=port)


class running:  # noqa: N801 - reads as a verb: async with running(…)
    """The bot for the length of a block; whatever it dies of is raised at the end."""

    def __init__(self, engine: Engine, store: Store, vault: Vault, place: Place, longest: float = LONGEST) -> None:
        self.stop = asyncio.Event()
        self._serving = serve(engine, store, vault, place, self.stop, longest=longest)

    async def __aenter__(self) -> running:
        self.task = asyncio.create_task(self._serving)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await self.task


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
