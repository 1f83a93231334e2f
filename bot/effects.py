"""What to do about it: values the core returns and a channel carries out. Verbs, frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Button:
    """`data` is at most 64 bytes: Telegram's limit, kept everywhere."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the person who asked: plain text, and its buttons, one row each."""

    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Hide:
    """Take what the bot wrote off the screen and leave `text`, one dull line."""

    text: str


Effect = Say | Hide


def plain(effects: Iterable[Effect]) -> str:
    """What a conversation shows, as text: for the command line, golden files and README."""
    blocks = []
    for effect in effects:
        buttons = effect.buttons if isinstance(effect, Say) else ()
        blocks.append("\n".join([effect.text, *(f"  [{button.label}]" for button in buttons)]))
    return "\n\n".join(blocks)
