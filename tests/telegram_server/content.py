"""What people put into messages, as raw Bot API fields: `await anna.sends(photo(caption="look"))`."""

from __future__ import annotations

import itertools
import re
from typing import Any

from tests.telegram_server.basics import Raw, units

_files = itertools.count(1)

ENTITIES = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")),
    ("url", re.compile(r"\bhttps?://[^\s<>\"]+|\b(?:[\w-]+\.)+(?:com|net|org|me|ru|io|test|example)\b(?:/[^\s<>\"]*)?")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w+")),
)


def entities_in(text: str) -> list[Raw]:
    """The entities Telegram itself finds in plain text: commands, links, mentions. Offsets in UTF-16 units."""
    taken: list[tuple[int, int]] = []
    found: list[Raw] = []
    for kind, pattern in ENTITIES:
        for match in pattern.finditer(text):
            begin, end = match.span()
            if not any(begin < until and end > since for since, until in taken):
                taken.append((begin, end))
                found.append({"type": kind, "offset": units(text[:begin]), "length": units(match[0])})
    return sorted(found, key=lambda entity: entity["offset"])


def text(words: str) -> Raw:
    found = entities_in(words)
    return {"text": words} | ({"entities": found} if found else {})


def captioned(content: Raw, caption: str | None) -> Raw:
    if caption is None:
        return content
    found = entities_in(caption)
    return content | {"caption": caption} | ({"caption_entities": found} if found else {})


def file(**more: Any) -> Raw:
    number = next(_files)
    return {"file_id": f"AgACAgIAAxkB{number:08d}", "file_unique_id": f"AQAD{number:08d}", "file_size": 1000 + number} | more


def photo(caption: str | None = None, **more: Any) -> Raw:
    return captioned({"photo": [file(width=90, height=60), file(width=1280, height=853)]}, caption) | more


def video(caption: str | None = None, **more: Any) -> Raw:
    return captioned({"video": file(width=1280, height=720, duration=12, mime_type="video/mp4")}, caption) | more


def animation(caption: str | None = None, **more: Any) -> Raw:
    """A GIF; it comes as a document too."""
    moving = file(width=320, height=240, duration=2, mime_type="video/mp4", file_name="cat.gif.mp4")
    return captioned({"animation": moving, "document": file(mime_type="video/mp4")}, caption) | more


def voice(caption: str | None = None, **more: Any) -> Raw:
    return captioned({"voice": file(duration=7, mime_type="audio/ogg")}, caption) | more


def audio(caption: str | None = None, **more: Any) -> Raw:
    return captioned({"audio": file(duration=180, title="Song", performer="Band", mime_type="audio/mpeg")}, caption) | more


def video_note(**more: Any) -> Raw:
    return {"video_note": file(length=240, duration=9)} | more


def document(caption: str | None = None, name: str = "photos.apk", **more: Any) -> Raw:
    return captioned({"document": file(file_name=name, mime_type="application/octet-stream")}, caption) | more


def sticker(emoji: str = "😀", **more: Any) -> Raw:
    kind = {"type": "regular", "is_animated": False, "is_video": False, "emoji": emoji, "set_name": "Cats"}
    return {"sticker": file(width=512, height=512, **kind)} | more


def poll(question: str = "Pay or block?", options: tuple[str, ...] = ("Pay", "Block"), **more: Any) -> Raw:
    choices = [{"persistent_id": str(number), "text": each, "voter_count": 0} for number, each in enumerate(options)]
    flags = {
        "is_closed": False,
        "is_anonymous": True,
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    number = str(5_000_000_000_000_000_000 + next(_files))
    return {
        "poll": {"id": number, "question": question, "options": choices, "total_voter_count": 0, "type": "regular"} | flags
    } | more


def contact(phone: str = "+15550100", name: str = "Ben", user_id: int | None = None, **more: Any) -> Raw:
    return {"contact": {"phone_number": phone, "first_name": name} | ({"user_id": user_id} if user_id else {})} | more


def location(latitude: float = 52.5, longitude: float = 13.4, **more: Any) -> Raw:
    return {"location": {"latitude": latitude, "longitude": longitude}} | more


def venue(title: str = "Police", address: str = "1 Main Street", **more: Any) -> Raw:
    place = location()["location"]
    return {"venue": {"location": place, "title": title, "address": address}, "location": place} | more


def dice(value: int = 3, **more: Any) -> Raw:
    return {"dice": {"emoji": "🎲", "value": value}} | more


def story(chat: Raw, number: int = 5, **more: Any) -> Raw:
    """A forwarded story: whose it is, nothing of what it shows."""
    return {"story": {"chat": chat, "id": number}} | more


def rich_message(*paragraphs: Any, **more: Any) -> Raw:
    """A message of blocks (Bot API 10.1); it has no `text`. A paragraph: text, or rich text as raw JSON."""
    return {"rich_message": {"blocks": [{"type": "paragraph", "text": each} for each in paragraphs]}} | more


def quote(words: str, position: int = 0, **more: Any) -> Raw:
    """The part of a message that a reply cites."""
    return {"quote": {"text": words, "position": position, "is_manual": True} | more}


def external_reply(origin: Raw, content: Raw | None = None, quoted: str | None = None, **more: Any) -> Raw:
    """A reply to a message of another chat: its origin and media, never its text; that comes as a quote if at all."""
    media = {
        key: value for key, value in (content or {}).items() if key not in ("text", "entities", "caption", "caption_entities")
    }
    return {"external_reply": {"origin": origin} | media | more} | (quote(quoted) if quoted is not None else {})
