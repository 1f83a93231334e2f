"""Messages the bot sends."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.basics import Raw, bad, words
from tests.telegram_server.members import is_admin, is_in
from tests.telegram_server.methods.checks import (
    business_room,
    connection_of,
    markup_of,
    reply_of,
    room_to_read,
    room_to_write,
    text_of,
)
from tests.telegram_server.rooms import Room, as_sent
from tests.telegram_server.server import TelegramServer

WINDOW = 15  # seconds after a tap or an ephemeral command in which any bot may answer with an ephemeral message
SHOWN = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location "
    "record_video_note upload_video_note"
)


async def send_message(tg: TelegramServer, p: Raw) -> Raw:
    return _send(tg, p, text_of(tg, p))


async def send_rich_message(tg: TelegramServer, p: Raw) -> Raw:
    rich = p.get("rich_message")
    if not isinstance(rich, dict):
        raise bad("rich message must be non-empty")
    said = rich.get("html") or rich.get("markdown") or ""
    blocks = rich.get("blocks") or [{"type": "paragraph", "text": said}]
    return _send(tg, p, {"rich_message": {"blocks": blocks}})


def _send(tg: TelegramServer, p: Raw, content: Raw) -> Raw:
    """Put content where it belongs: a private chat, a group, a chat of a connected account, or before one member's eyes."""
    fields = content | markup_of(p)
    fields |= {"has_protected_content": True} if p.get("protect_content") else {}
    if p.get("ephemeral_message_parameters") or p.get("receiver_user_id"):
        return _whisper(tg, p, fields)
    if p.get("business_connection_id"):
        room = business_room(tg, p)
        owner = connection_of(tg, p["business_connection_id"]).owner.user
        sender: Raw = {"from": owner, "sender_business_bot": tg.bot, "business_connection_id": p["business_connection_id"]}
    else:
        room = room_to_write(tg, p)
        sender = {"sender_chat": room.chat} if room.kind == "channel" else {"from": tg.bot}
    if p.get("message_thread_id"):
        sender |= {"message_thread_id": p["message_thread_id"], "is_topic_message": True}
    post = room.put(sender | reply_of(p, room) | fields, tg.clock.now(), by_bot=True)
    return dict(as_sent(post.raw))


def _whisper(tg: TelegramServer, p: Raw, fields: Raw) -> Raw:
    """An ephemeral message. Administrators may send them at any time, other bots in answer to something just done."""
    asked: Raw = p.get("ephemeral_message_parameters") or {
        key: p[key] for key in ("receiver_user_id", "callback_query_id") if p.get(key) is not None
    }
    query = tg.queries.get(str(asked.get("callback_query_id", "")))
    if query is not None and query.room is not None:
        p = {"chat_id": query.room.id, **p}
    room = room_to_read(tg, p)
    receiver = asked.get("receiver_user_id") or (query.person.id if query is not None else None)
    person = tg.people.get(receiver) if isinstance(receiver, int) else None
    group = tg.groups.get(room.id)
    if person is None or (group is not None and not is_in(group.state(person.id))):
        raise bad("PARTICIPANT_ID_INVALID")
    if group is None and query is None:
        raise bad("ephemeral messages can be sent only to groups and supergroups")
    fresh = query is not None and query.person is person and tg.clock.exact() - query.asked <= WINDOW
    said = room.whispers.get((p.get("reply_parameters") or {}).get("ephemeral_message_id", 0))
    fresh = fresh or (said is not None and said.raw["from"] == person.user and tg.clock.now() - said.raw["date"] <= WINDOW)
    admin = group is not None and is_admin(group.states[int(tg.bot["id"])])
    if not (fresh or admin):
        raise bad("not enough rights to send ephemeral messages to the user")
    post = room.whisper({"from": tg.bot} | fields, tg.clock.now(), to=person.user)
    return dict(as_sent(post.raw))


async def send_chat_action(tg: TelegramServer, p: Raw) -> bool:
    room: Room = business_room(tg, p) if p.get("business_connection_id") else room_to_write(tg, p)
    if p.get("action") not in SHOWN:
        raise bad("wrong parameter action in request")
    room.actions.append(p["action"])
    return True


METHODS: dict[str, Any] = {
    "sendMessage": send_message,
    "sendRichMessage": send_rich_message,
    "sendChatAction": send_chat_action,
}
