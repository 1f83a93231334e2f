"""The shapes of the content files: what a volunteer may write, checked by pydantic before anything uses it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from annotated_types import MinLen
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
LevelName = Literal["none", "caution", "danger"]
SpeakerName = Literal["offender", "target", "about"]
KindName = Literal["evidence", "shape", "context"]
StageName = Literal[
    "contact",
    "rapport",
    "move",
    "nude-call",
    "app-lure",
    "capture",
    "threat",
    "payment",
    "repeat",
    "release",
    "recovery-scam",
]
Answer = Literal["yes", "no", "unsure"]
AnswerOrUnknown = Literal["yes", "no", "unsure", "unknown"]
Purpose = Literal[
    "emergency",
    "crisis",
    "child",
    "violence",
    "police",
    "fraud",
    "stop-payment",
    "take-down-adult",
    "take-down-minor",
    "victims",
]


def _https(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"]+", value):
        raise ValueError("should be a full address beginning with https://")
    return value


def _day(value: str) -> str:
    wrong = ValueError("should be a date like 2026-08-01 (or 2026-08, or 2026)")
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        raise wrong
    try:
        dt.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        raise wrong from None
    return value


Address = Annotated[str, AfterValidator(_https)]
Day = Annotated[str, AfterValidator(_day)]
Examples = Annotated[tuple[Text, ...], MinLen(2)]
Words = Mapping[str, Text]  # language -> text


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignalShape(Shape):
    """One line of signals.yaml."""

    speaker: SpeakerName
    stage: StageName
    kind: KindName
    means: Text
    facts: Mapping[Slug, Answer] = {}
    crisis: bool = False
    page: Slug | None = None  # the page that answers somebody who says this


class WordingShape(Shape):
    """How one language says a signal: languages/<xx>/signals/*.yaml."""

    reason: Text
    phrases: tuple[Text, ...] = ()
    hits: tuple[Text, ...] = ()
    misses: tuple[Text, ...] = ()


class WayShape(Shape):
    """One way to see a shape: a detector of bot/core/shapes.py, or a regex over `clean`.

    It is only looked for near what may announce it: so many digits in the text, or one of the marks.
    """

    detector: Slug | None = None
    pattern: Text | None = None
    digits: int = 0
    marks: tuple[Text, ...] = ()


class ShapeShape(Shape):
    """What looks the same in every language: languages/und/signals/*.yaml."""

    ways: Annotated[tuple[WayShape, ...], MinLen(1)]
    hits: Examples
    misses: Examples


class LanguageShape(Shape):
    """languages/<xx>/language.yaml."""

    n: int  # permanent number: it travels in buttons
    name: Text
    own_name: Text
    spaced: bool = True
    based_on: Language | None = None  # this language's phrases are tried on it anyway
    reviewed: Text = "no"  # "no", or who read it and when


class ExampleShape(Shape):
    lang: Language
    text: Text


class WhenShape(Shape):
    all: tuple[Slug, ...] = ()
    any: tuple[Slug, ...] = ()
    also: tuple[Slug, ...] = ()  # a second `any`
    count: int = 0
    of: tuple[Slug, ...] = ()  # each name counts once, a group too
    unless: tuple[Slug, ...] = ()


class RuleShape(Shape):
    """Which signals together mean what. Names in `when` are signals, or groups of the scheme."""

    id: Slug
    level: Literal["caution", "danger"]
    when: WhenShape
    step: Slug
    status: Literal["stable", "shadow"] = "stable"
    firm: bool = False  # not lowered by the scheme's `weakened_by`
    hits: Annotated[tuple[ExampleShape, ...], MinLen(1)]
    misses: Annotated[tuple[ExampleShape, ...], MinLen(1)]


class SchemeShape(Shape):
    scheme: Slug
    groups: Mapping[Slug, tuple[Slug, ...]] = {}
    weakened_by: tuple[Slug, ...] = ()
    rules: Annotated[tuple[RuleShape, ...], MinLen(1)]


class HeadShape(Shape):
    """A head of the classifier: the signal it raises, those whose examples teach it, and what corpus lines call it."""

    raises: Slug | None = None
    signals: tuple[Slug, ...] = ()
    labels: tuple[Slug, ...] = ()
    alone: bool = False  # counts wherever it is sure; else only where its speaker does


class HeadsShape(Shape):
    """classifier/heads.yaml."""

    heads: Mapping[Slug, HeadShape]
    speakers: Mapping[Literal["offender", "target", "about", "ordinary"], HeadShape]


class FactShape(Shape):
    n: int
    means: Text


class OptionShape(Shape):
    """One answer of an `ask` step: the facts it settles. Its label is worded per language under the same id."""

    id: Slug
    facts: Mapping[Slug, Answer]
    goto: Slug | None = None


class StepShape(Shape):
    n: int
    id: Slug
    kind: Literal["tell", "do", "ask", "crisis"] = "do"
    when: Mapping[Slug, tuple[AnswerOrUnknown, ...]] = {}
    auto: bool = True  # False: only reached by an option that names it
    options: tuple[OptionShape, ...] = ()
    numbers: tuple[Purpose, ...] = ()  # helplines shown under the step, in this order
    pages: tuple[Slug, ...] = ()  # small screens offered beside it (checklists/pages.yaml)
    sources: tuple[Address, ...] = ()


class ChecklistShape(Shape):
    id: Slug
    facts: Mapping[Slug, FactShape]
    first: Slug  # the step shown when nothing is known
    steps: Annotated[tuple[StepShape, ...], MinLen(1)]


class StepWordingShape(Shape):
    """How one language says a step. At most three short lines; the program adds numbers and links, each on its own line."""

    title: Text
    body: Annotated[tuple[Text, ...], MinLen(1)]
    done: Text | None = None  # the main button of `tell` and `do`
    options: Mapping[Slug, Text] = {}


class PageShape(Shape):
    """A small screen beside the steps: an answer, a way to stop a payment, words to copy. It never changes the case."""

    n: int
    id: Slug
    numbers: tuple[Purpose, ...] = ()
    pages: tuple[Slug, ...] = ()  # further ones, as buttons
    known: Slug | None = None  # the page shown instead where the offender is known in real life
    to_copy: bool = Field(False, alias="copy")  # words the person may copy and change
    links: tuple[Address, ...] = ()
    sources: tuple[Address, ...] = ()


class PagesShape(Shape):
    pages: tuple[PageShape, ...]


class PageWordingShape(Shape):
    """How one language says a page. `label`: the button that leads to it."""

    label: Text
    title: Text
    body: Annotated[tuple[Text, ...], MinLen(1)]


class LineShape(Shape):
    """One helpline, hotline or removal body."""

    id: Slug
    purpose: Annotated[tuple[Purpose, ...], MinLen(1)]
    name: Words
    phone: Text | None = None
    sms: Text | None = None
    url: Address | None = None
    hours: Text
    serves: tuple[Literal["minor", "adult"], ...] = ("minor", "adult")
    languages: tuple[Text, ...] = ()
    note: Words = {}
    trust: Literal["confirmed", "community"]
    source: Address
    date: Day | None = None


class RiskShape(Shape):
    text: Words
    source: Address


class CountryShape(Shape):
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    names: Words
    languages: tuple[Text, ...] = ()
    lines: tuple[LineShape, ...]  # may be empty: the worldwide ones are shown then
    reporting_risk: RiskShape | None = None
