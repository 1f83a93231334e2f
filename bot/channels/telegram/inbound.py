"""Raw update → what happened. Nothing of it is kept here, and an update that cannot be read is one exception, not a stop."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import msgspec

from bot.channels.telegram.shapes import Message, Numbered, Query, Update
from bot.channels.telegram.surfaces import surfaces
from bot.events import Asked, Commanded, Event, Started, Tapped

KINDS = ("message", "edited_message", "callback_query")
"""The kinds of update that are asked of Telegram: those Unhook reads."""

COMMAND = re.compile(r"/([a-z_]{1,32})(?:@\w+)?(?:\s+(.*))?\Z", re.IGNORECASE | re.DOTALL)
_update = msgspec.json.Decoder(Update)
_numbered = msgspec.json.Decoder(Numbered)


class Broken(Exception):
    """An update that cannot be read. `update`: its number, None if not even that is there. Says nothing of what stood in it."""

    def __init__(self, update: int | None) -> None:
        super().__init__("an update that cannot be read")
        self.update = update


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update of a private chat, made ready. `event` None: nothing to do. `at`: number of the message it concerns."""

    update: int
    kind: str
    event: Event | None = field(default=None, repr=False)
    chat: int = field(default=0, repr=False)
    at: int = field(default=0, repr=False)
    query: str = field(default="", repr=False)  # id of a button press that wants an answer
    language: str = field(default="", repr=False)  # of the person's own Telegram

    @property
    def urgent(self) -> bool:
        """Goes before what waits: somebody is looking at a button that has not moved yet."""
        return bool(self.query)

    @property
    def talk(self) -> tuple[str, str, int]:
        """Which conversation: (business connection, kind of talk, chat)."""
        return ("", "private", self.chat)


def read(raw: bytes) -> Incoming:
    """Raises Broken."""
    try:
        update = _update.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Broken(_number(raw)) from None
    for kind, message in (("message", update.message), ("edited_message", update.edited_message)):
        if message is not None:
            return _message(update.update_id, kind, message)
    if update.callback_query is not None:
        return _query(update.update_id, update.callback_query)
    return Incoming(update.update_id, "other")


def _number(raw: bytes) -> int | None:
    try:
        return _numbered.decode(raw).update_id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _message(update: int, kind: str, message: Message) -> Incoming:
    sender = message.sender
    if message.chat.type != "private" or sender is None or sender.is_bot:
        return Incoming(update, kind)
    event = _asked(message, edited=kind == "edited_message")
    return Incoming(update, kind, event, message.chat.id, message.message_id, language=sender.language_code)


def _asked(message: Message, edited: bool) -> Event | None:
    command = COMMAND.match(message.text) if message.forward_origin is None else None
    if command:
        name, rest = command[1].lower(), (command[2] or "").strip()
        return Started(rest) if name == "start" else Commanded(name, rest)
    said = surfaces(message)
    text = "\n".join(part for part in (said.authored, said.quoted) if part.strip())
    if not text and not said.media:
        return None  # a service message: somebody pinned something, changed a picture, …
    forwarded = said.forwarded or not said.authored.strip()
    return Asked(text, forwarded and bool(text), edited=edited, media=said.media, message=message.message_id)


def _query(update: int, query: Query) -> Incoming:
    if query.message is None or query.message.chat.type != "private":
        return Incoming(update, "callback_query", query=query.id)
    chat, at = query.message.chat.id, query.message.message_id
    return Incoming(update, "callback_query", Tapped(query.data), chat, at, query.id, query.sender.language_code)
