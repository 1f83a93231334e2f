"""The bot's own small web server: Telegram's webhook, a health check, figures for operators."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import metrics
from bot.channels.telegram.inbound import Broken, Incoming, read
from bot.channels.telegram.lanes import Lanes

HOOK = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1_000_000  # a rich message of 32,768 characters, every one of them escaped, with its blocks, stays below
WAIT_HERE = 50.0  # seconds; Telegram itself gives up after a minute or so and asks again
BACK_OFF = {"Retry-After": "2"}  # seconds until Telegram may ask again


class Health:
    """What /healthz tells: whether the bot still reads. `beat` is called whenever Telegram has answered or asked."""

    def __init__(self, quiet: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._quiet = quiet
        self._clock = clock
        self._last = clock()

    def beat(self) -> None:
        self._last = self._clock()

    @property
    def well(self) -> bool:
        return self._clock() - self._last < self._quiet


def application(health: Health, lanes: Lanes | None = None, secret: str = "") -> Starlette:
    """`lanes` and `secret`: only where updates come by webhook."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"ok": health.well}, 200 if health.well else 503)

    async def figures(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    routes = [Route("/healthz", healthz), Route("/metrics", figures)]
    if lanes is not None:
        routes.append(Route(HOOK, Hook(lanes, secret, health), methods=["POST"]))
    return Starlette(routes=routes)


class Hook:
    """An update by webhook. It is acknowledged when it is done, and not before: until then Telegram is its queue."""

    def __init__(self, lanes: Lanes, secret: str, health: Health) -> None:
        self._lanes = lanes
        self._secret = secret.encode()
        self._health = health

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def] # Starlette's own signature
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return PlainTextResponse("", 403)
        self._health.beat()
        body = await _body(request)
        if body is None:
            metrics.broken.labels("TooLong").inc()
            return PlainTextResponse("")  # refused for good; an error would make Telegram send it again for a day
        if self._lanes.full:
            return PlainTextResponse("", 503, BACK_OFF)
        try:
            got = read(body)
        except Broken:
            metrics.broken.labels("Broken").inc()
            return PlainTextResponse("")
        return await self._done(got)

    async def _done(self, got: Incoming) -> Response:
        metrics.updates.labels(got.kind).inc()
        if got.event is None and not got.query:
            return PlainTextResponse("")
        future = self._lanes.put(got)
        try:
            # Shielded: the work goes on when Telegram hangs up, and is recognised when it asks again.
            done = await asyncio.wait_for(asyncio.shield(future), WAIT_HERE)
        except TimeoutError:
            done = False
        return PlainTextResponse("") if done else PlainTextResponse("", 503, BACK_OFF)


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is too long."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)
