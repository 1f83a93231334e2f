"""What happened: the vocabulary every channel speaks to the core. Past participles, frozen, redacted when printed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone gave the bot words in private: typed, pasted or forwarded."""

    text: str = field(repr=False)
    forwarded: bool = False  # then the words are somebody else's, whatever they say


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button was pressed. `data` is what the button carried."""

    data: str


@dataclass(frozen=True, slots=True)
class Started:
    """Someone opened the bot."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command such as /help, without its slash, and what followed it."""

    name: str
    rest: str = field(default="", repr=False)


Event = Asked | Tapped | Started | Commanded
