"""The fake Telegram: who is there, what was said, what the bot asked for."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.telegram_server.basics import Bell, Clock, Raw, Refused, bad
from tests.telegram_server.business import Connection
from tests.telegram_server.faults import Fault
from tests.telegram_server.groups import Channel, Group
from tests.telegram_server.model_check import complaints_about
from tests.telegram_server.people import Person
from tests.telegram_server.rooms import Post, Room
from tests.telegram_server.updates import Update, Updates, kind_of, queue_key, to_body
from tests.telegram_server.webhook import Webhook

TOKEN = "123456789:AAFakeTokenForTheTestsOnLoopback00"


@dataclass
class Call:
    """One request of the bot. `answer`: what it was told, None when the connection was cut."""

    method: str
    parameters: Raw
    time: float  # of the server's clock
    answer: Raw | None = None

    @property
    def ok(self) -> bool:
        return bool(self.answer and self.answer.get("ok"))


@dataclass
class Query:
    """A callback, inline or guest query waiting to be answered."""

    id: str
    person: Person
    asked: float
    room: Room | None = None
    post: Post | None = None
    answer: Raw | None = None


@dataclass(eq=False, repr=False)
class TelegramServer:
    """See __init__.py for how a test talks to it."""

    base: str = ""  # http://127.0.0.1:port
    token: str = TOKEN
    retry_scale: float = 0.01  # how much faster than Telegram a webhook is tried again
    callback_seconds: float = 60.0  # how long a tap can be answered; the real time is not documented
    inline_seconds: float = 10.0  # the same of inline and guest queries
    connection_opens_chat: bool = True  # may the bot write to the owner of a connection who never pressed Start? nobody knows
    clock: Clock = field(default_factory=Clock)
    bell: Bell = field(default_factory=Bell)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    people: dict[int, Person] = field(default_factory=dict)
    rooms: dict[int, Room] = field(default_factory=dict)
    groups: dict[int, Group | Channel] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)  # business connections, by id
    queries: dict[str, Query] = field(default_factory=dict)
    inline_posts: dict[str, Post] = field(default_factory=dict)  # what guest and inline answers put into chats
    private_rooms: dict[frozenset[int], Room] = field(default_factory=dict)
    about: dict[str, dict[Any, Any]] = field(default_factory=dict)  # commands and descriptions

    def __post_init__(self) -> None:
        self.bot: Raw = {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Unhook",
            "username": "unhook_test_bot",
        }
        self.abilities: Raw = {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_guest_queries": True,
            "supports_inline_queries": True,
            "can_connect_to_business": True,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
            "supports_join_request_queries": False,
        }
        self.numbers: Iterator[int] = itertools.count(1)  # message ids of all private chats and basic groups
        self.update_numbers = itertools.count(700_000_001)
        self.person_numbers = itertools.count(5_000_001, 17)
        self.group_numbers = itertools.count(4_000_001, 13)
        self.query_numbers = itertools.count(9_000_000_000_001, 7)
        self.updates = Updates(self.clock, self.bell)
        self.webhook = Webhook(self)

    # What a test puts into the world

    def person(self, name: str = "Anna", *, language_code: str | None = None, started: bool = False, **user: Any) -> Person:
        """Somebody with an account. `started`: has opened the chat with the bot before."""
        raw: Raw = {"id": next(self.person_numbers), "is_bot": False, "first_name": name}
        raw |= {"language_code": language_code} if language_code else {}
        person = Person(self, raw | user, started=started)
        self.people[person.id] = person
        self.rooms[person.id] = person.room
        return person

    def group(
        self,
        title: str = "Neighbours",
        *,
        members: Sequence[Person] = (),
        admins: Sequence[Person] = (),
        bot: Literal["member", "administrator", "left"] = "member",
        rights: Raw | None = None,
        supergroup: bool = True,
        **chat: Any,
    ) -> Group:
        """A group. The first of `admins` owns it. `rights`: the bot's, as administrator; None: all it may need."""
        group = Group(self, title, members, admins, bot=bot, rights=rights, supergroup=supergroup, more=chat)
        self.rooms[group.id] = group.room
        self.groups[group.id] = group
        return group

    def channel(self, title: str = "News", *, linked: Group | None = None, bot: str = "administrator", **chat: Any) -> Channel:
        """A channel. `linked`: the group its posts are forwarded to."""
        channel = Channel(self, title, linked, bot, more=chat)
        self.rooms[channel.id] = channel.room
        self.groups[channel.id] = channel
        return channel

    def push(self, update: Raw | bytes) -> Update:
        """Any update as it is, also a broken one or a repeat. Without an `update_id` it gets the next."""
        raw: Raw = {}
        if isinstance(update, bytes):
            try:
                read = json.loads(update)
                raw = read if isinstance(read, dict) else {}
            except ValueError:
                pass
            body = update
        else:
            raw = update if "update_id" in update else {"update_id": next(self.update_numbers), **update}
            body = to_body(raw)
        number = raw.get("update_id")
        kind = kind_of(raw)
        return self.updates.add(
            number if isinstance(number, int) else next(self.update_numbers), kind, body, queue_key(kind, raw)
        )

    def fail(
        self,
        method: str,
        *,
        chat: Person | Group | Channel | int | None = None,
        times: int = 1,
        code: int | None = None,
        description: str | None = None,
        retry_after: int | None = None,
        delay: float = 0.0,
        drop: Literal["before", "after"] | None = None,
    ) -> Fault:
        """Let the next `times` calls of `method` ("*": any but getUpdates) go wrong; see faults.Fault."""
        code = 429 if code is None and retry_after is not None else code
        number = chat if chat is None or isinstance(chat, int) else chat.id
        fault = Fault(method, number, times, code, description, retry_after, delay, drop)
        self.faults.append(fault)
        return fault

    # What a test asks

    def called(self, method: str, **parameters: Any) -> list[Call]:
        """The calls of a method that had these parameters."""
        return [
            call
            for call in self.calls
            if call.method == method and all(call.parameters.get(k) == v for k, v in parameters.items())
        ]

    async def settled(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Until every update so far is confirmed by the bot, or dropped as nobody's or too old."""
        if not await self.updates.settled(timeout):
            left = [f"{update.id} {update.kind} (given {update.sent} times)" for update in self.updates.open()]
            raise AssertionError(f"after {timeout} s the bot had not confirmed {left}")

    async def until(self, look: Any, timeout: float = 5.0) -> Any:  # noqa: ASYNC109
        """What `look()` gives as soon as it gives something true."""
        found = await self.bell.until(look, timeout)
        if not found:
            raise AssertionError(f"not within {timeout} s")
        return found

    def check(self) -> None:
        """Fail if any request of the bot was not as the Bot API has it."""
        if self.complaints:
            raise AssertionError("requests that are not as the Bot API has it:\n" + "\n".join(self.complaints))

    # What the bot does

    async def record(self, call: Call, sent: Raw) -> Call:
        """Carry out a call and note how it was answered."""
        try:
            call.answer = {"ok": True, "result": await self.call(call.method, call.parameters, sent)}
        except Refused as no:
            call.answer = {"ok": False, "error_code": no.code, "description": no.description}
            call.answer |= {"parameters": no.parameters} if no.parameters else {}
        except Exception as why:  # a request this server cannot make sense of: the test must not take it for Telegram's doing
            self.complaints.append(f"{call.method}: the fake server broke: {why!r}")
            call.answer = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
        self.bell.ring()
        return call

    async def call(self, method: str, parameters: Raw, sent: Raw) -> Any:
        """Carry out one method; raises Refused. `sent`: the parameters before they were read, for the second reading."""
        from tests.telegram_server.methods import METHODS

        found = METHODS.get(method.lower())
        self.complaints += complaints_about(method, sent, implemented=found is not None)
        if found is None:
            raise Refused(404, "Not Found: method not found")
        return await found(self, parameters)

    def fault_for(self, method: str, parameters: Raw) -> Fault | None:
        fault = next((each for each in self.faults if each.meets(method, parameters)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    def room(self, chat_id: object) -> Room:
        """The chat a method names, by number or @username."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = [room for room in self.rooms.values() if room.kind != "private" and room.chat.get("username") == chat_id[1:]]
            chat_id = named[0].id if named else None
        room = self.rooms.get(chat_id) if isinstance(chat_id, int) else None
        if chat_id in (None, ""):
            raise bad("chat_id is empty")
        if room is None:
            raise bad("chat not found")
        return room

    def query(self, person: Person, **more: Any) -> Query:
        query = Query(str(next(self.query_numbers)), person, self.clock.exact(), **more)
        self.queries[query.id] = query
        return query

    def room_between(self, one: Person, other: Person) -> Room:
        """A private chat of two people, which the bot only ever sees as a guest."""
        pair = frozenset((one.id, other.id))
        return self.private_rooms.setdefault(pair, Room(other.room.chat, itertools.count(301)))

    async def close(self) -> None:
        self.updates.stopped = True
        self.bell.ring()
        await self.webhook.stop()
        await asyncio.sleep(0)
