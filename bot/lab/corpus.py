"""The lines the classifier is taught and tested on: what people wrote for it, and the examples of the rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

from bot.content.model import Content

SPEAKERS = ("offender", "target", "about", "ordinary")
TESTED = 15  # of a hundred scenarios, those held out of training
BENIGN_TESTED = 25  # of a hundred scenarios of the calibration lines, those kept for the test


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `labels`: the families it says; None in `unknown` families is neither yes nor no."""

    text: str
    labels: frozenset[str]
    speaker: str
    scenario: str
    language: str
    whole: bool = True  # every family it says is named; else only those named are known
    use: str = "train"  # train | test


def read(paths: Iterable[Path], use: str | None = None) -> Iterator[Line]:
    """The lines of JSONL files named after their language. Raises ValueError saying file and line."""
    for path in paths:
        for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not row.strip():
                continue
            try:
                yield _line(json.loads(row), path.stem, use)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                what = f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else error
                raise ValueError(f'{path}:{number}: {what}; should be {{"text","signals","speaker","scenario"}}') from None


def _line(row: Mapping[str, object], language: str, use: str | None) -> Line:
    text, speaker, scenario = row["text"], row["speaker"], row["scenario"]
    labels = row["signals"]
    if not isinstance(text, str) or not text.strip() or not isinstance(scenario, str) or not isinstance(labels, list):
        raise TypeError("a value is not of its kind")
    if speaker not in SPEAKERS:
        raise ValueError(f"speaker {speaker} is none of {', '.join(SPEAKERS)}")
    return Line(text, frozenset(map(str, labels)), str(speaker), scenario, language, use=use or share(scenario, TESTED))


def share(scenario: str, percent: int) -> str:
    """`test` for so many of a hundred scenarios, always the same ones, whatever else is added."""
    return "test" if crc32(scenario.encode()) % 100 < percent else "train"


def examples(content: Content) -> Iterator[Line]:
    """The hits of the rules' own files: each says the families of its signal, and nothing is known of the others."""
    of = {signal: head.id for head in content.heads.values() for signal in head.signals}
    for example in content.examples:
        signal = content.signals.get(example.subject)
        if example.hit and signal and signal.id in of:
            yield Line(example.text, frozenset({of[signal.id]}), signal.speaker, f"example-{signal.id}", example.language, False)
    for line in content.benign:
        yield Line(line.text, frozenset(), "ordinary", "benign", line.language)


def gather(content: Content, root: Path, private: Iterable[Path] = ()) -> list[Line]:
    """Everything there is to learn from: corpus/, calibration/, the examples of the rules, and an operator's own lines."""
    lines = list(read(sorted((root / "corpus").glob("*.jsonl"))))
    lines += [
        replace(line, use=share(line.scenario, BENIGN_TESTED)) for line in read(sorted((root / "calibration").glob("*.jsonl")))
    ]
    return [*lines, *examples(content), *read(private, "train")]
