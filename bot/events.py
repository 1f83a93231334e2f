"""What happened: the vocabulary every channel speaks to the core. Past participles, frozen, redacted when printed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone gave the bot words in private: typed, pasted or forwarded; or a picture, voice or file, perhaps with words."""

    text: str = field(repr=False)
    forwarded: bool = False  # then the words are somebody else's, whatever they say
    earlier: tuple[str, ...] | None = None  # signals of the messages of the last minute that are answered together with this one
    edited: bool = False  # a message that was answered before, and has changed
    media: bool = False  # something came along that the bot does not open
    message: int = 0  # its number in the chat, to offer to delete it
    meanings: NDArray[np.float32] | None = field(default=None, repr=False, compare=False)  # an encoder's vectors of its passages


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button was pressed. `data` is what the button carried."""

    data: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Started:
    """Someone opened the bot, perhaps by a link that carried `payload`."""

    payload: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command such as /help, without its slash, and what followed it."""

    name: str
    rest: str = field(default="", repr=False)


Event = Asked | Tapped | Started | Commanded
