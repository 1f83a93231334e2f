"""How the bot presents itself in Telegram: its description and its menu of commands, in every language we speak."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.content.model import Content, Voice
from bot.service import COMMANDS

log = structlog.get_logger()


async def introduce(bot: Bot, content: Content) -> None:
    """Set descriptions and commands. The bot works without them, so a refusal is logged and no more."""
    try:
        for code, voice in languages(content):
            commands = [BotCommand(name, voice.say(f"command-{name}")) for name in COMMANDS]
            await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), code)
            await bot.set_my_description(voice.say("about-bot"), code)
            await bot.set_my_short_description(voice.say("about-bot-short"), code)
    except TelegramError as error:
        log.warning("the bot's description could not be set", error=type(error).__name__)


def languages(content: Content) -> Iterator[tuple[str | None, Voice]]:
    """(Telegram's code, voice): None for everybody else. Telegram knows two letters, so one voice speaks for each."""
    yield None, content.voices["en"]
    taken = set()
    for code, voice in sorted(content.voices.items(), key=lambda pair: pair[1].number):
        two = code.split("-")[0]
        if len(two) == 2 and two not in taken:
            taken.add(two)
            yield two, voice
