"""One update from its claim to its end: claim, decide, speak, settle. Between claim and settle nothing is held open."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

import structlog

from bot import metrics
from bot.channels.telegram.inbound import Incoming
from bot.channels.telegram.limit import Limit, Verdict
from bot.channels.telegram.outbound import HIDE_BACK, Gone, Late, Outbound
from bot.core.assess import Engine
from bot.core.case import Case, StaleCase, read, write
from bot.core.language import guess
from bot.effects import Delete, Effect, Forget, Hide, Say, Speak
from bot.encoder import Encoder
from bot.events import Asked, Event
from bot.ports import BURST_KEPT, CASE_KEPT, Burst, Claim, Store, Taken, Talk
from bot.service import handle, start_buttons

log = structlog.get_logger()


class Keys(Protocol):
    """What is made from the key file (bot.vault.Vault): the look-up key of a conversation, a secret to share with Telegram."""

    def key(self, *parts: str | int) -> bytes: ...

    def secret(self, name: str) -> str: ...


class Desk:
    """Works off private updates. `engine` may be exchanged for a newer one; each update sees one."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        keys: Keys,
        out: Outbound,
        encoder: Encoder | None = None,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.engine = engine
        self._encoder = encoder
        self._store = store
        self._keys = keys
        self._out = out
        self._now = now
        self._limit = Limit()

    async def work(self, got: Incoming) -> bool:
        """Whether the update may be acknowledged. While the store cannot be reached nothing is, so nothing is lost."""
        if got.event is None:
            if got.query:
                await self._out.answer(got.query)
            return _end("nothing")
        key = self._keys.key(*got.talk)
        try:
            claim = await self._store.claim(got.update, key, self._now())
        except Exception as error:
            return _back("claim", error)
        if claim is Taken.done:
            return _end("before")
        if not isinstance(claim, Claim):
            metrics.settled.labels("busy").inc()
            return False
        state, outcome = await self._attempt(got, got.event, key, claim.state)
        try:
            if state is None:
                await self._store.give_up(claim, self._now())
            elif not await self._store.settle(claim, state, self._now()):
                outcome = "lost"
        except Exception as error:
            return _back("settle", error)
        return _end(outcome)

    async def _attempt(self, got: Incoming, event: Event, key: bytes, state: Talk) -> tuple[Talk | None, str]:
        """Answer; the state afterwards, or None where the update is to be given up, and how it ended."""
        try:
            return await self._answer(got, event, key, state), "done"
        except Gone:
            return None, "gone"
        except Late:
            return None, "late"
        except Exception as error:
            # Whatever it was, the person must not be left without a word, and the update must not come back for ever.
            metrics.broken.labels(type(error).__name__).inc()
            log.error("an update failed", kind=got.kind, error=type(error).__name__)
            await self._apologise(got, state)
            return None, "failed"

    async def _answer(self, got: Incoming, event: Event, key: bytes, state: Talk) -> Talk:
        engine = self.engine
        case = standing(engine, got, event, state)
        burst = state.burst
        if isinstance(event, Asked) and burst is not None:
            event = replace(event, earlier=burst.signals)
        if isinstance(event, Asked) and self._encoder:
            event = replace(event, meanings=await self._encoder.meanings_soon(event.text))
            if event.meanings is None:
                metrics.unread.inc()
        effects, then = handle(engine, event, case)
        if isinstance(event, Asked):
            effects = self._held_back(effects, key, engine, case)
        hide = next((effect for effect in effects if isinstance(effect, Hide)), None)
        if got.query:
            await self._out.answer(got.query, hide.notice if hide else "")
        state = replace(state, burst=None)
        if not effects and burst:  # read together with what came before, and nothing to add
            state = replace(state, burst=replace(burst, count=burst.count + 1, until=self._now() + BURST_KEPT))
        for effect in effects:
            state = await self._perform(got, effect, state, burst if isinstance(event, Asked) else None)
        if any(isinstance(effect, Forget) for effect in effects):
            return Talk()
        return replace(state, token=token(engine, then), token_until=self._now() + CASE_KEPT)

    def _held_back(self, effects: tuple[Effect, ...], key: bytes, engine: Engine, case: Case) -> tuple[Effect, ...]:
        """The same, or less where somebody asks too much at once. Care always goes out."""
        if not effects or any(isinstance(effect, Say) and effect.urgent for effect in effects):
            return effects
        match self._limit.ask(key):
            case Verdict.fine:
                return effects
            case Verdict.first:
                voice = engine.content.voices[case.language]
                return (Say(voice.say("too-many"), start_buttons(engine, case)),)
            case _:
                return ()

    async def _perform(self, got: Incoming, effect: Effect, state: Talk, burst: Burst | None) -> Talk:
        """Carry out one effect; the state afterwards."""
        out = self._out
        match effect:
            case Say():
                number = await self._say(got, effect, burst)
                if effect.merges is not None:
                    count = burst.count + 1 if burst else 1
                    return replace(state, burst=Burst(number, effect.merges, count, self._now() + BURST_KEPT))
                return state
            case Hide(text):
                dull = await out.say(got.chat, text, urgent=True)
                await out.delete(got.chat, range(dull - 1, dull - HIDE_BACK, -1))
                return state
            case Delete(message):
                await out.delete(got.chat, [message])
                return state
            case Speak(language):
                return replace(state, language=language)
            case Forget():
                return state

    async def _say(self, got: Incoming, say: Say, burst: Burst | None) -> int:
        """Say something new, or in place of the message at hand; anew where that one cannot be changed. The message's number."""
        if say.instead:
            place = burst.reply if burst else got.at
            if await self._out.edit(got.chat, place, say.text, say.buttons, say.urgent):
                return place
        return await self._out.say(got.chat, say.text, say.buttons, say.urgent)

    async def _apologise(self, got: Incoming, state: Talk) -> None:
        voices = self.engine.content.voices
        chosen = state.language
        language = chosen if chosen and chosen in voices else tongue(got.language, voices)
        try:
            await self._out.say(got.chat, voices[language].say("broke"), urgent=True)
        except Exception as error:
            log.error("the apology failed too", error=type(error).__name__)


def standing(engine: Engine, got: Incoming, event: Event, state: Talk) -> Case:
    """Where this person stands: their case, in the language they chose, else write, else have set their Telegram to."""
    voices = engine.content.voices
    try:
        case = read(engine.content, state.token) if state.token else Case(tongue(got.language, voices))
    except StaleCase as stale:
        case = Case(stale.language or tongue(got.language, voices), stale.country)
    if state.language and state.language in voices:
        return replace(case, language=state.language)
    if isinstance(event, Asked) and not event.forwarded and event.earlier is None:
        return replace(case, language=guess(event.text, case.language))
    return case


def token(engine: Engine, case: Case) -> str | None:
    """The case as it is kept; None where it holds nothing yet."""
    return write(engine.content, case) if case.facts or case.done or case.country else None


def tongue(code: str, known: Iterable[str]) -> str:
    """The language of ours that fits the one a person's Telegram is set to, such as pt-br or zh-hant. English otherwise."""
    parts = code.lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-Hans"
    return parts[0] if parts[0] in known else "en"


def _end(outcome: str) -> bool:
    metrics.settled.labels(outcome).inc()
    return True


def _back(doing: str, error: Exception) -> bool:
    """The store failed: the update stays Telegram's, and comes again."""
    metrics.settled.labels("store").inc()
    log.error("the database cannot be reached", doing=doing, error=type(error).__name__)
    return False
