"""What to do about it: values the core returns and a channel carries out. Verbs, frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Button:
    """`data` is at most 64 bytes: Telegram's limit, kept everywhere."""

    label: str
    data: str
    beside: bool = False  # may stand beside the one before it


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the person who asked: plain text, and its buttons."""

    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()
    instead: bool = False  # in place of the message at hand: the one tapped, or the answer this one belongs to
    urgent: bool = False  # care for somebody in need: no limit holds it back
    merges: tuple[str, ...] | None = None  # ids of signals; a message that follows within a minute is answered together with them


@dataclass(frozen=True, slots=True)
class Hide:
    """Take what was written here off the screen and leave `text`, one dull line. `notice`: shown for a moment, kept nowhere."""

    text: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Delete:
    """Take one message of the person's own off the screen: the one with this number."""

    message: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete all that is kept of this conversation."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Keep the language this person chose."""

    language: str


Effect = Say | Hide | Delete | Forget | Speak


def plain(effects: Iterable[Effect]) -> str:
    """What a conversation shows, as text: for the command line, golden files and README."""
    blocks = []
    for effect in effects:
        if not isinstance(effect, Say | Hide):
            continue
        buttons = effect.buttons if isinstance(effect, Say) else ()
        blocks.append("\n".join([effect.text, *(f"  [{button.label}]" for button in buttons)]))
    return "\n\n".join(blocks)
