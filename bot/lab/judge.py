"""How a set of messages comes out, counted: what `evaluate` prints, draws and writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from bot.content.model import Content, Level
from bot.content.weights import Floats
from bot.core.assess import Assessment, Engine
from bot.core.classifier import Classifier
from bot.encoder import Encoder
from bot.lab import corpus
from bot.lab.corpus import QUIET, Line, says
from bot.text import fold

EXPECTED = {"danger": "offender", "caution-or-more": "offender", "target": "target", "none": "ordinary"}
LABELLED = {"benign": "ordinary", "benign_hard": "ordinary"}
RATES = (0.001, 0.01)  # of lines that do not say a family, the share allowed to be taken for it


@dataclass(frozen=True, slots=True)
class Seen:
    """A line and how it came out, by phrases and model together, by phrases alone, by the model alone."""

    line: Line
    all: Assessment
    phrases: Assessment
    model: Assessment
    p: Floats  # per head, as the model had it


def rows(path: Path) -> list[Line]:
    """The lines of a JSONL file in any of the project's forms, each with where it comes from.

    Of the corpus (text, signals, speaker, scenario), of an exam (text, lang, expect), or labelled (text, lang, label). Raises
    ValueError with file and line.
    """
    found = []
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            if text.strip():
                found.append(_line(json.loads(text), path))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}:{number}: not a line of a corpus, an exam or a labelled set ({error!r})") from None
    return found


def _line(row: dict[str, Any], path: Path) -> Line:
    if "speaker" in row:
        return corpus.line(row, path)
    speaker = EXPECTED[row["expect"]] if "expect" in row else LABELLED.get(row["label"], "other scams")
    return Line(row["text"], frozenset(), speaker, "", row["lang"], whole=False, source=str(row.get("source", path.stem)))


def judge(content: Content, lines: Sequence[Line], encoder: Encoder | None) -> list[Seen]:
    """Every line read three ways."""
    assert content.weights is not None
    whole = Engine(content)
    phrases = whole.by_phrases
    model = Engine(replace(content, phrases=(), looks=()))
    classifier = Classifier(content.weights)
    seen = []
    for line in lines:
        meanings = encoder.meanings(line.text) if encoder else None
        matched = {each.signal.id for each in phrases.find(line.text)}
        p = classifier.read(fold(line.text), meanings, matched).p
        ways = whole.assess(line.text, meanings), phrases.assess(line.text), model.assess(line.text, meanings)
        seen.append(Seen(line, *ways, p))
    return seen


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z = 1.959964
    middle, spread = (hits + z * z / 2) / (of + z * z), z * sqrt(hits * (of - hits) / of + z * z / 4) / (of + z * z)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def share(hits: int, of: int) -> str:
    """`12/40 30.0 % (18-45)`"""
    if not of:
        return "-"
    low, high = interval(hits, of)
    digits = 1 if hits == 0 or hits / of > 0.02 else 2
    return f"{hits}/{of} {100 * hits / of:.{digits}f} % ({100 * low:.{digits}f}-{100 * high:.{digits}f})"


ASKED: dict[str, tuple[str, Any]] = {
    "offenders above none": ("offender", lambda seen: seen.level > Level.none),
    "offenders at danger": ("offender", lambda seen: seen.level == Level.danger),
    "targets recognised": ("target", lambda seen: seen.speaker == "target"),
    "targets given a level": ("target", lambda seen: seen.level > Level.none),
    "ordinary at danger": ("ordinary", lambda seen: seen.level == Level.danger),
    "ordinary above none": ("ordinary", lambda seen: seen.level > Level.none),
    "talk about it above none": ("about", lambda seen: seen.level > Level.none),
    "other scams above none": ("other scams", lambda seen: seen.level > Level.none),
}
WAYS = {"together": "all", "phrases": "phrases", "model": "model"}


def counts(seen: Iterable[Seen]) -> dict[str, dict[str, tuple[int, int]]]:
    """question -> way of reading -> (how many, of how many). Offenders' lines of rapport alone are left out of both."""
    told = [each for each in seen if not (each.line.whole and each.line.speaker == "offender" and each.line.labels <= QUIET)]
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for question, (speaker, yes) in ASKED.items():
        mine = [each for each in told if each.line.speaker == speaker]
        if mine:
            table[question] = {
                name: (sum(bool(yes(getattr(each, way))) for each in mine), len(mine)) for name, way in WAYS.items()
            }
    return table


@dataclass(frozen=True, slots=True)
class HeadFigures:
    """How well one head tells its family: recall at each of RATES, at its threshold, precision there, error of its p."""

    name: str
    said: int
    recalls: tuple[float, ...]
    recall: float
    precision: float
    error: float  # mean gap between probability and truth where p > 0.1, in ten bins


def heads(content: Content, seen: Sequence[Seen], both: bool) -> list[HeadFigures]:
    """Figures per head over the lines whose families are all named."""
    weights = content.weights
    assert weights is not None
    whole = [each for each in seen if each.line.whole]
    found = []
    for column, name in enumerate(weights.heads):
        head = content.heads.get(name)
        if head is None or not whole:
            continue
        p = np.array([each.p[column] for each in whole])
        y = np.array([says(each.line, head) for each in whole])
        bar = float((weights.both[2] if both else weights.alone[2])[column])
        others = np.sort(p[~y])[::-1]
        limits = [float(others[min(int(rate * others.size), others.size - 1)]) if others.size else 1.0 for rate in RATES]
        reached = p >= bar
        found.append(
            HeadFigures(
                name,
                int(y.sum()),
                tuple(float((p[y] > limit).mean()) if y.any() else 0.0 for limit in limits),
                float(reached[y].mean()) if y.any() else 0.0,
                float(y[reached].mean()) if reached.any() else 0.0,
                _calibration(p, y),
            )
        )
    return found


def _calibration(p: Floats, y: Floats) -> float:
    total = gap = 0.0
    for low in np.arange(0.1, 1.0, 0.09):
        inside = (p > low) & (p <= low + 0.09)
        if inside.any():
            total += inside.sum()
            gap += abs(float(p[inside].sum() - y[inside].sum()))
    return gap / total if total else 0.0


def confusion(seen: Sequence[Seen]) -> dict[str, dict[str, int]]:
    """who wrote it -> whom it was taken for -> how many."""
    table: dict[str, dict[str, int]] = {}
    for each in seen:
        row = table.setdefault(each.line.speaker, {})
        row[each.all.speaker] = row.get(each.all.speaker, 0) + 1
    return table


def worst(content: Content, seen: Sequence[Seen], most: int) -> dict[str, list[Seen]]:
    """The misses the model was surest of, and the false alarms."""
    assert content.weights is not None
    offender = list(content.weights.heads).index("offender")
    missed = [each for each in seen if each.line.speaker == "offender" and not each.all.level and not each.line.labels <= QUIET]
    alarms = [each for each in seen if each.line.speaker in ("ordinary", "target", "about") and each.all.level]
    return {
        "missed offenders": sorted(missed, key=lambda each: float(each.p[offender]))[:most],
        "false alarms": sorted(alarms, key=lambda each: (-each.all.level, -float(each.p[offender])))[:most],
        "targets not recognised": [each for each in seen if each.line.speaker == "target" and each.all.speaker != "target"][
            :most
        ],
    }
