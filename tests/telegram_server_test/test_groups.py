"""Groups, channels, their members, and what administrators may do."""

from __future__ import annotations

import httpx
import pytest
from aiogram import Bot as AiogramBot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ChatPermissions as AiogramPermissions
from telegram import Bot, ChatPermissions
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.telegram_server import TelegramServer, content
from tests.telegram_server.basics import DAY

ASK_FOR = ["message", "edited_message", "channel_post", "edited_channel_post", "chat_member", "my_chat_member"]


async def texts(bot: Bot) -> list[str]:
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [update.message.text for update in updates if update.message and update.message.text]


async def test_a_member_hears_only_what_is_meant_for_it(tg: TelegramServer, bot: Bot):
    anna = tg.person()
    group = tg.group(members=[anna])
    await anna.writes("chatter", chat=group)
    await anna.writes("/help", chat=group)
    await anna.writes("/help@other_bot", chat=group)
    await anna.writes("/help@unhook_test_bot", chat=group)
    await bot.send_message(group.id, "Here")
    await anna.writes("thanks", chat=group, reply_to=await anna.sees("Here", chat=group))
    assert await texts(bot) == ["/help", "/help@unhook_test_bot", "thanks"]
    await group.promotes_bot(anna)
    await anna.writes("chatter", chat=group)
    assert await texts(bot) == ["chatter"]
    await group.removes_bot(anna)
    await anna.writes("chatter", chat=group)
    assert await texts(bot) == []
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "Hello?")


async def test_who_writes_without_a_name(tg: TelegramServer, bot: Bot):
    anna = tg.person()
    group = tg.group(admins=[anna], bot="administrator")
    channel = tg.channel("News", linked=group)
    await anna.writes("from nobody", chat=group, anonymous=True)
    await anna.writes("as the channel", chat=group, as_channel=channel)
    post = await channel.posts("a post")
    await channel.edits(post, "a better post")
    await channel.posts(content.photo(caption="with a picture"))
    updates = await bot.get_updates()
    messages = [update.effective_message for update in updates[:4]]
    shown = [(each.from_user and each.from_user.id, each.sender_chat and each.sender_chat.id) for each in messages if each]
    assert shown == [(1087968824, group.id), (136817688, channel.id), (None, channel.id), (777000, channel.id)]
    assert messages[3] is not None
    assert messages[3].is_automatic_forward
    assert updates[4].edited_channel_post is not None
    await bot.send_message(channel.id, "from the bot")
    assert channel.room.screen[-1].text == "from the bot"


async def test_members_come_and_go(tg: TelegramServer, bot: Bot):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    group = tg.group(admins=[anna], bot="left")
    await bot.get_updates(allowed_updates=ASK_FOR)
    await group.adds_bot(anna, admin=True)
    await group.adds(ben)
    await group.removes(ben, by=anna)
    await group.demotes_bot(anna)
    updates = await bot.get_updates()
    changes = [update.my_chat_member or update.chat_member for update in updates]
    assert [change and change.new_chat_member.status for change in changes] == [
        *("administrator", None, "member", None, "kicked", None, "member")
    ]
    assert updates[3].message is not None
    assert updates[3].message.new_chat_members[0].first_name == "Ben"


async def test_administrators_mute_and_ban(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    group = tg.group(admins=[anna], members=[ben], bot="administrator")
    until = tg.clock.now() + 3600
    assert await bot.restrict_chat_member(group.id, ben.id, ChatPermissions.no_permissions(), until_date=until)
    assert (await bot.get_chat_member(group.id, ben.id)).status == "restricted"
    with pytest.raises(AssertionError, match="may not write"):
        await ben.writes("but", chat=group)
    tg.clock.advance(3601)
    assert (await bot.get_chat_member(group.id, ben.id)).status == "member"
    post = await ben.writes("spam", chat=group)
    assert await aio.restrict_chat_member(group.id, ben.id, AiogramPermissions(can_send_messages=False), until_date=5)
    muted = await aio.get_chat_member(group.id, ben.id)
    assert getattr(muted, "until_date", None) is not None
    assert await bot.restrict_chat_member(group.id, ben.id, ChatPermissions.all_permissions())
    assert (await bot.get_chat_member(group.id, ben.id)).status == "member"
    assert await bot.delete_message(group.id, post.id)
    assert post not in group.screen
    spam = await ben.writes("more spam", chat=group)
    assert await bot.ban_chat_member(group.id, ben.id)
    assert spam.gone
    assert (await aio.get_chat_member(group.id, ben.id)).status == "kicked"
    assert await bot.unban_chat_member(group.id, ben.id, only_if_banned=True)
    assert (await aio.get_chat_member(group.id, ben.id)).status == "left"
    assert len(await bot.get_chat_administrators(group.id)) == 1
    for who, why in ((anna.id, "owner"), (tg.bot["id"], "self"), (12345, "Participant")):
        with pytest.raises(BadRequest, match=why):
            await bot.ban_chat_member(group.id, who)


async def test_rights_that_are_missing(tg: TelegramServer, bot: Bot):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    weak = tg.group(admins=[anna], members=[ben])
    said = await ben.writes("spam", chat=weak)
    with pytest.raises(BadRequest, match="ot enough rights to restrict"):
        await bot.ban_chat_member(weak.id, ben.id)
    with pytest.raises(BadRequest, match="essage can't be deleted"):
        await bot.delete_message(weak.id, said.id)
    with pytest.raises(BadRequest, match="ot enough rights to manage pinned"):
        await bot.pin_chat_message(weak.id, said.id)
    basic = tg.group(supergroup=False, admins=[anna], members=[ben], bot="administrator")
    with pytest.raises(BadRequest, match="ethod is available only for supergroups"):
        await bot.restrict_chat_member(basic.id, ben.id, ChatPermissions.no_permissions())
    with pytest.raises(BadRequest, match="no administrators in the private chat"):
        await bot.get_chat_administrators(anna.id)
    assert await bot.leave_chat(weak.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.get_chat(weak.id)


async def test_a_group_becomes_a_supergroup(tg: TelegramServer, bot: Bot):
    anna = tg.person()
    group = tg.group(supergroup=False, admins=[anna], bot="administrator")
    new = await group.becomes_supergroup()
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "hi")
    assert caught.value.new_chat_id == new.id
    assert (await bot.send_message(new.id, "hi")).message_id == 2  # the first is the note of the move
    updates = await bot.get_updates()
    assert updates[0].message is not None
    assert updates[0].message.migrate_to_chat_id == new.id
    assert updates[1].message is not None
    assert updates[1].message.migrate_from_chat_id == group.id


async def test_pins_actions_and_what_a_chat_is(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    anna = tg.person("Anna", started=True)
    group = tg.group("Chess", admins=[anna], bot="administrator", username="chess_club")
    tg.channel(linked=group)
    sent = await bot.send_message("@chess_club", "Rules")
    assert await bot.pin_chat_message(group.id, sent.message_id)
    full = await bot.get_chat(group.id)
    assert full.title == "Chess"
    assert full.pinned_message is not None
    assert full.linked_chat_id
    assert (await aio.get_chat(anna.id)).first_name == "Anna"
    assert (await bot.get_chat_member(anna.id, anna.id)).status == "member"
    assert await bot.unpin_chat_message(group.id)
    assert await bot.send_chat_action(anna.id, "typing")
    assert anna.room.actions == ["typing"]
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(1)


async def test_ephemeral_messages_are_seen_by_one(tg: TelegramServer, bot: Bot, aio: AiogramBot):
    anna, ben = tg.person("Anna"), tg.person("Ben")
    group = tg.group(members=[anna, ben], bot="administrator")
    more = {"ephemeral_message_parameters": {"receiver_user_id": anna.id}}
    button = {"inline_keyboard": [[{"text": "Why?", "callback_data": "why"}]]}
    sent = await bot.send_message(group.id, "Only you see this", api_kwargs=more | {"reply_markup": button})
    number = sent.api_kwargs["ephemeral_message_id"]
    assert (sent.message_id, number) == (0, 1)
    post = await anna.sees("Only you", chat=group)
    assert ben.screen_in(group) == group.screen == []
    await anna.presses(post, "Why?")
    where = {"chat_id": group.id, "receiver_user_id": anna.id, "ephemeral_message_id": number}
    assert await bot.do_api_request("editEphemeralMessageText", where | {"text": "Because"})
    assert post.text == "Because"
    assert await aio.delete_ephemeral_message(**where)
    assert anna.screen_in(group) == []
    with pytest.raises(TelegramBadRequest, match="not found"):
        await aio.delete_ephemeral_message(**where)


async def test_ephemeral_messages_of_an_ordinary_member_answer_something(tg: TelegramServer, bot: Bot, raw: httpx.AsyncClient):
    anna = tg.person()
    group = tg.group(members=[anna])
    more = {"ephemeral_message_parameters": {"receiver_user_id": anna.id}}
    with pytest.raises(BadRequest, match="ot enough rights to send ephemeral"):
        await bot.send_message(group.id, "Psst", api_kwargs=more)
    asked = await anna.whispers("/help", group)
    reply = {"reply_parameters": {"ephemeral_message_id": asked.id}}
    await bot.send_message(group.id, "Psst", api_kwargs=more | reply)
    await anna.sees("Psst", chat=group)
    tg.clock.advance(16)
    with pytest.raises(BadRequest, match="ot enough rights to send ephemeral"):
        await bot.send_message(group.id, "Psst", api_kwargs=more | reply)
    await bot.send_message(
        group.id, "Tap", api_kwargs={"reply_markup": {"inline_keyboard": [[{"text": "t", "callback_data": "t"}]]}}
    )
    query = await anna.presses(await anna.sees("Tap", chat=group), "t")
    answer = await raw.post(
        "sendMessage", json={"text": "Alone", "ephemeral_message_parameters": {"callback_query_id": query.id}}
    )
    assert answer.json()["ok"]
    await anna.sees("Alone", chat=group)


async def test_old_messages_stay(tg: TelegramServer, bot: Bot):
    anna = tg.person(started=True)
    posts = [await bot.send_message(anna.id, str(number)) for number in range(3)]
    assert await bot.delete_messages(anna.id, [posts[0].message_id, 999])
    assert [post.text for post in anna.screen] == ["1", "2"]
    for numbers in ([], list(range(1, 102))):
        with pytest.raises(BadRequest):
            await bot.delete_messages(anna.id, numbers)
    tg.clock.advance(2 * DAY + 1)
    for call in (bot.delete_message(anna.id, posts[1].message_id), bot.delete_messages(anna.id, [posts[1].message_id])):
        with pytest.raises(BadRequest, match="for everyone"):
            await call
    with pytest.raises(BadRequest, match="essage to delete not found"):
        await bot.delete_message(anna.id, posts[0].message_id)
