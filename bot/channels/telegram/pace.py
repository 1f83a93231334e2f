"""When the next message may leave: so many a second in all, fewer to each chat, and none to a chat that was told to wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

OVERALL = 25.0  # messages a second in all; Telegram's own limit is about 30 and not promised
OVERALL_BURST = 5
URGENT = 30.0  # the same for all and what is urgent together: the rest is kept free for it
CHAT = 1.0  # a second to one chat: Telegram's FAQ
CHAT_BURST = 4  # "short bursts" are allowed; a crisis card and a verdict come together
TINY = 1e-6  # seconds by which sums of gaps may be off
MOST_CHATS = 10_000  # remembered at once; those whose time has passed are dropped first


class Pace:
    """Spacing by theoretical arrival time (GCRA): a chat that was quiet may be sent a few at once, then one a second.

    A place is taken when a message leaves, not when it begins to wait, so what is urgent never stands behind what waits.
    """

    def __init__(self, replicas: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._overall_gap, self._urgent_gap = replicas / OVERALL, replicas / URGENT
        self._overall = self._urgent = 0.0
        self._chats: dict[int, float] = {}
        self._held: dict[int, float] = {}

    def wait(self, chat: int, urgent: bool = False) -> float:
        """0 where a message to `chat` may leave, and then it counts as gone; else the seconds after which to ask again."""
        now = self._clock()
        self._forget(now)
        due, overall, together = (max(each, now) for each in (self._chats.get(chat, 0.0), self._overall, self._urgent))
        at = max(due - (CHAT_BURST - 1) / CHAT, together - (OVERALL_BURST - 1) * self._urgent_gap, self._held.get(chat, 0.0))
        if not urgent:
            at = max(at, overall - (OVERALL_BURST - 1) * self._overall_gap)
        if at > now + TINY:
            return at - now
        self._chats[chat] = due + 1 / CHAT
        self._overall = overall + self._overall_gap
        self._urgent = together + self._urgent_gap
        return 0.0

    async def turn(self, chat: int, urgent: bool = False) -> None:
        """Wait for a message's turn."""
        while (seconds := self.wait(chat, urgent)) > 0:  # noqa: ASYNC110 - nothing happens then but that time has passed
            await asyncio.sleep(seconds)

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram said: not to this chat for so long. Others are not held."""
        self._held[chat] = self._clock() + seconds

    def held(self, chat: int) -> float:
        """Seconds this chat is still held."""
        return max(0.0, self._held.get(chat, 0.0) - self._clock())

    def _forget(self, now: float) -> None:
        if len(self._chats) > MOST_CHATS:
            self._chats = {chat: due for chat, due in self._chats.items() if due > now}
        if len(self._held) > MOST_CHATS:
            self._held = {chat: until for chat, until in self._held.items() if until > now}
