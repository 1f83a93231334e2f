"""Chats and the messages in them, as they stand now."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.basics import Raw


@dataclass(frozen=True)
class Button:
    label: str
    data: str | None = None
    url: str | None = None
    raw: Raw = field(default_factory=dict, repr=False, compare=False)


@dataclass(eq=False)
class Post:
    """A message in a chat. Live: it changes when the message is edited, and is `gone` once deleted."""

    room: Room = field(repr=False)
    raw: Raw
    by_bot: bool
    gone: bool = False
    edits: int = 0
    order: int = field(default_factory=itertools.count(1).__next__, repr=False)  # of all messages anywhere, oldest first

    @property
    def id(self) -> int:
        """Its number in the chat; of an ephemeral message its ephemeral id, for `message_id` is 0 there."""
        return int(self.raw.get("ephemeral_message_id") or self.raw["message_id"])

    @property
    def text(self) -> str:
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def rows(self) -> list[list[Button]]:
        """The keyboard under the message, row by row."""
        markup = self.raw.get("reply_markup") or {}
        rows = markup.get("inline_keyboard") or []
        return [[Button(each["text"], each.get("callback_data"), each.get("url"), each) for each in row] for row in rows]

    @property
    def buttons(self) -> list[Button]:
        return [each for row in self.rows for each in row]

    @property
    def labels(self) -> list[str]:
        return [each.label for each in self.buttons]

    def button(self, label: str) -> Button:
        """The one button whose label is, or else contains, `label`."""
        exact = [each for each in self.buttons if each.label == label]
        found = exact or [each for each in self.buttons if label in each.label]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} buttons say {label!r}; there are {self.labels}")
        return found[0]

    def __str__(self) -> str:
        who = "bot" if self.by_bot else (self.raw.get("from") or self.raw.get("sender_chat") or {}).get("first_name", "?")
        return f"#{self.id} {who}: {self.text}" + (f" {self.labels}" if self.buttons else "")


class Room:
    """One chat. `numbers`: where its message ids come from (one sequence for all private chats and basic groups of a bot)."""

    def __init__(self, chat: Raw, numbers: Iterator[int]) -> None:
        self.chat = chat
        self.numbers = numbers
        self.posts: dict[int, Post] = {}
        self.whispers: dict[int, Post] = {}  # ephemeral messages, by their own ids
        self.whisper_numbers = itertools.count(1)
        self.pinned: list[int] = []
        self.actions: list[str] = []  # what sendChatAction showed
        self.menu: list[Raw] = []

    @property
    def id(self) -> int:
        return int(self.chat["id"])

    @property
    def kind(self) -> str:
        return str(self.chat["type"])

    @property
    def screen(self) -> list[Post]:
        """The messages everybody in the chat sees now, oldest first."""
        return [post for post in self.posts.values() if not post.gone]

    def put(self, message: Raw, date: int, *, by_bot: bool) -> Post:
        """A new message with the next number. `message`: its content and sender."""
        raw: Raw = {"message_id": next(self.numbers), "date": date, "chat": self.chat} | message
        post = Post(self, raw, by_bot)
        self.posts[post.id] = post
        return post

    def whisper(self, message: Raw, date: int, *, to: Raw, by_bot: bool = True) -> Post:
        """An ephemeral message: only `to` (a user) and the bot see it."""
        raw: Raw = {"message_id": 0, "ephemeral_message_id": next(self.whisper_numbers), "date": date, "chat": self.chat}
        post = Post(self, raw | {"receiver_user": to} | message, by_bot)
        self.whispers[post.id] = post
        return post

    def find(self, number: object) -> Post | None:
        post = self.posts.get(number) if isinstance(number, int) else None
        return None if post is None or post.gone else post

    def reply(self, post: Post | None) -> Raw:
        """The `reply_to_message` field: a reply shows what it answers, but not what that answered."""
        if post is None:
            return {}
        return {"reply_to_message": {key: value for key, value in post.raw.items() if key != "reply_to_message"}}


def as_sent(raw: Any) -> Any:
    """A copy that later edits do not change."""
    if isinstance(raw, dict):
        return {key: as_sent(value) for key, value in raw.items()}
    return [as_sent(each) for each in raw] if isinstance(raw, list) else raw
