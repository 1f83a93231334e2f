"""Connected accounts, guest questions, inline questions."""

from __future__ import annotations

import httpx
import pytest
from aiogram import Bot as AiogramBot
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import BadRequest, Forbidden

from tests.telegram_server import TelegramServer
from tests.telegram_server.basics import DAY


async def test_a_connected_account(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    anna, stranger = tg.person("Anna"), tg.person("Mia")
    connection = await anna.connects_bot()
    first = await connection.hears(stranger, "hi handsome")
    await connection.owner_writes(stranger, "who are you?", reply_to=first)
    await connection.edits(first, "hello")
    await connection.deletes(first)
    updates = await bot.get_updates()
    assert updates[0].business_connection is not None
    assert updates[0].business_connection.user_chat_id == anna.id
    message = updates[1].business_message
    assert message is not None
    assert (message.business_connection_id, message.chat.id, message.message_id) == (connection.id, stranger.id, 501)
    assert updates[2].business_message is not None
    assert updates[2].business_message.from_user is not None
    assert updates[2].business_message.from_user.id == anna.id
    assert updates[3].edited_business_message is not None
    assert updates[4].deleted_business_messages is not None
    assert updates[4].deleted_business_messages.message_ids == (501,)
    shown = await aio.get_business_connection(connection.id)
    assert shown.is_enabled
    with pytest.raises(BadRequest, match="ccess_forbidden"):
        await bot.send_message(stranger.id, "as Anna", business_connection_id=connection.id)
    await connection.ends()
    assert not (await bot.get_business_connection(connection.id)).is_enabled
    await connection.hears(stranger, "not for the bot")
    assert len(await bot.get_updates()) == 6
    with pytest.raises(BadRequest, match="not found"):
        await bot.get_business_connection("other")


async def test_writing_as_the_owner_takes_a_right_and_a_recent_message(tg: TelegramServer, bot: Bot):
    anna, stranger = tg.person("Anna"), tg.person("Mia")
    connection = await anna.connects_bot(can_reply=True)
    with pytest.raises(BadRequest, match="usage_missing"):
        await bot.send_message(stranger.id, "hi", business_connection_id=connection.id)
    await connection.hears(stranger, "hi")
    sent = await bot.send_message(stranger.id, "hi", business_connection_id=connection.id)
    assert sent.sender_business_bot is not None
    assert sent.from_user is not None
    assert sent.from_user.id == anna.id
    tg.clock.advance(DAY + 1)
    with pytest.raises(BadRequest, match="usage_missing"):
        await bot.send_message(stranger.id, "hi", business_connection_id=connection.id)
    await connection.changes(can_reply=False)
    with pytest.raises(BadRequest, match="ccess_forbidden"):
        await bot.send_message(stranger.id, "hi", business_connection_id=connection.id)


async def test_the_owner_may_be_written_to_unless_said_otherwise(tg: TelegramServer, bot: Bot):
    anna = tg.person()
    await anna.connects_bot()
    await bot.send_message(anna.id, "A warning")
    await anna.sees("A warning")
    tg.connection_opens_chat = False
    with pytest.raises(Forbidden):
        await bot.send_message(anna.id, "A warning")


async def test_a_guest_answers_once_and_may_edit(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    group = tg.group(members=[anna], bot="left")
    said = group.room.put({"from": ben.user, "text": "pay me"}, tg.clock.now(), by_bot=False)
    await anna.summons("@unhook_test_bot what is this?", group, reply_to=said)
    (update,) = await bot.get_updates()
    assert update.guest_message is not None
    assert update.guest_message.reply_to_message is not None
    query = update.guest_message.guest_query_id
    assert query is not None
    article = InlineQueryResultArticle("1", "Check", InputTextMessageContent("I sent you a note"))
    answer = await bot.answer_guest_query(query, article)
    assert group.screen[-1].text == "I sent you a note"
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_guest_query(query, article)
    number = answer.inline_message_id
    button = {"inline_keyboard": [[{"text": "Go", "callback_data": "g"}]]}
    assert await bot.edit_message_text("Edited", inline_message_id=number, api_kwargs={"reply_markup": button}) is True
    await anna.presses(group.screen[-1], "Go")
    tapped = (await aio.get_updates())[-1].callback_query
    assert tapped is not None
    assert tapped.inline_message_id == number
    late = await anna.summons("@unhook_test_bot?", ben)
    tg.clock.advance(11)
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_guest_query(late.id, article)


async def test_inline_questions(tg: TelegramServer, bot: Bot, raw: httpx.AsyncClient):
    anna = tg.person()
    query = await anna.asks_inline("is this a scam")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    results = [InlineQueryResultArticle(str(number), "Check", InputTextMessageContent("x")) for number in range(2)]
    assert await update.inline_query.answer(results, is_personal=True, cache_time=0)
    assert query.answer is not None
    assert len(query.answer["results"]) == 2
    again = await anna.asks_inline("is this a scam")
    with pytest.raises(BadRequest, match="duplicate"):
        await bot.answer_inline_query(again.id, [results[0], results[0]])
    one = results[0].to_dict()
    for wrong, why in (([one] * 51, "RESULTS_TOO_MUCH"), ([one | {"id": "x" * 65}], "RESULT_ID_INVALID")):
        answer = await raw.post("answerInlineQuery", json={"inline_query_id": again.id, "results": wrong})
        assert answer.json()["description"] == f"Bad Request: {why}"
