"""Signals → speaker → rules → Assessment. The one place where a verdict is made; pure and repeatable."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.content.model import Content, Level, Rule
from bot.content.weights import Floats
from bot.core.reader import Reader
from bot.core.signals import EARLIER, EARLIER_READ, Finder, Found, mask
from bot.text import Views, look

NOTHING = look("").fold
READ = "~"  # ends the note of a signal that was read, and not matched
STAGES = (
    "recovery-scam",
    "release",
    "repeat",
    "payment",
    "threat",
    "capture",
    "app-lure",
    "nude-call",
    "move",
    "rapport",
    "contact",
)
"""Furthest first: the stage of a message is the furthest one its evidence tells of."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a message was taken for, and why. `repr` tells nothing of what was written: spans are numbers."""

    level: Level
    speaker: str  # offender | target | about | unknown
    stage: str | None = None
    rule: str | None = None
    step: str | None = None
    found: tuple[Found, ...] = ()
    reasons: tuple[Found, ...] = ()  # what speaks for the level
    facts: Mapping[str, str] = field(default_factory=dict)
    crisis: bool = False
    shadow: tuple[str, ...] = ()  # rules on trial that would have spoken


class Engine:
    """A content made ready to read messages. Build it once; it never changes."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.finder = Finder(content.phrases, content.looks, [line.text for line in content.benign])
        self.reader = Reader(content.heads, content.weights) if content.weights else None

    @functools.cached_property
    def by_phrases(self) -> Engine:
        """The same without the classifier."""
        return Engine(replace(self.content, weights=None)) if self.reader else self

    def find(self, text: str, meanings: Floats | None = None) -> tuple[Found, ...]:
        """Every signal in a message, in the order of the catalogue. `meanings`: an encoder's vectors of its `passages`."""
        views = look(text)
        matched = self.finder.find(views)
        return _merged(matched, self._read(views, meanings, matched))

    def assess(self, text: str, meanings: Floats | None = None) -> Assessment:
        """Read one message. Never raises, whatever the text."""
        if meanings is not None:
            return self.judge(self.find(text, meanings))
        views = look(text)
        read = self._read(views)
        telling = any(each.signal.speaker != "about" for each in read)
        return self.judge(_merged(self.finder.find(views) if telling else self.finder.find_if_telling(views), read))

    def _read(self, views: Views, meanings: Floats | None = None, matched: Iterable[Found] = ()) -> tuple[Found, ...]:
        return self.reader.read(views, meanings, {each.signal.id for each in matched}) if self.reader else ()

    def recall(self, notes: Iterable[str]) -> tuple[Found, ...]:
        """Signals of messages read before, from their `notes`; their words are gone. Unknown ones are left out."""
        known = self.content.signals
        sources = {each.removesuffix(READ): EARLIER_READ if each.endswith(READ) else EARLIER for each in notes}
        return tuple(Found(known[name], NOTHING, 0, 0, source) for name, source in sources.items() if name in known)

    def judge(self, found: Sequence[Found]) -> Assessment:
        """The verdict on signals, from one message or merged from several that belong together."""
        if not found:
            return Assessment(Level.none, "unknown")
        speaker = who_speaks(found)
        facts = _facts(found, speaker)
        crisis = any(each.signal.crisis for each in found)
        if speaker == "target":
            stage = _stage(found, speaker)
            return Assessment(Level.none, speaker, stage, found=tuple(found), facts=facts, crisis=crisis)
        matched = mask(each for each in found if each.matched and each.signal.kind == "evidence")
        level, rule, shadow = strongest(() if speaker == "about" else self.content.rules, mask(found), matched)
        step = rule.step if rule else None
        stage = _stage(found, speaker) if rule or speaker == "about" else None
        reasons = _reasons(found, rule) if rule else ()
        name = rule.id if rule else None
        return Assessment(level, speaker, stage, name, step, tuple(found), reasons, facts, crisis, shadow)


def notes(found: Iterable[Found]) -> tuple[str, ...]:
    """What is kept of a message for a minute: the ids of its signals, and of each whether words matched. Not a target's, and
    nothing that a reading only weakens: everyday talk says something of its own message and of no other."""
    kept = [each for each in found if each.signal.speaker != "target" and (each.matched or each.signal.kind != "context")]
    return tuple(each.signal.id + ("" if each.matched else READ) for each in kept)


def who_speaks(found: Sequence[Found]) -> str:
    """The person who wrote this: offender, target, about (somebody talking of the crime), or unknown.

    A target is never scored, so a sentence only a target says decides, whatever they quote of the offender beside it; unless the
    offender's sentence holds those very words and more ("cut yourself or I post it"). A plea that others use too ("please help
    me") decides where nobody is merely talking of the crime: to take an offender for a target costs a verdict, the other way
    round scores somebody who asked for help.
    """
    offender = [each for each in found if each.signal.speaker == "offender" and each.signal.kind == "evidence"]
    told = [each for each in found if each.signal.speaker == "target" and each.signal.kind != "shape"]
    matched = [each for each in offender if each.matched]
    target = [each for each in told if not each.matched or not any(_within(each, other) for other in matched)]
    if any(each.signal.kind == "evidence" for each in target):
        return "target"
    if any(each.signal.speaker == "about" and each.signal.kind == "evidence" for each in found):
        return "about"
    return "target" if target else "offender" if offender else "unknown"


def _within(inner: Found, outer: Found) -> bool:
    """Whether `inner` rests on some of the words of `outer`, which says more."""
    same = inner.view is outer.view and outer.left <= inner.left and inner.right <= outer.right
    return same and outer.right - outer.left > inner.right - inner.left


def _merged(matched: tuple[Found, ...], read: tuple[Found, ...]) -> tuple[Found, ...]:
    """Both, in the order of the catalogue. Words that match tell more than a reading of the same signal, and a reading that only
    weakens is dropped where there is nothing to weaken."""
    known = {each.signal.id for each in matched}
    speaks = any(each.signal.speaker == "offender" for each in matched)
    added = [each for each in read if each.signal.id not in known and (speaks or not each.weakens)]
    return tuple(sorted((*matched, *added), key=lambda each: each.signal.index))


def strongest(rules: Iterable[Rule], present: int, matched: int) -> tuple[Level, Rule | None, tuple[str, ...]]:
    """The highest level any rule gives to these signals, the first rule that gives it, and the rules on trial that hold too.

    A rule that rests on a classifier's reading gives caution at most, unless words that match speak for it too: `matched` are the
    signals of evidence found by phrases.
    """
    level, best, shadow = Level.none, None, []
    for rule in rules:
        if rule.shadow:
            if rule.holds(present):
                shadow.append(rule.id)
        elif rule.level > level and rule.holds(present):
            given = Level(rule.level - 1) if rule.weakened_by & present else rule.level
            given = given if rule.asks & matched else min(given, Level.caution)
            if given > level:
                level, best = given, rule
    return level, best, tuple(shadow)


def _reasons(found: Iterable[Found], rule: Rule) -> tuple[Found, ...]:
    """What the rule counted, and what else the offender said that establishes a fact. A reading only where no words match."""
    said = [each for each in found if each.signal.speaker == "offender" and each.signal.kind != "context"]
    counted = [each for each in said if each.signal.bit & rule.asks or (each.signal.kind == "evidence" and each.signal.facts)]
    return tuple(each for each in counted if each.matched) or tuple(counted)


def _stage(found: Iterable[Found], speaker: str) -> str | None:
    telling = [each for each in found if each.signal.speaker == speaker and each.signal.kind == "evidence"]
    matched = [each for each in telling if each.matched]  # words that match tell more exactly what it is
    said = {each.signal.stage for each in matched or telling}
    said = said or {each.signal.stage for each in found if each.signal.kind != "context"}
    return next((stage for stage in STAGES if stage in said), None)


def _facts(found: Iterable[Found], speaker: str) -> dict[str, str]:
    """The facts these words establish. What a target says of themselves outweighs what the quoted offender says."""
    facts: dict[str, str] = {}
    for each in sorted(found, key=lambda f: f.signal.speaker == "target"):
        if speaker == "about" or (speaker == "target" and each.signal.speaker == "about"):
            continue
        if each.signal.speaker == "target" and each.signal.kind == "shape":
            continue  # may be nothing: check.py asks
        for fact, answer in each.signal.facts.items():
            if facts.get(fact) != "yes" or answer == "yes":
                facts[fact] = answer
    return facts
