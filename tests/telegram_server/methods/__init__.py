"""The methods of the Bot API, by their names in lower case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.telegram_server.basics import Raw
from tests.telegram_server.methods import about, chats, editing, queries, sending, updating
from tests.telegram_server.server import TelegramServer

Method = Callable[[TelegramServer, Raw], Awaitable[Any]]
METHODS: dict[str, Method] = {
    name.lower(): method for part in (about, chats, editing, queries, sending, updating) for name, method in part.METHODS.items()
}
