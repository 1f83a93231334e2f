"""Business connections: an account lets the bot follow its private chats with other people."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from tests.telegram_server import content
from tests.telegram_server.basics import Raw
from tests.telegram_server.rooms import Post, Room

if TYPE_CHECKING:
    from tests.telegram_server.people import Person
    from tests.telegram_server.server import TelegramServer


class Connection:
    """The bot on the account of `owner`. Without rights it reads and nothing else."""

    def __init__(self, tg: TelegramServer, owner: Person, rights: Raw) -> None:
        self.tg = tg
        self.owner = owner
        self.rights = rights
        self.enabled = True
        self.since = tg.clock.now()
        self.id = f"biz_{next(tg.query_numbers)}"
        self.numbers = itertools.count(501)  # message ids of this account, not the bot's
        self.rooms: dict[int, Room] = {}
        self.last_incoming: dict[int, float] = {}

    @property
    def raw(self) -> Raw:
        """A `BusinessConnection`."""
        shown: Raw = {"id": self.id, "user": self.owner.user, "user_chat_id": self.owner.id, "date": self.since}
        return shown | {"is_enabled": self.enabled} | ({"rights": self.rights} if self.enabled else {})

    def tell(self) -> None:
        self.tg.push({"business_connection": self.raw})

    async def changes(self, **rights: bool) -> None:
        """The owner gives or takes rights."""
        self.rights = self.rights | rights
        self.tell()

    async def ends(self) -> None:
        self.enabled = False
        self.tell()

    def room(self, other: Person) -> Room:
        """The chat of the owner with somebody, as the owner sees it."""
        return self.rooms.setdefault(other.id, Room(other.room.chat, self.numbers))

    async def hears(self, other: Person, message: str | Raw, *, reply_to: Post | None = None, **more: Any) -> Post:
        """The other person writes to the owner."""
        self.last_incoming[other.id] = self.tg.clock.exact()
        return self._put(other, other.user, message, reply_to, more)

    async def owner_writes(self, other: Person, message: str | Raw, *, reply_to: Post | None = None, **more: Any) -> Post:
        """The owner writes to the other person by hand."""
        return self._put(other, self.owner.user, message, reply_to, more)

    def _put(self, other: Person, sender: Raw, message: str | Raw, reply_to: Post | None, more: Raw) -> Post:
        room = self.room(other)
        fields = content.text(message) if isinstance(message, str) else message
        sender = {"from": sender, "business_connection_id": self.id}
        post = room.put(sender | room.reply(reply_to) | fields | more, self.tg.clock.now(), by_bot=False)
        if self.enabled:
            self.tg.push({"business_message": post.raw})
        return post

    async def edits(self, post: Post, words: str) -> Post:
        post.raw |= content.text(words) | {"edit_date": self.tg.clock.now()}
        self.tg.push({"edited_business_message": post.raw})
        return post

    async def deletes(self, *posts: Post) -> None:
        """Messages of one chat are deleted, by whoever."""
        for post in posts:
            post.gone = True
        deleted = {"business_connection_id": self.id, "chat": posts[0].room.chat, "message_ids": [each.id for each in posts]}
        self.tg.push({"deleted_business_messages": deleted})
