"""People: what they do in Telegram, and what they see there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.telegram_server import content
from tests.telegram_server.basics import Raw
from tests.telegram_server.rooms import Post, Room, as_sent

if TYPE_CHECKING:
    from tests.telegram_server.business import Connection
    from tests.telegram_server.groups import Channel, Group
    from tests.telegram_server.server import Query, TelegramServer

# Who Telegram says has written when it will not, or cannot, say who has.
ANONYMOUS: Raw = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT: Raw = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
SERVICE: Raw = {"id": 777000, "is_bot": False, "first_name": "Telegram"}

_albums = itertools.count(13_000_000_000_000_001, 8)
Look = str | Callable[[Post], bool]


@dataclass(frozen=True)
class Alert:
    """What a tap on a button answered with."""

    text: str
    popup: bool
    url: str | None = None


class Person:
    """Somebody with an account. `started`: has opened the chat with the bot, so it may write to them."""

    def __init__(self, tg: TelegramServer, user: Raw, *, started: bool) -> None:
        self.tg = tg
        self.user = user
        self.started = started
        self.blocked = False
        self.alerts: list[Alert] = []
        names = ("first_name", "last_name", "username")
        chat = {"id": user["id"], "type": "private"} | {key: user[key] for key in names if key in user}
        self.room = Room(chat, tg.numbers)

    @property
    def id(self) -> int:
        return int(self.user["id"])

    def __repr__(self) -> str:
        return f"<{self.user['first_name']} {self.id}>"

    # What they do

    async def starts(self, payload: str = "") -> Post:
        """Opens the bot's chat by its Start button or by a link with a payload."""
        return await self.writes(f"/start {payload}".strip())

    async def writes(self, words: str, *, chat: Group | None = None, **how: Any) -> Post:
        """A text, to the bot or in a group. `how`: see `sends`."""
        return await self.sends(content.text(words), chat=chat, **how)

    async def sends(
        self,
        message: Raw,
        *,
        chat: Group | None = None,
        reply_to: Post | None = None,
        anonymous: bool = False,
        as_channel: Channel | None = None,
        **more: Any,
    ) -> Post:
        """Any content (content.py). `anonymous`: as an administrator who hides. `more`: further fields of the message, raw."""
        sender: Raw = {"from": self.user}
        if anonymous and chat is not None:
            sender = {"from": ANONYMOUS, "sender_chat": chat.room.chat}
        elif as_channel is not None:
            sender = {"from": CHANNEL_BOT, "sender_chat": as_channel.room.chat}
        if chat is not None and sender.keys() == {"from"}:
            assert chat.lets_write(self.id), f"{self.user['first_name']} may not write here now"
        room = self.room if chat is None else chat.room
        post = room.put(sender | room.reply(reply_to) | message | more, self.tg.clock.now(), by_bot=False)
        if chat is None:
            assert not self.blocked, "whoever has blocked the bot cannot write to it"
            self.started = True
            self.tg.push({"message": post.raw})
        elif chat.bot_hears(post):
            self.tg.push({"message": post.raw})
        self.tg.bell.ring()
        return post

    async def sends_album(self, items: list[Raw], *, chat: Group | None = None) -> list[Post]:
        """Several photos or videos at once: one message each, nothing says which is the last."""
        album = str(next(_albums))
        return [await self.sends(item, chat=chat, media_group_id=album) for item in items]

    async def forwards(
        self,
        message: str | Raw | Post,
        *,
        origin: Person | Group | Channel | str | Raw,
        chat: Group | None = None,
        **more: Any,
    ) -> Post:
        """Forwards what `origin` wrote. A text as origin: the name of a user whose account stays hidden."""
        if isinstance(message, Post):
            left_out = (
                "message_id",
                "date",
                "chat",
                "from",
                "sender_chat",
                "edit_date",
                "reply_to_message",
                "business_connection_id",
            )
            message = {key: value for key, value in message.raw.items() if key not in left_out}
        fields = content.text(message) if isinstance(message, str) else message
        return await self.sends({"forward_origin": self.origin(origin)} | fields, chat=chat, **more)

    def origin(self, who: Person | Group | Channel | str | Raw) -> Raw:
        """A `MessageOrigin`, for forwards and external replies."""
        from tests.telegram_server.groups import Channel

        date = self.tg.clock.now() - 3600
        if isinstance(who, dict):
            return {"date": date} | who
        if isinstance(who, str):
            return {"type": "hidden_user", "date": date, "sender_user_name": who}
        if isinstance(who, Person):
            return {"type": "user", "date": date, "sender_user": who.user}
        if isinstance(who, Channel):
            return {"type": "channel", "date": date, "chat": who.room.chat, "message_id": 77}
        return {"type": "chat", "date": date, "sender_chat": who.room.chat}

    async def edits(self, post: Post, words: str | None = None, **fields: Any) -> Post:
        """Changes the text or caption of a message of theirs, or any fields; nothing given: an invisible change."""
        if words is not None:
            captioned = "text" not in post.raw
            for key in ("text", "entities", "caption", "caption_entities"):
                post.raw.pop(key, None)
            post.raw |= content.captioned({}, words) if captioned else content.text(words)
        post.raw |= fields | {"edit_date": self.tg.clock.now()}
        post.edits += 1
        group = self.tg.groups.get(post.room.id)
        if group is None or group.bot_hears(post):
            self.tg.push({"edited_message": post.raw})
        self.tg.bell.ring()
        return post

    async def deletes(self, post: Post) -> None:
        """Telegram does not tell bots of it."""
        post.gone = True
        self.tg.bell.ring()

    async def presses(self, post: Post, label: str | None = None, *, data: str | None = None) -> Query:
        """Taps a button, by its label or a part of it. `data`: what no button there says, as from an old or changed client."""
        if data is None:
            assert label is not None, "which button?"
            assert not post.gone, "the message is gone; pass data= for an app that still shows it"
            data = post.button(label).data
            assert data is not None, f"{label!r} is no callback button"
        query = self.tg.query(self, room=post.room, post=post)
        shown = next(({"inline_message_id": key} for key, each in self.tg.inline_posts.items() if each is post), None)
        asked: Raw = {"id": query.id, "from": self.user, "chat_instance": str(post.room.id * -31), "data": data}
        self.tg.push({"callback_query": asked | (shown or {"message": as_sent(post.raw)})})
        return query

    async def blocks_bot(self) -> None:
        self.blocked = True
        self._membership("member", "kicked")

    async def unblocks_bot(self) -> None:
        self.blocked = False
        self._membership("kicked", "member")

    def _membership(self, before: str, after: str) -> None:
        def member(status: str) -> Raw:
            return {"user": self.tg.bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})

        change = {"chat": self.room.chat, "from": self.user, "date": self.tg.clock.now()}
        self.tg.push({"my_chat_member": change | {"old_chat_member": member(before), "new_chat_member": member(after)}})

    async def whispers(self, words: str, chat: Group) -> Post:
        """An ephemeral command in a group: only the bot sees it."""
        post = chat.room.whisper({"from": self.user} | content.text(words), self.tg.clock.now(), to=self.tg.bot, by_bot=False)
        self.tg.push({"message": post.raw})
        return post

    async def asks_inline(self, words: str, *, chat_type: str = "private") -> Query:
        """Types @bot and words in any chat."""
        query = self.tg.query(self)
        self.tg.push({"inline_query": {"id": query.id, "from": self.user, "query": words, "offset": "", "chat_type": chat_type}})
        return query

    async def summons(self, words: str, chat: Group | Person, *, reply_to: Post | None = None) -> Query:
        """Mentions the bot in a chat it is not in: it is a guest, and gets this message and the one replied to."""
        room = chat.room if not isinstance(chat, Person) else self.tg.room_between(self, chat)
        fields = {"from": self.user} | room.reply(reply_to) | content.text(words)
        post = room.put(fields, self.tg.clock.now(), by_bot=False)
        query = self.tg.query(self, room=room, post=post)
        self.tg.push({"guest_message": post.raw | {"guest_query_id": query.id}})
        return query

    async def connects_bot(self, **rights: bool) -> Connection:
        """Lets the bot follow private chats of the account (a business connection)."""
        from tests.telegram_server.business import Connection

        connection = Connection(self.tg, self, rights)
        self.tg.connections[connection.id] = connection
        connection.tell()
        return connection

    # What they see

    @property
    def screen(self) -> list[Post]:
        """The chat with the bot as it stands now, oldest first; messages edited in place, deleted ones gone."""
        return self.room.screen

    def screen_in(self, chat: Group) -> list[Post]:
        """A group as this person sees it: with what only they see."""
        mine = [
            each
            for each in chat.room.whispers.values()
            if not each.gone and self.user in (each.raw["receiver_user"], each.raw["from"])
        ]
        return sorted([*chat.room.screen, *mine], key=lambda post: post.order)

    @property
    def last(self) -> Post:
        """The latest message of the bot that is still there."""
        said = [post for post in self.screen if post.by_bot]
        assert said, f"the bot has said nothing to {self.user['first_name']}"
        return said[-1]

    async def sees(
        self,
        look: Look,
        timeout: float = 5.0,  # noqa: ASYNC109
        *,
        chat: Group | None = None,
        after: Post | None = None,
    ) -> Post:
        """The latest message of the bot that has this text (or satisfies `look`), as soon as it is there.

        `after`: only messages sent after this one count.
        """

        def find() -> Post | None:
            shown = self.screen if chat is None else self.screen_in(chat)
            said = [post for post in shown if post.by_bot and (after is None or post.order > after.order)]
            return next((post for post in reversed(said) if meets(post, look)), None)

        found = await self.tg.bell.until(find, timeout)
        if found is None:
            lines = "\n".join(str(post) for post in (self.screen if chat is None else self.screen_in(chat)))
            raise AssertionError(
                f"{self.user['first_name']} does not see {look!r} within {timeout} s, but:\n{lines or '(nothing)'}"
            )
        return found

    async def sees_alert(self, part: str = "", timeout: float = 5.0) -> Alert:  # noqa: ASYNC109
        """What the last tap was answered with, once it says `part`."""

        def find() -> Alert | None:
            return next((alert for alert in reversed(self.alerts) if part in alert.text), None)

        found = await self.tg.bell.until(find, timeout)
        assert found is not None, f"{self.user['first_name']} got no alert with {part!r}, but {self.alerts}"
        return found


def meets(post: Post, look: Look) -> bool:
    return look in post.text if isinstance(look, str) else bool(look(post))


def names_bot(text: str, username: str) -> bool:
    """A command for this bot, or for no bot in particular."""
    command = re.match(r"/[A-Za-z0-9_]+(?:@(\w+))?", text)
    return command is not None and (command[1] is None or command[1].lower() == username.lower())
