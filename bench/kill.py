"""Kill the bot again and again while two hundred people use it: is anything lost, is anything done twice?

    python -m bench.kill [--updates N] [--kills K] [--database sqlite|postgres] [--by polling|webhook]

The bot is a program of its own, ended by SIGKILL at moments drawn by a seed and started again at once, until Telegram (a fake
one, over HTTP) has every update acknowledged. bench/audit.py tells what happened to each.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import signal
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import typer

from bench import audit, cluster
from bench.audit import SPOKEN, Verdict
from bench.crowd import Crowd
from bench.program import ROOT, By, Program
from bench.served import SHORT
from bot.ports import LEASE
from bot.storage.sql import SqlStore
from bot.vault import Vault
from tests.telegram_server import TelegramServer, telegram_server

SMALL = ROOT / "tests" / "small"  # rules that are read at once
RATE = 40.0  # updates a second: more than the bot may answer, so it is always at work when it is killed
ANY_LIFE = 0.3, 0.85  # a life that ends whenever: at least so many seconds, and at most this share of what an even spread gives
EARLY = 0.15  # of the kills come while the bot starts
LAST = 120.0  # seconds for what is left, once nobody writes any more


@dataclass(frozen=True)
class Row:
    updates: int
    kills: int
    verdict: Verdict
    errors: Counter[str]  # lines of the bot's log that tell of one
    seconds: float


class Answers:
    """How many messages the bot has sent or edited so far."""

    def __init__(self, tg: TelegramServer) -> None:
        self._tg = tg
        self._read = 0
        self._count = 0

    def now(self) -> int:
        self._count += sum(call.method in SPOKEN for call in self._tg.calls[self._read :])
        self._read = len(self._tg.calls)
        return self._count


async def live(tg: TelegramServer, program: Program, *, updates: int, kills: int, rate: float, seed: int, worst: bool) -> None:
    """The program's lives. In the last one it may finish its work. `worst`: each ends when a message has just gone out."""
    chance = random.Random(seed)
    answers = Answers(tg)
    spread = updates / rate / (kills + 1)  # seconds between kills, were they spread evenly
    moments = sorted(chance.sample(range(updates // 50, updates * 6 // 10), kills))  # not every update brings a message
    for moment in moments:
        await program.start()
        if not worst:
            await asyncio.sleep(chance.uniform(ANY_LIFE[0], 2 * ANY_LIFE[1] * spread))
        elif chance.random() < EARLY:
            await asyncio.sleep(chance.uniform(0, 1.5))
        else:
            # A message has just arrived, so that somewhere between sending and keeping the bot is hit.
            await tg.bell.until(lambda moment=moment: answers.now() >= moment, 60)  # type: ignore[misc]
            await asyncio.sleep(chance.uniform(0, 0.05))
        await program.end(signal.SIGKILL)
    before = len(tg.called("getMe"))
    await program.start()
    await tg.until(lambda: len(tg.called("getMe")) > before, 30)  # from then on it can be asked to stop


async def prove(
    url: str,
    by: By,
    folder: Path,
    *,
    updates: int,
    people: int,
    kills: int,
    rate: float = RATE,
    seed: int = 1,
    worst: bool = True,
) -> Row:
    """One whole run in an empty database."""
    began = time.monotonic()
    vault = Vault.open(folder / "key")
    await (await SqlStore.open(url, vault)).close()
    await audit.install(url)
    async with telegram_server() as tg:
        crowd = Crowd(tg, people, seed)
        program = Program(tg, folder, url, by, module="bot run" if by == "polling" else "bench.served", rules=SMALL)
        await asyncio.gather(
            crowd.live(updates, rate), live(tg, program, updates=updates, kills=kills, rate=rate, seed=seed, worst=worst)
        )
        await tg.updates.settled(LAST)
        unconfirmed = {update.id for update in tg.updates.log if not update.confirmed}
        code = await program.end(signal.SIGTERM)
        tg.check()
    if code:
        raise RuntimeError(f"the bot ended with {code}:\n{program.log.read_text()[-3000:]}")
    seconds = time.monotonic() - began
    database = await audit.look(url, vault, LEASE if by == "polling" else SHORT)
    verdict = audit.weigh(crowd.sent, unconfirmed, database, tg.calls, vault)
    return Row(len(crowd.sent), kills, verdict, errors(program.log), seconds)


def errors(log: Path) -> Counter[str]:
    return Counter(line[:160] for line in log.read_text().splitlines() if '"level": "error"' in line or "Error" in line)


def main(
    *,
    updates: int = 2000,
    kills: int = 20,
    people: int = 200,
    database: str = "",
    by: str = "",
    seed: int = 1,
    worst: bool = False,
    rate: float = RATE,
) -> None:
    """`database`, `by`: one of them only, instead of each. `worst`: killed when a message has just gone out, not whenever.

    `rate`: updates a second; 40 is more than the bot may answer, so that it is at work in many conversations when it is killed.
    """
    logging.disable()  # the fake Telegram's web server tells of every request that a kill cut short
    ways: tuple[By, ...] = ("polling", "webhook")
    print(f"{'database':9} {'by':8} updates  kills   lost  state again  sent again  edited again  worked again  seconds")
    with ExitStack() as stack:
        server = stack.enter_context(cluster.postgresql()) if database != "sqlite" else ""
        for store, way in itertools.product(("sqlite", "postgres"), ways):
            if database in ("", store) and by in ("", way):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="unhook-kill-")))
                url = f"sqlite:///{folder}/unhook.db"
                if store == "postgres":
                    url = asyncio.run(cluster.database(server, way))
                shape = {"updates": updates, "people": people, "kills": kills, "seed": seed}
                run = prove(url, way, folder, **shape, rate=rate, worst=worst)
                show(store, way, asyncio.run(run))


def show(store: str, by: By, row: Row) -> None:
    found = row.verdict
    print(
        f"{store:9} {by:8} {row.updates:7} {row.kills:6} {found.lost:6} {found.state_again:12} {found.sent_again:11}"
        f" {found.edited_again:13} {found.worked_again:13} {row.seconds:8.0f}",
        flush=True,
    )
    for line, times in row.errors.most_common(5):
        print(f"    {times} x {line}")


if __name__ == "__main__":
    typer.run(main)
