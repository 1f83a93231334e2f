"""The bot's table of contents: one match over what can happen. Pure: event and case in, effects and case out."""

from __future__ import annotations

from dataclasses import replace

from bot.core import check, guide
from bot.core.assess import Engine
from bot.core.case import Case, StaleCase, read, write
from bot.effects import Button, Effect, Hide, Say
from bot.events import Asked, Commanded, Event, Started, Tapped

COMMANDS = ("start", "sos", "help", "hide", "privacy", "language", "country")
EXAMPLE, LANGUAGE = "e", "l"  # first letters of button data beside those of the guide


def handle(engine: Engine, event: Event, case: Case) -> tuple[tuple[Effect, ...], Case]:
    """What to do about `event` for someone whose case stands at `case`, and their case afterwards."""
    voice = engine.content.voices[case.language]
    match event:
        case Asked(text) if not text.strip():
            return (Say(voice.say("empty"), start_buttons(engine, case)),), case
        case Asked(text, forwarded):
            return check.answer(engine, text, case, forwarded)
        case Tapped(data):
            return tapped(engine, data, case)
        case Started() | Commanded("start"):
            return (Say(voice.say("welcome"), start_buttons(engine, case)),), case
        case Commanded(name, rest):
            return commanded(engine, name, rest, case)


def start_buttons(engine: Engine, case: Case) -> tuple[Button, ...]:
    """What is offered before anything is known."""
    voice = engine.content.voices[case.language]
    first = replace(case, step=engine.content.checklist.first)
    return (
        Button(voice.say("what-do-i-do"), guide.STEP + write(engine.content, first)),
        *guide.safety(engine.content, case),
        Button(voice.say("try-example"), EXAMPLE),
    )


def tapped(engine: Engine, data: str, case: Case) -> tuple[tuple[Effect, ...], Case]:
    """A button: the case as it is once tapped stands in it. One of another time shows the first step again."""
    content = engine.content
    kind, token = data[:1], data[1:]
    if kind == EXAMPLE:
        example = content.voices[case.language].say("example")
        said, then = check.answer(engine, example, case, forwarded=True)
        return (Say("> " + example), *said), replace(
            then, facts=case.facts, done=case.done
        )  # a try-out leaves no trace in the case
    if kind == LANGUAGE and token in content.voices:
        return handle(engine, Started(), replace(case, language=token))
    try:
        then = read(content, token)
    except StaleCase as stale:
        fresh = Case(stale.language or case.language, stale.country or case.country, content.checklist.first)
        return (guide.show(content, fresh, content.voices[fresh.language].say("old-button")),), fresh
    if kind == guide.HIDE:
        return (Hide(content.voices[then.language].say("hidden")),), then
    if kind == guide.ALL:
        return (guide.all_steps(content, then),), then
    if kind == guide.COUNTRY:
        return (guide.countries(content, then),), then
    return (guide.show(content, then),), then


def commanded(engine: Engine, name: str, rest: str, case: Case) -> tuple[tuple[Effect, ...], Case]:
    content = engine.content
    voice = content.voices[case.language]
    match name:
        case "sos":
            then = replace(case, step="not-safe")
            return (guide.show(content, then),), then
        case "hide":
            return (Hide(voice.say("hidden")),), case
        case "help" | "privacy":
            return (Say(voice.say(name), start_buttons(engine, case)),), case
        case "language":
            buttons = tuple(Button(each.own_name, LANGUAGE + each.code) for each in content.voices.values())
            return (Say(voice.say("choose-language"), buttons),), case
        case "country" if rest.strip().upper() in content.countries:
            then = replace(case, country=rest.strip().upper())
            return (guide.show(content, then if then.step else guide.go_on(content, then)),), then
        case "country":
            return (guide.countries(content, case if case.step else guide.go_on(content, case)),), case
        case _:
            commands = "  ".join("/" + each for each in COMMANDS)
            return (Say(voice.say("unknown-command", commands=commands)),), case
