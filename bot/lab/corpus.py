"""The lines the classifier is taught and tested on: what people wrote for it, and the examples of the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

from bot.content.model import Content, Head

SPEAKERS = ("offender", "target", "about", "ordinary")
TESTED = 15  # of a hundred scenarios, those held out of training
QUIET = frozenset({"turn", "close", "move"})  # what an offender says that is no offence by itself: nothing is asked of it
PLAIN = re.compile(r"-p[ot]-")  # in the scenario of lines asked for in plain words, as most people write
BENIGN_TESTED = 25  # of a hundred scenarios of the calibration lines, those kept for the test


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `labels`: the families it says. `source`: which set it is of."""

    text: str
    labels: frozenset[str]
    speaker: str
    scenario: str
    language: str
    whole: bool = True  # every family it says is named; else only those named are known
    use: str = "train"  # train | test
    source: str = "rules"


def read(paths: Iterable[Path], use: str | None = None) -> Iterator[Line]:
    """The lines of JSONL files named after their language. Raises ValueError saying file and line."""
    for path in paths:
        for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not row.strip():
                continue
            try:
                yield line(json.loads(row), path, use)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                what = f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else error
                raise ValueError(f'{path}:{number}: {what}; should be {{"text","signals","speaker","scenario"}}') from None


def says(line: Line, head: Head) -> bool:
    """Whether a line, or whoever speaks in it, is what a head reads."""
    return line.speaker == head.id if head.speaker else bool(line.labels & head.labels)


def line(row: Mapping[str, object], path: Path, use: str | None = None) -> Line:
    """A row of a corpus, whose file is named after its language. Raises KeyError, TypeError, ValueError."""
    text, speaker, scenario = row["text"], row["speaker"], row["scenario"]
    labels = row["signals"]
    if not isinstance(text, str) or not text.strip() or not isinstance(scenario, str) or not isinstance(labels, list):
        raise TypeError("a value is not of its kind")
    if speaker not in SPEAKERS:
        raise ValueError(f"speaker {speaker} is none of {', '.join(SPEAKERS)}")
    use = use or share(scenario, TESTED)
    return Line(text, frozenset(map(str, labels)), str(speaker), scenario, path.stem, use=use, source=path.parent.name)


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
    for each in content.benign:
        yield Line(each.text, frozenset(), "ordinary", "benign", each.language)


def gather(content: Content, root: Path, private: Iterable[Path] = ()) -> list[Line]:
    """Everything there is to learn from: corpus/, calibration/, the examples of the rules, and an operator's own lines."""
    lines = list(read(sorted((root / "corpus").glob("*.jsonl"))))
    lines += [
        replace(each, use=share(each.scenario, BENIGN_TESTED)) for each in read(sorted((root / "calibration").glob("*.jsonl")))
    ]
    return [*lines, *examples(content), *read(private, "train")]
