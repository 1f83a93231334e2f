"""Calls out: what the bot says, in pieces Telegram takes, at a pace it allows, and what each refusal means."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import metrics
from bot.channels.telegram.pace import Pace
from bot.effects import Button

MOST_UNITS = 4096  # UTF-16 code units of one message; Telegram says characters and counts an emoji as two
MOST_BUTTONS = 100
LONG_LIST = 20  # more buttons than this are a list to choose from, and stand three in a row
LONGEST = 50.0  # seconds one call may take with all its waiting; a conversation is leased for 60
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
HIDE_BACK = 400  # message numbers tried when a chat is cleared: the bot keeps no list of what it sent
DELETED_AT_ONCE = 100
SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")


T = TypeVar("T")


class Gone(Exception):
    """Nobody can be reached in that chat: the bot was blocked, or never started. To be let go quietly."""


class Late(Exception):
    """Telegram did not take it in the time there was. The update is given up and counted."""


class Outbound:
    """Speaks to private chats through PTB's methods. Plain text only: nothing a person wrote is ever read as markup."""

    def __init__(self, bot: Bot, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._pace = pace
        self._clock = clock

    async def say(self, chat: int, text: str, buttons: Sequence[Button] = (), urgent: bool = False) -> int:
        """Send a message, in several where it is too long; the buttons stand under the last. Its number. Raises Gone, Late."""
        number = 0
        pieces = split(text)
        for index, piece in enumerate(pieces):
            keyboard = keys(buttons) if index == len(pieces) - 1 else None

            async def send(to: int, piece: str = piece, keyboard: InlineKeyboardMarkup | None = keyboard) -> int:
                sent = await self._bot.send_message(to, piece, reply_markup=keyboard, link_preview_options=NO_PREVIEW)
                return sent.message_id

            number = await self._call("sendMessage", chat, send, urgent)
        return number

    async def edit(self, chat: int, message: int, text: str, buttons: Sequence[Button] = (), urgent: bool = False) -> bool:
        """Put `text` in place of a message of ours. False where that cannot be done any more. Raises Gone, Late."""
        if units(text) > MOST_UNITS:
            return False

        async def change(to: int) -> bool:
            try:
                await self._bot.edit_message_text(text, to, message, reply_markup=keys(buttons), link_preview_options=NO_PREVIEW)
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return True
                metrics.sent.labels("editMessageText", "refused").inc()
                return False
            return True

        return await self._call("editMessageText", chat, change, urgent)

    async def delete(self, chat: int, numbers: Iterable[int]) -> None:
        """Delete what can be deleted of these; what is gone, too old or somebody else's is passed over. Raises Gone, Late."""
        wanted = [number for number in numbers if number > 0]
        for start in range(0, len(wanted), DELETED_AT_ONCE):
            some = wanted[start : start + DELETED_AT_ONCE]

            async def remove(to: int, some: list[int] = some) -> None:
                try:
                    await self._bot.delete_messages(to, some)
                except BadRequest:
                    metrics.sent.labels("deleteMessages", "refused").inc()

            await self._call("deleteMessages", chat, remove, urgent=True)

    async def answer(self, query: str, notice: str = "") -> None:
        """Tell Telegram the button was seen, so that it stops turning. Too late is no matter."""
        try:
            await self._bot.answer_callback_query(query, notice or None)
        except TelegramError as error:
            metrics.sent.labels("answerCallbackQuery", type(error).__name__).inc()

    async def _call(self, method: str, chat: int, make: Callable[[int], Awaitable[T]], urgent: bool) -> T:
        end = self._clock() + LONGEST
        pause = 1.0
        while True:
            if self._pace.held(chat) > end - self._clock():
                metrics.sent.labels(method, "late").inc()
                raise Late
            await self._pace.turn(chat, urgent)
            try:
                result = await make(chat)
            except RetryAfter as error:
                metrics.sent.labels(method, "flood").inc()
                self._pace.hold(chat, seconds(error.retry_after))
                continue
            except ChatMigrated as error:
                chat = error.new_chat_id
                continue
            except Forbidden:
                metrics.sent.labels(method, "blocked").inc()
                raise Gone from None
            except BadRequest as error:
                metrics.sent.labels(method, "refused").inc()
                if "chat not found" in error.message.lower():
                    raise Gone from None
                raise
            except NetworkError as error:  # TimedOut is one
                # It may have been sent all the same. Somebody who waits is better served by two messages than by none.
                metrics.sent.labels(method, type(error).__name__).inc()
                if self._clock() + pause > end:
                    raise Late from None
                await asyncio.sleep(pause)
                pause *= 2
                continue
            metrics.sent.labels(method, "ok").inc()
            return result


def seconds(span: int | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


def units(text: str) -> int:
    """UTF-16 code units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, most: int = MOST_UNITS) -> list[str]:
    """The text in pieces of at most `most` units, cut after a sentence or a line wherever there is one."""
    pieces = []
    while units(text) > most:
        end = most
        while units(text[:end]) > most:
            end -= 1
        stops = [stop.start() for stop in SENTENCE.finditer(text, 0, end)]
        cut = next((stop for stop in reversed(stops) if stop > 0), 0) or text.rfind(" ", 1, end)
        cut = cut if cut > 0 else end
        pieces.append(text[:cut])
        text = text[cut:].lstrip()
    return [*pieces, text] if text or not pieces else pieces


def keys(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """The buttons, one to a row so that a thumb finds them, unless they may stand beside another; a long list three to a row."""
    if not buttons:
        return None
    across = 3 if len(buttons) > LONG_LIST else 1
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons[:MOST_BUTTONS]:
        made = InlineKeyboardButton(button.label, callback_data=button.data)
        if rows and len(rows[-1]) < (2 if button.beside else across):
            rows[-1].append(made)
        else:
            rows.append([made])
    return InlineKeyboardMarkup(rows)
