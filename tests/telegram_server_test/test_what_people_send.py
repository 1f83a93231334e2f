"""Every kind of message people can send; conftest has both libraries read all of them."""

from __future__ import annotations

import json

import pytest
from aiogram import Bot as AiogramBot
from telegram import Bot

from tests.telegram_server import TelegramServer, content
from tests.telegram_server.basics import Raw

KINDS: dict[str, Raw] = {
    "photo": content.photo(caption="look at https://a.example"),
    "video": content.video(caption="this"),
    "animation": content.animation(),
    "voice": content.voice(),
    "audio": content.audio(),
    "video_note": content.video_note(),
    "document": content.document(caption="install this"),
    "sticker": content.sticker(),
    "poll": content.poll(),
    "contact": content.contact(user_id=77),
    "location": content.location(),
    "venue": content.venue(),
    "dice": content.dice(),
    "story": content.story({"id": -1001234, "type": "channel", "title": "Tips"}),
    "rich_message": content.rich_message("Pay ", ["now ", {"type": "bold", "text": "or else"}]),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_content_arrives_whole(tg: TelegramServer, bot: Bot, kind: str):
    anna = tg.person()
    await anna.sends(KINDS[kind])
    await anna.forwards(KINDS[kind], origin="A stranger")
    updates = await bot.get_updates()
    for update in updates:
        assert update.message is not None
        assert update.message.to_dict()[kind]
    assert updates[1].message is not None
    assert updates[1].message.forward_origin is not None


async def test_forwards_name_where_they_come_from(tg: TelegramServer, aio: AiogramBot):
    anna, ben = tg.person("Anna"), tg.person("Ben", username="ben")
    group, channel = tg.group("Chess"), tg.channel("Tips")
    for origin in (ben, "Hidden Harry", group, channel):
        await anna.forwards("send money", origin=origin)
    await anna.forwards("send money", origin={"type": "hidden_user", "sender_user_name": "Raw"}, media_group_id="1")
    updates = await aio.get_updates()
    origins = [update.message.forward_origin for update in updates if update.message]
    assert [origin and origin.type for origin in origins] == ["user", "hidden_user", "chat", "channel", "hidden_user"]


async def test_replies_quotes_albums_edits_and_deletions(tg: TelegramServer, bot: Bot):
    anna = tg.person()
    first = await anna.writes("one @someone /help")
    assert [entity["type"] for entity in first.raw["entities"]] == ["mention", "bot_command"]
    await anna.writes("two", reply_to=first, **content.quote("one"))
    elsewhere = content.external_reply(anna.origin("Harry"), content.photo(caption="x"), quoted="pay")
    await anna.writes("three", **elsewhere)
    album = await anna.sends_album([content.photo(caption="a"), content.photo(), content.video()])
    assert len({post.raw["media_group_id"] for post in album}) == 1
    await anna.edits(first, "one, changed")
    await anna.edits(album[0], "b")
    assert (album[0].text, "text" in album[0].raw) == ("b", False)
    await anna.edits(first)
    await anna.deletes(album[1])
    assert album[1] not in anna.screen
    updates = await bot.get_updates()
    assert [update.edited_message is not None for update in updates] == [False] * 6 + [True] * 3
    assert updates[1].message is not None
    assert updates[1].message.reply_to_message is not None
    assert updates[1].message.reply_to_message.message_id == first.id
    assert updates[2].message is not None
    assert updates[2].message.external_reply is not None
    assert updates[2].message.external_reply.photo
    assert updates[2].message.quote is not None
    await anna.forwards(first, origin=anna)


async def test_offsets_count_utf16_units(tg: TelegramServer):
    post = await tg.person().writes("😀 /stop https://a.example")
    assert post.raw["entities"] == [
        {"type": "bot_command", "offset": 3, "length": 5},
        {"type": "url", "offset": 9, "length": 17},
    ]


async def test_lone_surrogates_and_every_script_survive(tg: TelegramServer, bot: Bot):
    anna = tg.person()
    await anna.writes("Привет 你好 \ud83d")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text is not None
    assert update.message.text.startswith("Привет 你好")


async def test_a_button_that_is_not_there_cannot_be_pressed(tg: TelegramServer, bot: Bot):
    anna = tg.person(started=True)
    sent = await bot.send_message(anna.id, "One")
    post = await anna.sees(lambda each: each.id == sent.message_id)
    with pytest.raises(AssertionError, match="0 buttons say"):
        await anna.presses(post, "Next")
    await anna.presses(post, data="stale")
    assert json.loads(tg.updates.log[-1].body)["callback_query"]["data"] == "stale"


async def test_seeing_fails_with_what_is_there_instead(tg: TelegramServer, bot: Bot):
    anna = tg.person(started=True)
    await bot.send_message(anna.id, "Hello")
    with pytest.raises(AssertionError, match="#1 bot: Hello"):
        await anna.sees("Goodbye", timeout=0.05)
    with pytest.raises(AssertionError):
        await anna.sees("Hello", timeout=0.05, after=anna.last)
    with pytest.raises(AssertionError, match="no alert"):
        await anna.sees_alert(timeout=0.01)
    await anna.writes("hi")
    with pytest.raises(AssertionError, match="had not confirmed"):
        await tg.settled(timeout=0.01)
