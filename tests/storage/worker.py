"""One of several processes that work off the same updates: `python worker.py ADDRESS FIRST LAST TALKS`.

Each update adds one to its talk's count, kept where a language would be. Prints how many updates this process settled.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from bot.ports import Store, Taken
from bot.storage.sql import SqlStore
from bot.vault import Vault

VAULT = Vault(bytes(range(32)))
NOW = 1_700_000_000.0


async def count_up(store: Store, update: int, talks: int) -> bool:
    """Work off one update, however often somebody else has its talk; False if somebody else has worked it off."""
    while True:
        claim = await store.claim(update, VAULT.key(update % talks), NOW)
        match claim:
            case Taken.done:
                return False
            case Taken.busy:
                await asyncio.sleep(0.002)
            case _:
                await asyncio.sleep(0)
                counted = int(claim.state.language or 0) + 1
                assert await store.settle(claim, replace(claim.state, language=str(counted)), NOW)
                return True


async def main(address: str, first: int, last: int, talks: int) -> None:
    store = await SqlStore.open(address, VAULT)
    settled = await asyncio.gather(*(count_up(store, update, talks) for update in range(first, last)))
    await store.sweep(NOW)
    await store.close()
    print(sum(settled))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
