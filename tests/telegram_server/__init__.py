"""A fake Telegram for tests: the Bot API over HTTP on this computer, and people who use the bot.

async with telegram_server() as tg:
    anna = tg.person("Anna", language_code="en")
    await anna.writes("hi")
    hello = await anna.sees("Hello")
    await anna.presses(hello, "Next")
    await tg.settled()
    tg.check()
"""

from tests.telegram_server.groups import Channel, Group
from tests.telegram_server.people import Person
from tests.telegram_server.rooms import Button, Post
from tests.telegram_server.run import serving, telegram_server
from tests.telegram_server.server import Call, TelegramServer

__all__ = ["Button", "Call", "Channel", "Group", "Person", "Post", "TelegramServer", "serving", "telegram_server"]
