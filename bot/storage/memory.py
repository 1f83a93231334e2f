"""A store that forgets everything with its process: for tests, the console, and trying the bot out."""

from __future__ import annotations

from dataclasses import replace

from bot.ports import CLAIM_KEPT, LEASE, Burst, Claim, Taken, Talk
from bot.storage.held import Held, living


class MemoryStore:
    """Nothing is awaited inside a method, so each is one transaction."""

    def __init__(self, lease: float = LEASE) -> None:
        self._lease = lease  # seconds
        self._claims: dict[int, tuple[bool, float]] = {}  # update: is it done, until
        self._leases: dict[bytes, tuple[int, float]] = {}  # talk: which update holds it, until
        self._talks: dict[bytes, Talk] = {}  # without the burst
        self._bursts: dict[bytes, Burst] = {}

    async def claim(self, update: int, key: bytes, now: float) -> Claim | Taken:
        done, until = self._claims.get(update, (False, now))
        if done:
            return Taken.done
        if until > now or self._leases.get(key, (update, now))[1] > now:
            return Taken.busy
        until = now + self._lease
        self._claims[update] = (False, until)
        self._leases[key] = (update, until)
        state = replace(self._talks.get(key, Talk()), burst=self._bursts.get(key))
        return Held(update, key, living(state, now), until)

    async def settle(self, claim: Claim, state: Talk, now: float) -> bool:
        if not self._holds(claim):
            return False
        self._claims[claim.update] = (True, now + CLAIM_KEPT)
        del self._leases[claim.key]
        state = living(state, now)
        talk = replace(state, burst=None)
        self._talks.pop(claim.key, None)
        self._bursts.pop(claim.key, None)
        if talk != Talk():
            self._talks[claim.key] = talk
        if state.burst is not None:
            self._bursts[claim.key] = state.burst
        return True

    async def give_up(self, claim: Claim, now: float) -> None:
        held = claim.until if isinstance(claim, Held) else now
        if self._claims.get(claim.update, (False, held)) == (False, held):
            self._claims[claim.update] = (True, now + CLAIM_KEPT)
        if self._leases.get(claim.key) == (claim.update, held):
            del self._leases[claim.key]

    async def forget(self, key: bytes) -> None:
        self._talks.pop(key, None)
        self._bursts.pop(key, None)

    async def free_all(self) -> None:
        self._leases.clear()
        self._claims = {update: row for update, row in self._claims.items() if row[0]}

    async def sweep(self, now: float) -> int:
        before = self._rows()
        self._claims = {update: row for update, row in self._claims.items() if row[1] > now}
        self._leases = {key: row for key, row in self._leases.items() if row[1] > now}
        self._bursts = {key: burst for key, burst in self._bursts.items() if burst.until > now}
        talks = {key: living(talk, now) for key, talk in self._talks.items()}
        self._talks = {key: talk for key, talk in talks.items() if talk != Talk()}
        return before - self._rows()

    async def close(self) -> None:
        pass

    def _rows(self) -> int:
        return len(self._claims) + len(self._leases) + len(self._talks) + len(self._bursts)

    def _holds(self, claim: Claim) -> bool:
        return (
            isinstance(claim, Held)
            and self._claims.get(claim.update) == (False, claim.until)
            and self._leases.get(claim.key) == (claim.update, claim.until)
        )
