"""The language folders: how each language says the signals, and what looks the same in all. Part of load.py's one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import regex

from bot.content.model import Example, Look, Phrase, Signal, Voice
from bot.content.phrase import BadPhrase, OneOf, Sequence, compile_phrase, parse
from bot.content.shapes import LanguageShape, PageWordingShape, ShapeShape, StepWordingShape, WayShape, WordingShape
from bot.content.source import Folder, Tree

LEAST = 2  # hits, and misses, every wording carries
DETECTORS = frozenset({"wallet", "card-number", "phone-number", "amount", "time-limit"})  # implemented in bot/core/shapes.py


@dataclass(slots=True)
class Tongue:
    """One language folder while it is being read."""

    code: str
    tree: Tree
    shape: LanguageShape
    wordings: dict[str, tuple[WordingShape, Tree]] = field(default_factory=dict)
    steps: dict[str, StepWordingShape] = field(default_factory=dict)
    ui: dict[str, str] = field(default_factory=dict)


def looks(folder: Folder, signals: Mapping[str, Signal]) -> tuple[list[Look], list[Example]]:
    looks: list[Look] = []
    examples: list[Example] = []
    for _, tree in folder.all("languages/und/signals/*.yaml"):
        for name, value in tree.entries():
            shape = tree.shape(ShapeShape, value, (name,))
            if name not in signals:
                tree.wrong((name,), "is not in signals.yaml")
            elif shape:
                for index, way in enumerate(shape.ways):
                    if wrong := _bad_way(way):
                        tree.wrong((name, "ways", index), wrong)
                    else:
                        looks.append(Look(signals[name], way.detector, way.pattern, way.digits, way.marks))
                examples += as_examples(tree, name, "und", shape.hits, shape.misses)
    return looks, examples


def _bad_way(way: WayShape) -> str | None:
    if (way.detector is None) == (way.pattern is None):
        return "needs either a detector or a pattern"
    if way.detector and way.detector not in DETECTORS:
        return f"the detector is not one of {', '.join(sorted(DETECTORS))}"
    if not (way.digits or way.marks):
        return "needs `digits` or `marks`: what announces it"
    try:
        regex.compile(way.pattern or "")
    except regex.error as error:
        return f"the pattern is not a regular expression: {error}"
    return None


def tongues(folder: Folder, signals: Mapping[str, Signal]) -> Iterator[Tongue]:
    numbers: dict[int, str] = {}
    for name, tree in folder.all("languages/*/language.yaml"):
        code = name.split("/")[1]
        shape = tree.shape(LanguageShape, tree.data)
        if shape is None:
            continue
        if shape.n in numbers:
            tree.wrong(("n",), f"number {shape.n} already belongs to {numbers[shape.n]}; numbers are permanent")
        numbers[shape.n] = code
        tongue = Tongue(code, tree, shape)
        for _, words in folder.all(f"languages/{code}/signals/*.yaml"):
            for signal, value in words.entries():
                wording = words.shape(WordingShape, value, (signal,))
                if signal not in signals:
                    words.wrong((signal,), "is not in signals.yaml")
                elif signal in tongue.wordings:
                    words.wrong((signal,), f"is already worded in {tongue.wordings[signal][1].at((signal,))}")
                elif wording:
                    tongue.wordings[signal] = (wording, words)
        yield tongue


def _slots(folder: Folder, tongue: Tongue) -> dict[str, Sequence]:
    tree = folder.tree(f"languages/{tongue.code}/slots.yaml")
    slots: dict[str, Sequence] = {}
    for name, values in tree.entries():
        options: list[Sequence] = []
        if not isinstance(values, list) or not values:
            tree.wrong((name,), "should be a list of words")
            continue
        for index, value in enumerate(values):
            try:
                options.append(parse(str(value), {}, tongue.shape.spaced))
            except BadPhrase as error:
                tree.wrong((name, index), str(error))
        if options:
            slots[name] = (OneOf(tuple(options), optional=False),)
    return slots


def phrases(
    folder: Folder, tongue: Tongue, signals: Mapping[str, Signal], tongues: Mapping[str, Tongue]
) -> tuple[list[Phrase], list[Example]]:
    slots = _slots(folder, tongue)
    phrases: list[Phrase] = []
    examples: list[Example] = []
    base = tongues.get(tongue.shape.based_on or "")
    if tongue.shape.based_on and base is None:
        tongue.tree.wrong(("based_on",), f"there is no language {tongue.shape.based_on}")
    for name, (wording, tree) in tongue.wordings.items():
        seen: set[str] = set()
        for index, source in enumerate(wording.phrases):
            if source in seen:
                tree.wrong((name, "phrases", index), "stands twice")
            seen.add(source)
            try:
                phrases.append(Phrase(signals[name], tongue.code, compile_phrase(source, slots, tongue.shape.spaced)))
            except BadPhrase as error:
                tree.wrong((name, "phrases", index), str(error))
        examples += as_examples(tree, name, tongue.code, wording.hits, wording.misses)
        for kind, texts in (("hits", wording.hits), ("misses", wording.misses)):
            if (wording.phrases or _worded(base, name)) and len(texts) < LEAST:
                tree.wrong((name, kind), f"should have at least {LEAST} examples, has {len(texts)}")
    return phrases, examples


def as_examples(tree: Tree, name: str, lang: str, hits: Iterable[str], misses: Iterable[str]) -> list[Example]:
    return [
        Example(tree.at((name, kind, index)), lang, text, name, kind == "hits")
        for kind, texts in (("hits", hits), ("misses", misses))
        for index, text in enumerate(texts)
    ]


def complete(folder: Folder, tongues: list[Tongue], signals: Mapping[str, Signal], shapes: set[str]) -> None:
    """Every language says every signal; a signal no language can find is a problem of the catalogue."""
    codes = {tongue.code: tongue for tongue in tongues}
    for tongue in tongues:
        base = codes.get(tongue.shape.based_on or "")
        unread = any(tree.data is None and tree.problems for _, tree in folder.all(f"languages/{tongue.code}/signals/*.yaml"))
        for name in () if unread else signals:  # a file that is not YAML has said so; what it holds is not missing
            if name not in tongue.wordings:
                tongue.tree.wrong((), f"{tongue.code} has no wording for the signal `{name}`")
            elif name not in shapes and not _worded(tongue, name) and not _worded(base, name):
                tongue.wordings[name][1].wrong((name,), "has no phrases")


def _worded(tongue: Tongue | None, signal: str) -> bool:
    return tongue is not None and signal in tongue.wordings and bool(tongue.wordings[signal][0].phrases)


def benign(folder: Folder, tongue: Tongue) -> Iterator[Example]:
    name = f"languages/{tongue.code}/benign.txt"
    path = folder.root / name
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except UnicodeDecodeError:
        tongue.tree.wrong((), f"{name} is not UTF-8 text")
        return
    if not lines:
        tongue.tree.wrong((), f"{name} with everyday lines that must stay silent is missing")
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            yield Example(f"{folder.root.name}/{name}:{number}", tongue.code, line.strip(), "benign", hit=False)


def voice(tongue: Tongue, pages: Mapping[str, PageWordingShape]) -> Voice:
    reasons = {name: wording.reason for name, (wording, _) in tongue.wordings.items()}
    shape = tongue.shape
    return Voice(tongue.code, shape.n, shape.name, shape.own_name, shape.reviewed, tongue.ui, reasons, tongue.steps, pages)
