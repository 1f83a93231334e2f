"""What every part of the fake server uses: a clock tests can move, a bell to wait on, an answer that refuses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

Raw = dict[str, Any]  # an object of the Bot API, as JSON
T = TypeVar("T")

DAY = 24 * 3600


class Clock:
    """The computer's time, and what a test has added to it."""

    def __init__(self) -> None:
        self.added = 0.0

    def now(self) -> int:
        return int(self.exact())

    def exact(self) -> float:
        return time.time() + self.added

    def advance(self, seconds: float) -> None:
        self.added += seconds


class Bell:
    """Rung whenever anything changes; those who wait look again."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, look: Callable[[], T | None], timeout: float) -> T | None:  # noqa: ASYNC109  (a test says how long)
        """What `look` finds as soon as it finds something true; None when `timeout` seconds have passed."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not (found := look()):
            left = end - loop.time()
            if left <= 0:
                return None
            try:
                async with asyncio.timeout(left):
                    await self._next.wait()
            except TimeoutError:
                return look() or None
        return found


class Refused(Exception):
    """The Bot API says no: {"ok": false, "error_code": code, "description": …, "parameters": {…}}."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(text: str, **parameters: int) -> Refused:
    return Refused(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> Refused:
    return Refused(403, f"Forbidden: {text}")


def words(text: str) -> tuple[str, ...]:
    """A list of names, shorter to write."""
    return tuple(text.split())


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
