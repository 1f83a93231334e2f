"""Order, and what is confirmed when: the lanes and the polling by themselves, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.channels.telegram.inbound import Incoming
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.polling import Polling, Refused
from bot.events import Asked, Tapped


def wrote(update: int, chat: int) -> Incoming:
    return Incoming(update, "message", Asked("x"), chat)


def tapped(update: int, chat: int) -> Incoming:
    return Incoming(update, "callback_query", Tapped("s"), chat, query="q")


def raw(update: int, chat: int) -> bytes:
    person = f'{{"id": {chat}, "is_bot": false, "first_name": "A"}}'
    message = f'{{"message_id": 1, "chat": {{"id": {chat}, "type": "private"}}, "from": {person}, "text": "x"}}'
    return f'{{"update_id": {update}, "message": {message}}}'.encode()


class Work:
    """Notes when updates begin and end; some take until they are let."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.ended: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.refuse: set[int] = set()

    def hold(self, update: int) -> asyncio.Event:
        return self.gates.setdefault(update, asyncio.Event())

    async def __call__(self, got: Incoming) -> bool:
        self.began.append(got.update)
        if got.update in self.gates:
            await self.gates[got.update].wait()
        await asyncio.sleep(0)
        self.ended.append(got.update)
        return got.update not in self.refuse


async def test_one_conversation_is_worked_off_in_order_and_others_beside_it() -> None:
    work = Work()
    lanes = Lanes(work)
    gate = work.hold(1)
    first, second, other = lanes.put(wrote(1, 7)), lanes.put(wrote(2, 7)), lanes.put(wrote(3, 8))
    assert await other
    assert work.began == [1, 3]
    gate.set()
    assert await first
    assert await second
    assert work.ended == [3, 1, 2]


async def test_a_pressed_button_goes_before_what_waits_in_its_chat() -> None:
    work = Work()
    lanes = Lanes(work)
    gate = work.hold(1)
    first = lanes.put(wrote(1, 7))
    await asyncio.sleep(0)
    rest = [lanes.put(each) for each in (wrote(2, 7), wrote(3, 7), tapped(4, 7))]
    gate.set()
    await asyncio.gather(first, *rest)
    assert work.ended == [1, 4, 2, 3]


async def test_what_takes_too_long_is_let_go_and_the_next_goes_on() -> None:
    work = Work()
    lanes = Lanes(work, longest=0.05)
    work.hold(1)
    assert await lanes.put(wrote(1, 7))
    assert await lanes.put(wrote(2, 7))
    assert work.ended == [2]


async def test_an_error_that_slipped_through_stops_nothing() -> None:
    async def fails(got: Incoming) -> bool:
        if got.update == 1:
            raise ValueError("zqcanary")
        return True

    lanes = Lanes(fails)
    assert await lanes.put(wrote(1, 7))
    assert await lanes.put(wrote(2, 7))


async def test_closing_waits_for_what_began_and_gives_back_the_rest() -> None:
    work = Work()
    lanes = Lanes(work)
    work.hold(1)
    stuck, behind = lanes.put(wrote(1, 7)), lanes.put(wrote(2, 7))
    await asyncio.sleep(0)
    await lanes.close(0.05)
    assert [await stuck, await behind] == [False, False]


async def test_lanes_leave_nothing_behind() -> None:
    lanes = Lanes(Work())
    await asyncio.gather(*(lanes.put(wrote(number, number)) for number in range(300)))
    await asyncio.sleep(0)
    assert not lanes._lanes
    assert lanes._count == 0


class Telegram:
    """getUpdates: gives what is not confirmed, and notes each offset."""

    def __init__(self, updates: Sequence[bytes], numbers: Sequence[int]) -> None:
        self.waiting = dict(zip(numbers, updates, strict=True))
        self.offsets: list[int | None] = []
        self.calls = 0
        self.fails: list[Exception] = []

    async def __call__(self, offset: int | None, hold: int) -> Sequence[bytes]:
        self.calls += 1
        if self.fails:
            raise self.fails.pop(0)
        self.offsets.append(offset)
        self.waiting = {number: each for number, each in self.waiting.items() if offset is None or number >= offset}
        if hold and not self.waiting:
            await asyncio.sleep(0.05)
        return list(self.waiting.values())[:100]


async def ran(telegram: Telegram, lanes: Lanes, seconds: float = 0.3) -> Polling:
    polling, stop = Polling(telegram, lanes), asyncio.Event()
    task = asyncio.create_task(polling.run(stop))
    await asyncio.sleep(seconds)
    stop.set()
    await task
    return polling


async def test_only_what_is_done_is_confirmed() -> None:
    work = Work()
    gate = work.hold(11)
    telegram = Telegram([raw(10, 1), raw(11, 2), raw(12, 3)], [10, 11, 12])
    lanes = Lanes(work)
    polling = await ran(telegram, lanes)
    assert list(telegram.waiting) == [11, 12], "12 is done, but an offset says: everything before"
    assert work.began == [10, 11, 12], "and nothing is begun twice"
    gate.set()
    await lanes.close(1)
    await polling.confirm()
    assert not telegram.waiting


async def test_beside_something_stuck_it_does_not_spin() -> None:
    work = Work()
    work.hold(10)
    telegram = Telegram([raw(10, 1)], [10])
    lanes = Lanes(work)
    await ran(telegram, lanes, 1.0)
    assert telegram.calls < 8
    await lanes.close(0)


async def test_what_somebody_else_holds_is_tried_again_and_not_confirmed() -> None:
    work = Work()
    work.refuse.add(10)
    telegram = Telegram([raw(10, 1), raw(11, 2)], [10, 11])
    lanes = Lanes(work)
    await ran(telegram, lanes, 1.0)
    assert list(telegram.waiting) == [10, 11]
    assert 2 <= work.began.count(10) <= 6
    assert work.began.count(11) == 1


async def test_once_all_is_confirmed_no_offset_hides_numbers_that_begin_anew() -> None:
    telegram = Telegram([raw(900, 1)], [900])
    polling, stop = Polling(telegram, Lanes(work := Work())), asyncio.Event()
    task = asyncio.create_task(polling.run(stop))
    await asyncio.sleep(0.2)
    telegram.waiting[5] = raw(5, 1)
    await asyncio.sleep(0.3)
    stop.set()
    await task
    assert work.ended == [900, 5]
    assert not telegram.waiting


async def test_a_broken_update_is_confirmed_and_the_others_are_answered() -> None:
    telegram = Telegram([raw(10, 1), b'{"update_id": 11, "message": {}}', raw(12, 1)], [10, 11, 12])
    await ran(telegram, Lanes(work := Work()))
    assert work.ended == [10, 12]
    assert not telegram.waiting


@pytest.mark.parametrize("error", [Refused(409, 0), Refused(500, 0), Refused(429, 0.1)])
async def test_telegram_s_refusals_are_waited_out(error: Refused) -> None:
    telegram = Telegram([raw(10, 1)], [10])
    telegram.fails = [error]
    await ran(telegram, Lanes(work := Work()), 1.0)
    assert work.ended == [10]


async def test_a_token_that_is_not_valid_ends_it() -> None:
    telegram = Telegram([], [])
    telegram.fails = [Refused(401, 0)]
    with pytest.raises(Refused):
        await ran(telegram, Lanes(Work()))
