"""getUpdates: waiting, confirming, forgetting."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from telegram import Bot
from telegram.error import Conflict

from tests.telegram_server import TelegramServer
from tests.telegram_server.basics import Raw


def ids(answer: httpx.Response) -> list[int]:
    return [update["update_id"] for update in answer.json()["result"]]


async def test_a_poll_waits_until_something_comes(tg: TelegramServer, raw: httpx.AsyncClient):
    anna = tg.person()
    poll = asyncio.create_task(raw.post("getUpdates", data={"timeout": "5"}))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await anna.writes("hi")
    assert len(ids(await poll)) == 1


async def test_an_empty_poll_ends_after_its_timeout(tg: TelegramServer, raw: httpx.AsyncClient):
    began = asyncio.get_running_loop().time()
    assert ids(await raw.get("getUpdates", params={"timeout": 1})) == []
    assert asyncio.get_running_loop().time() - began > 0.9
    assert tg.calls[0].parameters == {"timeout": 1}


async def test_the_offset_confirms_and_the_limit_limits(tg: TelegramServer, raw: httpx.AsyncClient):
    anna = tg.person()
    for number in range(130):
        await anna.writes(str(number))
    assert len(ids(await raw.post("getUpdates", json={"limit": 1000}))) == 100
    some = ids(await raw.post("getUpdates", json={"limit": 3}))
    assert some == [700_000_001, 700_000_002, 700_000_003]
    assert ids(await raw.post("getUpdates", json={"limit": 1, "offset": some[-1] + 1})) == [700_000_004]
    assert tg.updates.log[2].confirmed
    assert ids(await raw.post("getUpdates", json={"offset": -2})) == [700_000_129, 700_000_130]
    assert ids(await raw.post("getUpdates", json={"offset": 700_000_131})) == []
    await tg.settled(timeout=0)


async def test_a_second_poll_ends_the_first(tg: TelegramServer, bot: Bot, raw: httpx.AsyncClient):
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(raw.post("getUpdates", json={"timeout": 5}))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await tg.person().writes("hi")
    assert len(ids(await second)) == 1


async def test_no_polling_while_there_is_a_webhook(tg: TelegramServer, bot: Bot):
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    await bot.set_webhook(f"{tg.base}/nowhere")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert list(await bot.get_updates()) == []


async def test_what_a_bot_asked_for_is_remembered(tg: TelegramServer, raw: httpx.AsyncClient):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    group = tg.group(admins=[anna], bot="administrator")
    await group.adds(ben)  # a chat_member update: only on request
    assert [list(each)[1] for each in (await raw.post("getUpdates")).json()["result"]] == ["message"]
    await raw.post("getUpdates", json={"allowed_updates": ["chat_member"], "offset": -1})
    await raw.post("getUpdates", json={"offset": 800_000_000})
    await anna.writes("not asked for")
    await group.removes(ben, by=anna)
    assert [list(each)[1] for each in (await raw.post("getUpdates")).json()["result"]] == ["chat_member"]
    await raw.post("getUpdates", data={"allowed_updates": "[]", "offset": "800000000"})
    await anna.writes("asked for again")
    assert [list(each)[1] for each in (await raw.post("getUpdates")).json()["result"]] == ["message"]


async def test_old_updates_go(tg: TelegramServer, raw: httpx.AsyncClient, bot: Bot):
    anna = tg.person()
    await anna.writes("hi")
    tg.clock.advance(23 * 3600)
    await bot.send_message(
        anna.id, "x", api_kwargs={"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}}
    )
    await anna.presses(anna.last, "a")
    await anna.asks_inline("q")
    assert len(ids(await raw.post("getUpdates"))) == 3
    tg.clock.advance(31)
    assert len(ids(await raw.post("getUpdates"))) == 2
    tg.clock.advance(151)
    assert ids(await raw.post("getUpdates")) == [700_000_001]
    tg.clock.advance(3600)
    assert ids(await raw.post("getUpdates")) == []
    await tg.settled(timeout=0)


async def test_anything_can_be_pushed_also_twice_or_broken(tg: TelegramServer, raw: httpx.AsyncClient):
    odd: Raw = {"update_id": 5, "message": {"message_id": 1}}
    tg.push(odd)
    tg.push(b'{"update_id": 6, "subscription": {"odd": true}}')
    assert ids(await raw.post("getUpdates")) == [5, 6]
    tg.push(odd)
    assert ids(await raw.post("getUpdates", json={"offset": 7})) == [5], "a repeat comes whatever the offset"
    assert ids(await raw.post("getUpdates", json={"offset": 7})) == []
    tg.push(b"\xff not json")
    assert b"\xff not json" in (await raw.post("getUpdates")).content
    tg.updates.drop_all()


async def test_wrong_tokens_and_methods(tg: TelegramServer, raw: httpx.AsyncClient):
    wrong = await raw.get(f"{tg.base}/bot1:wrong/getMe")
    assert (wrong.status_code, wrong.json()) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert (await raw.get("getMee")).status_code == 404
    assert (await raw.get("getme")).json()["result"]["username"] == "unhook_test_bot"
    assert (await raw.post("sendMessage", content=b"{", headers={"content-type": "application/json"})).status_code == 400
    assert tg.complaints == ["getMee: no such method"]
    tg.complaints.clear()


async def test_parameters_come_in_four_ways(tg: TelegramServer, raw: httpx.AsyncClient):
    anna = tg.person(started=True)
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "1"}]]}
    asked: Raw = {"chat_id": anna.id, "text": "123", "reply_markup": markup}
    as_text = {"chat_id": str(anna.id), "text": "123", "reply_markup": json.dumps(markup)}
    await raw.post("sendMessage", json=asked)
    await raw.post("sendMessage", data=as_text)
    await raw.post("sendMessage", files={key: (None, value) for key, value in as_text.items()})
    await raw.get("sendMessage", params=as_text)
    assert [call.parameters for call in tg.calls] == [asked] * 4
    assert [post.labels for post in anna.screen] == [["Да"]] * 4
