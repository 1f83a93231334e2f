"""A person and the bot in their private chat, as python-telegram-bot sees it."""

from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from tests.telegram_server import TelegramServer

NEXT = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Next step", callback_data="n1")], [InlineKeyboardButton("Site", url="https://a.example")]]
)


async def test_a_message_is_answered_and_seen(tg: TelegramServer, bot: Bot):
    anna = tg.person("Anna", language_code="en")
    await anna.writes("hi")
    (update,) = await bot.get_updates(timeout=1)
    assert update.message is not None
    assert (update.message.text, update.message.from_user and update.message.from_user.language_code) == ("hi", "en")
    sent = await bot.send_message(anna.id, "Hello, Anna", reply_markup=NEXT)
    seen = await anna.sees("Hello")
    assert (seen.id, seen.labels, seen.by_bot) == (sent.message_id, ["Next step", "Site"], True)
    assert [post.text for post in anna.screen] == ["hi", "Hello, Anna"]
    assert not tg.updates.log[0].confirmed
    await bot.get_updates(offset=update.update_id + 1, timeout=0)
    await tg.settled()


async def test_a_tap_is_answered_once_and_edits_in_place(tg: TelegramServer, bot: Bot):
    anna = tg.person(started=True)
    await bot.send_message(anna.id, "One", reply_markup=NEXT)
    post = await anna.sees("One")
    await anna.presses(post, "Next")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.data == "n1"
    assert await query.answer("Noted", show_alert=True)
    with pytest.raises(BadRequest, match="uery is too old and response timeout expired"):
        await query.answer()
    assert (await anna.sees_alert("Noted")).popup
    await query.edit_message_text("Two", reply_markup=NEXT)
    assert post.text == "Two"
    with pytest.raises(BadRequest, match="not modified"):
        await query.edit_message_text("Two", reply_markup=NEXT)
    await query.edit_message_text("Two")
    assert post.buttons == []


async def test_who_never_started_or_blocked_cannot_be_written_to(tg: TelegramServer, bot: Bot):
    anna = tg.person()
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(anna.id, "Hello")
    await anna.starts("promo")
    await bot.send_message(anna.id, "Hello")
    await anna.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "Hello")
    updates = await bot.get_updates()
    assert updates[0].message is not None
    assert updates[0].message.text == "/start promo"
    assert updates[1].my_chat_member is not None
    assert updates[1].my_chat_member.new_chat_member.status == "kicked"


async def test_message_ids_are_one_sequence_over_all_private_chats(tg: TelegramServer, bot: Bot):
    anna, ben = tg.person("Anna", started=True), tg.person("Ben", started=True)
    first, second = await bot.send_message(anna.id, "1"), await bot.send_message(ben.id, "2")
    third = await bot.send_message(anna.id, "3")
    assert [first.message_id, second.message_id, third.message_id] == [1, 2, 3]
    group = tg.group(members=[anna])
    assert (await bot.send_message(group.id, "1")).message_id == 1
