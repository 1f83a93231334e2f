"""The updates waiting for the bot: long polling, confirmation, expiry, and what a bot asked to get."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.telegram_server.basics import DAY, Bell, Clock, Raw, Refused

# Seconds an update is kept. [SRC of Telegram's own server, see telegram.md 1.3]
LIVES = {"callback_query": 150, "inline_query": 30, "chosen_inline_result": 600}
# Not delivered unless asked for by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Update:
    """One update. `body`: its JSON as the bot will read it, perhaps broken on purpose. `key`: its queue (ordered within)."""

    id: int
    kind: str
    body: bytes
    key: str
    until: float
    confirmed: bool = False
    dropped: bool = False
    again: bool = False  # a repeat of an earlier one: no offset confirms it before the bot was given it
    sent: int = 0  # how many times the bot was given it

    @property
    def open(self) -> bool:
        return not (self.confirmed or self.dropped)


@dataclass
class Updates:
    """All updates there ever were, and which of them are still open."""

    clock: Clock
    bell: Bell
    allowed: list[str] = field(default_factory=list)  # empty: everything but ON_REQUEST
    log: list[Update] = field(default_factory=list)
    webhook_set: bool = False
    stopped: bool = False
    _poll: int = 0
    _seen: set[int] = field(default_factory=set)
    _waiting: list[Update] = field(default_factory=list)

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def add(self, number: int, kind: str, body: bytes, key: str) -> Update:
        update = Update(number, kind, body, key, self.clock.exact() + LIVES.get(kind, DAY))
        update.dropped = not self.wants(kind)
        update.again = number in self._seen
        self._seen.add(number)
        self.log.append(update)
        self._waiting.append(update)
        self.bell.ring()
        return update

    def open(self) -> list[Update]:
        """What is still to be delivered, oldest first; what has become too old goes."""
        now = self.clock.exact()
        for update in self._waiting:
            if update.open and update.until < now:
                update.dropped = True
        self._waiting = [update for update in self._waiting if update.open]
        return list(self._waiting)

    async def get(self, offset: int = 0, limit: int = 100, timeout: int = 0) -> list[bytes]:  # noqa: ASYNC109  (getUpdates' own)
        """getUpdates: wait up to `timeout` seconds for something. A second poll ends the first (409)."""
        if self.webhook_set:
            text = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refused(409, f"Conflict: {text}")
        self._poll += 1
        mine = self._poll
        self.bell.ring()
        self._confirm(offset)
        limit = limit if 0 < limit <= 100 else 100
        await self.bell.until(
            lambda: self._poll != mine or self.webhook_set or self.stopped or self.open(), min(max(timeout, 0), 50)
        )
        if self.webhook_set:
            raise Refused(409, "Conflict: terminated by setWebhook request")
        if self._poll != mine:
            text = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise Refused(409, f"Conflict: {text}")
        batch = self.open()[:limit]
        for update in batch:
            update.sent += 1
        return [update.body for update in batch]

    def _confirm(self, offset: int) -> None:
        waiting = self.open()
        done = (
            waiting[:offset] if offset < 0 else [each for each in waiting if each.id < offset and (each.sent or not each.again)]
        )
        for update in done:
            update.confirmed = True
        if done:
            self.bell.ring()

    def drop_all(self) -> None:
        for update in self.open():
            update.dropped = True
        self.bell.ring()

    async def settled(self, timeout: float) -> bool:  # noqa: ASYNC109
        return bool(await self.bell.until(lambda: not self.open(), timeout))


def queue_key(kind: str, update: Raw) -> str:
    """Its queue: by chat, but callbacks and inline queries by user, business messages by connection and chat."""
    content = update.get(kind)
    if not isinstance(content, dict):
        return kind
    user = (content.get("from") or content.get("user") or {}).get("id")
    chat = (content.get("chat") or {}).get("id")
    if kind in ("callback_query", "inline_query", "chosen_inline_result", "business_connection"):
        return f"{kind} {user}"
    if "business" in kind:
        return f"business {content.get('business_connection_id')} {chat}"
    if kind == "guest_message":
        return f"guest {chat}"
    return f"chat {chat if chat is not None else user}"


def kind_of(update: Raw) -> str:
    """The name of the one field besides `update_id`."""
    return next((key for key in update if key != "update_id"), "")


def to_body(update: Raw) -> bytes:
    return json.dumps(update).encode()  # as Telegram does, all but ASCII escaped
