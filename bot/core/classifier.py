"""Reads what no phrase foresaw: a linear model over hashed character n-grams, one head per family of things said.

It gives the same signals as phrases do, each with a probability and the words that weighed most. Where a message comes with its
`meaning`, the vectors of a sentence encoder, both are weighed together. Pure: numbers in, numbers out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import regex
from numpy.typing import NDArray

from bot.content.weights import ORDERS, Floats, Weights
from bot.text import Views, fold, look

TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
HAN = regex.compile(r"\p{Han}")
DIGIT = regex.compile(r"\p{Nd}")
STOP = regex.compile(r"(?P<end>[!?。;；,，\n]+|\.(?=\s))|\s")
LONG = 200  # letters of a message from which it is also read in passages; Han count double
PASSAGE = 90  # letters a passage should have at least
MOST_PASSAGES = 12  # of one message, the whole among them
QUOTED_WORDS = 6  # of a quote at most
QUOTED_HAN = 14
MIX = np.uint32(0x9E3779B1)
STEP = np.uint32(0x01000193)
LAST = np.uint32(0x85EBCA6B)


def squeeze(folded: str) -> str:
    """A folded text as the model reads it: its words, one blank between, digits all alike.

    Punctuation and emoji go: whoever wrote the examples has habits there, and the model would learn the habits.
    """
    return f" {DIGIT.sub('0', ' '.join(TOKEN.findall(folded)))}{' ' * ORDERS}"


def grams(text: str, bits: int) -> NDArray[np.uint32]:
    """Bucket of the n-gram of each order (row) that begins at each character (column)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    size = max(codes.size - ORDERS, 0)
    rows = np.empty((ORDERS, size), np.uint32)
    mixed = codes * MIX
    rolling = mixed
    for order in range(ORDERS):
        if order:
            rolling = rolling[:-1] * STEP + mixed[order:]
        np.add(rolling[:size], np.uint32(0x811C9DC5 * (order + 1) & 0xFFFFFFFF), out=rows[order])
    rows ^= rows >> np.uint32(15)
    rows *= LAST
    rows >>= np.uint32(32 - bits)
    return rows


def passages(text: str) -> list[str]:
    """What an encoder is asked about a message: the whole, and of a long one handfuls of sentences: filler hides nothing then."""
    views = look(text)
    return [as_read(views, left, right) for left, right in _passages(views.fold.text)]


def as_read(views: Views, left: int = 0, right: int | None = None) -> str:
    """What the encoder is given for `left:right` of the folded text: the words as written where nothing was hidden in them.

    Without marks and emoji, for the reason given at `squeeze`.
    """
    folded = views.fold.text[left:right]
    start, stop = views.fold.span(left, len(views.fold.text) if right is None else right)
    written = views.original[start:stop].lower()
    return " ".join(TOKEN.findall(written if fold(written) == folded else folded))


@dataclass(frozen=True, slots=True)
class Reading:
    """Per head: the probability that a text says it, that from which it counts as said, and the passage that says it most."""

    p: Floats
    bar: Floats
    passage: NDArray[np.intp]


class Classifier:
    """Weights made ready to read."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.heads = {name: index for index, name in enumerate(weights.heads)}
        self._ones = np.ones(0, np.float32)

    def scores(self, text: str) -> Floats:
        """The n-grams' score per head, before it becomes a probability."""
        rows = grams(squeeze(text), self.weights.bits)
        if not rows.size:
            return self.weights.bias
        if self._ones.size < rows.size:
            self._ones = np.ones(2 * rows.size, np.float32)
        taken = self.weights.grams.take(rows.ravel(), 0)
        return self._ones[: rows.size] @ taken / np.float32(rows.size) ** np.float32(0.5) + self.weights.bias

    def read(self, folded: str, meanings: Floats | None = None, found: Collection[str] = ()) -> Reading:
        """What each head makes of a folded text.

        `meanings`: a vector for each of the message's `passages`, from the encoder, and `found`: the signals that phrases found.
        Without meanings the n-grams speak alone.
        """
        read = [folded[left:right] for left, right in _passages(folded)]
        score = np.stack([self.scores(text) for text in read])
        slope, offset, bar = self.weights.alone
        if meanings is not None and meanings.shape == (len(read), self.weights.width):
            score = self.weigh(meanings, score, found)
            slope, offset, bar = self.weights.both
        z = score * slope + offset
        return Reading(1 / (1 + np.exp(-np.clip(z.max(axis=0), -30, 30))), bar, z.argmax(axis=0))

    def weigh(self, meanings: Floats, scores: Floats, found: Collection[str]) -> Floats:
        """The second reader's score per passage and head."""
        w = self.weights
        known = np.array([name in found for name in w.signals], np.float32)
        given = np.concatenate([meanings, scores, np.broadcast_to(known, (len(scores), known.size))], axis=1)
        return np.asarray(np.maximum(given @ w.hidden + w.start, 0) @ w.out + w.end, np.float32)

    def quote(self, folded: str, head: int, passage: int = 0) -> tuple[int, int]:
        """`left:right` in the folded text: the run of words that weighed most for a head."""
        start, stop = _passages(folded)[passage]
        text = folded[start:stop]
        squeezed = squeeze(text)
        weight = self._by_character(squeezed, head)
        runs: list[tuple[int, int, float]] = []  # words, or single Han, as left, right in the passage, and their weight
        at = 1  # of the word in `squeezed`
        for word in TOKEN.finditer(text):
            begin, end = word.span()
            if HAN.search(word.group()):
                runs += [(begin + i, begin + i + 1, float(weight[at + i])) for i in range(end - begin)]
            else:
                runs.append((begin, end, float(weight[at : at + end - begin].sum())))
            at += end - begin + 1
        if not runs:
            return start, start
        most = QUOTED_HAN if HAN.search(squeezed) else QUOTED_WORDS
        left, right = _heaviest([each[2] for each in runs], most)
        return start + runs[left][0], start + runs[right - 1][1]

    def _by_character(self, squeezed: str, head: int) -> Floats:
        """The weight of each character: every n-gram's own, spread over the characters it covers."""
        rows = grams(squeezed, self.weights.bits)
        spread = np.zeros(len(squeezed), np.float32)
        for order, row in enumerate(rows):
            share = self.weights.grams[row, head] / (order + 1)
            for step in range(order + 1):
                spread[step : step + row.size] += share
        return spread


def _heaviest(weights: list[float], most: int) -> tuple[int, int]:
    """The run of at most `most` neighbours with the greatest sum."""
    best, span = float("-inf"), (0, 1)
    for left in range(len(weights)):
        total = 0.0
        for right in range(left, min(left + most, len(weights))):
            total += weights[right]
            if total > best:
                best, span = total, (left, right + 1)
    return span


def _passages(folded: str) -> list[tuple[int, int]]:
    whole = (0, len(folded))
    if 2 * len(folded) <= LONG or _weight(folded) <= LONG:
        return [whole]
    found, start, weight, at = [], 0, 0, 0
    for stop, sentence in _stops(folded):
        weight += _weight(folded[at:stop])
        at = stop
        if weight >= PASSAGE * (1 if sentence else 2) or stop == len(folded):
            found.append((start, stop))
            start, weight = stop, 0
    return [whole, *_fewer(found, MOST_PASSAGES - 1)]


def _fewer(found: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """As many neighbours taken together as leaves no more than `most`."""
    step = -(-len(found) // most) or 1
    for index in range(0, len(found), step):
        yield found[index][0], found[min(index + step, len(found)) - 1][1]


def _weight(text: str) -> int:
    return len(text) + len(HAN.findall(text))


def _stops(folded: str) -> Iterator[tuple[int, bool]]:
    """Where a passage may end, and whether a sentence does. What has neither marks nor blanks is cut all the same."""
    at = 0
    for match in STOP.finditer(folded):
        yield from ((cut, False) for cut in range(at + PASSAGE, match.end(), PASSAGE))
        at = match.end()
        yield at, match["end"] is not None
    yield from ((cut, False) for cut in range(at + PASSAGE, len(folded), PASSAGE))
    if at < len(folded):
        yield len(folded), True
