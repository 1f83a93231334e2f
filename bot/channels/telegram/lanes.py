"""Order: one conversation after another's heels, different ones side by side, a pressed button before what waits."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot import metrics
from bot.channels.telegram.inbound import Incoming

log = structlog.get_logger()
LONGEST = 60.0  # seconds; then an update is let go, so that a blocked chat stops nothing but itself
FULL = 2000  # updates waiting; more are refused, and Telegram keeps them for us


@dataclass(slots=True)
class _Lane:
    waiting: deque[tuple[Incoming, asyncio.Future[bool], float]] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Lanes:
    """Gives each update to `work`, in the order of its conversation. A lane is one task; waiting in it costs no other."""

    def __init__(self, work: Callable[[Incoming], Awaitable[bool]], longest: float = LONGEST) -> None:
        self._work = work
        self._longest = longest
        self._lanes: dict[tuple[str, str, int], _Lane] = {}
        self._count = 0

    @property
    def full(self) -> bool:
        return self._count >= FULL

    def put(self, got: Incoming) -> asyncio.Future[bool]:
        """Queue an update. The future tells whether it may be acknowledged; it is False where somebody else still holds it."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        lane = self._lanes.setdefault(got.talk, _Lane())
        # Before what is not urgent, behind what is: two buttons pressed one after the other are worked in that order.
        place = sum(waiting.urgent for waiting, *_ in lane.waiting) if got.urgent else len(lane.waiting)
        lane.waiting.insert(place, (got, future, time.monotonic()))
        self._count += 1
        metrics.waiting.set(self._count)
        if lane.task is None:
            lane.task = asyncio.create_task(self._run(got.talk, lane))
        return future

    async def close(self, within: float) -> None:
        """Let what has begun come to its end, for at most `within` seconds; what is left comes again from Telegram."""
        tasks = [lane.task for lane in self._lanes.values() if lane.task]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, key: tuple[str, str, int], lane: _Lane) -> None:
        try:
            while lane.waiting:
                got, future, came = lane.waiting.popleft()
                done = False
                try:
                    async with asyncio.timeout(self._longest):
                        done = await self._work(got)
                except TimeoutError:
                    metrics.settled.labels("let go").inc()
                    done = True
                except Exception as error:
                    metrics.broken.labels(type(error).__name__).inc()
                    log.error("update failed", kind=got.kind, error=type(error).__name__)
                    done = True
                finally:
                    metrics.seconds.observe(time.monotonic() - came)
                    self._finish(future, done)
        finally:
            del self._lanes[key]
            for _, future, _came in lane.waiting:
                self._finish(future, False)

    def _finish(self, future: asyncio.Future[bool], done: bool) -> None:
        self._count -= 1
        metrics.waiting.set(self._count)
        if not future.done():
            future.set_result(done)
