"""The Telegram channel from start to stop: one process, by polling or by webhook."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import httpx
import structlog
import uvicorn
from starlette.applications import Starlette
from telegram import Bot
from telegram.error import InvalidToken, NetworkError
from telegram.request import HTTPXRequest

from bot.channels.telegram.desk import Desk, Keys
from bot.channels.telegram.inbound import KINDS
from bot.channels.telegram.introduce import introduce
from bot.channels.telegram.lanes import LONGEST, Lanes
from bot.channels.telegram.outbound import Outbound
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.polling import Fetch, Polling, Refused, fetcher
from bot.channels.telegram.web import HOOK, Health, application
from bot.core.assess import Engine
from bot.encoder import Encoder
from bot.ports import CannotStart, Store

log = structlog.get_logger()
DEADLINE = 15.0  # seconds for what has begun, when the bot is told to stop
SWEEP_EVERY = 600.0  # seconds between deletions of what has expired
MOST_AT_ONCE = 40  # updates Telegram sends to a webhook side by side; its own default
POOL = 32  # connections; each request looks through all of them, so not more than are used
QUIET = 300.0  # seconds without a word from Telegram after which polling is not healthy


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are. `api`: Telegram's, or a Bot API server of one's own. `webhook`: public https address; polling else."""

    token: str = field(repr=False)
    api: str = "https://api.telegram.org"
    webhook: str = ""
    host: str = "127.0.0.1"
    port: int = 8080  # 0: no web server, which only polling can do without
    replicas: int = 1


async def serve(
    engine: Engine,
    store: Store,
    keys: Keys,
    place: Place,
    stop: asyncio.Event,
    *,
    encoder: Encoder | None = None,
    begun: Callable[[Desk], None] = lambda desk: None,
    longest: float = LONGEST,
) -> None:
    """Run until `stop` is set. `begun` is told of the desk, whose engine may be exchanged. Raises CannotStart."""
    bot = Bot(
        place.token,
        base_url=f"{place.api}/bot",
        base_file_url=f"{place.api}/file/bot",
        request=HTTPXRequest(connection_pool_size=POOL, pool_timeout=10, read_timeout=10),
    )
    try:
        await _greet(bot, place)
        desk = Desk(engine, store, keys, Outbound(bot, Pace(place.replicas)), encoder)
        begun(desk)
        lanes = Lanes(desk.work, longest)
        beside = [asyncio.create_task(_sweep(store, time.time)), asyncio.create_task(introduce(bot, engine.content))]
        log.info("started", bot=bot.username, by="webhook" if place.webhook else "polling")
        try:
            if place.webhook:
                await _hooked(bot, lanes, place, keys.secret("webhook"), stop)
            else:
                await _polled(bot, lanes, store, place, stop)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        log.info("stopped")
    finally:
        await bot.shutdown()


async def _greet(bot: Bot, place: Place) -> None:
    """Ask Telegram who we are. Raises CannotStart."""
    try:
        await bot.initialize()
    except InvalidToken:
        raise CannotStart("Telegram does not know this token. Copy it again from @BotFather into UNHOOK_TOKEN.") from None
    except NetworkError as error:
        raise CannotStart(f"Telegram cannot be reached at {place.api} ({type(error).__name__}). Is there a connection?") from None


async def _polled(bot: Bot, lanes: Lanes, store: Store, place: Place, stop: asyncio.Event) -> None:
    await bot.delete_webhook()  # the other way may have been used before; what waits there stays
    await store.free_all()  # Telegram lets only one process poll, so whatever was held is nobody's
    health = Health(QUIET)
    async with httpx.AsyncClient() as client:
        fetch = fetcher(client, f"{place.api}/bot{place.token}")

        async def beating(offset: int | None, hold: int) -> Sequence[bytes]:
            batch = await fetch(offset, hold)
            health.beat()
            return batch

        async with _web(application(health), place):
            await _poll(beating, lanes, stop)


async def _poll(fetch: Fetch, lanes: Lanes, stop: asyncio.Event) -> None:
    polling = Polling(fetch, lanes)
    try:
        await polling.run(stop)
    except Refused as refused:
        raise CannotStart(f"Telegram refuses this token ({refused.code}). Copy it again from @BotFather.") from None
    finally:
        await lanes.close(DEADLINE)
        await polling.confirm()


async def _hooked(bot: Bot, lanes: Lanes, place: Place, secret: str, stop: asyncio.Event) -> None:
    health = Health(float("inf"))  # nobody writing is no illness
    async with _web(application(health, lanes, secret), place):
        await bot.set_webhook(
            place.webhook.rstrip("/") + HOOK, secret_token=secret, allowed_updates=KINDS, max_connections=MOST_AT_ONCE
        )
        await stop.wait()
        await lanes.close(DEADLINE)


@contextlib.asynccontextmanager
async def _web(app: Starlette, place: Place) -> AsyncIterator[None]:
    """The web server, in this loop, until the block ends. Signals stay ours."""
    if not place.port:
        yield
        return
    config = uvicorn.Config(app, place.host, place.port, log_config=None, access_log=False, lifespan="off", server_header=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    try:
        await server.startup()
    except SystemExit:
        raise CannotStart(f"Nothing can listen on {place.host}:{place.port}; perhaps another copy of the bot does.") from None
    ticking = asyncio.create_task(server.main_loop())
    try:
        yield
    finally:
        server.should_exit = True
        await ticking
        await server.shutdown()


async def _sweep(store: Store, now: Callable[[], float]) -> None:
    """Delete what has expired, for as long as the bot runs."""
    while True:
        try:
            await store.sweep(now())
        except Exception as error:
            log.error("could not delete what has expired", error=type(error).__name__)
        await asyncio.sleep(SWEEP_EVERY)
