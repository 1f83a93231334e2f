"""People who use the bot, all at once and always the same: what they send, and what each of it must come to."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

from tests.telegram_server import Person, TelegramServer

MOST_ASKED = 18  # by one person; two more at once and the bot holds its answers back
COMMANDS = ("start", "help", "sos", "privacy", "language", "country", "hide", "start lang-en", "nonsense")
NEEDY = ("i am being blackmailed", "i want to die", "she blackmails me")
THREATS = {  # words, each with a number that stands in no other message, and the signals that tests/small finds in them
    "i will send {} people your video": {"threatens"},
    "pay me {} dollars or i will send your video": {"threatens", "demands", "amount"},
    "pay me {}": {"demands"},
}


@dataclass(frozen=True)
class Sent:
    """One update. `signals`: found in it, if it is read together with others. `mark`: what a verdict on it alone quotes."""

    update: int
    chat: int
    signals: frozenset[str] = frozenset()
    mark: str = ""


class Crowd:
    """`sent` grows by what `act` lets somebody do."""

    def __init__(self, tg: TelegramServer, people: int, seed: int) -> None:
        self.sent: list[Sent] = []
        self._tg = tg
        self._random = random.Random(seed)
        self._asked: dict[int, int] = {}
        languages = ("en", "zh-hans", "de")
        self._people = [tg.person(f"Person {number}", language_code=languages[number % 3]) for number in range(people)]

    async def live(self, updates: int, rate: float) -> None:
        """Until so many updates were sent, `rate` a second."""
        while len(self.sent) < updates:
            before = len(self.sent)
            await self.act(updates - before)
            await asyncio.sleep(self._random.expovariate(1.0) * (len(self.sent) - before) / rate)

    async def act(self, most: int) -> None:
        """One person does one thing; at most so many updates."""
        who = self._random.choice(self._people)
        left = MOST_ASKED - self._asked.get(who.id, 0)
        match self._random.choices(("forward", "write", "press", "command"), (30, 25, 30, 15))[0]:
            case "forward" if left > 0:
                for _ in range(self._random.randint(1, min(5, most, left))):
                    await self._threat(who, forwarded=True)
            case "write" if left > 0 and self._random.random() < 0.5:
                await self._threat(who, forwarded=False)
            case "write" if left > 0:
                self._asked[who.id] = self._asked.get(who.id, 0) + 1
                await who.writes(self._random.choice(NEEDY))
                self._note(who)
            case "press" if buttons := [
                (post, each.data) for post in who.screen if post.by_bot for each in post.buttons if each.data
            ]:
                post, data = self._random.choice(buttons)
                await who.presses(post, data=data)
                self._note(who)
            case _:
                await who.writes("/" + self._random.choice(COMMANDS))
                self._note(who)

    async def _threat(self, who: Person, *, forwarded: bool) -> None:
        self._asked[who.id] = self._asked.get(who.id, 0) + 1
        words, signals = self._random.choice(list(THREATS.items()))
        number = str(len(self.sent) + 100_000)
        words = words.format(number)
        await (who.forwards(words, origin="Mia") if forwarded else who.writes(words))
        # Only a threat has a level, and only what has a level is quoted.
        self._note(who, frozenset(signals), number if "threatens" in signals else "")

    def _note(self, who: Person, signals: frozenset[str] = frozenset(), mark: str = "") -> None:
        self.sent.append(Sent(self._tg.updates.log[-1].id, who.id, signals, mark))
