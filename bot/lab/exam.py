"""`exam`: how the rules do on messages somebody else wrote, by what was expected of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.content.model import Level
from bot.core.assess import Assessment, Engine

RIGHT: dict[str, Callable[[Assessment], bool]] = {
    "danger": lambda seen: seen.level > Level.none,
    "caution-or-more": lambda seen: seen.level > Level.none,
    "target": lambda seen: seen.speaker == "target" and not seen.level,
    "none": lambda seen: not seen.level,
}


def main(engine: Engine, path: Path, every: bool) -> None:
    """Print recall, danger recall, targets recognised and false alarms for a file of {"id", "lang", "expect", "text"} lines.

    Raises ValueError that names the line for one that is none of these.
    """
    rows = [_row(number, line) for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line.strip()]
    told = [(row, engine.assess(row["text"])) for row in rows]
    for language in (*sorted({row["lang"] for row in rows}), "all"):
        print(f"{language:8}", _figures([pair for pair in told if language in (pair[0]["lang"], "all")]))
    for row, seen in told if every else ():
        if not RIGHT[row["expect"]](seen):
            print(f"{row['id']} {row['lang']} expected {row['expect']}, got {seen.speaker} {seen.level.name}: {row['text']}")


def _row(number: int, line: str) -> dict[str, str]:
    try:
        row = json.loads(line)
        good = all(isinstance(row[key], str) for key in ("id", "lang", "text")) and row["expect"] in RIGHT
    except (ValueError, TypeError, KeyError):
        good, row = False, {}
    if not good:
        raise ValueError(f'line {number}: should be {{"id", "lang", "expect", "text"}} with expect one of: {", ".join(RIGHT)}')
    return dict(row)


def _figures(told: list[tuple[dict[str, str], Assessment]]) -> str:
    count: Counter[str] = Counter()
    for row, seen in told:
        kind = row["expect"]
        count[kind] += 1
        count[f"{kind} right"] += RIGHT[kind](seen)
        count["danger said"] += kind == "danger" and seen.level == Level.danger
        count["target scored"] += kind == "target" and seen.level > Level.none
    flagged = count["danger right"] + count["caution-or-more right"]
    return (
        f"above none {flagged}/{count['danger'] + count['caution-or-more']}"
        f"   danger {count['danger said']}/{count['danger']}"
        f"   targets recognised {count['target right']}/{count['target']} (given a level: {count['target scored']})"
        f"   false alarms {count['none'] - count['none right']}/{count['none']}"
    )
