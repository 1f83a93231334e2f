"""Long polling that loses nothing: an update is confirmed to Telegram only when it is done (DESIGN 7)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import httpx
import msgspec
import structlog

from bot import metrics
from bot.channels.telegram.inbound import KINDS, Broken, Incoming, read
from bot.channels.telegram.lanes import Lanes

log = structlog.get_logger()
HOLD = 25  # seconds Telegram may keep a request open when there is nothing
MOST = 100  # updates in one answer: Telegram's limit
AGAIN = 0.3  # seconds until what somebody else holds is tried again, and the longest wait beside unfinished updates
LONGEST_PAUSE = 30.0  # between attempts while Telegram cannot be reached

Fetch = Callable[[int | None, int], Awaitable[Sequence[bytes]]]
"""(offset to confirm up to, seconds to hold) → raw updates."""


class _Answer(msgspec.Struct):
    result: list[msgspec.Raw] = []


_answer = msgspec.json.Decoder(_Answer)


class Refused(Exception):
    """Telegram will not give updates. `code` 409: somebody else reads them, or a webhook is set; 401: the token is not valid."""

    def __init__(self, code: int, retry_after: float) -> None:
        super().__init__(f"getUpdates was refused with {code}")
        self.code = code
        self.retry_after = retry_after


def fetcher(client: httpx.AsyncClient, base: str) -> Fetch:
    """getUpdates by itself: PTB would parse the whole batch, and one broken update would stop all (telegram.md 2.3)."""

    async def fetch(offset: int | None, hold: int) -> Sequence[bytes]:
        asked: dict[str, object] = {"timeout": hold, "limit": MOST, "allowed_updates": KINDS}
        if offset is not None:
            asked["offset"] = offset
        response = await client.post(f"{base}/getUpdates", json=asked, timeout=httpx.Timeout(15, read=hold + 15))
        if response.status_code != 200:
            raise Refused(response.status_code, _retry_after(response.content))
        return [bytes(raw) for raw in _answer.decode(response.content).result]

    return fetch


def _retry_after(body: bytes) -> float:
    try:
        return float(msgspec.json.decode(body)["parameters"]["retry_after"])
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return 0.0


class Polling:
    """Reads updates, gives them to the lanes, confirms what is done. One process at a time may do this for a token."""

    def __init__(self, fetch: Fetch, lanes: Lanes) -> None:
        self._fetch = fetch
        self._lanes = lanes
        self._open: dict[int, asyncio.Future[bool] | None] = {}  # begun and not done; None: to be tried again
        self._done: set[int] = set()  # done, and not confirmed because an older one is not
        self._last: int | None = None  # the newest update seen
        self._confirmed: int | None = None
        self._ended = asyncio.Event()  # something was done since the last look

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then whatever is done is confirmed. Raises Refused for a token that is not valid."""
        pause = 0.5
        while not stop.is_set():
            offset = self._offset()
            try:
                batch = await self._until(stop, self._fetch(offset, 0 if self._open else HOLD))
            except Refused as error:
                if error.code in (401, 404):
                    raise
                if error.code == 409:
                    log.warning("somebody else reads this bot's updates: another copy is running, or a webhook is set")
                await self._sleep(stop, error.retry_after or pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            except (httpx.HTTPError, msgspec.MsgspecError) as error:
                log.warning("Telegram cannot be reached", error=type(error).__name__)
                await self._sleep(stop, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            if batch is None:
                break
            pause = 0.5
            if offset is not None:
                self._confirmed = offset
            if not self._take(batch) and self._open:
                await self._wait(stop)

    async def confirm(self) -> None:
        """Tell Telegram what is done, once more, before leaving."""
        offset = self._offset()
        if offset is not None:
            try:
                await self._fetch(offset, 0)
            except (Refused, httpx.HTTPError, msgspec.MsgspecError):
                log.warning("could not confirm the last updates; they come again and are recognised")

    def _take(self, batch: Sequence[bytes]) -> int:
        """Begin what is new in a batch; how many that were."""
        fresh = 0
        for raw in batch:
            try:
                got = read(raw)
            except Broken as broken:
                fresh += self._broken(broken)
                continue
            if got.update in self._done or self._open.get(got.update) is not None:
                continue
            if got.update not in self._open:
                fresh += 1
                self._see(got.update)
                metrics.updates.labels(got.kind).inc()
            if got.event is None and not got.query:
                self._done.add(got.update)
            else:
                self._begin(got)
        return fresh

    def _begin(self, got: Incoming) -> None:
        future = self._lanes.put(got)
        self._open[got.update] = future
        future.add_done_callback(lambda ended: self._finish(got.update, ended))

    def _finish(self, update: int, ended: asyncio.Future[bool]) -> None:
        if not ended.cancelled() and ended.result():
            self._open.pop(update, None)
            self._done.add(update)
            self._ended.set()
        else:
            self._open[update] = None  # Telegram gives it again, since it is not confirmed

    def _broken(self, broken: Broken) -> bool:
        metrics.broken.labels("Broken").inc()
        if broken.update is None or broken.update in self._done:
            return False
        log.warning("an update could not be read, and was let go", update=broken.update)
        self._see(broken.update)
        self._done.add(broken.update)
        return True

    def _see(self, update: int) -> None:
        self._last = update if self._last is None else max(self._last, update)

    def _offset(self) -> int | None:
        """What to confirm: everything before the oldest unfinished update. None once it is confirmed.

        After a week of silence Telegram begins its numbers anew, perhaps lower, and an old offset would hide those.
        """
        if self._last is None:
            return None
        offset = min(self._open, default=self._last + 1)
        self._done = {update for update in self._done if update >= offset}
        if offset == self._confirmed:
            if not self._open:
                self._last = None
            return None
        return offset

    async def _wait(self, stop: asyncio.Event) -> None:
        """Nothing new, but something unfinished: wait until some is done, not long, since others may write meanwhile."""
        waits = [asyncio.ensure_future(each.wait()) for each in (stop, self._ended)]
        await asyncio.wait(waits, timeout=AGAIN, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()
        self._ended.clear()

    async def _until(self, stop: asyncio.Event, work: Awaitable[Sequence[bytes]]) -> Sequence[bytes] | None:
        """The result, or None as soon as `stop` is set."""
        stopped = asyncio.ensure_future(stop.wait())
        task = asyncio.ensure_future(work)
        await asyncio.wait([stopped, task], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return None
        return task.result()

    async def _sleep(self, stop: asyncio.Event, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
