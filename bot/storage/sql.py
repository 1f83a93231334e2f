"""The store on SQLite or PostgreSQL. Correct for any number of processes on one database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Self, TypeVar

import msgspec
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.ports import CLAIM_KEPT, LEASE, Burst, Claim, Taken, Talk
from bot.storage import tables
from bot.storage.database import LOCK, StoreError, prepared
from bot.storage.held import Held, living
from bot.storage.statements import Statements
from bot.vault import Vault, VaultError

FINGERPRINT = "key"  # its name in the table meta
OTHER_KEY = (
    "the key file is not the one this database was written with:"
    " copy it from where the bot ran before, or erase what is stored with `python -m bot erase`"
)
T = TypeVar("T")
_sealed = msgspec.json.Decoder(tuple[int, tuple[str, ...], int])


class SqlStore:
    """Two short transactions an update. Rows are locked in the order claim, lease, talk, burst, so nobody waits in a circle."""

    def __init__(self, engine: AsyncEngine, vault: Vault, lease: float, started_clean: bool) -> None:
        self.started_clean = started_clean  # the key had changed, so what was stored under the old one was deleted
        self._engine = engine
        self._vault = vault
        self._lease = lease  # seconds
        self._sql = Statements(engine.dialect.name)
        self._running: set[asyncio.Future[Any]] = set()

    @classmethod
    async def open(cls, url: str, vault: Vault, lease: float = LEASE) -> Self:
        """Connect, and bring the tables up to date. StoreError: the database cannot be used, or was written with another key."""
        async with prepared(url) as (engine, db):
            found = await db.scalar(select(tables.meta.c.value).where(tables.meta.c.name == FINGERPRINT))
            lost = found is not None and found != vault.fingerprint
            if lost and engine.dialect.name == "postgresql":
                raise StoreError(OTHER_KEY)  # another replica may hold the right one
            if found != vault.fingerprint:
                await _start_anew(db, vault)
        return cls(engine, vault, lease, lost)

    @staticmethod
    async def erase(url: str, vault: Vault) -> None:
        """Delete all that is stored, whatever key it was written with; this vault's from now on. StoreError as for `open`."""
        async with prepared(url) as (engine, db):
            await db.execute(delete(tables.claim))
            await _start_anew(db, vault)
        await engine.dispose()

    async def claim(self, update: int, key: bytes, now: float) -> Claim | Taken:
        until = now + self._lease

        def take(db: Connection) -> Claim | Taken:
            if db.scalar(self._sql.claim, {"update": update, "until": until, "now": now}) is None:
                return Taken.done if db.scalar(self._sql.is_done, {"update": update}) else Taken.busy
            if db.scalar(self._sql.lease, {"at": key, "update": update, "until": until, "now": now}) is None:
                return Taken.busy
            token, token_until, language, sealed, burst_until = db.execute(self._sql.state, {"at": key}).one()
            db.commit()
            state = Talk(token, token_until or 0.0, language, self._unseal(sealed, burst_until))
            return Held(update, key, living(state, now), until)

        return await self._within(take)

    async def settle(self, claim: Claim, state: Talk, now: float) -> bool:
        if not isinstance(claim, Held):
            return False
        mine = {"update": claim.update, "at": claim.key, "held": claim.until, "kept": now + CLAIM_KEPT}

        def keep(db: Connection) -> bool:
            if db.execute(self._sql.settle, mine).rowcount != 1 or db.execute(self._sql.give_back, mine).rowcount != 1:
                return False
            self._keep(db, claim, living(state, now))
            db.commit()
            return True

        return await self._within(keep)

    async def give_up(self, claim: Claim, now: float) -> None:
        held = claim.until if isinstance(claim, Held) else now
        mine = {"update": claim.update, "at": claim.key, "held": held, "kept": now + CLAIM_KEPT}

        def let_go(db: Connection) -> None:
            db.execute(self._sql.give_up, mine)
            db.execute(self._sql.give_back, mine)
            db.commit()

        await self._within(let_go)

    async def forget(self, key: bytes) -> None:
        def drop(db: Connection) -> None:
            db.execute(self._sql.drop_talk, {"at": key})
            db.execute(self._sql.drop_burst, {"at": key})
            db.commit()

        await self._within(drop)

    async def free_all(self) -> None:
        def free(db: Connection) -> None:
            db.execute(delete(tables.claim).where(tables.claim.c.done.is_(False)))
            db.execute(delete(tables.lease))
            db.commit()

        await self._within(free)

    async def sweep(self, now: float) -> int:
        """On SQLite also writes over what was deleted, which until then stands in the file beside the database's."""
        postgresql = self._engine.dialect.name == "postgresql"

        def clean(db: Connection) -> int:
            if postgresql and not db.scalar(select(func.pg_try_advisory_xact_lock(LOCK + 1))):
                return 0  # another replica is at it
            gone = sum(db.execute(statement, {"now": now}).rowcount for statement in self._sql.sweep)
            db.execute(self._sql.sweep_tokens, {"now": now})
            gone += db.execute(self._sql.sweep_bursts, {"now": now}).rowcount
            db.commit()
            return gone

        gone = await self._within(clean)
        if not postgresql:
            await self._to_the_end(self._write_over())
        return gone

    async def close(self) -> None:
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()

    async def _within(self, body: Callable[[Connection], T]) -> T:
        """Run `body` in a transaction, rolled back unless it commits. A third faster than awaiting each statement."""

        async def run() -> T:
            async with self._engine.connect() as db:
                return await db.run_sync(body)

        return await self._to_the_end(run())

    async def _to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Whoever asked may be cancelled, a transaction may not: cut off in the middle, aiosqlite leaves the database locked."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _write_over(self) -> None:
        async with self._engine.connect() as db:
            driver = (await db.get_raw_connection()).driver_connection  # not possible in a transaction, so past SQLAlchemy
            assert driver is not None
            await (await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()

    def _keep(self, db: Connection, claim: Claim, state: Talk) -> None:
        """Only what has changed: nobody else could write while we held the lease."""
        before, talk = replace(claim.state, burst=None), replace(state, burst=None)
        if talk == Talk() != before:
            db.execute(self._sql.drop_talk, {"at": claim.key})
        elif talk != before:
            row = {"token": talk.token, "token_until": talk.token_until, "language": talk.language}
            db.execute(self._sql.put_talk, {"at": claim.key, **row})
        burst = state.burst
        if burst is None and claim.state.burst is not None:
            db.execute(self._sql.drop_burst, {"at": claim.key})
        elif burst is not None and burst != claim.state.burst:
            sealed = self._vault.seal(msgspec.json.encode((burst.reply, burst.signals, burst.count)))
            db.execute(self._sql.put_burst, {"at": claim.key, "sealed": sealed, "until": burst.until})

    def _unseal(self, sealed: bytes | None, until: float) -> Burst | None:
        if sealed is None:
            return None
        try:
            reply, signals, count = _sealed.decode(self._vault.open_sealed(sealed))
        except (VaultError, msgspec.DecodeError):
            return None  # one answer more instead of an edited one; better than none
        return Burst(reply, signals, count, until)


async def _start_anew(db: AsyncConnection, vault: Vault) -> None:
    for table in (*tables.KEYED, tables.meta):
        await db.execute(delete(table))
    await db.execute(insert(tables.meta).values(name=FINGERPRINT, value=vault.fingerprint))
