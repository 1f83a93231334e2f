"""The bot in a terminal: paste a message, choose buttons by number, see the very texts a phone would show."""

from __future__ import annotations

import locale
import os
import select
import sys
from collections.abc import Iterable
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.core.assess import Engine
from bot.core.case import Case
from bot.core.language import guess
from bot.effects import Button, Effect, Hide, Say
from bot.encoder import Encoder
from bot.events import Asked, Commanded, Event, Started, Tapped
from bot.service import LANGUAGE, handle

LEAVE = ("exit", "quit", "/exit", "/quit", "/bye")
PASTE = 0.05  # seconds without another line after which a paste counts as whole


def converse(engine: Engine, language: str | None, encoder: Encoder | None = None) -> None:
    """Talk until the person leaves (ctrl-d, or the word exit)."""
    console = Console(highlight=False, width=min(80, Console().width))
    case = Case(language or preferred(engine))
    chosen = language is not None
    effects, case = handle(engine, Started(), case)
    buttons = _perform(console, effects)
    while (line := _read(console)) is not None:
        if line.strip().lower() in LEAVE:
            return
        event = _event(line, buttons)
        if not chosen and isinstance(event, Asked):
            case = replace(case, language=guess(event.text, case.language))
        if isinstance(event, Asked) and encoder:
            event = replace(event, meanings=encoder.meanings(event.text))
        effects, case = handle(engine, event, case)
        chosen = chosen or (isinstance(event, Tapped) and event.data.startswith(LANGUAGE))
        buttons = _perform(console, effects) or buttons


def preferred(engine: Engine) -> str:
    """The language the person's own computer speaks, where we speak it too; English otherwise."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    code = (asked or (locale.getlocale()[0] or "")).split(".")[0].replace("_", "-")
    if code.startswith("zh"):
        return "zh-Hant" if code[-2:] in ("TW", "HK", "MO") or "Hant" in code else "zh-Hans"
    return code[:2] if code[:2] in engine.content.voices else "en"


def _event(line: str, buttons: list[Button]) -> Event:
    word = line.strip()
    if word.isascii() and word.isdigit() and 0 < int(word) <= len(buttons):
        return Tapped(buttons[int(word) - 1].data)
    if word.startswith("/") and word[1:2].isalpha() and "\n" not in word:
        name, _, rest = word[1:].partition(" ")
        return Commanded(name.lower(), rest)
    return Asked(line)


def _perform(console: Console, effects: Iterable[Effect]) -> list[Button]:
    """Show what the bot says; the buttons now on screen, numbered as they are shown."""
    buttons: list[Button] = []
    for effect in effects:
        if isinstance(effect, Hide):
            console.clear()
            console.print(Text(effect.text, style="dim"))
            return []
        if not isinstance(effect, Say):
            continue
        console.print()
        console.print(Padding(Text(effect.text), (0, 0, 0, 2)))
        for button in effect.buttons:
            buttons.append(button)
            console.print(Text(f"    {len(buttons):>2}  ", style="bold cyan") + Text(button.label))
    return buttons


def _read(console: Console) -> str | None:
    """One message. Lines that arrive together are one paste. None when the input ends."""
    console.print()
    console.print(Text("› ", style="bold"), end="")
    line = sys.stdin.readline()
    if not line:
        return None
    lines = [line]
    while _more():
        following = sys.stdin.readline()
        if not following:
            break
        lines.append(following)
    return "".join(lines).rstrip("\n")


def _more() -> bool:
    """Whether more of a paste is waiting (only a terminal pastes; a file or pipe is read line by line)."""
    if not sys.stdin.isatty():
        return False
    ready, _, _ = select.select([sys.stdin], [], [], PASTE)
    return bool(ready)
