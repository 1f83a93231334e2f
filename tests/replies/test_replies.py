"""Whole conversations, word for word: what somebody sends, and exactly what they read back.

A file is a conversation. Lines that begin with `> ` are the person's; what follows, set in, is the bot's as a phone shows it,
with each button in brackets. The person's lines are

    > any words            typed
    > forwarded: words     a message of somebody else, handed on
    > tap: label           the button with this label on the last message that has it
    > stale button         a button of another time
    > /command

`pytest --write-golden` answers the person's lines anew and writes the file. Read every line of what it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent

import pytest

from bot.core.assess import Engine
from bot.core.case import Case
from bot.effects import Button, Effect, Say, plain
from bot.events import Asked, Commanded, Event, Started, Tapped
from bot.service import handle

HERE = Path(__file__).parent
CONVERSATIONS = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.txt"))
COVERED = ["a-friend", "app-lure", "country", "email-bluff", "example", "harmless", "hide", "i-paid", "known-person", "language",
           "nothing-known", "old-button", "recovery-offer", "self-harm", "sent-to-my-sister", "threat", "under-18"]  # fmt: skip


def event(line: str, buttons: list[Button]) -> Event:
    if line.startswith("tap: "):
        labels = [button.label for button in buttons]
        assert line[5:] in labels, f"no button {line[5:]!r} among {labels}"
        return Tapped(next(button.data for button in reversed(buttons) if button.label == line[5:]))
    if line == "stale button":
        return Tapped("sAP8AAAAAAAAAAAAAAAAAAAAAAC0t")
    if line == "/start":
        return Started()
    if line.startswith("/"):
        name, _, rest = line[1:].partition(" ")
        return Commanded(name, rest)
    if line.startswith("forwarded: "):
        return Asked(line[11:], forwarded=True)
    return Asked(line)


def played(engine: Engine, script: list[str], language: str) -> Iterator[str]:
    case, buttons = Case(language), list[Button]()
    for line in script:
        effects, case = handle(engine, event(line, buttons), case)
        buttons += buttons_of(effects)
        yield f"> {line}\n\n{indent(plain(effects), '    ')}\n"


def buttons_of(effects: tuple[Effect, ...]) -> list[Button]:
    return [button for effect in effects if isinstance(effect, Say) for button in effect.buttons]


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_conversation_reads_as_written(engine: Engine, golden: Callable[[str, str], None], name: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    script = [line[2:] for line in text.splitlines() if line.startswith("> ")]
    assert script, f"tests/replies/{name} holds no line that begins with `> `"
    title = [line for line in text.splitlines() if line.startswith("# ")]
    said = "\n".join(played(engine, script, name.split("/", maxsplit=1)[0]))
    golden(f"replies/{name}", "\n".join([*title[:1], "", said]))


def test_every_language_has_every_conversation(language: str) -> None:
    assert [Path(name).stem for name in CONVERSATIONS if name.startswith(f"{language}/")] == COVERED
