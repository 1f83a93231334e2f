"""Many at once: in one process, in several stores of one process, in several processes."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import LEASE, Claim, Store, Taken
from bot.storage.sql import SqlStore
from bot.vault import Vault
from tests.storage.conftest import Another
from tests.storage.worker import NOW, VAULT, count_up

HERE = Path(__file__).resolve().parent


async def counts(store: Store, talks: int) -> list[int]:
    """How often each talk was changed."""
    found = []
    for number in range(talks):
        claim = await store.claim(1_000_000 + number, VAULT.key(number), NOW + 10 * LEASE)
        assert isinstance(claim, Claim)
        found.append(int(claim.state.language or 0))
    return found


async def test_fifty_claims_of_one_update(another: Another, vault: Vault) -> None:
    stores = [await another() for _ in range(5)]
    taken = await asyncio.gather(*(stores[turn % 5].claim(1, vault.key(1), NOW) for turn in range(50)))
    assert sum(isinstance(each, Claim) for each in taken) == 1
    assert taken.count(Taken.busy) == 49


async def test_fifty_updates_of_one_talk(another: Another, vault: Vault) -> None:
    stores = [await another() for _ in range(5)]
    taken = await asyncio.gather(*(stores[turn % 5].claim(turn, vault.key(1), NOW) for turn in range(50)))
    assert sum(isinstance(each, Claim) for each in taken) == 1
    assert taken.count(Taken.busy) == 49


async def test_of_fifty_settlings_one_counts(another: Another, vault: Vault) -> None:
    stores = [await another() for _ in range(5)]
    claim = await stores[0].claim(1, vault.key(1), NOW)
    assert isinstance(claim, Claim)
    settled = await asyncio.gather(*(stores[turn % 5].settle(claim, claim.state, NOW) for turn in range(50)))
    assert settled.count(True) == 1


async def test_every_update_counts_once(another: Another) -> None:
    """Three stores are given the same updates of five talks, in orders of their own."""
    stores = [await another() for _ in range(3)]
    updates = list(range(40))
    work = [(store, update) for store in stores for update in updates]
    random.Random(1).shuffle(work)
    settled = await asyncio.gather(*(count_up(store, update, 5) for store, update in work))
    assert sum(settled) == len(updates)
    assert await counts(stores[0], 5) == [8] * 5


async def test_leases_that_end_too_early(another: Another, vault: Vault) -> None:
    """Time jumps on all the while, so claims are lost, swept and taken again. What changed is what `settle` said has."""
    stores = [await another() for _ in range(3)]
    chance = random.Random(2)
    now = NOW
    changed: Counter[int] = Counter()
    settled: Counter[int] = Counter()

    async def work(store: Store, update: int) -> None:
        nonlocal now
        talk = update % 3
        for _ in range(12):
            now += chance.random() * LEASE / 8
            claim = await store.claim(update, VAULT.key(talk), now)
            if claim is Taken.done:
                return
            if isinstance(claim, Claim):
                for _ in range(chance.randrange(6)):
                    await asyncio.sleep(0.001)
                counted = int(claim.state.language or 0) + 1
                if await store.settle(claim, replace(claim.state, language=str(counted)), now):
                    changed[talk] += 1
                    settled[update] += 1
            if chance.random() < 0.1:
                await store.sweep(now)

    await asyncio.gather(*(work(store, update) for store in stores for update in range(21)))
    assert max(settled.values()) == 1
    assert await counts(stores[0], 3) == [changed[talk] for talk in range(3)]


async def test_cancelled_anywhere(another: Another, vault: Vault) -> None:
    """Wherever an update is cut off, it leaves nothing locked."""
    one, two = await another(), await another()
    cut_off = []
    for step in range(40):
        working = asyncio.ensure_future(count_up(one, step, 40))
        await asyncio.sleep(step * 0.0001)
        working.cancel()
        await asyncio.wait([working])
        cut_off.append(working)  # as a caller's traceback would, it keeps alive whatever was in hand
        claim = await two.claim(1000 + step, vault.key("two"), NOW)
        assert isinstance(claim, Claim)
        assert await two.settle(claim, claim.state, NOW)
    assert any(each.cancelled() for each in cut_off)
    await one.free_all()
    assert await count_up(one, 2000, 40)


@pytest.mark.parametrize("processes", [3])
async def test_processes(address: str, processes: int) -> None:
    """They start together on an empty database, and are given the same updates."""
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", str(HERE / "worker.py"), address, "0", "45", "9",
            env={"PYTHONPATH": str(HERE.parent.parent)}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(processes)
    ]  # fmt: skip
    ended = [await process.communicate() for process in running]
    assert [each.returncode for each in running] == [0] * processes, ended[0][1].decode()
    assert sum(int(out) for out, _ in ended) == 45
    store = await SqlStore.open(address, VAULT)
    assert await counts(store, 9) == [5] * 9
    await store.close()
