"""The Telegram channel measured: how soon an answer comes, whether memory grows, how many updates a process can do.

    python -m bench.telegram [latency|memory|throughput]

Latency: the bot is a process of its own on this machine (`python -m bot run`, the real rules, SQLite), the fake Telegram another,
HTTP between them. Memory and throughput: in one process, Telegram answers at once (bench/flow.py).
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from telegram import Bot, Update

from bench import cluster
from bench.flow import Flow
from bot.channels.telegram.inbound import read
from bot.content.load import load
from bot.core.assess import Engine
from bot.ports import Store
from bot.storage.memory import MemoryStore
from bot.storage.sql import SqlStore
from bot.vault import Vault

if TYPE_CHECKING:
    from bench.program import By
    from tests.telegram_server import TelegramServer

RATE = 15.0  # messages a second; at 25 the bot itself slows down, to Telegram's pace
PEOPLE = 5000
cli = typer.Typer(add_completion=False, invoke_without_command=True)


@cli.callback()
def everything(context: typer.Context) -> None:
    """All three."""
    if context.invoked_subcommand is None:
        throughput()
        memory()
        latency()


@cli.command()
def latency(messages: int = 2000) -> None:
    """From the writing of a message, and from its handing over to the bot, to the arrival of the answer at Telegram."""
    print(f"\n{messages} messages at {RATE:g} a second, milliseconds    written → answered      given → answered")
    ways: tuple[By, ...] = ("polling", "webhook")
    bodies: list[bytes] = []
    for by in ways:
        with tempfile.TemporaryDirectory(prefix="unhook-bench-") as folder:
            written, given, bodies = asyncio.run(_latency(by, Path(folder), messages))
        half = messages // 2
        for name, part in (("first half after its start", slice(half)), ("second half", slice(half, None))):
            print(f"  {f'{by}, {name}':40} {_spread(written[part])}   {_spread(given[part])}", flush=True)
    bot = Bot("1:A")
    print("the same updates read, milliseconds")
    print(f"  {'PTB: json.loads, Update.de_json':40} {_spread(_timed(bodies, lambda raw: Update.de_json(json.loads(raw), bot)))}")
    print(f"  {'here: inbound.read':40} {_spread(_timed(bodies, read))}")


async def _latency(by: By, folder: Path, messages: int) -> tuple[list[float], list[float], list[bytes]]:
    """Seconds from the writing, seconds from the giving, and the updates."""
    # Here, for it reads the Bot API with a second library, whose 200 MB would stand in the figures of memory.
    from bench.program import Program
    from tests.telegram_server import telegram_server

    chance = random.Random(1)
    words = [each.text for each in load().examples]
    async with telegram_server() as tg:
        given = _note_given(tg)
        program = Program(tg, folder, f"sqlite:///{folder}/unhook.db", by)
        await program.start()
        await tg.until(lambda: tg.called("setMyShortDescription") and (by == "polling" or tg.called("setWebhook")), 30)
        written: dict[int, float] = {}
        begin = time.time()
        for number in range(messages):
            await asyncio.sleep(max(0.0, begin + (number + chance.random()) / RATE - time.time()))
            person = tg.person("Anna", language_code=chance.choice(("en", "zh-hans")))
            written[person.id] = time.time()
            await person.writes(chance.choice(words))
        await tg.settled(30)
        assert await program.end(signal.SIGTERM) == 0
    answered: dict[int, float] = {}
    for call in tg.called("sendMessage"):
        answered.setdefault(int(call.parameters["chat_id"]), call.time)
    loop = time.time() - time.monotonic()  # deliveries are noted in the time of the event loop
    for delivery in tg.webhook.deliveries:
        given.setdefault(delivery.update, delivery.began + loop)
    asked = {json.loads(update.body)["message"]["chat"]["id"]: update for update in tg.updates.log}
    bodies = [update.body for update in tg.updates.log]
    return (
        [answered[person] - when for person, when in written.items()],
        [answered[person] - given[update.id] for person, update in asked.items()],
        bodies,
    )


def _note_given(tg: TelegramServer) -> dict[int, float]:
    """When each update left by getUpdates, from now on."""
    given: dict[int, float] = {}
    get = tg.updates.get

    async def noted(offset: int = 0, limit: int = 100, timeout: int = 0) -> list[bytes]:  # noqa: ASYNC109
        bodies = await get(offset, limit, timeout)
        for body in bodies:
            given.setdefault(json.loads(body)["update_id"], time.time())
        return bodies

    tg.updates.get = noted  # type: ignore[method-assign]
    return given


def _timed(bodies: Sequence[bytes], do: Callable[[bytes], object]) -> list[float]:
    took = []
    for body in bodies:
        began = time.perf_counter()
        do(body)
        took.append(time.perf_counter() - began)
    return took


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(each * 1000 for each in seconds)
    return f"p50 {ordered[len(ordered) // 2]:7.3f}  p99 {ordered[len(ordered) * 99 // 100]:7.3f}"


@cli.command()
def memory(updates: int = 100_000) -> None:
    """What the process holds after every fifth of the updates. It must not grow."""
    print(f"\n{updates:,} updates of {PEOPLE:,} people, SQLite    resident MB    objects of Python    seconds of CPU")
    engine = Engine(load())
    _held("rules read")
    _warm(engine)
    _held("every phrase compiled")
    asyncio.run(_memory(engine, updates))


async def _memory(engine: Engine, updates: int) -> None:
    async with _flowing(engine, "sqlite") as flow:
        await flow.run(updates // 50)
        _held(f"{updates // 50:,} updates")
        for part in range(1, 6):
            began = time.process_time()
            await flow.run(updates // 5)
            _held(f"{updates // 50 + part * updates // 5:,} updates", time.process_time() - began)


def _held(after: str, seconds: float = 0.0) -> None:
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
    print(f"  after {after:26} {resident:18.1f} {len(gc.get_objects()):20,} {seconds:17.1f}", flush=True)


def _warm(engine: Engine) -> None:
    """A phrase is compiled when a text first needs it: let all of them be, so that this is not measured."""
    for each in engine.content.examples:
        engine.find(each.text)


@cli.command()
def throughput(updates: int = 10_000) -> None:
    """How fast one process is where Telegram's pace does not hold it back."""
    print(f"\n{updates:,} updates of {PEOPLE:,} people, one process    updates a second    milliseconds of CPU    calls, of each")
    engine = Engine(load())
    _warm(engine)
    for kind in ("memory", "sqlite", "postgres"):
        speed, cpu, calls = asyncio.run(_throughput(engine, kind, updates))
        print(f"  {kind:42} {speed:20.0f} {cpu:22.2f} {calls:17.2f}", flush=True)


async def _throughput(engine: Engine, kind: str, updates: int) -> tuple[float, float, float]:
    """Updates a second; of this process for each: milliseconds of CPU, and calls to Telegram."""
    async with _flowing(engine, kind) as flow:
        await flow.run(500)
        began, cpu, calls = time.perf_counter(), time.process_time(), flow.calls.calls
        await flow.run(updates)
        took = time.perf_counter() - began
        return updates / took, (time.process_time() - cpu) * 1000 / updates, (flow.calls.calls - calls) / updates


@asynccontextmanager
async def _flowing(engine: Engine, kind: str) -> AsyncIterator[Flow]:
    vault = Vault(bytes(32))
    if kind == "memory":
        yield Flow(engine, MemoryStore(), vault, PEOPLE)
    elif kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="unhook-bench-") as folder:
            async with _stored(f"sqlite:///{folder}/unhook.db", vault) as store:
                yield Flow(engine, store, vault, PEOPLE)
    else:
        with cluster.postgresql() as socket:
            async with _stored(await cluster.database(socket, "bench"), vault) as store:
                yield Flow(engine, store, vault, PEOPLE)


@asynccontextmanager
async def _stored(url: str, vault: Vault) -> AsyncIterator[Store]:
    store = await SqlStore.open(url, vault)
    try:
        yield store
    finally:
        await store.close()


if __name__ == "__main__":
    cli()
