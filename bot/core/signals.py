"""Who says what: the signals in a message, each bound to the words that gave it away.

One Aho-Corasick pass over each sentence finds the literals that occur. A phrase can only match where each of its needs is met by
one of them, so phrases hang in a tree, rarest need first, and only branches whose needs are all present are walked: phrases that
cannot match cost nothing, however many there are. The few survivors run their bounded pattern.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex
from ahocorasick_rs import AhoCorasick

from bot.content.model import Look, Phrase, Signal
from bot.content.phrase import commonness, words
from bot.core import shapes
from bot.text import HAN, WORD, View, Views, fold

PHRASE, CLASSIFIER = "phrase", "classifier"  # sources: words that match, words that were read so
EARLIER, EARLIER_READ = "earlier", "earlier-read"  # the same, in another message
DIGIT = re.compile(r"\d")
SENTENCE_END = re.compile(r"[!?\u3002\n]+|\.(?=\s|$)|$")  # a phrase never crosses one (phrase.ENDS)
CRY = 40  # characters of a text that may be a cry for help and nothing else
AROUND = 80  # characters either side of a digit or mark in which a shape may stand
ASKED = 3  # needs of a phrase that are asked about, the rarest ones; the pattern itself asks the rest
MOST_ORDINARY = 600  # texts counted; more would only cost time at start
HAN_IN = re.compile(rf"[{HAN}]")
LETTER = re.compile(rf"[{WORD}]")


@dataclass(frozen=True, slots=True)
class Found:
    """A signal and the words it rests on, `left:right` in a view of the message. `p` only where a classifier read it so."""

    signal: Signal
    view: View
    left: int
    right: int
    source: str = PHRASE
    p: float | None = None

    @property
    def matched(self) -> bool:
        """Whether words match a phrase or shape; else a classifier read it so."""
        return self.source in {PHRASE, EARLIER}

    @property
    def weakens(self) -> bool:
        """Whether it says nothing by itself, and only takes from what others say."""
        return self.signal.speaker == "about" and self.signal.kind == "context"

    @property
    def span(self) -> tuple[int, int]:
        """Half-open, in code points of the original message."""
        return self.view.span(self.left, self.right)


def sentences(folded: str) -> Iterator[tuple[str, int, int]]:
    """The sentences of a folded text with their places in it."""
    start = 0
    for stop in SENTENCE_END.finditer(folded):
        end = stop.end()
        if end > start:
            yield folded[start:end], start, end
        start = end


@dataclass(slots=True)
class _Node:
    """A branch while the tree grows: the phrases whose needs end here; where further needs lead, with the literals of each."""

    ends: list[int] = field(default_factory=list)
    further: dict[int, tuple[frozenset[int], _Node]] = field(default_factory=dict)

    def grown(self) -> _Branch:
        return tuple(self.ends), tuple((wanted, node.grown()) for wanted, node in self.further.values())


_Branch = tuple[tuple[int, ...], tuple[tuple[frozenset[int], "_Branch"], ...]]


class _Sieve:
    """Tells which phrases of one kind of language could match a sentence."""

    def __init__(self, phrases: Sequence[tuple[int, Phrase]], ordinary: Sequence[str]) -> None:
        needs = sorted({need for _, phrase in phrases for need in phrase.pattern.needs}, key=sorted)
        literals = sorted({literal for need in needs for literal in need})
        place = {literal: index for index, literal in enumerate(literals)}
        meets: list[list[int]] = [[] for _ in literals]
        for index, need in enumerate(needs):
            for literal in need:
                meets[place[literal]].append(index)
        self._automaton = AhoCorasick(literals) if literals else None
        met: Counter[int] = Counter()
        for sentence in ordinary:
            met.update({index for hit in self._hits(sentence) for index in meets[hit]})
        # Rarest first, counted in everyday sentences: then a branch ends at its first need in the talk that is not blackmail.
        rarity = {need: (met[index], commonness(need), index) for index, need in enumerate(needs)}
        branches: dict[int, _Node] = {}
        for number, phrase in phrases:
            first, *rest = [each[2] for each in sorted(rarity[need] for need in phrase.pattern.needs)][:ASKED]
            node = branches.setdefault(first, _Node())
            for index in rest:
                wanted = frozenset(place[literal] for literal in needs[index])
                node = node.further.setdefault(index, (wanted, _Node()))[1]
            node.ends.append(number)
        grown = {index: node.grown() for index, node in branches.items()}
        self._opens = [[grown[index] for index in met_by if index in grown] for met_by in meets]

    def survivors(self, sentence: str) -> set[int]:
        """Indexes of the phrases whose rarest needs all occur in the sentence."""
        hits = self._hits(sentence)
        waiting: list[_Branch] = []
        for hit in hits:
            waiting += self._opens[hit]
        found: list[int] = []
        for ends, further in waiting:  # grows while it is walked
            if ends:
                found += ends
            for wanted, branch in further:
                if not wanted.isdisjoint(hits):
                    waiting.append(branch)
        return set(found)

    def _hits(self, sentence: str) -> set[int]:
        """Indexes of the literals that occur."""
        if self._automaton is None:
            return set()
        return {hit[0] for hit in self._automaton.find_matches_as_indexes(sentence, overlapping=True)}


class Finder:
    """The phrases and shapes of one content, made ready to be looked for.

    `ordinary`: everyday texts. They decide what is looked for first, so the speed, and never a verdict.
    """

    def __init__(self, phrases: Sequence[Phrase], looks: Sequence[Look] = (), ordinary: Sequence[str] = ()) -> None:
        self.phrases = tuple(phrases)
        self.looks = tuple((each, regex.compile(each.pattern) if each.pattern else None) for each in looks)
        self.cries = tuple(pair for pair in self.looks if _telling(pair[0].signal))
        step = 1 + len(ordinary) // MOST_ORDINARY
        everyday = [sentence for text in ordinary[::step] for sentence, _, _ in sentences(fold(text))]
        spaced = [words(sentence) for sentence in everyday]
        numbered = list(enumerate(self.phrases))
        # [telling or not][spaced or not]
        self._sieves = [
            [
                _Sieve(
                    [pair for pair in numbered if _telling(pair[1].signal) == telling and pair[1].pattern.spaced == kind], texts
                )
                for kind, texts in ((True, spaced), (False, everyday))
            ]
            for telling in (True, False)
        ]

    def find(self, views: Views) -> tuple[Found, ...]:
        """Every signal a text carries, once each, with the first words that say it, in the order of the catalogue."""
        return self._all(views, self._said(views, telling=True))

    def find_if_telling(self, views: Views) -> tuple[Found, ...]:
        """The same, but nothing where nothing telling is said: no verdict rests on shapes and context alone."""
        found = self._said(views, telling=True)
        return self._all(views, found) if found or self._cries(views) else ()

    def _cries(self, views: Views) -> bool:
        """Whether a short text is a look that can start something by itself: a cry for help and nothing else."""
        clean = views.clean.text
        return len(clean) <= CRY and any(_seen(each, pattern, clean, ()) for each, pattern in self.cries)

    def survivors(self, folded: str, telling: bool) -> list[tuple[int, int, int]]:
        """(index of a phrase, start, end of the sentence it could match in), in the order of the phrases."""
        spaced, unspaced = self._sieves[not telling]
        found: list[tuple[int, int, int]] = []
        for sentence, start, end in sentences(folded):
            if LETTER.search(sentence):
                found += [(index, start, end) for index in spaced.survivors(words(sentence))]
            if HAN_IN.search(sentence):  # as Pattern.search asks
                found += [(index, start, end) for index in unspaced.survivors(sentence)]
        found.sort()
        return found

    def _said(self, views: Views, telling: bool) -> dict[str, Found]:
        folded = views.fold.text
        found: dict[str, Found] = {}
        for index, start, end in self.survivors(folded, telling):
            phrase = self.phrases[index]
            name = phrase.signal.id
            if name not in found and (span := phrase.pattern.search(folded, start, end)):
                found[name] = Found(phrase.signal, views.fold, *span)
        return found

    def _all(self, views: Views, found: dict[str, Found]) -> tuple[Found, ...]:
        found |= self._said(views, telling=False)
        clean = views.clean.text
        digits = [each.start() for each in DIGIT.finditer(clean)]
        for each, pattern in self.looks:
            if each.signal.id not in found and (span := _seen(each, pattern, clean, digits)):
                found[each.signal.id] = Found(each.signal, views.clean, *span)
        return tuple(sorted(found.values(), key=lambda each: each.signal.index))


def _telling(signal: Signal) -> bool:
    """Whether a signal can start something: a verdict, or care for a target."""
    return signal.kind == "evidence" or (signal.speaker == "target" and signal.kind == "context")


def _seen(look_for: Look, pattern: regex.Pattern[str] | None, clean: str, digits: Sequence[int]) -> tuple[int, int] | None:
    """The first place of a shape, looked for only around what announces it."""
    places = [at for mark in look_for.marks for at in (clean.find(mark), clean.rfind(mark)) if at >= 0]
    if look_for.digits and len(digits) >= look_for.digits:
        places += (digits[0], digits[-1])
    if not places:
        return None
    start = max(0, min(places) - AROUND)
    near = clean[start : max(places) + AROUND]
    if look_for.detector:
        span = next(shapes.DETECTORS[look_for.detector](near), None)
    else:
        assert pattern is not None
        match = pattern.search(near)
        span = match.span() if match else None
    return (span[0] + start, span[1] + start) if span else None


def mask(found: Iterable[Found]) -> int:
    """The signals found, as bits."""
    bits = 0
    for each in found:
        bits |= each.signal.bit
    return bits
