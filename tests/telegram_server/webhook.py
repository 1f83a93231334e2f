"""Delivery to the bot's webhook: in order within a queue, queues side by side, tried again until it answers 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from tests.telegram_server.basics import Raw
from tests.telegram_server.updates import Update
from tests.telegram_server.wire import read

if TYPE_CHECKING:
    from tests.telegram_server.server import TelegramServer

LONGEST = 60.0  # seconds between two tries, at most
NEVER = ("get", "setwebhook", "deletewebhook", "close", "logout")  # not as an answer to a webhook


@dataclass
class Delivery:
    """One try. `status`: None when there was no answer. Times of the event loop, for order."""

    update: int
    key: str
    began: float
    ended: float
    status: int | None


class Webhook:
    """What setWebhook sets. `timeout`: seconds the bot has to answer."""

    def __init__(self, tg: TelegramServer) -> None:
        self.tg = tg
        self.url = ""
        self.secret: str | None = None
        self.max_connections = 40
        self.timeout = 10.0
        self.deliveries: list[Delivery] = []
        self.last_error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self, url: str, secret: str | None, max_connections: int) -> None:
        await self.stop()
        self.url, self.secret, self.max_connections, self.last_error = url, secret, max_connections, None
        self.tg.updates.webhook_set = True
        self.tg.bell.ring()
        self._task = asyncio.create_task(self._deliver_all())

    async def stop(self) -> None:
        self.url, self.tg.updates.webhook_set = "", False
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def info(self) -> Raw:
        info: Raw = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self.tg.updates.open())}
        if self.url:
            info |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        if self.last_error is not None:
            info |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        if self.tg.updates.allowed:
            info["allowed_updates"] = self.tg.updates.allowed
        return info

    async def _deliver_all(self) -> None:
        """Starts a queue for each key that has something to deliver, and looks again whenever something changes."""
        busy: dict[str, asyncio.Task[None]] = {}
        slots = asyncio.Semaphore(self.max_connections)
        limits = httpx.Limits(max_connections=self.max_connections)
        async with (
            httpx.AsyncClient(timeout=self.timeout, limits=limits, trust_env=False, verify=False) as client,
            asyncio.TaskGroup() as group,
        ):

            def fresh() -> list[str]:
                return list(dict.fromkeys(each.key for each in self.tg.updates.open() if each.key not in busy))

            def ended(key: str) -> None:
                busy.pop(key)
                self.tg.bell.ring()

            while True:
                for key in await self.tg.bell.until(fresh, 3600) or []:
                    busy[key] = group.create_task(self._queue(key, client, slots))
                    busy[key].add_done_callback(lambda _task, key=key: ended(key))  # type: ignore[misc]

    async def _queue(self, key: str, client: httpx.AsyncClient, slots: asyncio.Semaphore) -> None:
        failures, backoff = 0, 1.0
        while update := next((each for each in self.tg.updates.open() if each.key == key), None):
            async with slots:
                wait = await self._try(update, client)
            if update.confirmed:
                failures, backoff = 0, 1.0
                continue
            if wait is None:  # at once, then after 2, 4, 8 … seconds
                backoff = min(backoff * 2, LONGEST) if failures else 1.0
                wait = backoff if failures else 0.0
            failures += 1
            await asyncio.sleep(wait * self.tg.retry_scale)

    async def _try(self, update: Update, client: httpx.AsyncClient) -> float | None:
        """Deliver once; the seconds to wait if the bot named them."""
        loop = asyncio.get_running_loop()
        headers = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {})
        update.sent += 1
        began = loop.time()
        try:
            answer = await client.post(self.url, content=update.body, headers=headers)
        except httpx.HTTPError as why:
            self._failed(update, began, None, _what_happened(why))
            return None
        if answer.is_success:
            self.deliveries.append(Delivery(update.id, update.key, began, loop.time(), answer.status_code))
            await self._answer_is_a_call(answer.content)
            update.confirmed = True
            self.tg.bell.ring()
            return None
        self._failed(
            update, began, answer.status_code, f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
        )
        named = answer.headers.get("retry-after", "")
        return min(float(named), 3600.0) if named.isdigit() else None

    def _failed(self, update: Update, began: float, status: int | None, text: str) -> None:
        self.deliveries.append(Delivery(update.id, update.key, began, asyncio.get_running_loop().time(), status))
        self.last_error = (self.tg.clock.now(), text)
        self.tg.bell.ring()

    async def _answer_is_a_call(self, body: bytes) -> None:
        """A webhook may answer with one call; nobody learns how it went."""
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            method = call.pop("method")
            if method.lower().startswith(NEVER):
                return
            from tests.telegram_server.server import Call

            known = Call(method, {name: read(name, value) for name, value in call.items()}, self.tg.clock.exact())
            self.tg.calls.append(known)
            await self.tg.record(known, call)


def _what_happened(why: httpx.HTTPError) -> str:
    """As getWebhookInfo tells it."""
    if isinstance(why, httpx.TimeoutException):
        return "Read timeout expired"
    return "Connection refused" if isinstance(why, httpx.ConnectError) else "Webhook connection closed"
