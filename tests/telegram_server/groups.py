"""Groups and channels: who is in them, what happens there, what of it the bot hears."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.telegram_server import content, members
from tests.telegram_server.basics import Raw
from tests.telegram_server.people import ANONYMOUS, SERVICE, Person, names_bot
from tests.telegram_server.rooms import Post, Room

if TYPE_CHECKING:
    from tests.telegram_server.server import TelegramServer


class Group:
    """A basic group or a supergroup. `states`: a ChatMember for everybody who is or was in it, the bot too."""

    def __init__(
        self,
        tg: TelegramServer,
        title: str,
        people: Sequence[Person],
        admins: Sequence[Person],
        *,
        bot: str,
        rights: Raw | None,
        supergroup: bool,
        more: Raw,
    ) -> None:
        self.tg = tg
        self.moved_to: int | None = None
        number = next(tg.group_numbers)
        kind, number = ("supergroup", -1_000_000_000_000 - number) if supergroup else ("group", -number)
        self.room = Room({"id": number, "type": kind, "title": title} | more, itertools.count(1) if supergroup else tg.numbers)
        self.states: dict[int, Raw] = {}
        for each in people:
            self.states[each.id] = members.member(each.user)
        for place, each in enumerate(admins):
            all_rights = dict.fromkeys(members.RIGHTS, True)
            self.states[each.id] = members.owner(each.user) if place == 0 else members.administrator(each.user, all_rights)
        self.states[self.bot_id] = _bot_state(tg.bot, bot, rights)

    @property
    def id(self) -> int:
        return self.room.id

    @property
    def bot_id(self) -> int:
        return int(self.tg.bot["id"])

    @property
    def supergroup(self) -> bool:
        return self.room.kind == "supergroup"

    @property
    def screen(self) -> list[Post]:
        """What everybody in it sees."""
        return self.room.screen

    @property
    def bot_is_in(self) -> bool:
        return members.is_in(self.states.get(self.bot_id))

    def state(self, user_id: int) -> Raw | None:
        """Who somebody is here now; bans and restrictions that have run out are over."""
        state = self.states.get(user_id)
        if state is not None and 0 < state.get("until_date", 0) <= self.tg.clock.now():
            over = members.member if members.is_in(state) else members.left
            state = self.states[user_id] = over(state["user"])
        return state

    def lets_write(self, user_id: int) -> bool:
        """Not if banned or muted; who is no member may write where comments are open."""
        state = self.state(user_id)
        return state is None or (state["status"] != "kicked" and bool(state.get("can_send_messages", True)))

    def bot_may(self, right: str) -> bool:
        state = self.states[self.bot_id]
        return state["status"] == "administrator" and bool(state.get(right))

    def bot_hears(self, post: Post) -> bool:
        """Administrators, and bots whose privacy mode is off, get all messages; others commands, replies to them, and events."""
        if not self.bot_is_in or self.moved_to is not None:
            return False
        said = {
            "text",
            "caption",
            "photo",
            "video",
            "sticker",
            "voice",
            "document",
            "audio",
            "animation",
            "contact",
            "location",
            "poll",
        }
        if members.is_admin(self.states[self.bot_id]) or self.tg.abilities["can_read_all_group_messages"]:
            return True
        if not said & post.raw.keys() and "rich_message" not in post.raw:
            return True
        answered = post.raw.get("reply_to_message") or {}
        return names_bot(post.text, self.tg.bot["username"]) or (answered.get("from") or {}).get("id") == self.bot_id

    # What happens

    async def adds(self, *people: Person, by: Person | None = None) -> Post:
        """People join, or are added `by` somebody."""
        for person in people:
            self.become(person.user, members.member(person.user), by=(by or person).user)
        return self._event({"new_chat_members": [each.user for each in people]}, (by or people[0]).user)

    async def removes(self, person: Person, *, by: Person | None = None) -> Post:
        """Somebody leaves, or is removed `by` an administrator."""
        after = members.left(person.user) if by is None else members.kicked(person.user)
        self.become(person.user, after, by=(by or person).user)
        return self._event({"left_chat_member": person.user}, (by or person).user)

    async def adds_bot(self, by: Person, *, admin: bool = False, rights: Raw | None = None) -> None:
        """The bot comes into the group."""
        before = self.states[self.bot_id]
        self.become(self.tg.bot, _bot_state(self.tg.bot, "administrator" if admin else "member", rights), by=by.user)
        if not members.is_in(before):
            self._event({"new_chat_members": [self.tg.bot]}, by.user)

    async def promotes_bot(self, by: Person, rights: Raw | None = None) -> None:
        await self.adds_bot(by, admin=True, rights=rights)

    async def demotes_bot(self, by: Person) -> None:
        await self.adds_bot(by)

    async def removes_bot(self, by: Person) -> None:
        """The bot hears of it, and then nothing more."""
        self.become(self.tg.bot, members.kicked(self.tg.bot), by=by.user)

    async def becomes_supergroup(self) -> Group:
        """The group gets another id and starts numbering anew; messages to the old one are refused."""
        title = self.room.chat["title"]
        new = self.tg.group(title, bot="left")
        new.states = dict(self.states)
        by = ANONYMOUS
        self._event({"migrate_to_chat_id": new.id}, by)
        self.moved_to = new.id
        new._event({"migrate_from_chat_id": self.id}, by)
        return new

    def become(self, user: Raw, after: Raw, *, by: Raw) -> None:
        """A change of somebody's place here, told as chat_member or, of the bot itself, my_chat_member."""
        about_bot = user["id"] == self.bot_id
        before = self.states.get(user["id"]) or members.left(user)
        heard = self.bot_is_in or about_bot
        self.states[user["id"]] = after
        if not heard or not (about_bot or members.is_admin(self.states[self.bot_id])):
            return
        change = {
            "chat": self.room.chat,
            "from": by,
            "date": self.tg.clock.now(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        self.tg.push({"my_chat_member" if about_bot else "chat_member": change})

    def _event(self, fields: Raw, by: Raw) -> Post:
        post = self.room.put({"from": by} | fields, self.tg.clock.now(), by_bot=False)
        if self.bot_hears(post):
            self.tg.push({"message": post.raw})
        return post


class Channel:
    """A channel; its bot is an administrator or not in it."""

    def __init__(self, tg: TelegramServer, title: str, linked: Group | None, bot: str, *, more: Raw) -> None:
        self.tg = tg
        self.linked = linked
        self.moved_to: int | None = None
        number = -1_000_000_000_000 - next(tg.group_numbers)
        self.room = Room({"id": number, "type": "channel", "title": title} | more, itertools.count(1))
        rights = dict.fromkeys(("can_manage_chat", "can_post_messages", "can_edit_messages", "can_delete_messages"), True)
        self.states: dict[int, Raw] = {int(tg.bot["id"]): _bot_state(tg.bot, bot, rights)}

    @property
    def id(self) -> int:
        return self.room.id

    @property
    def bot_is_in(self) -> bool:
        return members.is_in(self.states[int(self.tg.bot["id"])])

    def state(self, user_id: int) -> Raw | None:
        return self.states.get(user_id)

    def bot_may(self, right: str) -> bool:
        return bool(self.states[int(self.tg.bot["id"])].get(right))

    def bot_hears(self, _post: Post) -> bool:
        return self.bot_is_in

    async def posts(self, message: str | Raw, **more: Any) -> Post:
        """A post, which a linked group gets as an automatic forward."""
        fields = (content.text(message) if isinstance(message, str) else message) | more
        post = self.room.put({"sender_chat": self.room.chat} | fields, self.tg.clock.now(), by_bot=False)
        if self.bot_is_in:
            self.tg.push({"channel_post": post.raw})
        if self.linked is not None:
            origin = {"type": "channel", "date": post.raw["date"], "chat": self.room.chat, "message_id": post.id}
            sender = {"from": SERVICE, "sender_chat": self.room.chat, "is_automatic_forward": True, "forward_origin": origin}
            copy = self.linked.room.put(sender | fields, self.tg.clock.now(), by_bot=False)
            if self.linked.bot_hears(copy):
                self.tg.push({"message": copy.raw})
        return post

    async def edits(self, post: Post, words: str) -> Post:
        post.raw |= content.text(words) | {"edit_date": self.tg.clock.now()}
        if self.bot_is_in:
            self.tg.push({"edited_channel_post": post.raw})
        return post


def _bot_state(bot: Raw, status: str, rights: Raw | None) -> Raw:
    if status == "administrator":
        return members.administrator(bot, rights)
    return members.member(bot) if status == "member" else members.left(bot)
