"""Updates through the bot's own parts, in this process: Telegram answers at once, and time passes as fast as the work."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.desk import Desk
from bot.channels.telegram.inbound import read
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.outbound import Outbound
from bot.channels.telegram.pace import Pace
from bot.content.model import Content
from bot.core.assess import Engine
from bot.ports import Store
from bot.vault import Vault

TOKEN = "123456789:AAFakeTokenForTheBenchmark"
TOGETHER = 200  # updates in work at once
A_SECOND = 20.0  # updates; how much time passes for the bot with each
COMMANDS = ("/start", "/help", "/privacy", "/language", "/country", "/sos")


class Instant(BaseRequest):
    """What PTB sends its calls by: each is answered at once, as Telegram would."""

    def __init__(self) -> None:
        self._numbers = itertools.count(10_000_000)
        self.calls = 0

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        self.calls += 1
        await asyncio.sleep(0)
        name = url.rpartition("/")[2]
        result: object = True
        if name in ("sendMessage", "editMessageText"):
            asked: dict[str, Any] = request_data.parameters if request_data else {}
            chat = {"id": int(asked["chat_id"]), "type": "private", "first_name": "Anna"}
            number = int(asked.get("message_id") or next(self._numbers))
            result = {"message_id": number, "date": 1_700_000_000, "chat": chat, "text": asked["text"]}
        elif name == "getMe":
            result = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Unhook", "username": "unhook_test_bot"}
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Unhurried(Pace):
    """Keeps its books as ever, and waits for nothing."""

    async def turn(self, chat: int, urgent: bool = False) -> None:
        self.wait(chat, urgent)


class Flow:
    """Updates of so many people, drawn by a seed, through `read`, Lanes, Desk and Outbound."""

    def __init__(self, engine: Engine, store: Store, vault: Vault, people: int, seed: int = 1) -> None:
        self.now = 1_700_000_000.0
        self.calls = Instant()
        self._store = store
        out = Outbound(Bot(TOKEN, request=self.calls, get_updates_request=self.calls), Unhurried(clock=self.clock), self.clock)
        self._lanes = Lanes(Desk(engine, store, vault, out, now=self.clock).work)
        self._updates = updates(engine.content, people, random.Random(seed))

    def clock(self) -> float:
        return self.now

    async def run(self, count: int) -> None:
        """So many more updates, each of which must be done."""
        for start in range(0, count, TOGETHER):
            some = itertools.islice(self._updates, min(TOGETHER, count - start))
            done = await asyncio.gather(*(self._lanes.put(read(raw)) for raw in some))
            assert all(done)
            self.now += len(done) / A_SECOND
        await self._store.sweep(self.now)  # as every ten minutes


def updates(content: Content, people: int, chance: random.Random) -> Iterator[bytes]:
    """For ever: forwards in bursts, typed words, commands, taps; the words are the examples of the rules."""
    words = [each.text for each in content.examples]
    taps = [tap for code in content.voices for tap in ("l" + code, "e")]
    numbers = itertools.count(1)
    draw: Sequence[tuple[int, Callable[[], dict[str, Any]]]] = (
        (
            45,
            lambda: {
                "text": chance.choice(words),
                "forward_origin": {"type": "hidden_user", "sender_user_name": "Mia", "date": 1},
            },
        ),
        (25, lambda: {"text": chance.choice(words)}),
        (15, lambda: {"text": chance.choice(COMMANDS)}),
        (15, lambda: {"data": chance.choice(taps)}),
    )
    weights, makers = [weight for weight, _ in draw], [make for _, make in draw]
    while True:
        who = 5_000_000 + chance.randrange(people)
        user = {
            "id": who,
            "is_bot": False,
            "first_name": f"Person {who}",
            "language_code": chance.choice(("en", "zh-hans", "zh-hant")),
        }
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            number = next(numbers)
            chat = {"id": who, "type": "private", "first_name": user["first_name"]}
            message: dict[str, Any] = {"message_id": number, "date": 1_700_000_000, "chat": chat, "from": user}
            made = chance.choices(makers, weights)[0]()
            if "data" in made:
                query = {"id": str(number), "from": user, "chat_instance": "1", "message": message | {"text": "…"}} | made
                yield json.dumps({"update_id": number, "callback_query": query}).encode()
            else:
                yield json.dumps({"update_id": number, "message": message | made}).encode()
