"""What a channel needs of a store. One contract, kept by memory, SQLite and PostgreSQL (tests/storage runs it on all three).

A conversation ("talk") is known by a keyed hash of its ids, never by the ids. Times are seconds since 1970, given by the caller:
a store has no clock, so tests need none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

LEASE = 60.0  # seconds: a conversation is given to one update at a time for at most this long (DESIGN 7)
CLAIM_KEPT = 48 * 3600.0  # twice as long as Telegram may deliver an update again
CASE_KEPT = 24 * 3600.0  # typed words carry no button, so the latest case waits this long for them
BURST_KEPT = 60.0  # forwards that come within this time belong to one answer


@dataclass(frozen=True, slots=True)
class Burst:
    """The answer that further forwards of the same minute are merged into. `reply`: id of the message it stands in."""

    reply: int
    signals: tuple[str, ...]  # ids of the signals found so far; no text
    count: int = 1  # messages read into it
    until: float = 0.0


@dataclass(frozen=True, slots=True)
class Talk:
    """All that is kept of a private conversation. `token`: the latest case; `language`: only if the person chose one."""

    token: str | None = field(default=None, repr=False)
    token_until: float = 0.0
    language: str | None = None
    burst: Burst | None = None


class CannotStart(Exception):
    """Something outside is not as the bot needs it. The message says what, and what to do."""


class Taken(Enum):
    """Why an update is not this process's to work on."""

    done = "done"  # worked off before: acknowledge it
    busy = "busy"  # somebody holds it, or its conversation: come back later


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one update of one talk until the lease ends. `state`: what is kept of the talk."""

    update: int
    key: bytes = field(repr=False)
    state: Talk = Talk()


class Store(Protocol):
    """State changes exactly once: `claim`, then the effects with nothing open, then `settle`. Raises what its driver raises."""

    async def claim(self, update: int, key: bytes, now: float) -> Claim | Taken:
        """Claim an update and lease its conversation. Done before → done; held, not expired → busy; expired → claimed again."""

    async def settle(self, claim: Claim, state: Talk, now: float) -> bool:
        """Keep `state`, mark the update done, give the conversation back. False, and nothing kept, if the claim was lost."""

    async def give_up(self, claim: Claim, now: float) -> None:
        """Mark the update done without changing any state: it was counted as failed, and must not come back."""

    async def forget(self, key: bytes) -> None:
        """Delete what is kept of a conversation."""

    async def free_all(self) -> None:
        """Give back every lease and unfinished claim: only for the one process that may read updates, when it starts."""

    async def sweep(self, now: float) -> int:
        """Delete what has expired; how many rows went."""

    async def close(self) -> None: ...
