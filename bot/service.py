"""The bot's table of contents: one match over what can happen. Pure: event and case in, effects and case out."""

from __future__ import annotations

from dataclasses import replace

from bot.core import check, guide
from bot.core.assess import Engine
from bot.core.case import Case, StaleCase, read, write
from bot.effects import Button, Delete, Effect, Forget, Hide, Say, Speak
from bot.events import Asked, Commanded, Event, Started, Tapped

COMMANDS = ("start", "sos", "help", "hide", "forget", "privacy", "language", "country")
TOKEN = len(guide.NEW) + 28  # characters of a button's data that holds a case
EXAMPLE, LANGUAGE, DELETE, FORGET = "e", "l", "d", "f"  # first letters of button data beside those of the guide


def handle(engine: Engine, event: Event, case: Case) -> tuple[tuple[Effect, ...], Case]:
    """What to do about `event` for someone whose case stands at `case`, and their case afterwards."""
    voice = engine.content.voices[case.language]
    match event:
        case Asked(media=True):
            return shown(engine, event, case)
        case Asked(text) if not text.strip():
            return (Say(voice.say("empty"), start_buttons(engine, case)),), case
        case Asked():
            return check.answer(engine, event, case)
        case Tapped(data):
            return tapped(engine, data, case)
        case Started(payload) if payload:
            return linked(engine, payload, case)
        case Started() | Commanded("start"):
            return (Say(voice.say("welcome"), start_buttons(engine, case)),), case
        case Commanded(name, rest):
            return commanded(engine, name, rest, case)


def start_buttons(engine: Engine, case: Case) -> tuple[Button, ...]:
    """What is offered before anything is known."""
    voice = engine.content.voices[case.language]
    first = replace(case, step=engine.content.checklist.first)
    return (
        Button(voice.say("what-do-i-do"), guide.NEW + write(engine.content, first)),
        *guide.safety(engine.content, case, guide.NEW),
        Button(voice.say("try-example"), EXAMPLE),
    )


def shown(engine: Engine, asked: Asked, case: Case) -> tuple[tuple[Effect, ...], Case]:
    """A picture, voice or file: it is never opened. Words beside it are read; of an album one answer is enough."""
    told = asked.earlier is not None and check.PICTURES in asked.earlier
    said: tuple[Say, ...] = ()
    if asked.text.strip():
        said, case = check.answer(engine, asked, case)
    if told:
        return said, case
    voice = engine.content.voices[case.language]
    first = replace(case, step=engine.content.checklist.first)
    buttons = (
        Button(voice.say("delete-it"), f"{DELETE}{asked.message}"),
        Button(voice.say("what-do-i-do"), guide.NEW + write(engine.content, first)),
        *guide.safety(engine.content, case, guide.NEW),
    )
    kept = [each if each.merges is None else replace(each, merges=(*each.merges, check.PICTURES)) for each in said]
    merges = None if any(each.merges is not None for each in said) else (check.PICTURES,)
    return (*kept, Say(voice.say("cannot-open"), buttons, merges=merges)), case


def tapped(engine: Engine, data: str, case: Case) -> tuple[tuple[Effect, ...], Case]:
    """A button: the case as it is once tapped stands in it. One of another time shows the first step again."""
    content = engine.content
    voice = content.voices[case.language]
    kind, token = data[:1], data[1:]
    if kind == EXAMPLE:
        example = voice.say("example")
        said, then = check.answer(engine, Asked(example, forwarded=True), case)
        # a try-out leaves no trace in the case, and nothing is merged into it
        return (Say("> " + example), *(replace(each, merges=None) for each in said)), replace(
            then, facts=case.facts, done=case.done
        )
    if kind == LANGUAGE and token in content.voices:
        hello, then = handle(engine, Started(), replace(case, language=token))
        return (Speak(token), *hello), then
    if kind == DELETE and token.isascii() and token.isdigit():
        return (Delete(int(token)), Say(voice.say("deleted"), start_buttons(engine, case), instead=True)), case
    if kind == FORGET:
        return (Forget(), Say(voice.say("forgotten"), instead=True)), Case(case.language)
    name = guide.paged(content, token) if kind == guide.PAGE else None
    try:
        then = read(content, token[2:] if kind == guide.PAGE else token)
    except StaleCase as stale:
        fresh = Case(stale.language or case.language, stale.country or case.country, content.checklist.first)
        return (guide.show(content, fresh, content.voices[fresh.language].say("old-button")),), fresh
    if kind == guide.HIDE:
        voice = content.voices[then.language]
        return (Hide(voice.say("hidden"), voice.say("proof-stays")),), then
    if kind == guide.PAGE and name is None:
        return (guide.show(content, then, voice.say("old-button")),), then
    if name is not None:
        step = guide.page(content, then, name)
    elif kind == guide.ALL:
        step = guide.all_steps(content, then)
    elif kind == guide.COUNTRY:
        step = guide.countries(content, then)
    else:
        step = guide.show(content, then)
    return (replace(step, instead=kind != guide.NEW),), then


def linked(engine: Engine, payload: str, case: Case) -> tuple[tuple[Effect, ...], Case]:
    """A link to the bot: a command, a language, or the very step a button would open. Anything else is an ordinary start."""
    if payload in COMMANDS:
        return commanded(engine, payload, "", case)
    language = payload.removeprefix("lang-")
    if language in engine.content.voices:
        return tapped(engine, LANGUAGE + language, case)
    if payload[:1] == guide.NEW and len(payload) == TOKEN:
        return tapped(engine, payload, case)
    return handle(engine, Started(), case)


def commanded(engine: Engine, name: str, rest: str, case: Case) -> tuple[tuple[Effect, ...], Case]:
    content = engine.content
    voice = content.voices[case.language]
    match name:
        case "sos":
            then = replace(case, step="not-safe")
            return (replace(guide.show(content, then), urgent=True),), then
        case "hide":
            return (Hide(voice.say("hidden"), voice.say("proof-stays")),), case
        case "forget":
            buttons = (Button(voice.say("forget-it"), FORGET), *start_buttons(engine, case)[:-1])
            return (Say(voice.say("forget"), buttons),), case
        case "help" | "privacy":
            return (Say(voice.say(name), start_buttons(engine, case)),), case
        case "language":
            choices = tuple(Button(each.own_name, LANGUAGE + each.code) for each in content.voices.values())
            return (Say(voice.say("choose-language"), (*choices, *guide.safety(content, case, guide.NEW))),), case
        case "country" if rest.strip().upper() in content.countries:
            then = replace(case, country=rest.strip().upper())
            return (guide.show(content, then if then.step else guide.go_on(content, then)),), then
        case "country":
            return (guide.countries(content, case if case.step else guide.go_on(content, case)),), case
        case "start":
            return handle(engine, Started(), case)
        case _:
            commands = "  ".join("/" + each for each in COMMANDS)
            return (Say(voice.say("unknown-command", commands=commands), start_buttons(engine, case)[:-1]),), case
