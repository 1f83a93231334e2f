"""`train`: the corpus and the rules' examples → weights. The same bytes on one machine; minutes on two cores.

1. A teacher, one hidden layer over the encoder's vectors, says what it thinks of each line while not having learned from its
   scenario. 2. The n-grams learn from that and from what the author of the line said, half and half. 3. The second reader learns
   from vectors, n-gram scores of lines not seen, and what phrases find. 4. Scores become probabilities (Platt), and thresholds
   come from lines as they were scored by readers that had not seen them, for a stated rate of false alarms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from bot.content.model import Content
from bot.content.weights import Floats, Weights
from bot.core.assess import Engine
from bot.core.classifier import as_read
from bot.encoder import Encoder
from bot.lab import attacks
from bot.lab.corpus import QUIET, Line, says
from bot.lab.fit import calibrate, layered, logistic, matrix, threshold
from bot.text import Views, look

BITS = 17
FOLDS = 4
PULL = 0.2  # of the n-grams' weights towards zero: chosen on scenarios of the training part, as the sizes below
UNITS = 128
SEED = 20261124
TEACHER = 0.5  # how much the n-grams listen to the teacher, the rest to the author of the line
RATES = {"offender": 0.01, "target": 0.01, "about": 0.01}
"""Of lines that are nobody's words about the crime, the share that may be taken for this speaker's."""
OVERHEARD = 0.06  # of offenders' lines, the share that may be taken for ordinary talk, which weakens a verdict
ALONE = 0.001  # of lines that are nobody's words about the crime, the share that may be taken for a family that counts alone
BESIDE = 0.004  # and the share of other words about it
SURE = 0.75  # that n-grams, which know no meaning, must be of a family that counts alone: it may bring a crisis card
FAMILY = 0.5  # the probability from which a family counts where its speaker does


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines say of each head: y is yes or no, k how much that counts (0: not known)."""

    y: Floats
    k: Floats


def answers(content: Content, lines: Sequence[Line]) -> Known:
    heads = list(content.heads.values())
    y = np.zeros((len(lines), len(heads)), np.float32)
    k = np.ones_like(y)
    for row, line in enumerate(lines):
        quiet = line.whole and line.speaker == "offender" and line.labels <= QUIET
        for column, head in enumerate(heads):
            y[row, column] = says(line, head)
            if quiet if head.speaker else not line.whole and not y[row, column]:
                k[row, column] = 0
    return Known(y, k)


def hidden(lines: Sequence[Line]) -> list[Line]:
    """The lines that are not everyday ones, each hidden in one of the ways people hide words, and a third of the others."""
    return [
        replace(line, text=attacks.any_of(line.text, SEED))
        for line in lines
        if line.speaker in ("offender", "target") or crc32(line.text.encode("utf-8", "surrogatepass")) % 3 == 0
    ]


def train(content: Content, lines: Sequence[Line], encoder: Encoder, say: Callable[[str], None]) -> Weights:
    """Weights for the heads of `content`. `say` hears what is being done."""
    plain = [line for line in lines if line.use == "train"]
    taught = [*plain, *hidden(plain)]
    say(f"{len(taught)} lines to learn from, {len(plain)} as written: reading them")
    known = answers(content, taught)
    views = [look(line.text) for line in taught]
    x, m = matrix([view.fold.text for view in views], BITS), encoder.encode([as_read(view) for view in views])
    signals = [name for name, signal in content.signals.items() if signal.speaker != "about"]
    s = phrases(content, views, signals)
    fold = np.array([crc32(f"fold:{line.scenario}".encode()) % FOLDS for line in taught])
    folds = [(np.flatnonzero(fold != each), np.flatnonzero(fold == each)) for each in range(FOLDS)]

    say("the teacher")
    p = np.zeros_like(known.y)
    for rest, out in folds:
        p[out] = _sigmoid(layered(m[rest], known.y[rest], UNITS, [SEED]).scores(m[out]))
    say("the n-grams")
    soft = np.where(known.k > 0, (1 - TEACHER) * known.y + TEACHER * p, p).astype(np.float32)
    weight = np.maximum(known.k, TEACHER)
    grams, bias = logistic(x, soft, weight, PULL)
    first = np.zeros_like(known.y)  # on lines not seen
    for rest, out in folds:
        w, b = logistic(x[rest], soft[rest], weight[rest], PULL)
        first[out] = x[out] @ w + b
    say("the second reader")
    given = np.concatenate([m, first, s], axis=1)
    final = layered(given, known.y, UNITS, [SEED, SEED + 1, SEED + 2])
    second = np.zeros_like(known.y)
    for rest, out in folds:
        second[out] = layered(given[rest], known.y[rest], UNITS, [SEED, SEED + 1, SEED + 2]).scores(given[out])
    say("probabilities and thresholds")
    alone = _bars(content, first, known, taught[: len(plain)], SURE)
    both = _bars(content, second, known, taught[: len(plain)], 0)
    told = "\n".join(sorted(f"{line.use}|{line.text}" for line in lines))
    return Weights(
        tuple(content.heads), tuple(signals), BITS, grams, bias, alone, final.hidden, final.start, final.out, final.end, both,
        hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16],
    )  # fmt: skip


def phrases(content: Content, views: Sequence[Views], signals: Sequence[str]) -> Floats:
    """A row per text: 1 for each of `signals` that phrases find in it."""
    finder, place = Engine(replace(content, weights=None)).finder, {name: index for index, name in enumerate(signals)}
    found = np.zeros((len(views), len(signals)), np.float32)
    for row, view in enumerate(views):
        for each in finder.find(view):
            if each.signal.id in place:
                found[row, place[each.signal.id]] = 1
    return found


def _bars(content: Content, scores: Floats, known: Known, lines: Sequence[Line], least: float) -> Floats:
    """Slope, offset and threshold of each head. The first rows of `scores` are of `lines`, as written."""
    nobody = np.flatnonzero([line.speaker == "ordinary" for line in lines])
    offender = np.flatnonzero([line.speaker == "offender" and not line.labels <= QUIET for line in lines])
    found = []
    for column, head in enumerate(content.heads.values()):
        slope, offset = calibrate(scores[:, column], known.y[:, column], known.k[:, column])
        p = _sigmoid(scores[:, column] * slope + offset)
        if head.id == "ordinary":
            bar = threshold(p[offender], OVERHEARD)
        elif head.speaker:
            bar = threshold(p[nobody], RATES[head.id])
        else:
            others = [row for row, line in enumerate(lines) if line.speaker != "ordinary" and not line.labels & head.labels]
            bar = max(threshold(p[nobody], ALONE), threshold(p[others], BESIDE), least) if head.alone else FAMILY
        found.append([slope, offset, bar])
    return np.array(found, np.float32).T.copy()


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))), np.float32)
