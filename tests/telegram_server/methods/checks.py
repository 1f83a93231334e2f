"""What Telegram refuses: texts, keyboards, chats the bot may not write to."""

from __future__ import annotations

from typing import Any

from tests.telegram_server import content
from tests.telegram_server.basics import DAY, Raw, Refused, bad, forbidden, units, words
from tests.telegram_server.business import Connection
from tests.telegram_server.rooms import Room
from tests.telegram_server.server import TelegramServer

ACTIONS = words(
    "callback_data url web_app login_url switch_inline_query switch_inline_query_current_chat switch_inline_query_chosen_chat "
    "copy_text callback_game pay"
)


def text_of(tg: TelegramServer, p: Raw, *, most: int = 4096) -> Raw:
    """The `text` and `entities` fields of a message with this text; white space around it is taken off."""
    said = p.get("text")
    if not isinstance(said, str) or not said.strip():
        raise bad("message text is empty")
    said = said.strip()
    if units(said) > most:
        raise bad("message is too long")
    if p.get("parse_mode"):
        tg.complaints.append(f"parse_mode {p['parse_mode']}: this server reads no marked-up text; send entities")
    return content.text(said) | ({"entities": p["entities"]} if p.get("entities") else {})


def markup_of(p: Raw) -> Raw:
    """The `reply_markup` field; only inline keyboards stay with a message."""
    markup = p.get("reply_markup")
    if markup in (None, "", {}):
        return {}
    if not isinstance(markup, dict):
        raise bad("can't parse reply keyboard markup JSON object")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return {}
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse inline keyboard button: expected an Array of Array")
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)
    return {"reply_markup": {"inline_keyboard": [row for row in rows if row]}} if buttons else {}


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: expected an Object with a text")
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    if not any(action in button for action in ACTIONS):
        raise bad("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(("https://", "http://", "tg://", "t.me/", "tel:", "mailto:")):
        raise bad(f"inline keyboard button URL '{url}' is invalid: URL host is empty")


def reply_of(p: Raw, room: Room) -> Raw:
    """The `reply_to_message` field that `reply_parameters` ask for."""
    asked = p.get("reply_parameters")
    number = (asked or {}).get("message_id") or p.get("reply_to_message_id")
    if number is None:
        return {}
    post = room.find(number)
    if post is None and not ((asked or {}).get("allow_sending_without_reply") or p.get("allow_sending_without_reply")):
        raise bad("message to be replied not found")
    return room.reply(post)


def room_to_read(tg: TelegramServer, p: Raw) -> Room:
    """The chat; of a group, one the bot is in."""
    room = tg.room(p.get("chat_id"))
    group = tg.groups.get(room.id)
    if group is None:
        return room
    if group.moved_to is not None:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=group.moved_to)
    kind = {"group": "group", "supergroup": "supergroup", "channel": "channel"}[room.kind] + " chat"
    status = group.states[int(tg.bot["id"])]["status"]
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {kind}")
    if status == "left":
        raise forbidden(f"bot is not a member of the {kind}")
    return room


def room_to_write(tg: TelegramServer, p: Raw) -> Room:
    """The chat, if the bot may write to it now."""
    room = room_to_read(tg, p)
    person = tg.people.get(room.id)
    if person is not None:
        opened = tg.connection_opens_chat and any(each.enabled and each.owner is person for each in tg.connections.values())
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not (person.started or opened):
            raise forbidden("bot can't initiate conversation with a user")
    elif room.kind == "channel" and not tg.groups[room.id].bot_may("can_post_messages"):
        raise bad("need administrator rights in the channel chat")
    return room


def connection_of(tg: TelegramServer, connection_id: object) -> Connection:
    connection = tg.connections.get(str(connection_id))
    if not isinstance(connection, Connection):
        raise bad("business connection not found")
    return connection


def business_room(tg: TelegramServer, p: Raw) -> Room:
    """A chat of a connected account, if the bot may write there: the right to, and an incoming message in the last 24 h."""
    connection = connection_of(tg, p["business_connection_id"])
    if not connection.enabled:
        raise bad("BUSINESS_CONNECTION_INVALID")
    if not connection.rights.get("can_reply"):
        raise bad("BOT_ACCESS_FORBIDDEN")
    chat_id = p.get("chat_id")
    room = connection.rooms.get(chat_id) if isinstance(chat_id, int) else None
    if room is None or tg.clock.exact() - connection.last_incoming.get(room.id, 0) > DAY:
        raise bad("BUSINESS_PEER_USAGE_MISSING")
    return room


def too_old() -> Refused:
    return bad("query is too old and response timeout expired or query ID is invalid")
