"""The fake server on a real port of this computer, in the event loop of the test."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.telegram_server.basics import Raw
from tests.telegram_server.server import TOKEN, Call, TelegramServer
from tests.telegram_server.wire import parameters


class Cut(Response):
    """No answer: the connection breaks."""

    def __init__(self, server: uvicorn.Server) -> None:
        super().__init__()
        self.server = server

    async def __call__(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        client = tuple(scope["client"])
        for connection in list(self.server.server_state.connections):
            if isinstance(connection, H11Protocol) and connection.client == client:
                connection.transport.abort()
        await asyncio.sleep(0.01)  # until uvicorn has noticed; it would send a 500 otherwise


class Front:
    """Answers one HTTP request."""

    def __init__(self, tg: TelegramServer) -> None:
        self.tg = tg
        self.server: uvicorn.Server | None = None

    async def answer(self, request: Request) -> Response:
        token, name = request.path_params["token"], request.path_params["method"]
        try:
            sent, read = await parameters(request)
        except ValueError:
            return answer({"ok": False, "error_code": 400, "description": "Bad Request: can't parse the parameters"}, 400)
        if token != self.tg.token:
            return answer({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        return await self.do(name, read, sent)

    async def do(self, name: str, read: Raw, sent: Raw) -> Response:
        tg = self.tg
        call = Call(name, read, tg.clock.exact())
        tg.calls.append(call)
        fault = tg.fault_for(name, read)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.drop == "before":
                return self.cut()
            if fault.code is not None:
                status, body = fault.answer()
                call.answer = body if isinstance(body, dict) else None
                tg.bell.ring()
                return answer(body, status)
        await tg.record(call, sent)
        assert call.answer is not None
        status = call.answer.get("error_code", 200)
        if fault is not None and fault.drop == "after":
            call.answer = None
            return self.cut()
        if name.lower() == "getupdates" and status == 200:  # as they were pushed, even if broken
            return answer(b'{"ok":true,"result":[' + b",".join(call.answer["result"]) + b"]}", status)
        return answer(call.answer, status)

    def cut(self) -> Response:
        assert self.server is not None
        return Cut(self.server)


def answer(body: Raw | bytes, status: int) -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {}
    if isinstance(body, dict) and "retry_after" in (body.get("parameters") or {}):
        headers["Retry-After"] = str(body["parameters"]["retry_after"])
    return Response(content, status, headers, "text/html" if content.startswith(b"<") else "application/json")


@asynccontextmanager
async def telegram_server(*, retry_scale: float = 0.01, token: str = TOKEN) -> AsyncIterator[TelegramServer]:
    """A fake Telegram for one bot. `tg.base` is its address, `tg.token` the bot's token."""
    tg = TelegramServer(retry_scale=retry_scale, token=token)
    front = Front(tg)

    async def route(request: Request) -> Response:
        return await front.answer(request)

    routes = [Route("/bot{token}/{method}", route, methods=["GET", "POST"])]
    async with serving(Starlette(routes=routes)) as (base, server):
        tg.base, front.server = base, server
        try:
            yield tg
        finally:
            await tg.close()


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    """An app on a free port of this computer: its address. Also for a bot's own webhook."""
    # TCP by name: without it asyncio does not switch Nagle's algorithm off, and each answer takes 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False, date_header=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", server
    finally:
        await _stop(server)


async def _stop(server: uvicorn.Server) -> None:
    """At once; uvicorn's own way waits 0.1 s or more, which every test would pay."""
    for each in server.servers:
        each.close()
    await asyncio.sleep(0)
    for connection in list(server.server_state.connections):
        assert isinstance(connection, H11Protocol)
        connection.transport.abort()
    for _ in range(100):  # the sockets close in the next rounds of the loop, and must before it ends
        if not server.server_state.connections:
            break
        await asyncio.sleep(0)
    if server.server_state.tasks:
        _, late = await asyncio.wait(server.server_state.tasks, timeout=0.2)
        for task in late:  # a delay longer than the test
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    for each in server.servers:
        await each.wait_closed()
