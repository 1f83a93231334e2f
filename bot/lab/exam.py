"""`exam`: how the rules and the guide do on messages somebody else wrote, by what was expected of each.

Three kinds of lines. {"id", "lang", "expect", "text"}: a message, and the level or the speaker that would be right (RIGHT).
{"id", "lang", "first": [...], "text"}: words typed to the guide, and the first screens a counsellor would accept. {"id", "lang",
"expect": "crisis" | "no-crisis", "text"}: words after which the first screen is a crisis card, or must not be.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.content.model import Level
from bot.content.weights import Floats
from bot.core.assess import Assessment, Engine
from bot.core.case import Case
from bot.effects import Say
from bot.encoder import Encoder
from bot.events import Asked
from bot.service import handle

RIGHT: dict[str, Callable[[Assessment], bool]] = {
    "danger": lambda seen: seen.level > Level.none,
    "caution-or-more": lambda seen: seen.level > Level.none,
    "target": lambda seen: seen.speaker == "target" and not seen.level,
    "none": lambda seen: not seen.level,
}
CARDS = ("crisis-self", "crisis-violence")
CRISIS: dict[str, Callable[[str], bool]] = {
    "crisis": lambda screen: screen in CARDS,
    "no-crisis": lambda screen: screen not in CARDS,
}


def main(engine: Engine, path: Path, every: bool, encoder: Encoder | None = None) -> None:
    """Print the figures for a file of lines, for each language and for all; with `every` also each line that came out otherwise.

    Raises ValueError that names the line for one that is none of the three kinds.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [_row(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    guided = [row for row in rows if "first" in row or row["expect"] in CRISIS]
    if guided:
        _guide(engine, guided, every, encoder)
    told = [(row, engine.assess(row["text"], _meanings(encoder, row))) for row in rows if row not in guided]
    for language in (*sorted({row["lang"] for row, _ in told}), "all") if told else ():
        print(f"{language:8}", _figures([pair for pair in told if language in (pair[0]["lang"], "all")]))
    for row, seen in told if every else ():
        if not RIGHT[row["expect"]](seen):
            print(f"{row['id']} {row['lang']} expected {row['expect']}, got {seen.speaker} {seen.level.name}: {row['text']}")


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        good = all(isinstance(row[key], str) for key in ("id", "lang", "text"))
        good = good and (isinstance(row["first"], list) if "first" in row else row["expect"] in {**RIGHT, **CRISIS})
    except (ValueError, TypeError, KeyError):
        good, row = False, {}
    if not good:
        kinds = ", ".join((*RIGHT, *CRISIS))
        raise ValueError(
            f'line {number}: should be {{"id", "lang", "text"}} with "first" or "expect", and expect one of: {kinds}'
        )
    return dict(row)


def _guide(engine: Engine, rows: list[dict[str, Any]], every: bool, encoder: Encoder | None) -> None:
    told = [(row, first_screen(engine, row["text"], row["lang"], _meanings(encoder, row))) for row in rows]
    right = [(row, screen, screen in row["first"] if "first" in row else CRISIS[row["expect"]](screen)) for row, screen in told]
    for language in (*sorted({row["lang"] for row in rows}), "all"):
        mine = [(row, good) for row, _, good in right if language in (row["lang"], "all")]
        for kind in sorted({row.get("expect", "first screen") for row in rows}):
            some = [good for row, good in mine if row.get("expect", "first screen") == kind]
            print(f"{language:8} {kind}: {sum(some)}/{len(some)} right")
    for row, screen, good in right if every else ():
        if not good:
            print(f"{row['id']} {row['lang']} wanted {row.get('first', row.get('expect'))}, got {screen}: {row['text']}")


def _meanings(encoder: Encoder | None, row: dict[str, Any]) -> Floats | None:
    return encoder.meanings(row["text"]) if encoder else None


def first_screen(engine: Engine, text: str, language: str, meanings: Floats | None = None) -> str:
    """The id of the step or page somebody sees first who types `text`; `verdict` where the words are judged instead."""
    content = engine.content
    effects, _ = handle(engine, Asked(text, meanings=meanings), Case(language))
    lines = next((effect.text for effect in effects if isinstance(effect, Say)), "").splitlines()
    voice = content.voices[language]
    titles = [(each.title, name) for named in (voice.pages, voice.steps) for name, each in named.items()]
    shown = [(lines.index(title), name) for title, name in titles if title in lines]
    return min(shown)[1] if shown else "verdict"


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
