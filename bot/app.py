"""Composition root: settings → content → engine → store → channels. The only place that knows all of them."""

from __future__ import annotations

import asyncio
import signal

import structlog

from bot import logs
from bot.channels import console
from bot.channels.telegram.desk import Desk
from bot.content.load import load
from bot.content.source import BadContent
from bot.core.assess import Engine
from bot.encoder import NOTICE, installed
from bot.settings import Settings

log = structlog.get_logger()


def engine(settings: Settings | None = None) -> Engine:
    """The engine over the checked content. Raises BadContent."""
    settings = settings or Settings()
    return Engine(load(settings.rules, settings.weights))


def run(engine: Engine, language: str | None) -> None:
    """The bot in this terminal, until the person leaves."""
    console.converse(engine, language, installed(engine))


def serve(engine: Engine, settings: Settings) -> None:
    """The bot on Telegram, until it is told to stop. Raises CannotStart."""
    logs.start(settings.token.get_secret_value())
    asyncio.run(_serve(engine, settings))


async def _serve(engine: Engine, settings: Settings) -> None:
    from bot.channels.telegram import run as telegram
    from bot.storage.sql import SqlStore
    from bot.vault import Vault

    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    vault = Vault.open(settings.key_file)
    if vault.created:
        log.info("a key file was made; keep a copy of it away from the database", file=str(settings.key_file))
    store = await SqlStore.open(settings.database_url, vault)
    if store.started_clean:
        log.warning("the key file is not the one this database was written with; what was stored cannot be read and was deleted")
    place = telegram.Place(
        settings.token.get_secret_value(),
        settings.api.rstrip("/"),
        settings.webhook,
        settings.host,
        settings.port,
        settings.replicas,
    )
    encoder = installed(engine)
    if encoder:
        encoder.warm()
    elif engine.reader:
        log.warning(NOTICE)
    if engine.reader and engine.reader.unknown:
        log.warning("the weights have heads that heads.yaml does not know; they are passed over", heads=engine.reader.unknown)
    try:
        await telegram.serve(
            engine, store, vault, place, stop, encoder=encoder, begun=lambda desk: _reload_on_hangup(desk, settings)
        )
    finally:
        await store.close()


def _reload_on_hangup(desk: Desk, settings: Settings) -> None:
    """Take in rules and weights anew when the process gets SIGHUP. Content with a mistake changes nothing."""
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    async def reload() -> None:
        try:
            desk.engine = await asyncio.to_thread(engine, settings)
            log.info("the content was read anew")
        except BadContent as bad:
            log.error("the content has mistakes, so the old one stays; `check` names them", problems=len(bad.problems))

    def begin() -> None:
        task = loop.create_task(reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_signal_handler(signal.SIGHUP, begin)


async def erase(settings: Settings) -> None:
    """Delete all that is stored. Raises CannotStart."""
    from bot.storage.sql import SqlStore
    from bot.vault import Vault

    await SqlStore.erase(settings.database_url, Vault.open(settings.key_file))
