"""What the Bot API refuses, what the second reading of it finds, and what the bot says of itself."""

from __future__ import annotations

import httpx
import pytest
from aiogram import Bot as AiogramBot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand as AiogramCommand
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest

from tests.telegram_server import TelegramServer
from tests.telegram_server.basics import Raw


def keyboard(*buttons: Raw) -> Raw:
    return {"inline_keyboard": [[button] for button in buttons]}


REFUSED: dict[str, Raw] = {
    "message text is empty": {"text": " \n"},
    "message is too long": {"text": "😀" * 2049},
    "BUTTON_DATA_INVALID": {"text": "x", "reply_markup": keyboard({"text": "a", "callback_data": "я" * 33})},
    "REPLY_MARKUP_TOO_LONG": {"text": "x", "reply_markup": keyboard(*[{"text": "a", "callback_data": "a"}] * 101)},
    "text buttons are unallowed in the inline keyboard": {"text": "x", "reply_markup": keyboard({"text": "a"})},
    "inline keyboard button URL 'x' is invalid: URL host is empty": {
        "text": "x",
        "reply_markup": keyboard({"text": "a", "url": "x"}),
    },
    "message to be replied not found": {"text": "x", "reply_parameters": {"message_id": 77}},
}


@pytest.mark.parametrize("why", REFUSED)
async def test_messages_that_are_refused(tg: TelegramServer, raw: httpx.AsyncClient, why: str):
    anna = tg.person(started=True)
    answer = await raw.post("sendMessage", json={"chat_id": anna.id} | REFUSED[why])
    assert answer.status_code == 400
    assert answer.json() == {"ok": False, "error_code": 400, "description": f"Bad Request: {why}"}
    assert anna.screen == []


async def test_the_longest_of_everything(tg: TelegramServer, bot: Bot):
    anna = tg.person(started=True)
    markup = keyboard(*[{"text": "a", "callback_data": "x" * 64}] * 100)
    sent = await bot.send_message(anna.id, "😀" * 2048, api_kwargs={"reply_markup": markup})
    assert sent.text == "😀" * 2048


async def test_edits_that_are_refused(tg: TelegramServer, aio: AiogramBot):
    anna = tg.person()
    hers = await anna.writes("hi")
    ours = await aio.send_message(anna.id, "One", reply_markup=InlineKeyboardMarkup(inline_keyboard=[]))
    for number, words, why in (
        (hers.id, "x", "can't be edited"),
        (99, "x", "to edit not found"),
        (ours.message_id, "One", "not modified"),
    ):
        with pytest.raises(TelegramBadRequest, match=why):
            await aio.edit_message_text(words, chat_id=anna.id, message_id=number)
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a", callback_data="a")]])
    await aio.edit_message_reply_markup(chat_id=anna.id, message_id=ours.message_id, reply_markup=markup)
    assert anna.last.labels == ["a"]
    await anna.presses(anna.last, "a")
    tg.clock.advance(61)
    query = next(iter(tg.queries))
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired or query ID is invalid"):
        await aio.answer_callback_query(query)
    await aio.delete_message(anna.id, ours.message_id)
    with pytest.raises(TelegramBadRequest, match="to edit not found"):
        await aio.edit_message_text("x", chat_id=anna.id, message_id=ours.message_id)
    await anna.blocks_bot()
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await aio.send_message(anna.id, "hi")
    await anna.unblocks_bot()
    await aio.send_message(anna.id, "hi")


COMPLAINTS: dict[str, tuple[str, Raw]] = {
    "sendMessage: text is missing": ("sendMessage", {"chat_id": 1}),
    "sendMessage: unknown parameter colour": ("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"}),
    "sendMessage: disable_notification: Input should be a valid boolean, unable to interpret input": (
        "sendMessage",
        {"chat_id": 1, "text": "x", "disable_notification": "maybe"},
    ),
    "sendMessage: unknown field reply_markup.inline_keyboard[0][0].colour": (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": keyboard({"text": "a", "callback_data": "a", "colour": "red"})},
    ),
    "deleteMessages: message_ids.0: Input should be a valid integer, unable to parse string as an integer": (
        "deleteMessages",
        {"chat_id": 1, "message_ids": ["one"]},
    ),
    "sendDice: a real method this server does not have": ("sendDice", {"chat_id": 1}),
}


@pytest.mark.parametrize("complaint", COMPLAINTS)
async def test_requests_that_are_not_as_the_bot_api_has_them(tg: TelegramServer, raw: httpx.AsyncClient, complaint: str):
    method, parameters = COMPLAINTS[complaint]
    await raw.post(method, json=parameters)
    with pytest.raises(AssertionError, match="not as the Bot API has it"):
        tg.check()
    assert tg.complaints == [complaint]
    tg.complaints.clear()


async def test_commands_per_scope_and_language(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("help", "Help"), BotCommand("sos", "Now", api_kwargs={"is_ephemeral": True})])
    await bot.set_my_commands([BotCommand("hilfe", "Hilfe")], scope=private, language_code="de")
    assert [each.command for each in await bot.get_my_commands()] == ["help", "sos"]
    assert [each.command for each in await bot.get_my_commands(scope=private, language_code="de")] == ["hilfe"]
    assert [each.description for each in await aio.get_my_commands()] == ["Help", "Now"]
    assert await bot.get_my_commands(scope=private) == ()
    await bot.delete_my_commands(scope=private, language_code="de")
    assert await bot.get_my_commands(scope=private, language_code="de") == ()
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await aio.set_my_commands([AiogramCommand(command="No", description="x")])


async def test_descriptions_per_language(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    await bot.set_my_description("Warns of sextortion")
    await bot.set_my_description("Warnt vor Sextortion", language_code="de")
    assert (await bot.get_my_description("de")).description == "Warnt vor Sextortion"
    assert (await aio.get_my_description(language_code="fr")).description == "Warns of sextortion"
    await bot.set_my_short_description("Warns")
    assert (await bot.get_my_short_description()).short_description == "Warns"
    with pytest.raises(BadRequest, match="too long"):
        await bot.set_my_short_description("x" * 121)
    assert (await bot.get_my_name()).name == "Unhook"
    me = await aio.get_me()
    assert me.can_connect_to_business


async def test_rich_messages_and_replies_of_the_bot(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    anna = tg.person()
    hers = await anna.writes("hi")
    reply = await bot.send_message(anna.id, "Hello", reply_to_message_id=hers.id)
    assert reply.reply_to_message is not None
    await bot.do_api_request("sendRichMessage", {"chat_id": anna.id, "rich_message": {"html": "<b>Hello</b>"}})
    assert anna.last.raw["rich_message"]["blocks"]
