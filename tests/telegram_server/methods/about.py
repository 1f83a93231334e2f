"""What the bot says of itself: commands, names and descriptions, per language."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from tests.telegram_server.basics import Raw, bad, units
from tests.telegram_server.server import TelegramServer

LIMITS = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}


def _place(tg: TelegramServer, p: Raw) -> tuple[str, str]:
    """Scope and language that commands are for."""
    scope = p.get("scope") or {"type": "default"}
    if "chat_id" in scope:
        tg.room(scope["chat_id"])
    return json.dumps(scope, sort_keys=True), _language(p)


def _language(p: Raw) -> str:
    language = str(p.get("language_code") or "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("LANG_CODE_INVALID")
    return language


async def set_my_commands(tg: TelegramServer, p: Raw) -> bool:
    commands = p.get("commands")
    if not isinstance(commands, list):
        raise bad("can't parse bot command")
    if len(commands) > 100:
        raise bad("too many commands specified")
    for each in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(each.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= units(str(each.get("description", "")).strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    kept = [each | {"command": each["command"].removeprefix("/")} for each in commands]
    tg.about.setdefault("commands", {})[_place(tg, p)] = kept
    return True


async def get_my_commands(tg: TelegramServer, p: Raw) -> Any:
    return tg.about.get("commands", {}).get(_place(tg, p), [])


async def delete_my_commands(tg: TelegramServer, p: Raw) -> bool:
    tg.about.get("commands", {}).pop(_place(tg, p), None)
    return True


def _setter(what: str) -> Callable[[TelegramServer, Raw], Awaitable[bool]]:
    key, most = LIMITS[what]

    async def put(tg: TelegramServer, p: Raw) -> bool:
        words = str(p.get(key) or "")
        if units(words) > most:
            raise bad(f"bot {key.replace('_', ' ')} is too long")
        tg.about.setdefault(key, {})[_language(p)] = words
        return True

    return put


def _getter(what: str) -> Callable[[TelegramServer, Raw], Awaitable[Raw]]:
    key, _ = LIMITS[what]

    async def get(tg: TelegramServer, p: Raw) -> Raw:
        """What users of a language see: theirs, else that of no language in particular."""
        texts = tg.about.get(key, {})
        usual = tg.bot["first_name"] if what == "Name" else ""
        return {key: texts.get(_language(p)) or texts.get("") or usual}

    return get


METHODS: dict[str, Any] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
METHODS |= {f"setMy{what}": _setter(what) for what in LIMITS} | {f"getMy{what}": _getter(what) for what in LIMITS}
