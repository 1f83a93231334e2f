"""Every place of a message where words can stand, what its sender wrote kept apart from what they only quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import UNSET

from bot.channels.telegram.shapes import Message

MOST_RICH = 2000  # pieces of a rich message that are read; Telegram allows 500 blocks
DEEPEST = 24  # how deep they may lie; Telegram allows 16
RICH_WORDS = ("text", "title", "caption", "summary", "label", "url", "alternative_text", "header", "footer", "author", "credit")
MEDIA = (
    "photo video video_note voice audio animation sticker story paid_media live_photo location dice game document".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Surfaces:
    """The words of one message. `forwarded`: somebody else wrote `authored`. `media`: something came along that is not opened."""

    authored: str = field(repr=False)
    quoted: str = field(repr=False)
    forwarded: bool = False
    media: bool = False


def surfaces(message: Message) -> Surfaces:
    """All words of a message. A forward of one's own words is one's own; every other forward is somebody else's."""
    authored = "\n".join(piece for piece in _authored(message) if piece)
    quoted = message.quote.text if message.quote else ""
    return Surfaces(authored, quoted, _forwarded(message), any(_present(message, name) for name in MEDIA))


def _authored(message: Message) -> Iterator[str]:
    yield message.text
    yield message.caption
    yield from rich_words(message.rich_message)
    for entity in (*message.entities, *message.caption_entities):
        yield entity.url  # where a text_link really leads
    if poll := message.poll:
        yield from (poll.question, *(option.text for option in poll.options), poll.explanation)
    if contact := message.contact:
        yield " ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part)
    if venue := message.venue:
        yield from (venue.title, venue.address)
    if checklist := message.checklist:
        yield from (checklist.title, *(task.text for task in checklist.tasks))
    if message.document:
        yield message.document.file_name  # "album.apk" says enough
    for button in (button for row in message.reply_markup.inline_keyboard for button in row) if message.reply_markup else ():
        yield from (button.text, button.url)


def rich_words(rich: object) -> list[str]:
    """The words of a rich message, in their order. Its blocks grow with each Bot API, so only names of words count."""
    words: list[str] = []
    _walk(rich, "text", DEEPEST, words)
    return words


def _walk(part: object, name: str, depth: int, words: list[str]) -> None:
    if depth == 0 or len(words) >= MOST_RICH:
        return
    if isinstance(part, str):
        if name in RICH_WORDS:
            words.append(part)
    elif isinstance(part, dict):
        for key, value in part.items():
            _walk(value, str(key), depth - 1, words)
    elif isinstance(part, list):
        for value in part:
            _walk(value, name, depth - 1, words)


def _forwarded(message: Message) -> bool:
    origin = message.forward_origin
    if origin is None:
        return False
    own = origin.sender_user is not None and message.sender is not None and origin.sender_user.id == message.sender.id
    return not own


def _present(message: Message, name: str) -> bool:
    part = getattr(message, name)
    return part is not UNSET and part is not None
