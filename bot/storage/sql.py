"""The store on SQLite or PostgreSQL. Correct for any number of processes on one database."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from bot.ports import CLAIM_KEPT, LEASE, Burst, Claim, Taken, Talk
from bot.storage import tables
from bot.storage.database import LOCK, Database, StoreError, prepared
from bot.storage.held import Held, living
from bot.storage.statements import Statements
from bot.vault import Vault, VaultError

FINGERPRINT = "key"  # its name in the table meta
OTHER_KEY = (
    "the key file is not the one this database was written with:"
    " copy it from where the bot ran before, or erase what is stored with `python -m bot erase`"
)
_sealed = msgspec.json.Decoder(tuple[int, tuple[str, ...], int])


class SqlStore:
    """Two short transactions an update. Rows are locked in the order claim, lease, talk, burst, so nobody waits in a circle."""

    def __init__(self, database: Database, vault: Vault, lease: float, started_clean: bool) -> None:
        self.started_clean = started_clean  # the key had changed, so what was stored under the old one was deleted
        self._database = database
        self._vault = vault
        self._lease = lease  # seconds
        self._sql = Statements(database.dialect)

    @classmethod
    async def open(cls, url: str, vault: Vault, lease: float = LEASE) -> Self:
        """Connect, and bring the tables up to date. StoreError: the database cannot be used, or was written with another key."""

        def compare(db: Connection) -> bool:
            found = db.scalar(select(tables.meta.c.value).where(tables.meta.c.name == FINGERPRINT))
            lost = found is not None and found != vault.fingerprint
            if lost and db.dialect.name == "postgresql":
                raise StoreError(OTHER_KEY)  # another replica may hold the right one
            if found != vault.fingerprint:
                _start_anew(db, vault)
            return lost

        database, lost = await prepared(url, compare)
        return cls(database, vault, lease, lost)

    @staticmethod
    async def erase(url: str, vault: Vault) -> None:
        """Delete all that is stored, whatever key it was written with; this vault's from now on. StoreError as for `open`."""

        def delete_all(db: Connection) -> None:
            db.execute(delete(tables.claim))
            _start_anew(db, vault)

        database, _ = await prepared(url, delete_all)
        await database.close()

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

        return await self._database.within(take)

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

        return await self._database.within(keep)

    async def give_up(self, claim: Claim, now: float) -> None:
        held = claim.until if isinstance(claim, Held) else now
        mine = {"update": claim.update, "at": claim.key, "held": held, "kept": now + CLAIM_KEPT}

        def let_go(db: Connection) -> None:
            db.execute(self._sql.give_up, mine)
            db.execute(self._sql.give_back, mine)
            db.commit()

        await self._database.within(let_go)

    async def forget(self, key: bytes) -> None:
        def drop(db: Connection) -> None:
            db.execute(self._sql.drop_talk, {"at": key})
            db.execute(self._sql.drop_burst, {"at": key})
            db.commit()

        await self._database.within(drop)

    async def free_all(self) -> None:
        def free(db: Connection) -> None:
            db.execute(delete(tables.claim).where(tables.claim.c.done.is_(False)))
            db.execute(delete(tables.lease))
            db.commit()

        await self._database.within(free)

    async def sweep(self, now: float) -> int:
        postgresql = self._database.dialect == "postgresql"

        def clean(db: Connection) -> int:
            if postgresql and not db.scalar(select(func.pg_try_advisory_xact_lock(LOCK + 1))):
                return 0  # another replica is at it
            gone = sum(db.execute(statement, {"now": now}).rowcount for statement in self._sql.sweep)
            db.execute(self._sql.sweep_tokens, {"now": now})
            gone += db.execute(self._sql.sweep_bursts, {"now": now}).rowcount
            db.commit()
            return gone

        gone = await self._database.within(clean)
        await self._database.write_over()
        return gone

    async def close(self) -> None:
        await self._database.close()

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


def _start_anew(db: Connection, vault: Vault) -> None:
    for table in (*tables.KEYED, tables.meta):
        db.execute(delete(table))
    db.execute(insert(tables.meta).values(name=FINGERPRINT, value=vault.fingerprint))
