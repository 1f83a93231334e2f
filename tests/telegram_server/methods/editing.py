"""Messages the bot changes, deletes or pins."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.basics import DAY, Raw, bad
from tests.telegram_server.methods.checks import business_room, markup_of, room_to_read, room_to_write, text_of
from tests.telegram_server.rooms import Post, Room, as_sent
from tests.telegram_server.server import TelegramServer

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
CONTENT = ("text", "entities", "rich_message", "reply_markup")


async def edit_message_text(tg: TelegramServer, p: Raw) -> Any:
    rich = {"rich_message": p["rich_message"]} if isinstance(p.get("rich_message"), dict) else None
    fields = (rich or text_of(tg, p)) | markup_of(p)
    post = _to_edit(tg, p)
    if "text" not in post.raw and "rich_message" not in post.raw:
        raise bad("there is no text in the message to edit")
    return _edit(tg, post, fields, p)


async def edit_message_reply_markup(tg: TelegramServer, p: Raw) -> Any:
    post = _to_edit(tg, p)
    kept = {key: post.raw[key] for key in CONTENT if key in post.raw and key != "reply_markup"}
    return _edit(tg, post, kept | markup_of(p), p)


def _to_edit(tg: TelegramServer, p: Raw) -> Post:
    if p.get("inline_message_id"):
        post = tg.inline_posts.get(p["inline_message_id"])
        if post is None:
            raise bad("MESSAGE_ID_INVALID")
        return post
    room = business_room(tg, p) if p.get("business_connection_id") else room_to_write(tg, p)
    if not p.get("message_id"):
        raise bad("message identifier is not specified")
    found = room.find(p["message_id"])
    if found is None:
        raise bad("message to edit not found")
    if not found.by_bot:
        raise bad("message can't be edited")
    return found


def _edit(tg: TelegramServer, post: Post, fields: Raw, p: Raw) -> Any:
    """Left out, a keyboard goes away. The same again is refused."""
    if fields == {key: post.raw[key] for key in CONTENT if key in post.raw}:
        raise bad(SAME)
    for key in CONTENT:
        post.raw.pop(key, None)
    post.raw |= fields | {"edit_date": tg.clock.now()}
    post.edits += 1
    return True if p.get("inline_message_id") else as_sent(post.raw)


async def delete_message(tg: TelegramServer, p: Raw) -> bool:
    room = room_to_read(tg, p)
    if not p.get("message_id"):
        raise bad("message identifier is not specified")
    post = room.find(p["message_id"])
    if post is None:
        raise bad("message to delete not found")
    _check_deletable(tg, room, post)
    post.gone = True
    return True


async def delete_messages(tg: TelegramServer, p: Raw) -> bool:
    """Those that are not there are skipped; one that must stay stops all."""
    room = room_to_read(tg, p)
    numbers = p.get("message_ids")
    if not isinstance(numbers, list) or not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad("too many message identifiers specified")
    posts = [post for number in numbers if (post := room.find(number)) is not None]
    for post in posts:
        _check_deletable(tg, room, post)
    for post in posts:
        post.gone = True
    return True


def _check_deletable(tg: TelegramServer, room: Room, post: Post) -> None:
    if tg.clock.now() - post.raw["date"] > 2 * DAY:
        raise bad("message can't be deleted for everyone")
    group = tg.groups.get(room.id)
    if group is not None and not post.by_bot and not group.bot_may("can_delete_messages"):
        raise bad("message can't be deleted")


async def edit_ephemeral_message_text(tg: TelegramServer, p: Raw) -> bool:
    fields = text_of(tg, p) | markup_of(p)
    _edit(tg, _whisper(tg, p), fields, p)
    return True


async def delete_ephemeral_message(tg: TelegramServer, p: Raw) -> bool:
    _whisper(tg, p).gone = True
    return True


def _whisper(tg: TelegramServer, p: Raw) -> Post:
    room = room_to_read(tg, p)
    post = room.whispers.get(p.get("ephemeral_message_id") or 0)
    if post is None or post.gone or not post.by_bot or post.raw["receiver_user"]["id"] != p.get("receiver_user_id"):
        raise bad("message not found")
    return post


async def pin_chat_message(tg: TelegramServer, p: Raw) -> bool:
    room = _room_to_pin_in(tg, p)
    post = room.find(p.get("message_id"))
    if post is None:
        raise bad("message to pin not found")
    room.pinned = [number for number in room.pinned if number != post.id] + [post.id]
    return True


async def unpin_chat_message(tg: TelegramServer, p: Raw) -> bool:
    room = _room_to_pin_in(tg, p)
    number = p.get("message_id") or (room.pinned[-1] if room.pinned else None)
    if number not in room.pinned:
        raise bad("message to unpin not found")
    room.pinned.remove(number)
    return True


def _room_to_pin_in(tg: TelegramServer, p: Raw) -> Room:
    room = room_to_write(tg, p)
    group = tg.groups.get(room.id)
    if group is not None and not group.bot_may("can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")
    return room


METHODS: dict[str, Any] = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "editEphemeralMessageText": edit_ephemeral_message_text,
    "deleteEphemeralMessage": delete_ephemeral_message,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
