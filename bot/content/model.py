"""The content once it has passed every check: frozen values the core works on. A reload builds a new one aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from operator import or_

from bot.content.phrase import Pattern
from bot.content.shapes import CountryShape, LineShape, PageShape, PageWordingShape, StepShape, StepWordingShape
from bot.content.weights import Weights

PLACE = re.compile(r"\{([a-z]+)\}")


class Level(IntEnum):
    """How loudly to speak. There is no level for 'safe'."""

    none = 0
    caution = 1
    danger = 2


@dataclass(frozen=True, slots=True)
class Signal:
    """A thing a message can say. `index` is its place in the catalogue and its bit in a mask."""

    id: str
    index: int
    speaker: str
    stage: str
    kind: str
    facts: Mapping[str, str]
    crisis: bool
    page: str | None = None

    @property
    def bit(self) -> int:
        return 1 << self.index


@dataclass(frozen=True, slots=True)
class Phrase:
    """One compiled phrase of one language, for one signal."""

    signal: Signal
    language: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Look:
    """A shape looked for in `clean` by a detector or a pattern, around its `marks`, or the digits when there are enough."""

    signal: Signal
    detector: str | None
    pattern: str | None
    digits: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that must (hit) or must not (miss) carry `subject`, a signal or a rule; `where` is `path:line`."""

    where: str
    language: str
    text: str
    subject: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A family of things said that the classifier reads, or a speaker. `raises`: the signal it is the same as."""

    id: str
    raises: Signal | None
    speaker: bool
    signals: frozenset[str]  # whose examples teach it
    labels: frozenset[str]  # what lines of the corpus call it
    alone: bool = False  # counts wherever it is sure, whoever seems to speak


@dataclass(frozen=True, slots=True)
class Rule:
    """A combination of signals, as masks over Signal.bit. Each one of `some` must meet the text, and `count` of those in `of`."""

    id: str
    scheme: str
    level: Level
    step: str
    shadow: bool
    all: int
    some: tuple[int, ...]
    count: int
    of: tuple[int, ...]
    unless: int
    weakened_by: int

    @property
    def asks(self) -> int:
        """Every signal that can speak for it."""
        return reduce(or_, (*self.some, *self.of), self.all)

    def holds(self, present: int) -> bool:
        return (
            self.all & ~present == 0
            and not self.unless & present
            and all(group & present for group in self.some)
            and (not self.count or sum(group & present > 0 for group in self.of) >= self.count)
        )


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps in their order. Numbers are permanent: they travel in buttons people keep for years."""

    id: str
    first: str
    steps: tuple[StepShape, ...]
    by_id: Mapping[str, StepShape]
    by_number: Mapping[int, StepShape]


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything the bot says in one language."""

    code: str
    number: int
    name: str
    own_name: str
    review: str  # "no", or who read it and when
    ui: Mapping[str, str]
    reasons: Mapping[str, str]
    steps: Mapping[str, StepWordingShape]
    pages: Mapping[str, PageWordingShape] = field(default_factory=dict)

    @property
    def reviewed(self) -> bool:
        return self.review != "no"

    def say(self, key: str, **values: str) -> str:
        """The text `key` with its {places} filled; a person's own words go in as they are, braces and all."""
        return PLACE.sub(lambda place: values[place[1]], self.ui[key])


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    names: Mapping[str, str]
    lines: tuple[LineShape, ...]
    reporting_risk: Mapping[str, str]

    @classmethod
    def of(cls, shape: CountryShape) -> Country:
        risk = shape.reporting_risk.text if shape.reporting_risk else {}
        return cls(shape.country, shape.names, shape.lines, risk)


@dataclass(frozen=True, slots=True)
class Content:
    """All of rules/, checked. Frozen: a message sees one content from beginning to end."""

    signals: Mapping[str, Signal]
    phrases: tuple[Phrase, ...]
    looks: tuple[Look, ...]
    rules: tuple[Rule, ...]
    facts: Mapping[str, int]
    checklist: Checklist
    pages: Mapping[str, PageShape]
    voices: Mapping[str, Voice]
    countries: Mapping[str, Country]
    examples: tuple[Example, ...]
    benign: tuple[Example, ...]
    heads: Mapping[str, Head] = field(default_factory=dict)
    weights: Weights | None = None
