"""The parts of an update that Unhook reads, decoded from raw bytes. Everything else in it is skipped, whatever Telegram adds."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

Given = object | UnsetType  # a part of which only its presence matters: a picture, a voice message


class Shape(Struct, frozen=True, omit_defaults=True):
    """repr shows the type and nothing of what was sent."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class User(Shape, frozen=True):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""


class Chat(Shape, frozen=True):
    id: int
    type: str


class Entity(Shape, frozen=True):
    type: str
    url: str = ""


class Quote(Shape, frozen=True):
    text: str = ""


class Origin(Shape, frozen=True):
    type: str
    sender_user: User | None = None


class Button(Shape, frozen=True):
    text: str = ""
    url: str = ""


class Keyboard(Shape, frozen=True):
    inline_keyboard: list[list[Button]] = field(default_factory=list)


class Contact(Shape, frozen=True):
    phone_number: str = ""
    first_name: str = ""
    last_name: str = ""


class Option(Shape, frozen=True):
    text: str = ""


class Poll(Shape, frozen=True):
    question: str = ""
    options: list[Option] = field(default_factory=list)
    explanation: str = ""


class Document(Shape, frozen=True):
    file_name: str = ""


class Venue(Shape, frozen=True):
    title: str = ""
    address: str = ""


class Checklist(Shape, frozen=True):
    title: str = ""
    tasks: list[Option] = field(default_factory=list)


class Message(Shape, frozen=True):
    message_id: int
    chat: Chat
    date: int = 0
    sender: User | None = field(name="from", default=None)
    text: str = ""
    caption: str = ""
    entities: list[Entity] = field(default_factory=list)
    caption_entities: list[Entity] = field(default_factory=list)
    quote: Quote | None = None
    forward_origin: Origin | None = None
    reply_markup: Keyboard | None = None
    contact: Contact | None = None
    poll: Poll | None = None
    document: Document | None = None
    venue: Venue | None = None
    checklist: Checklist | None = None
    rich_message: Any = None
    photo: Given = UNSET
    video: Given = UNSET
    video_note: Given = UNSET
    voice: Given = UNSET
    audio: Given = UNSET
    animation: Given = UNSET
    sticker: Given = UNSET
    story: Given = UNSET
    paid_media: Given = UNSET
    live_photo: Given = UNSET
    location: Given = UNSET
    dice: Given = UNSET
    game: Given = UNSET


class Query(Shape, frozen=True):
    id: str
    sender: User = field(name="from")
    data: str = ""
    message: Message | None = None


class Update(Shape, frozen=True):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Query | None = None


class Numbered(Shape, frozen=True):
    """What can be known even of an update that cannot be read."""

    update_id: int
