"""How many answers one person gets in a while. It holds back somebody who tries out wordings; never care, never a button."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

AT_ONCE = 20  # messages answered in one go; a long chat pasted line by line stays below
EVERY = 6.0  # seconds after which one more is answered
MOST = 10_000  # people remembered at once


class Verdict(Enum):
    fine = "fine"
    first = "first"  # over the limit since just now: say so, once
    over = "over"


class Limit:
    """Spacing per conversation, in memory: after a restart everybody may speak again, which is the right mistake."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: dict[bytes, float] = {}
        self._told: set[bytes] = set()

    def ask(self, key: bytes) -> Verdict:
        """Whether one more answer may go to `key`; if so it counts."""
        now = self._clock()
        if len(self._due) > MOST:
            self._due = {each: due for each, due in self._due.items() if due > now}
            self._told &= self._due.keys()
        due = max(self._due.get(key, 0.0), now)
        if due - now <= (AT_ONCE - 1) * EVERY:
            self._due[key] = due + EVERY
            self._told.discard(key)
            return Verdict.fine
        if key in self._told:
            return Verdict.over
        self._told.add(key)
        return Verdict.first
